import { SpaceError } from '@space/sdk'
import { base58btc } from 'multiformats/bases/base58'
import { boxKeysFrom, type BoxKeys } from '../crypto/box.ts'
import { kdf, signerFrom, type Signer } from '../crypto/keys.ts'
import type { PhraseSeed } from './phrase.ts'

/** A person while the phrase is at hand; never stored on a device. */
export interface Identity {
  /** did:key of {@link signer}. */
  readonly did: string
  /** Signs cards and successors only. */
  readonly signer: Signer
  /** 16 bytes: the id of the root drive. */
  readonly rootId: Uint8Array
  /** 32 bytes: K_root of a generation, epoch key of the root drive. */
  rootKey(gen: number): Uint8Array
  /** The box others seal to in this generation. */
  personBox(gen: number): BoxKeys
  /** 16 bytes: the name under which the heads of the root drive are found. */
  locator(gen: number): Uint8Array
  /** Signs public profiles; named in the card. */
  readonly profile: Signer
  /** Signs published apps and sites; named in the card. */
  readonly publisher: Signer
}

/** Everything that follows from the words of a person. */
export function identityFrom(seed64: PhraseSeed): Identity {
  if (seed64.length !== 64) throw new RangeError('the seed of a phrase is 64 bytes long')
  const seed = new Uint8Array(seed64)
  const signer = signerFrom(kdf(seed, 'identity'))
  const rootKey = (gen: number): Uint8Array => kdf(seed, 'root', u32(gen))
  return Object.freeze({
    did: didFromKey(signer.publicKey),
    signer,
    rootId: kdf(seed, 'root-id').slice(0, 16),
    rootKey,
    personBox: (gen: number) => personBoxFrom(rootKey(gen)),
    locator: (gen: number) => locatorFrom(rootKey(gen)),
    profile: profileFrom(rootKey(0)),
    publisher: publisherFrom(rootKey(0)),
  })
}

/** The box others seal to in the generation of this K_root; needs no phrase. */
export function personBoxFrom(rootKey: Uint8Array): BoxKeys {
  return boxKeysFrom(kdf(rootKey, 'person-box'))
}

/** The 16-byte name under which the heads of this generation's root drive are found. */
export function locatorFrom(rootKey: Uint8Array): Uint8Array {
  return kdf(rootKey, 'locator').slice(0, 16)
}

/** The key of public profiles, from K_root(0). */
export function profileFrom(rootKey0: Uint8Array): Signer {
  return signerFrom(kdf(rootKey0, 'profile'))
}

/** The key of published apps and sites, from K_root(0). */
export function publisherFrom(rootKey0: Uint8Array): Signer {
  return signerFrom(kdf(rootKey0, 'publisher'))
}

/** The DID by which one app knows the person, from K_root(0): another one for each label. */
export function appDidFrom(rootKey0: Uint8Array, label: string): string {
  return didFromKey(signerFrom(kdf(rootKey0, 'app', new TextEncoder().encode(label))).publicKey)
}

/** The did:key of a 32-byte Ed25519 public key. */
export function didFromKey(publicKey: Uint8Array): string {
  const named = new Uint8Array(ED25519.length + publicKey.length)
  named.set(ED25519)
  named.set(publicKey, ED25519.length)
  return DID_KEY + base58btc.encode(named)
}

/**
 * The 32-byte Ed25519 public key of a did:key.
 *
 * @throws {SpaceError} `bad-input` for other methods, other kinds of keys and broken text
 */
export function keyFromDid(did: string): Uint8Array {
  // A base58 decoder is quadratic: nothing long may reach it.
  if (did.length === DID_LENGTH && did.startsWith(DID_KEY)) {
    try {
      const named = base58btc.decode(did.slice(DID_KEY.length))
      const key = named.slice(ED25519.length)
      if (key.length === 32 && didFromKey(key) === did) return key
    } catch {
      // falls through: not base58
    }
  }
  throw new SpaceError('bad-input', 'This is not the DID of a person', {
    why: 'Space knows did:key with an Ed25519 key, which starts with did:key:z6Mk',
  })
}

/**
 * Four bytes, the highest first.
 *
 * @throws {RangeError} for what is not a whole number below 2^32
 */
export function u32(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
    throw new RangeError('a generation or counter is a whole number below 2^32')
  }
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

const DID_KEY = 'did:key:'
/** Every Ed25519 did:key has 48 base58 digits with the z before them: 8 + 48. */
const DID_LENGTH = 56
/** Multicodec ed25519-pub as a varint. */
const ED25519 = Uint8Array.of(0xed, 0x01)
