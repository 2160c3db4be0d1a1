import { hash } from 'node:crypto'
import { CID } from 'multiformats/cid'
import { create as createDigest } from 'multiformats/hashes/digest'

/** How the bytes of a block are to be read; `dag-pb` only ever comes from other IPFS software. */
export type Codec = 'raw' | 'dag-cbor' | 'dag-pb'

/** Where the bytes of a block lie: `offset` is that of its first byte, behind the CID. */
export interface Place {
  readonly segment: number
  readonly offset: number
  readonly length: number
}

export interface BlockRow extends Place {
  /** SHA-256 of the bytes. */
  readonly digest: Uint8Array
  readonly codec: Codec
}

/** CARv1 header `{ roots: [bafkqaaa], version: 1 }` with its length in front; always these bytes. */
export const HEADER: Uint8Array = Buffer.from(
  '19' + 'a265726f6f747381d82a450001550000' + '6776657273696f6e01',
  'hex',
)
/** A segment is closed before it grows beyond this. */
export const SEGMENT_BYTES = 128 * 2 ** 20
/** The highest number that fits in the name of a segment. */
export const MAX_SEGMENT = 999_999_999
/** The longest block kept; what Bitswap passes on. */
export const MAX_BLOCK_BYTES = 2 ** 21
/** The longest record head: four bytes of varint and a CIDv1 with a 32-byte SHA-256. */
export const MAX_HEAD_BYTES = 40

const CID_BYTES = 36
const CODES: Readonly<Record<Codec, number>> = { raw: 0x55, 'dag-cbor': 0x71, 'dag-pb': 0x70 }
const CODECS = new Map<number, Codec>(
  Object.entries(CODES).map(([name, code]) => [code, name as Codec]),
)

export function segmentPath(dir: string, segment: number): string {
  return `${dir}/segments/${String(segment).padStart(6, '0')}.car`
}

/** The number in a segment's file name; `undefined` for every other file. */
export function segmentNumber(name: string): number | undefined {
  return /^\d{6,9}\.car$/.test(name) ? Number.parseInt(name, 10) : undefined
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer')
}

export function cidOf(digest: Uint8Array, codec: Codec): CID {
  return CID.createV1(CODES[codec], createDigest(0x12, digest))
}

export function codeOf(codec: Codec): number {
  return CODES[codec]
}

export function codecOf(code: number): Codec | undefined {
  return CODECS.get(code)
}

/** Bytes a record takes in its segment, head included. */
export function recordBytes(length: number): number {
  return varintBytes(CID_BYTES + length) + CID_BYTES + length
}

/** Writes varint ‖ CID to `out` at `at`; returns how many bytes it took. */
export function writeHead(
  out: Uint8Array,
  at: number,
  digest: Uint8Array,
  length: number,
  codec: Codec,
): number {
  let i = at
  let rest = CID_BYTES + length
  while (rest > 127) {
    out[i++] = (rest & 127) | 128
    rest >>>= 7
  }
  out[i++] = rest
  out[i++] = 1
  out[i++] = CODES[codec]
  out[i++] = 0x12
  out[i++] = 32
  out.set(digest, i)
  return i + 32 - at
}

export interface Head {
  readonly codec: Codec
  /** Bytes of the head itself. */
  readonly size: number
  /** Bytes of the block behind it. */
  readonly length: number
}

/** Reads a record head at `at`; `undefined` when it is none that this store writes. */
export function readHead(bytes: Uint8Array, at: number): Head | undefined {
  let total = 0
  let i = at
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[i++]
    if (byte === undefined || shift > 21) return undefined
    total |= (byte & 127) << shift
    if (byte < 128) break
  }
  const length = total - CID_BYTES
  if (length < 0 || length > MAX_BLOCK_BYTES || i + CID_BYTES > bytes.length) return undefined
  // A longer varint than needed would give one record two spellings.
  if (i - at !== varintBytes(total)) return undefined
  const codec = CODECS.get(bytes[i + 1] ?? 0)
  if (bytes[i] !== 1 || codec === undefined || bytes[i + 2] !== 0x12 || bytes[i + 3] !== 32) {
    return undefined
  }
  return { codec, size: i - at + CID_BYTES, length }
}

/** A digest as a key of maps and sets: short, and equal for equal bytes. */
export function digestKey(digest: Uint8Array): string {
  return Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString('latin1')
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

function varintBytes(n: number): number {
  return n < 2 ** 7 ? 1 : n < 2 ** 14 ? 2 : n < 2 ** 21 ? 3 : 4
}
