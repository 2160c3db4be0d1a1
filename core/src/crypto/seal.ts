import { SpaceError } from '@space/sdk'
import { engine } from './engine.ts'
import { randomBytes } from './hash.ts'

export const TAG_BYTES = 16
/** The longest plaintext sealed as one piece. */
export const PIECE_BYTES = 2 ** 20 - TAG_BYTES
/** What {@link seal} adds at least: nonce and tag. */
export const SEAL_BYTES = 24 + TAG_BYTES

/**
 * Seal one piece under a fresh key that only this call knows, and return that key (32 bytes).
 *
 * The nonce is zero, so the key must never seal twice: a retry is a new call with a new key.
 *
 * @param out exactly `plain.length + 16` bytes; may start where `plain` starts
 * @throws {SpaceError} `too-large` when `plain` is longer than {@link PIECE_BYTES}
 * @see design/formats.md "Content"
 */
export function sealPieceInto(out: Uint8Array, plain: Uint8Array): Uint8Array {
  if (plain.length > PIECE_BYTES) {
    throw new SpaceError('too-large', 'A piece is longer than 1 MiB less its tag')
  }
  const key = randomBytes(32)
  engine.seal(out, plain, PIECE_AD, ZERO_NONCE, key)
  return key
}

/**
 * Open one piece into `out`, exactly `sealed.length - 16` bytes; may start where `sealed` starts.
 *
 * @throws {SpaceError} `corrupt-block` when a bit or the key is wrong; `out` holds no plaintext then
 */
export function openPieceInto(out: Uint8Array, sealed: Uint8Array, key: Uint8Array): void {
  if (
    sealed.length !== out.length + TAG_BYTES ||
    out.length > PIECE_BYTES ||
    key.length !== 32 ||
    !engine.open(out, sealed, PIECE_AD, ZERO_NONCE, key)
  ) {
    throw new SpaceError('corrupt-block', 'A piece of a file is damaged', {
      why: 'Its authentication tag does not match its bytes',
    })
  }
}

/**
 * The padded length of `length`, so that lengths leak O(log log n) bits and cost at most 12 %.
 *
 * @see Padmé, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs" (2019)
 */
export function padme(length: number): number {
  if (length < 2) return length
  const exponent = floorLog2(length)
  const step = 2 ** (exponent - floorLog2(exponent) - 1)
  return Math.ceil(length / step) * step
}

/** Bytes of a padded plaintext of `length` bytes: Padmé(max(length + 1, 256)). */
export function paddedLength(length: number): number {
  return padme(Math.max(length + 1, 256))
}

/** `plain` ‖ 0x80 ‖ 0x00… */
export function pad(plain: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedLength(plain.length))
  padded.set(plain)
  padded[plain.length] = 0x80
  return padded
}

/**
 * The view of `padded` without its padding; undefined when it is not what {@link pad} makes.
 */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  let end = padded.length - 1
  while (end >= 0 && padded[end] === 0) end -= 1
  if (end < 0 || padded[end] !== 0x80 || paddedLength(end) !== padded.length) return undefined
  return padded.subarray(0, end)
}

/**
 * Seal small things: nonce24 ‖ XChaCha20-Poly1305(key, pad(plain)) under `type` and `ad`.
 *
 * @param type names the kind of thing, so that nothing sealed as one passes as another
 * @param ad what the sealed bytes belong to, such as a drive's id
 */
export function seal(key: Uint8Array, type: string, ad: Uint8Array, plain: Uint8Array): Uint8Array {
  const size = paddedLength(plain.length)
  const sealed = new Uint8Array(size + SEAL_BYTES)
  const nonce = randomBytes(24)
  sealed.set(nonce)
  sealed.set(plain, 24)
  sealed[24 + plain.length] = 0x80
  engine.seal(sealed.subarray(24), sealed.subarray(24, 24 + size), adOf(type, ad), nonce, key)
  return sealed
}

/**
 * Open what {@link seal} made, into fresh bytes.
 *
 * @throws {SpaceError} `wrong-key` when key, type, `ad` or a bit is not the right one
 */
export function open(
  key: Uint8Array,
  type: string,
  ad: Uint8Array,
  sealed: Uint8Array,
): Uint8Array {
  const size = sealed.length - SEAL_BYTES
  return openInto(new Uint8Array(Math.max(size, 0)), key, type, ad, sealed)
}

/**
 * As {@link open}, into one reused buffer: the view is valid until the next call.
 *
 * @throws {SpaceError} `wrong-key` when key, type, `ad` or a bit is not the right one
 */
export function openView(
  key: Uint8Array,
  type: string,
  ad: Uint8Array,
  sealed: Uint8Array,
): Uint8Array {
  const size = Math.max(sealed.length - SEAL_BYTES, 0)
  if (size > viewed.length) viewed = new Uint8Array(Math.max(size, 2 * viewed.length))
  return openInto(viewed.subarray(0, size), key, type, ad, sealed)
}

/** "space/v1/" ‖ `type` ‖ 0x00, the start of everything authenticated. */
export function prefixOf(type: string): Uint8Array {
  let prefix = prefixes.get(type)
  if (prefix === undefined) {
    if (type.includes('\0')) throw new RangeError('a type has no zero byte')
    prefix = new TextEncoder().encode(`space/v1/${type}\0`)
    prefixes.set(type, prefix)
  }
  return prefix
}

const ZERO_NONCE = new Uint8Array(24)
const PIECE_AD = new TextEncoder().encode('space/v1/piece')
/** Types are literals of the code, so this stays small. */
const prefixes = new Map<string, Uint8Array>()
let viewed = new Uint8Array(4096)
let adBuffer = new Uint8Array(1024)

function openInto(
  out: Uint8Array,
  key: Uint8Array,
  type: string,
  ad: Uint8Array,
  sealed: Uint8Array,
): Uint8Array {
  if (
    sealed.length < SEAL_BYTES ||
    key.length !== 32 ||
    !engine.open(out, sealed.subarray(24), adOf(type, ad), sealed.subarray(0, 24), key)
  ) {
    throw wrongKey(type)
  }
  const plain = unpad(out)
  if (plain === undefined) throw wrongKey(type)
  return plain
}

/** Made in one reused buffer: valid until the next call. */
function adOf(type: string, ad: Uint8Array): Uint8Array {
  const prefix = prefixOf(type)
  const length = prefix.length + ad.length
  if (length > adBuffer.length) adBuffer = new Uint8Array(2 * length)
  adBuffer.set(prefix)
  adBuffer.set(ad, prefix.length)
  return adBuffer.subarray(0, length)
}

function wrongKey(type: string): SpaceError {
  return new SpaceError('wrong-key', `A sealed ${type} does not open`, {
    why: 'It was sealed with another key or for another place, or it was changed',
  })
}

function floorLog2(n: number): number {
  return n < 2 ** 32 ? 31 - Math.clz32(n) : 63 - Math.clz32(n / 2 ** 32)
}
