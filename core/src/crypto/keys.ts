import { hkdfSync } from 'node:crypto'
import { encode } from './codec.ts'
import { sodium } from './engine.ts'
import { prefixOf } from './seal.ts'

/**
 * 32 bytes derived from `key`: HKDF-SHA-256 with an empty salt and the info
 * "space/v1/" ‖ `label` ‖ 0x00 ‖ `info`.
 */
export function kdf(key: Uint8Array, label: string, info: Uint8Array = EMPTY): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, EMPTY, join(prefixOf(label), info), 32))
}

/** The power to sign with one Ed25519 key; the secret half cannot be reached from outside. */
export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /**
   * The 64-byte signature over "space/v1/" ‖ `type` ‖ 0x00 ‖ dag-cbor(`map` without `sig`).
   *
   * @throws {SpaceError} `bad-input` when `map` has something that dag-cbor cannot hold
   */
  sign(type: string, map: object): Uint8Array
}

/** @param seed32 32 secret bytes; may be wiped afterwards */
export function signerFrom(seed32: Uint8Array): Signer {
  const { publicKey, secretKey } = sodium.signPair(seed32)
  return Object.freeze({
    publicKey,
    sign: (type: string, map: object) => sodium.sign(signed(type, map), secretKey),
  })
}

/** Whether `sig` was made by the owner of `publicKey` over `map` as a `type`; never throws for bytes. */
export function verify(publicKey: Uint8Array, type: string, map: object, sig: Uint8Array): boolean {
  if (publicKey.length !== 32 || sig.length !== 64) return false
  return sodium.verify(sig, signed(type, map), publicKey)
}

const EMPTY = new Uint8Array(0)

function signed(type: string, map: object): Uint8Array {
  const { sig: _, ...rest } = map as { sig?: unknown }
  return join(prefixOf(type), encode(rest))
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
