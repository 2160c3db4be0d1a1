import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readKeyring } from '../identity/keyring.ts'
import { createHome } from './open.ts'
import { openPhrase } from './phrase.ts'

const top = fs.mkdtempSync(join(tmpdir(), 'space-phrase-'))
afterAll(() => fs.rmSync(top, { recursive: true, force: true }))

test('some of the words cannot be tried until they are found; all of them still count', async () => {
  const dir = join(top, 'home')
  const { did, phrase = '' } = await createHome({ dir, name: 'test', protection: { kind: 'file' } })
  const path = join(dir, 'keyring')
  const first = { kind: 'file', unlock: { kind: 'file' } } as const
  const kept = openPhrase(path, did, (await readKeyring(path)).secrets, first)
  const [one = '', second = ''] = phrase.split(' ')
  // one is wrong on purpose: which are told is what is wanted
  const guess = (word: string) =>
    kept.testSome([
      { place: 1, word },
      { place: 2, word: 'none' },
    ])
  for (let tries = 0; tries < 10; tries++)
    await expect(guess(one)).rejects.toMatchObject({ why: 'Word 2 is another one' })
  const right = [
    { place: 1, word: one },
    { place: 2, word: second },
  ]
  for (const asked of [guess(one), kept.testSome(right)])
    await expect(asked).rejects.toMatchObject({ code: 'denied', facts: {} })
  expect(kept.isKept()).toBe(true)
  await kept.test(phrase)
  expect(kept.isKept()).toBe(false)
})

test('words that are not on the page are told by their numbers, in a sentence', async () => {
  const protection = { kind: 'file', unlock: { kind: 'file' } } as const
  const key = new Uint8Array(32)
  const secrets = {
    device: key,
    storage: key,
    roots: [key],
    card: key,
    phrase: 'jeans relax local photo',
  }
  const words = openPhrase('/nowhere/keyring', 'did:key:z', secrets, protection)
  const tried = (...places: readonly number[]) =>
    words.testSome(places.map((place) => ({ place, word: 'zebra' })))
  await expect(tried(3)).rejects.toMatchObject({
    code: 'wrong-phrase',
    why: 'Word 3 is another one',
  })
  await expect(tried(1, 3, 4)).rejects.toMatchObject({ why: 'Words 1, 3 and 4 are others' })
  expect(words.isKept()).toBe(true)
})
