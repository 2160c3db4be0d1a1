import { SpaceError } from '@space/sdk'
import { decode, encode } from './codec.ts'
import { sodium } from './engine.ts'
import { pad, unpad } from './seal.ts'

/** An X25519 pair that only opens boxes. The secret half is left out of logs and spreads. */
export interface BoxKeys {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** 32 bytes, not enumerable. */
  readonly secretKey: Uint8Array
}

/** @see crypto_box_seed_keypair */
export function boxKeysFrom(seed32: Uint8Array): BoxKeys {
  const { publicKey, secretKey } = sodium.boxPair(seed32)
  const keys = Object.defineProperty({ publicKey }, 'secretKey', { value: secretKey })
  return Object.freeze(keys) as BoxKeys
}

/**
 * Seal `map` so that only the owner of `publicKey` can open it.
 *
 * NOTE: a box proves nothing about its sender; what it carries is believed only because something
 * signed contains it, or because it contains something signed that names its reader.
 *
 * @throws {SpaceError} `bad-input` when `publicKey` is no X25519 key
 */
export function sealBox(publicKey: Uint8Array, map: object): Uint8Array {
  const padded = pad(encode(map))
  try {
    if (publicKey.length === 32) return sodium.boxSeal(padded, publicKey)
  } catch {
    // falls through: libsodium refuses points of low order
  } finally {
    padded.fill(0)
  }
  throw new SpaceError('bad-input', 'A box cannot be made for this key')
}

/**
 * The decoded content of a box: untrusted, its shape is still to be checked.
 *
 * @throws {SpaceError} `wrong-key` when the box is for somebody else or was changed
 * @throws {SpaceError} `bad-input` when its content is not strict dag-cbor
 */
export function openBox(keys: BoxKeys, bytes: Uint8Array): unknown {
  const padded = bytes.length < BOX_BYTES ? undefined : sodium.boxOpen(bytes, keys)
  const plain = padded && unpad(padded)
  if (plain === undefined) {
    throw new SpaceError('wrong-key', 'A box does not open', {
      why: 'It is for another key, or it was changed',
    })
  }
  return decode(plain)
}

/** What crypto_box_seal adds. */
const BOX_BYTES = 48
