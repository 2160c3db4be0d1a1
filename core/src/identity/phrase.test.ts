import { entropyToMnemonic, mnemonicToSeedSync } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { SpaceError } from '@space/sdk'
import { describe, expect, test } from 'vitest'
import { fromHex, readVectors, toHex } from '../crypto/vectors/read.ts'
import { newPhrase, phraseSeed, tidyPhrase } from './phrase.ts'

const good = `${'abandon '.repeat(23)}art`

function refusal(phrase: string): SpaceError {
  try {
    phraseSeed(phrase)
  } catch (error) {
    if (error instanceof SpaceError) return error
  }
  throw new Error('the phrase was not refused')
}

test('a new phrase has 24 words and opens to 64 bytes', () => {
  const phrases = Array.from({ length: 5 }, newPhrase)
  expect(new Set(phrases).size).toBe(5)
  for (const phrase of phrases) {
    expect(phrase.split(' ')).toHaveLength(24)
    expect(phraseSeed(phrase)).toHaveLength(64)
  }
})

test('phrases are those of the BIP39 vectors', () => {
  type Case = Record<'entropy' | 'phrase' | 'trezor' | 'empty', string>
  for (const v of readVectors<{ cases: Case[] }>('bip39').cases) {
    expect(entropyToMnemonic(fromHex(v.entropy), wordlist)).toBe(v.phrase)
    expect(toHex(mnemonicToSeedSync(v.phrase, 'TREZOR'))).toBe(v.trezor)
    expect(toHex(phraseSeed(v.phrase))).toBe(v.empty)
  }
})

test('case, white space, commas and numbering do not matter', () => {
  const words = good.split(' ')
  for (const typed of [
    `  ${good.toUpperCase()}\n`,
    words.join('\r\n\t'),
    words.join(', '),
    words.map((word, i) => `${i + 1}. ${word}`).join('\n'),
    words.map((word, i) => `${i + 1}) ${word}`).join(' '),
    words.map((word, i) => `${i + 1}.${word}`).join('\u00a0'),
  ]) {
    expect(tidyPhrase(typed)).toBe(good)
  }
})

describe('a wrong phrase is refused', () => {
  test('naming the place of an unknown word and words like it', () => {
    const error = refusal(good.replace('abandon abandon', 'abandon abadnon'))
    expect(error).toMatchObject({ code: 'wrong-phrase', facts: { position: 2 } })
    expect(error.message).toContain('Word 2')
    expect(error.try).toContain('abandon')
  })

  test('without repeating what was typed', () => {
    const error = refusal(good.replace('art', 'canaryzz'))
    const { message, why, try: advice, facts, stack } = error
    expect(JSON.stringify({ message, why, advice, facts, stack })).not.toContain('canaryzz')
    expect(error.cause).toBeUndefined()
  })

  test.each([
    ['with 23 words', good.replace('abandon ', ''), '23 were given'],
    ['with 12 words', `${'abandon '.repeat(11)}about`, '12 were given'],
    ['with none', '', '0 were given'],
    ['with a wrong word from the list', good.replace('art', 'zoo'), 'order'],
  ])('%s', (_, phrase, why) => {
    const error = refusal(phrase)
    expect(error.code).toBe('wrong-phrase')
    expect(error.why).toContain(why)
  })
})
