import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Space } from '../space.ts'
import { createHome, openHome, protectAnew } from './open.ts'

/** How a file is called while it is written. */
const DRAFT = '.0123456789abcdef.draft'

let dir = ''
beforeEach(async () => {
  dir = join(fs.mkdtempSync(join(tmpdir(), 'space-drafts-')), 'home')
  await createHome({ dir, name: 'here', protection: { kind: 'file' } })
})
afterEach(() => fs.rmSync(join(dir, '..'), { recursive: true, force: true }))

const open = (): Promise<Space> => openHome({ dir, unlock: {} })

describe('a keyring without a passphrase that a crash left', () => {
  test.each([
    ['opened', () => open().then((space) => space[Symbol.asyncDispose]())],
    [
      'protected anew',
      () =>
        protectAnew({
          dir,
          unlock: {},
          next: async () => ({ kind: 'passphrase', passphrase: 'long enough' }),
        }),
    ],
  ])('goes when the home is %s, and nothing else does', async (_, use) => {
    const stays = ['keyring.copy', 'keyring.draft', `mine${DRAFT}`]
    for (const name of [`keyring${DRAFT}`, `root${DRAFT}`, ...stays])
      fs.copyFileSync(join(dir, 'keyring'), join(dir, name))
    await use()
    const left = fs.readdirSync(dir).filter((name) => /copy|draft/u.test(name))
    expect(left.toSorted()).toEqual(stays.toSorted())
  })

  test('is told by the doctor where it cannot be removed', async () => {
    const stuck = join(dir, `keyring${DRAFT}`)
    fs.mkdirSync(stuck)
    await using space = await open()
    const told = (await space.doctor()).find(({ name }) => name === 'keyring drafts')
    expect(told).toMatchObject({ state: 'warning', try: `rm ${stuck}` })
  })
})

test.each(['root', 'keyring'])(
  'a pipe, a link and a huge file in the place of %s are told, and nobody waits for them',
  async (name) => {
    const path = join(dir, name)
    fs.renameSync(path, `${path}-good`)
    for (const put of [
      () => void execFileSync('mkfifo', [path]),
      () => fs.symlinkSync(`${path}-good`, path),
      () => fs.writeFileSync(path, Buffer.alloc(2 ** 22 + 1)),
    ]) {
      put()
      await expect(open()).rejects.toMatchObject({ code: 'unreadable' })
      fs.rmSync(path)
    }
  },
)
