import { randomFillSync } from 'node:crypto'
import type { BlockRow, SegmentWriter } from '../../blocks/segment-writer.ts'
import { PIECE_BYTES, TAG_BYTES, padme, sealPieceInto } from '../../crypto/seal.ts'
import { BLOCK_BYTES } from './part.ts'

/** Room that keeps a worker's stream from being written block by block. */
export const WIDE_BYTES = 6 * BLOCK_BYTES
/** The least room: a piece that begins in an unfinished block. */
export const NARROW_BYTES = 2 * BLOCK_BYTES
const SHORTEST_BYTES = 4096

/**
 * Pieces as one byte stream that is cut every 2^20 bytes into blocks.
 *
 * Positions count bytes from the start of the stream and are multiples of 2^20 at block starts.
 */
export interface BlockStream {
  /** Seals `plain` behind what is there; it may be reused after the call. */
  put(plain: Uint8Array): { readonly position: number; readonly key: Uint8Array }
  /** Appends the blocks that are full. */
  flush(): void
  /** Appends everything: the last block is filled with random bytes up to its Padmé length. */
  end(): void
  /** Forgets what is not yet appended, after a failure. */
  reset(): void
  /** Position below which every block is appended. */
  readonly base: number
  /** Rows of the blocks appended since the last call, in order and without a gap. */
  take(): BlockRow[]
}

/** Open a stream on `writer`; only its own blocks must be appended through it. */
export function openBlockStream(writer: SegmentWriter, roomBytes = NARROW_BYTES): BlockStream {
  const buffer = Buffer.allocUnsafeSlow(roomBytes)
  let fill = 0
  let base = 0
  let rows: BlockRow[] = []

  return {
    put(plain) {
      if (plain.length > PIECE_BYTES) throw new RangeError('a piece is longer than a block')
      if (fill + plain.length + TAG_BYTES > buffer.length) flush()
      const position = base + fill
      const key = sealPieceInto(buffer.subarray(fill, fill + plain.length + TAG_BYTES), plain)
      fill += plain.length + TAG_BYTES
      return { position, key }
    },
    flush,
    end() {
      flush()
      if (fill === 0) return
      const length = Math.min(BLOCK_BYTES, padme(Math.max(fill, SHORTEST_BYTES)))
      randomFillSync(buffer, fill, length - fill)
      append([buffer.subarray(0, length)])
      fill = 0
      base += BLOCK_BYTES
    },
    reset() {
      // Nobody may take a later block for one of these: positions go on behind them.
      base += Math.ceil((fill + 1) / BLOCK_BYTES) * BLOCK_BYTES
      fill = 0
      rows = []
    },
    get base() {
      return base
    },
    take() {
      const taken = rows
      rows = []
      return taken
    },
  }

  function flush(): void {
    const full = Math.floor(fill / BLOCK_BYTES)
    if (full === 0) return
    append(
      Array.from({ length: full }, (_, i) =>
        buffer.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES),
      ),
    )
    buffer.copyWithin(0, full * BLOCK_BYTES, fill)
    fill -= full * BLOCK_BYTES
    base += full * BLOCK_BYTES
  }

  function append(blocks: readonly Uint8Array[]): void {
    for (const row of writer.append(blocks)) rows.push(row)
  }
}
