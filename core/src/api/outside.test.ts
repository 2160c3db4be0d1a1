import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { EntryStat } from '@space/sdk/calls'
import type { Leaving, OutsideRow } from '@space/sdk/host'
import { newFolder, save } from '../drive/drive.samples.ts'
import { openCopies } from '../outside/copies.ts'
import { openOutside, type Outside } from '../outside/outside.ts'
import { CLOCK, QUICK } from '../outside/outside.samples.ts'
import { appFacts, openHouse, type House } from './api.samples.ts'

async function opened(mode: 'read' | 'change' = 'change') {
  const given: string[] = []
  const disk = join(newFolder(), 'outside')
  let outside: Outside | undefined
  let ids = 0
  const apps = [appFacts('notes'), appFacts('evil')]
  const house = await openHouse({
    apps,
    outside: (entries, kept) =>
      (outside = openOutside({
        entries,
        kept,
        clock: CLOCK,
        pace: QUICK,
        newId: () => `copy-${++ids}`,
        copies: openCopies({ disk, memory: [], name: 'x', uid: process.getuid?.() }),
        programs: { problem: () => undefined, open: async (path) => void given.push(path) },
      })),
  })
  await save(house.drive, '/box/a.txt', 'alpha')
  await save(house.drive, '/secret.txt', 'secret')
  const box = await house.give('notes', '/box', { mode })
  const file = await house.app('notes').call<EntryStat>('files.child', box, 'a.txt', {})
  return {
    house,
    box,
    file,
    given,
    disk,
    apps,
    stop: async () => outside?.[Symbol.asyncDispose](),
  }
}

async function until(
  house: House,
  is: (rows: OutsideRow[]) => boolean,
): Promise<OutsideRow | undefined> {
  const stop = new AbortController()
  for await (const rows of house.owner.stream<OutsideRow[]>('outside.watch', [], stop.signal)) {
    if (!is(rows)) continue
    stop.abort()
    return rows[0]
  }
  throw new Error('it never was')
}

test('a file of an app is opened outside, and what is saved there is a change of that app', async () => {
  const { house, file, given, stop } = await opened()
  expect(await house.owner.call<Leaving>('outside.look', 'notes', file)).toMatchObject({
    file: { name: 'a.txt' },
    canChange: true,
    place: 'disk',
    isOpen: false,
  })
  await house.owner.call('outside.open', 'notes', file)
  fs.writeFileSync(given[0] ?? '', 'better')
  const row = await until(house, ([one]) => one?.savedAt !== null)
  expect(row).toMatchObject({ app: { label: 'notes' }, name: 'a.txt', isAppOver: false })
  const [newest] = await house.drive.versions('/box/a.txt')
  expect(newest?.by).toBe('notes')
  const lines = await house.owner.call<{ action: string; name: string }[]>('activity.list', {})
  const noted = lines.filter(({ name }) => name === 'a.txt').map(({ action }) => action)
  expect(noted).toEqual(expect.arrayContaining(['read', 'write']))
  expect(await house.owner.call('outside.look', 'notes', file)).toMatchObject({ isOpen: true })
  await house.owner.call('outside.done', row?.id)
  await until(house, (rows) => rows.length === 0)
  await stop()
})

test('with a grant to read the copy is one to read', async () => {
  const { house, file, given, disk, stop } = await opened('read')
  expect(await house.owner.call('outside.look', 'notes', file)).toMatchObject({ canChange: false })
  await house.owner.call('outside.open', 'notes', file)
  fs.rmSync(given[0] ?? '')
  fs.writeFileSync(given[0] ?? '', 'changed')
  const row = await until(house, (rows) => rows.length === 1)
  await house.owner.call('outside.done', row?.id)
  expect(await house.drive.versions('/box/a.txt')).toHaveLength(1)
  expect(fs.readdirSync(disk)).toEqual([])
  await stop()
})

test('nothing is opened outside that the app may not read, nor by an app itself, nor a folder', async () => {
  const { house, file, box, given, disk, stop } = await opened()
  const secret = (await house.drive.stat('/secret.txt')).id
  const adding = await house.give('evil', '/box', { mode: 'add' })
  for (const [app, handle, code] of [
    ['notes', { ...file, entry: secret }, 'not-found'],
    ['evil', file, 'grant-denied'],
    ['evil', { ...file, grant: adding.grant }, 'not-found'],
    ['notes', box, 'is-folder'],
    ['notes', 'a.txt', 'bad-input'],
  ] as const) {
    for (const call of ['outside.look', 'outside.open'])
      await expect(house.owner.call(call, app, handle)).rejects.toMatchObject({ code })
  }
  for (const call of ['outside.open', 'ui.openOutside', 'outside.done'])
    await expect(house.app('notes').call(call, file)).rejects.toThrow('there is no')
  await house.owner.call('grants.revoke', box.grant)
  await expect(house.owner.call('outside.open', 'notes', file)).rejects.toMatchObject({
    code: 'grant-revoked',
  })
  expect([given, fs.existsSync(disk)]).toEqual([[], false])
  await stop()
})

test('a copy stays with the person when the grant is over or the app is gone, and its edits come back', async () => {
  const { house, box, file, given, apps, stop } = await opened()
  await house.owner.call('outside.open', 'notes', file)
  await house.owner.call('grants.revoke', box.grant)
  await until(house, ([one]) => one?.isAppOver === true)
  apps.splice(0, 1)
  house.api.forgetApp('notes')
  fs.writeFileSync(given[0] ?? '', 'still mine')
  const row = await until(house, ([one]) => one?.savedAt !== null)
  expect(row).toMatchObject({ isAppOver: true, app: { label: 'notes' } })
  const [newest] = await house.drive.versions('/box/a.txt')
  expect(newest?.by).toBe('notes')
  await house.owner.call('outside.done', row?.id)
  expect(fs.existsSync(dirname(given[0] ?? ''))).toBe(false)
  await stop()
})

test('a copy that is made while the grant ends is not there', async () => {
  const { house, box, given, disk, stop } = await opened()
  const large = Buffer.alloc(24 * 2 ** 20, 'x')
  await house.drive.write('/box/large.dat', [large])
  const handle = await house.app('notes').call<EntryStat>('files.child', box, 'large.dat', {})
  const opening = house.owner.call('outside.open', 'notes', handle)
  for await (const transfers of house.owner.stream<{ name: string }[]>(
    'transfers.watch',
    [],
    new AbortController().signal,
  ))
    if (transfers.some(({ name }) => name === 'large.dat')) break
  await house.owner.call('grants.revoke', box.grant)
  await expect(opening).rejects.toMatchObject({ code: 'grant-revoked' })
  await stop()
  expect([given, fs.readdirSync(disk)]).toEqual([[], []])
})
