import { TAG_BYTES } from '../../crypto/seal.ts'

/** A block of a stream is exactly this long, unless it is the last. */
export const BLOCK_BYTES = 2 ** 20

/**
 * A sealed piece and where it lies: a `ref` in the form the pipeline passes around.
 *
 * A piece is at most one block long, so it runs through one block or two.
 */
export interface Part {
  /** SHA-256 of the blocks it runs through, in order. */
  readonly digests: readonly Uint8Array[]
  /** Where it begins in the first block. */
  readonly offset: number
  /** Sealed length. */
  readonly length: number
  readonly key: Uint8Array
  /** SHA-256 of the plaintext. */
  readonly sha256: Uint8Array
  /** Bytes of the file below it: `length` − 16 for a chunk, more for a node. */
  readonly size: number
}

/** How many blocks a piece of `length` sealed bytes touches when it begins at `offset` of one. */
export function blocksTouched(offset: number, length: number): number {
  return Math.floor((offset + length - 1) / BLOCK_BYTES) + 1
}

/** Whether the numbers of a part could have come from a sealer. */
export function isPossible(offset: number, length: number): boolean {
  return offset < BLOCK_BYTES && length > TAG_BYTES && length <= BLOCK_BYTES
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

/** Whether two parts are the same ciphertext under the same key, so that they open to the same bytes. */
export function samePlace(a: Part, b: Part): boolean {
  return (
    a.offset === b.offset &&
    a.length === b.length &&
    sameBytes(a.key, b.key) &&
    a.digests.length === b.digests.length &&
    a.digests.every((digest, i) => sameBytes(digest, b.digests[i] ?? a.key))
  )
}
