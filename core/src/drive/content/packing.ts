import { type Part, sameBytes } from './part.ts'
import type { Placed } from './sealer.ts'

/** Which bytes of which file a piece is. */
export interface FilePiece {
  readonly file: number
  readonly attempt: number
  readonly offset: number
}

const PIECE_NUMBERS = 8
const PIECE_BYTES = 5 * 32

export interface Packed {
  readonly numbers: Float64Array
  /** For each piece: name, sha256, key, two digests. */
  readonly bytes: Uint8Array
}

/** Pieces as two flat arrays, which pass between threads without being copied. */
export function pack(placed: readonly Placed<FilePiece>[]): Packed {
  const numbers = new Float64Array(placed.length * PIECE_NUMBERS)
  const bytes = new Uint8Array(placed.length * PIECE_BYTES)
  for (const [i, { tag, part, name, fresh }] of placed.entries()) {
    const { digests, offset, length, key, sha256, size } = part
    const { file, attempt } = tag
    numbers.set(
      [file, attempt, tag.offset, offset, length, size, digests.length, fresh ? 1 : 0],
      i * PIECE_NUMBERS,
    )
    for (const [k, field] of [name, sha256, key, ...digests].entries()) {
      bytes.set(field, i * PIECE_BYTES + k * 32)
    }
  }
  return { numbers, bytes }
}

export function unpack({ numbers, bytes }: Packed): Placed<FilePiece>[] {
  // Neighbours lie in one block as a rule: its digest is then one object for all of them.
  let last = new Uint8Array(32)
  const digest = (at: number): Uint8Array => {
    if (!sameBytes(last, bytes.subarray(at, at + 32))) last = bytes.slice(at, at + 32)
    return last
  }
  return Array.from({ length: numbers.length / PIECE_NUMBERS }, (_, i) => {
    const at = i * PIECE_NUMBERS
    const [file = 0, attempt = 0, fileOffset = 0, offset = 0, length = 0, size = 0, count = 0] =
      numbers.subarray(at, at + 7)
    // Copies: a view would keep the columns of the whole group alive.
    const field = (k: number): Uint8Array =>
      bytes.slice(i * PIECE_BYTES + k * 32, i * PIECE_BYTES + k * 32 + 32)
    const part: Part = {
      digests: Array.from({ length: count }, (_, k) => digest(i * PIECE_BYTES + (3 + k) * 32)),
      offset,
      length,
      size,
      sha256: field(1),
      key: field(2),
    }
    return {
      tag: { file, attempt, offset: fileOffset },
      part,
      name: field(0),
      fresh: numbers[at + 7] === 1,
    }
  })
}
