/** The red-team list of the host API: names that are made to lead elsewhere. */
import { describe, expect, test } from 'vitest'
import type { EntryStat, UploadTicket } from '@space/sdk/calls'
import { openDesk, wordsOf } from './host-desk.ts'

describe('names', () => {
  test.each([
    ['..'],
    ['.'],
    [''],
    ['../taxes'],
    ['../taxes/secret.txt'],
    ['sub/../../taxes/secret.txt'],
    ['/taxes/secret.txt'],
    ['sub/b.txt'],
    ['a.txt\0'],
    ['..%2ftaxes%2fsecret.txt'],
    ['%2e%2e'],
    ['..\\taxes\\secret.txt'],
    ['\uFF0E\uFF0E'],
    ['.\u200B.'],
    ['\uD800'],
    ['x'.repeat(300)],
    ['x'.repeat(5000)],
  ])('%j finds nothing outside, makes nothing outside', async (name) => {
    const desk = await openDesk()
    const { evil, given, house } = desk
    await expect(evil.call('files.child', given, name, {})).rejects.toThrow()
    for (const create of ['file', 'folder'])
      await wordsOf(evil.call('files.child', given, name, { create }))
    const a = await evil.call<EntryStat>('files.child', given, 'a.txt', {})
    await wordsOf(evil.call('files.copy', a, given, name))
    await wordsOf(evil.call('files.move', a, given, name))
    const to = { parent: given, name }
    const ticket = await evil
      .call<UploadTicket>('files.upload', to, { size: 1 })
      .catch(() => undefined)
    if (ticket !== undefined) {
      house.urls.put('evil', ticket.url, 'x')
      await wordsOf(evil.call('files.commit', ticket.upload))
    }
    await desk.demandUntouched()
    expect((await house.drive.list('/')).map((one) => one.name)).toEqual(['given', 'taxes'])
  })
})
