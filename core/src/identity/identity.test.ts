import { inspect } from 'node:util'
import { base58btc } from 'multiformats/bases/base58'
import { expect, test } from 'vitest'
import { signerFrom } from '../crypto/keys.ts'
import { fromHex, readVectors, toHex } from '../crypto/vectors/read.ts'
import {
  appDidFrom,
  didFromKey,
  identityFrom,
  keyFromDid,
  locatorFrom,
  personBoxFrom,
  profileFrom,
  publisherFrom,
} from './identity.ts'
import { phraseSeed } from './phrase.ts'

interface Roots extends Record<
  'phrase' | 'seed' | 'did' | 'rootId' | 'profile' | 'publisher',
  string
> {
  generations: { gen: number; rootKey: string; personBox: string; locator: string }[]
}
const roots = readVectors<Roots>('roots')
const identity = identityFrom(phraseSeed(roots.phrase))

test('everything of a person follows from the words as in the vectors', () => {
  expect(toHex(phraseSeed(roots.phrase))).toBe(roots.seed)
  expect(identity.did).toBe(roots.did)
  expect(toHex(identity.rootId)).toBe(roots.rootId)
  expect(toHex(identity.profile.publicKey)).toBe(roots.profile)
  expect(toHex(identity.publisher.publicKey)).toBe(roots.publisher)
  for (const { gen, rootKey, personBox, locator } of roots.generations) {
    expect(toHex(identity.rootKey(gen))).toBe(rootKey)
    expect(toHex(identity.personBox(gen).publicKey)).toBe(personBox)
    expect(toHex(identity.locator(gen))).toBe(locator)
  }
})

test('a device that has only K_root makes the same daily keys', () => {
  const rootKey = identity.rootKey(0)
  expect(personBoxFrom(rootKey).publicKey).toEqual(identity.personBox(0).publicKey)
  expect(locatorFrom(rootKey)).toEqual(identity.locator(0))
  expect(profileFrom(rootKey).publicKey).toEqual(identity.profile.publicKey)
  expect(publisherFrom(rootKey).publicKey).toEqual(identity.publisher.publicKey)
})

test('no secret is seen by whoever prints an identity', () => {
  const printed = inspect(identity, { depth: 9, showHidden: false }) + JSON.stringify(identity)
  for (const secret of [roots.seed, toHex(identity.rootKey(0))]) {
    const bytes = [...fromHex(secret)].slice(0, 4).join(', ')
    expect(printed).not.toContain(bytes)
    expect(printed).not.toContain(secret)
  }
})

test('generations are whole numbers below 2^32', () => {
  for (const gen of [-1, 0.5, 2 ** 32, Number.NaN]) {
    expect(() => identity.rootKey(gen)).toThrow(RangeError)
  }
})

test('did:key is that of the public vectors, both ways', () => {
  const { cases } = readVectors<{ cases: { seed: string; did: string }[] }>('did-key')
  for (const { seed, did } of cases) {
    const { publicKey } = signerFrom(fromHex(seed))
    expect(didFromKey(publicKey)).toBe(did)
    expect(keyFromDid(did)).toEqual(publicKey)
  }
})

test.each([
  ['another method', 'did:web:example.org'],
  ['no method', roots.did.slice(8)],
  ['a fragment', `${roots.did}#key`],
  ['one digit less', roots.did.slice(0, -1)],
  ['a digit that is none', `${roots.did.slice(0, -1)}0`],
  ['an X25519 key', `did:key:${base58btc.encode(Uint8Array.of(0xec, 1, ...new Uint8Array(32)))}`],
  ['another alphabet', `did:key:Z${roots.did.slice(9)}`],
  ['a megabyte', `did:key:z${'6'.repeat(2 ** 20)}`],
  ['nothing', ''],
])('a DID with %s is refused', (_, did) => {
  expect(() => keyFromDid(did)).toThrow(expect.objectContaining({ code: 'bad-input' }))
})

test('each app knows the person by another DID, which is the same always and on all devices', () => {
  const rootKey = identity.rootKey(0)
  const notes = appDidFrom(rootKey, 'notes')
  expect(keyFromDid(notes)).toHaveLength(32)
  expect(appDidFrom(rootKey, 'notes')).toBe(notes)
  expect(new Set([notes, appDidFrom(rootKey, 'photos'), identity.did]).size).toBe(3)
})
