import { generateMnemonic, mnemonicToSeedSync, validateMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { SpaceError } from '@space/sdk'

declare const PHRASE_SEED: unique symbol
/** The 64-byte BIP39 seed: everything a person owns follows from it. */
export type PhraseSeed = Uint8Array & { readonly [PHRASE_SEED]: true }

export const PHRASE_WORDS = 24

/** 24 new English words (256 random bits and 8 of checksum), separated by single spaces. */
export function newPhrase(): string {
  return generateMnemonic(wordlist, 256)
}

/**
 * The 64-byte seed of a phrase, with the empty BIP39 passphrase.
 *
 * Case, white space, commas and numbering do not matter.
 *
 * @throws {SpaceError} `wrong-phrase`: names the place of an unknown word and words like it in
 *   `try`; it never repeats what was typed
 */
export function phraseSeed(phrase: string): PhraseSeed {
  return mnemonicToSeedSync(tidyPhrase(phrase)) as Uint8Array as PhraseSeed
}

/**
 * The phrase as it was given out: 24 known words in lower case with a valid checksum.
 *
 * @throws {SpaceError} `wrong-phrase`
 */
export function tidyPhrase(phrase: string): string {
  const count = split(phrase).length
  if (count !== PHRASE_WORDS) throw wrongCount(count)
  const { words, fault } = readWords(phrase)
  if (fault !== undefined) throw fault
  return words.join(' ')
}

/**
 * Read as much of a phrase as was entered so far: the known words up to the first fault, in lower
 * case. The fault is what {@link tidyPhrase} would throw; too few words are none.
 */
export function readWords(typed: string): { words: string[]; fault?: SpaceError } {
  const all = split(typed)
  const bad = all.findIndex((word) => !wordlist.includes(word))
  const words = bad < 0 ? all : all.slice(0, bad)
  if (bad >= 0 && bad < PHRASE_WORDS) return { words, fault: unknownWord(all[bad] ?? '', bad + 1) }
  if (all.length > PHRASE_WORDS) return { words, fault: wrongCount(all.length) }
  if (all.length < PHRASE_WORDS || validateMnemonic(words.join(' '), wordlist)) return { words }
  const fault = new SpaceError('wrong-phrase', 'These words do not belong together', {
    why: 'One of them is wrong, or their order is',
    try: 'Compare every word and its number with the recovery kit',
  })
  return { words, fault }
}

/** The 2,048 words that phrases are made of, in order. */
export function allWords(): readonly string[] {
  return wordlist
}

function split(phrase: string): string[] {
  return phrase
    .normalize('NFKD')
    .toLowerCase()
    .split(/[\s,;]+/u)
    .map((word) => word.replace(/^\d+[.):]?/u, ''))
    .filter((word) => word !== '')
}

function wrongCount(words: number): SpaceError {
  return new SpaceError('wrong-phrase', `A recovery phrase has ${PHRASE_WORDS} words`, {
    why: `${words} were given`,
    facts: { words },
  })
}

function unknownWord(word: string, position: number): SpaceError {
  const near = nearWords(word)
  return new SpaceError('wrong-phrase', `Word ${position} is not in the list of words`, {
    why: 'A word was misspelt or is not from this phrase',
    ...(near.length > 0 && { try: `Did you mean ${near.join(' or ')}?` }),
    facts: { position },
  })
}

/** Up to three words at most two slips away, nearest first. */
function nearWords(word: string): string[] {
  if (word.length > 16) return []
  return wordlist
    .map((candidate) => ({ candidate, slips: distance(word, candidate) }))
    .filter(({ candidate, slips }) => slips <= Math.min(2, candidate.length - 2))
    .toSorted((a, b) => a.slips - b.slips)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** Levenshtein distance where swapping neighbours is one slip too. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, at(before, j - 2) + 1)
      }
      row.push(best)
    }
    before = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
