import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { facetsOf } from '../facets.ts'
import { createHome, openHome, protectAnew } from './open.ts'

const top = fs.mkdtempSync(join(tmpdir(), 'space-passphrase-'))
afterAll(() => fs.rmSync(top, { recursive: true, force: true }))
let folders = 0

/** A place for a home; nothing is there yet. */
function newDir(): string {
  return join(top, String(folders++), 'home')
}

describe('another passphrase', () => {
  const protectedBy = (passphrase: string) => ({ kind: 'passphrase' as const, passphrase })
  const unlockBy = (passphrase: string) => ({ passphrase: async () => passphrase })

  test('opens the same secrets from then on, and the old one no more', async () => {
    const dir = newDir()
    const { did, phrase } = await createHome({ dir, name: 'test', protection: { kind: 'file' } })
    const next = async () => protectedBy('second')
    await protectAnew({ dir, unlock: {}, next })
    await expect(openHome({ dir, unlock: unlockBy('first') })).rejects.toMatchObject({
      code: 'wrong-key',
    })
    {
      await using space = await openHome({ dir, unlock: unlockBy('second') })
      expect(await space.status()).toMatchObject({ did, keyring: 'passphrase' })
      expect(await space.revealPhrase(unlockBy('second'))).toBe(phrase)
    }
    await protectAnew({ dir, unlock: unlockBy('second'), next: async () => ({ kind: 'file' }) })
    await using space = await openHome({ dir, unlock: {} })
    expect(await space.status()).toMatchObject({ did, keyring: 'file', phraseKept: true })
  })

  test('is not asked for when the old one is wrong, and what stops it changes nothing', async () => {
    const dir = newDir()
    await createHome({ dir, name: 'test', protection: protectedBy('first') })
    const before = fs.readFileSync(join(dir, 'keyring'))
    let asked = 0
    const next = async () => {
      asked += 1
      throw new Error('Ctrl-C')
    }
    const wrong = protectAnew({ dir, unlock: unlockBy('guess'), next })
    await expect(wrong).rejects.toMatchObject({ code: 'wrong-key' })
    expect(asked).toBe(0)
    await expect(protectAnew({ dir, unlock: unlockBy('first'), next })).rejects.toThrow('Ctrl-C')
    expect(fs.readFileSync(join(dir, 'keyring')).equals(before)).toBe(true)
    expect(fs.readdirSync(dir).filter((name) => name.startsWith('keyring'))).toEqual(['keyring'])
    const none = protectAnew({ dir: newDir(), unlock: {}, next })
    await expect(none).rejects.toMatchObject({ code: 'not-initialized' })
  })
})

test('the phrase under a passphrase is shown to who gives it again, also through a daemon', async () => {
  const dir = newDir()
  const protection = { kind: 'passphrase', passphrase: 'correct horse' } as const
  const right = { passphrase: async () => protection.passphrase }
  const { phrase } = await createHome({ dir, name: 'test', protection })
  await using space = await openHome({ dir, unlock: right })
  const facets = facetsOf(space, { stop: () => undefined })
  const reveal = (given: unknown): unknown =>
    facets['space']?.['revealPhrase']?.([given], {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    })
  await expect(space.revealPhrase({})).rejects.toMatchObject({ code: 'denied' })
  await expect(reveal(undefined)).rejects.toMatchObject({ code: 'denied' })
  await expect(reveal({})).rejects.toMatchObject({ code: 'denied' })
  await expect(reveal({ passphrase: 'guess' })).rejects.toMatchObject({ code: 'wrong-key' })
  expect(await reveal({ passphrase: 'correct horse' })).toBe(phrase)
  expect(await space.revealPhrase(right)).toBe(phrase)
})
