import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHome, openHome } from './open.ts'

const top = fs.mkdtempSync(join(tmpdir(), 'space-full-'))
afterAll(() => fs.rmSync(top, { recursive: true, force: true }))

/** Makes a home as `init` does, and prints the code of the error. */
const MAKE = `
const [open, lock, dir, phrase] = process.argv.slice(1)
const { createHome } = await import(open)
const { lockHome } = await import(lock)
const plain = { dir, name: 'test', protection: { kind: 'file' } }
try {
  using _ = await lockHome(dir, 'space init')
  await createHome(phrase === undefined ? plain : { ...plain, phrase })
} catch (error) {
  process.stdout.write(error.name + ' ' + error.code)
}
`

/** No file may get larger than `kib`, so that a write fails as it does on a full disk. */
function makeWithRoom(kib: number, dir: string, phrase: string[] = []): string {
  const urls = ['./open.ts', './lock.ts'].map((name) => new URL(name, import.meta.url).href)
  const node = [process.execPath, '--input-type=module', '-e', MAKE, ...urls, dir, ...phrase]
  const script = `ulimit -S -f ${kib}; exec "$@"`
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...node], {
    encoding: 'utf8',
    cwd: '/',
  })
  expect(stderr).toBe('')
  return stdout
}

// From where not even the lock can be written to where the last thing that is written fails.
const ROOMS_KIB = [0, 1, 3, 8, 24, 40, 100]

test.each(ROOMS_KIB)(
  'making a home with room for %i KiB fails in words, and leaves nothing in the way of the next',
  async (kib) => {
    const dir = join(top, `new-${kib}`)
    expect(makeWithRoom(kib, dir)).toMatch(/^SpaceError (disk-full|io)$/)
    expect(fs.readdirSync(dir).filter((name) => !name.startsWith('lock.'))).toEqual([])
    const { did } = await createHome({ dir, name: 'test', protection: { kind: 'file' } })
    await using space = await openHome({ dir, unlock: {} })
    expect((await space.status()).did).toBe(did)
  },
)

let lost: { dir: string; did: string; phrase: string }
beforeAll(async () => {
  const dir = join(top, 'lost')
  const { did, phrase = '' } = await createHome({ dir, name: 'a', protection: { kind: 'file' } })
  {
    await using space = await openHome({ dir, unlock: {} })
    await space.drive.write('/f', [Buffer.from('x')])
  }
  fs.rmSync(join(dir, 'keyring'))
  lost = { dir, did, phrase }
})

test.each(ROOMS_KIB)(
  'bringing a home back with room for %i KiB fails in words, and loses none of its files',
  async (kib) => {
    const dir = join(top, `back-${kib}`)
    fs.cpSync(lost.dir, dir, { recursive: true })
    expect(makeWithRoom(kib, dir, [lost.phrase])).toMatch(/^SpaceError (disk-full|io)$/)
    const again = { dir, name: 'a', protection: { kind: 'file' as const }, phrase: lost.phrase }
    expect(await createHome(again)).toEqual({ did: lost.did })
    await using space = await openHome({ dir, unlock: {} })
    expect(Buffer.concat(await Array.fromAsync(space.drive.read('/f'))).toString()).toBe('x')
    expect((await space.drive.verify()).problems).toEqual([])
  },
)
