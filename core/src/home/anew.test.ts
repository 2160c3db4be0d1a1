import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { newPhrase } from '../identity/phrase.ts'
import type { OtherHome } from '../space.ts'
import { settleAnew } from './anew.ts'
import { createHome, hasHome, openHome } from './open.ts'

const top = fs.mkdtempSync(join(tmpdir(), 'space-anew-'))
afterAll(() => fs.rmSync(top, { recursive: true, force: true }))
let folders = 0

const file = { kind: 'file' } as const

/** A home that is new, and words of another one with what was saved there. */
async function stage() {
  const dir = join(top, String(folders++), 'home')
  const { did } = await createHome({ dir, name: 'laptop', protection: file, begin: 'welcome' })
  const phrase = newPhrase()
  const { did: other } = await createHome({
    dir: join(top, String(folders++), 'home'),
    name: 'old',
    protection: file,
    phrase,
  })
  return { dir, did, phrase, other }
}

async function prepared(dir: string, phrase: string): Promise<OtherHome> {
  await using home = await openHome({ dir, unlock: {} })
  return await home.prepareOther(phrase)
}

async function didOf(dir: string): Promise<string> {
  await using home = await openHome({ dir, unlock: {} })
  // All of it is one identity's: drives open, and their list can be read and written.
  expect(await home.drive.list('/')).toEqual([])
  return (await home.status()).did
}

test('the space of the words takes the place of a new one, and keeps the name of the device', async () => {
  const { dir, phrase, other } = await stage()
  const ready = await prepared(dir, phrase)
  ready.commit()
  expect(await hasHome(dir)).toBe(true)
  {
    await using home = await openHome({ dir, unlock: ready.unlock })
    expect(await home.status()).toMatchObject({ did: other, phraseKept: false })
    expect(await home.identityShow()).toMatchObject({ name: 'laptop' })
    await home.drive.write('/kept', [Buffer.from('here')])
  }
  expect(fs.readdirSync(dir).filter((name) => ['anew', 'next'].includes(name))).toEqual([])
  await using again = await openHome({ dir, unlock: {} })
  expect((await again.drive.list('/')).map(({ name }) => name)).toEqual(['kept'])
})

test('what was made ready and does not count is gone with the next opening', async () => {
  const { dir, did, phrase } = await stage()
  await prepared(dir, phrase)
  expect(fs.existsSync(join(dir, 'anew', 'keyring'))).toBe(true)
  expect(await didOf(dir)).toBe(did)
  expect(fs.existsSync(join(dir, 'anew'))).toBe(false)
})

test('cut short at whichever step, the next opening goes on to the end', async () => {
  const { dir: model, phrase, other } = await stage()
  ;(await prepared(model, phrase)).commit()
  let cuts = 0
  for (let isWhole = false; !isWhole; cuts += 1) {
    const dir = join(top, `cut-${cuts}`)
    fs.cpSync(model, dir, { recursive: true })
    let left = cuts
    const step = (act: () => void): void => {
      if (left === 0) throw new Error('the power is gone')
      left -= 1
      act()
    }
    const disk = {
      rmSync: (...args: Parameters<typeof fs.rmSync>) => step(() => fs.rmSync(...args)),
      renameSync: (...args: Parameters<typeof fs.renameSync>) => step(() => fs.renameSync(...args)),
    }
    try {
      settleAnew(dir, disk)
      isWhole = true
    } catch {
      // As after a crash: nothing but the disk is left.
    }
    expect(await hasHome(dir), `cut at step ${cuts}`).toBe(true)
    expect(await didOf(dir), `cut at step ${cuts}`).toBe(other)
  }
  expect(cuts).toBeGreaterThan(8)
})

test('a space in which something was done keeps its place', async () => {
  const { dir, did, phrase } = await stage()
  {
    await using home = await openHome({ dir, unlock: {} })
    await home.drive.write('/mine', [Buffer.from('here')])
    await home.drive.remove(['/mine'])
    await expect(home.prepareOther(phrase)).rejects.toMatchObject({ code: 'conflict' })
  }
  expect(await didOf(dir)).toBe(did)
})

test('one whose words were proved keeps its place, for somebody may know it by now', async () => {
  const { dir, phrase } = await stage()
  await using home = await openHome({ dir, unlock: {} })
  await home.recoveryTest(await home.revealPhrase({}))
  await expect(home.prepareOther(phrase)).rejects.toMatchObject({ code: 'conflict' })
})

test('words that are none change nothing', async () => {
  const { dir, did } = await stage()
  await expect(prepared(dir, 'abandon '.repeat(24))).rejects.toMatchObject({ code: 'wrong-phrase' })
  await expect(prepared(dir, 'only three words')).rejects.toMatchObject({ code: 'wrong-phrase' })
  expect(await didOf(dir)).toBe(did)
})

test('a passphrase that was chosen before stays the one that opens it', async () => {
  const { dir, phrase, other } = await stage()
  const secret = { kind: 'passphrase', passphrase: 'correct horse' } as const
  const { did } = await createHome({ dir: join(dir, 'second'), name: 'x', protection: secret })
  const unlock = { passphrase: async () => secret.passphrase }
  const second = join(dir, 'second')
  {
    await using home = await openHome({ dir: second, unlock })
    const ready = await home.prepareOther(phrase)
    ready.commit()
  }
  await expect(openHome({ dir: second, unlock: {} })).rejects.toMatchObject({ code: 'denied' })
  await using home = await openHome({ dir: second, unlock })
  const status = await home.status()
  expect(status).toMatchObject({ did: other, keyring: 'passphrase' })
  expect(status.did).not.toBe(did)
})
