import type { BlockRow, SegmentWriter } from '../../blocks/segment-writer.ts'
import { sha256 } from '../../crypto/hash.ts'
import { latin1Of } from '../../crypto/text.ts'
import { TAG_BYTES } from '../../crypto/seal.ts'
import { type BlockStream, openBlockStream } from './block-stream.ts'
import { BLOCK_BYTES, type Part, blocksTouched } from './part.ts'

/** A piece that has its place, with the name of its dedup row. */
export interface Placed<Tag> {
  readonly tag: Tag
  readonly part: Part
  /** HMAC(storage key, drive ‖ sha256). */
  readonly name: Uint8Array
  /** Whether it was sealed now: only then a dedup row has to be written. */
  readonly fresh: boolean
}

/** What is known of equal plaintext sealed before, when its blocks are still there. */
export interface Lookup {
  nameOf(sha256: Uint8Array): Uint8Array
  find(name: Uint8Array, sha256: Uint8Array): Omit<Part, 'size'> | undefined
}

/**
 * Hashes, dedups and seals pieces into one block stream.
 *
 * `Tag` is whatever the caller needs to know a piece by when its place is known.
 */
export interface Sealer<Tag> {
  /** @param size bytes of the file below the piece; the piece's own length for a chunk */
  put(plain: Uint8Array, tag: Tag, size?: number): void
  flush(): void
  /** Pads the stream, so that all pieces get their place, and ends the run. */
  end(): void
  reset(): void
  /** Blocks appended since the last `take`. */
  readonly appended: number
  /** The pieces whose blocks are appended, in the order they were put, and the rows of new blocks. */
  take(): { placed: Placed<Tag>[]; rows: BlockRow[] }
}

interface Piece {
  readonly name: Uint8Array
  readonly sha256: Uint8Array
  readonly length: number
  /** Position in the stream, and the key, until the place is known. */
  readonly position: number
  readonly key: Uint8Array
  place: Omit<Part, 'size'> | undefined
}

/** Pieces of this run that later ones are compared with; older ones are found by their rows. */
const RECENT_PIECES = 4096

export function openSealer<Tag>(
  writer: SegmentWriter,
  lookup: Lookup,
  roomBytes?: number,
): Sealer<Tag> {
  const stream: BlockStream = openBlockStream(writer, roomBytes)
  const recent = new Map<string, Piece>()
  let queue: { tag: Tag; size: number; piece: Piece; fresh: boolean }[] = []
  /** Digests of appended blocks from number `first` of the stream on. */
  let digests: Uint8Array[] = []
  let first = 0
  let rows: BlockRow[] = []

  return {
    put(plain, tag, size = plain.length) {
      const hash = sha256(plain)
      const name = lookup.nameOf(hash)
      const id = latin1Of(name)
      const known = recent.get(id)
      if (known !== undefined) {
        queue.push({ tag, size, piece: known, fresh: false })
        return
      }
      const place = lookup.find(name, hash)
      if (place !== undefined) {
        const { length, key } = place
        const piece = { name, sha256: hash, length, position: 0, key, place }
        queue.push({ tag, size, piece, fresh: false })
        return
      }
      const sealed = stream.put(plain)
      const length = plain.length + TAG_BYTES
      const piece: Piece = { name, sha256: hash, length, ...sealed, place: undefined }
      queue.push({ tag, size, piece, fresh: true })
      recent.set(id, piece)
      if (recent.size > RECENT_PIECES) {
        for (const oldest of recent.keys()) {
          recent.delete(oldest)
          break
        }
      }
    },
    flush: () => stream.flush(),
    end() {
      stream.end()
      // NOTE: a sweep may come before the next run; what stays is found by its rows, or not at all.
      recent.clear()
    },
    reset() {
      stream.reset()
      recent.clear()
      queue = []
      digests = []
      rows = []
      first = stream.base / BLOCK_BYTES
    },
    get appended() {
      collect()
      return rows.length
    },
    take() {
      collect()
      const placed: Placed<Tag>[] = []
      let taken = 0
      for (const { tag, size, piece, fresh } of queue) {
        const place = placeOf(piece)
        if (place === undefined) break
        placed.push({ tag, part: { ...place, size }, name: piece.name, fresh })
        taken++
      }
      queue = queue.slice(taken)
      forgetDigests()
      const taking = rows
      rows = []
      return { placed, rows: taking }
    },
  }

  function collect(): void {
    for (const row of stream.take()) {
      rows.push(row)
      digests.push(Uint8Array.from(row.digest))
    }
  }

  function placeOf(piece: Piece): Omit<Part, 'size'> | undefined {
    if (piece.place !== undefined) return piece.place
    const { position, length, key } = piece
    if (position + length > stream.base) return undefined
    const offset = position % BLOCK_BYTES
    const from = Math.floor(position / BLOCK_BYTES) - first
    piece.place = {
      digests: digests.slice(from, from + blocksTouched(offset, length)),
      offset,
      length,
      key,
      sha256: piece.sha256,
    }
    return piece.place
  }

  /** Drops digests in front of the oldest piece that has no place yet. */
  function forgetDigests(): void {
    const waiting = queue.find(({ piece }) => piece.place === undefined)
    const keep = Math.floor((waiting?.piece.position ?? stream.base) / BLOCK_BYTES)
    digests = digests.slice(keep - first)
    first = keep
  }
}
