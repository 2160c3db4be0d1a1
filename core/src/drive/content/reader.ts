import type { Place } from '../../blocks/car.ts'
import { sha256 } from '../../crypto/hash.ts'
import { TAG_BYTES, openPieceInto } from '../../crypto/seal.ts'
import { isSpaceError } from '@space/sdk'
import { type Content, damageError, topOf } from './content.ts'
import { type Node, decodeNode } from './nodes.ts'
import { BLOCK_BYTES, type Part, sameBytes } from './part.ts'

/** A chunk and where it begins in the file. */
export interface Chunk {
  readonly part: Part
  readonly at: number
}

/** Reads and opens pieces in one thread, with buffers that are used again and again. */
export interface Reader {
  /**
   * The plaintext of a piece, as a view that is valid until the next call.
   *
   * @param at where it begins in the file, for the error
   * @throws {SpaceError} `corrupt-block` or `missing-block` with `facts.offset`
   */
  piece(part: Part, at: number): Uint8Array
  /** The chunks that hold bytes of [start, end), in order. */
  chunks(content: Content, start?: number, end?: number): Iterable<Chunk>
  /** Every piece with its depth, nodes before what lies below them. */
  pieces(content: Content): Iterable<Chunk & { readonly depth: number }>
}

export interface ReaderPowers {
  find(digest: Uint8Array): Place | undefined
  readSpan(segment: number, offset: number, length: number, into: Uint8Array): void
  /** Whether the piece was sealed or checked here: then its SHA-256 need not be compared again. */
  isChecked(part: Part): boolean
  /** Told of every piece whose SHA-256 was right. */
  onChecked(part: Part): void
}

/** Decoded nodes kept, at most 150 KB each. */
const KEPT_NODES = 64

export function openReader({ find, readSpan, isChecked, onChecked }: ReaderPowers): Reader {
  let sealed = Buffer.alloc(0)
  let plain = Buffer.alloc(0)
  const nodes = new Map<string, Node>()

  return { piece, chunks, pieces }

  function piece(part: Part, at: number): Uint8Array {
    if (sealed.length === 0) {
      sealed = Buffer.allocUnsafeSlow(BLOCK_BYTES)
      plain = Buffer.allocUnsafeSlow(BLOCK_BYTES)
    }
    try {
      readSealed(part)
    } catch (error) {
      // A sweep may have moved a block between the look into the index and the read.
      if (!isSpaceError(error, 'missing-block')) throw located(error, at)
      try {
        readSealed(part)
      } catch (again) {
        throw located(again, at)
      }
    }
    const out = plain.subarray(0, part.length - TAG_BYTES)
    try {
      openPieceInto(out, sealed.subarray(0, part.length), part.key)
    } catch (error) {
      throw located(error, at)
    }
    if (!isChecked(part)) {
      if (!sameBytes(sha256(out), part.sha256)) throw damageError('corrupt-block', at)
      onChecked(part)
    }
    return out
  }

  function readSealed({ digests, offset, length }: Part): void {
    let at = 0
    let from = offset
    for (const digest of digests) {
      const place = find(digest)
      const span = Math.min(length - at, BLOCK_BYTES - from)
      if (place === undefined) throw damageError('missing-block', 0)
      if (from + span > place.length) throw damageError('corrupt-block', 0)
      readSpan(place.segment, place.offset + from, span, sealed.subarray(at, at + span))
      at += span
      from = 0
    }
  }

  function node(part: Part, depth: number, at: number): Node {
    const id = nodeId(part, depth)
    let found = nodes.get(id)
    if (found === undefined) {
      const bytes = piece(part, at)
      try {
        found = decodeNode(bytes, depth, part.size)
      } catch (error) {
        if (isSpaceError(error, 'newer-version')) throw error
        throw damageError('corrupt-block', at, error)
      }
    } else {
      // Moved to the end: the map is in order of last use.
      nodes.delete(id)
    }
    nodes.set(id, found)
    if (nodes.size > KEPT_NODES) {
      for (const oldest of nodes.keys()) {
        nodes.delete(oldest)
        break
      }
    }
    return found
  }

  function* chunks(content: Content, start = 0, end = content.size): Generator<Chunk> {
    const top = topOf(content)
    if (top !== undefined && start < end) yield* chunksBelow(top, content.depth, 0, start, end)
  }

  function* chunksBelow(
    part: Part,
    depth: number,
    at: number,
    start: number,
    end: number,
  ): Generator<Chunk> {
    if (depth === 0) {
      yield { part, at }
      return
    }
    const { count, starts, part: partOf } = node(part, depth, at)
    for (let i = indexAt(starts, start - at); i < count; i++) {
      const childAt = at + (starts[i] ?? 0)
      if (childAt >= end) return
      yield* chunksBelow(partOf(i), depth - 1, childAt, start, end)
    }
  }

  function* pieces(content: Content): Generator<Chunk & { depth: number }> {
    const top = topOf(content)
    if (top !== undefined) yield* piecesBelow(top, content.depth, 0)
  }

  function* piecesBelow(
    part: Part,
    depth: number,
    at: number,
  ): Generator<Chunk & { depth: number }> {
    yield { part, depth, at }
    if (depth === 0) return
    const { count, starts, part: partOf } = node(part, depth, at)
    for (let i = 0; i < count; i++) yield* piecesBelow(partOf(i), depth - 1, at + (starts[i] ?? 0))
  }
}

/** Errors of a lower room with the offset in the file that they mean. */
function located(error: unknown, at: number): unknown {
  if (isSpaceError(error, 'missing-block')) return damageError('missing-block', at, error)
  if (isSpaceError(error, 'corrupt-block')) return damageError('corrupt-block', at, error)
  return error
}

/** The part in which byte `at` of a node lies: the last that starts at or before it. */
function indexAt(starts: Float64Array, at: number): number {
  let low = 0
  let high = starts.length - 2
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}

/** NOTE: names ciphertext and key, not the SHA-256 that somebody else's node merely claims. */
function nodeId({ digests, offset, length, key, size }: Part, depth: number): string {
  const bytes = Buffer.concat([...digests, key])
  return `${bytes.toString('latin1')}${offset}/${length}/${size}/${depth}`
}
