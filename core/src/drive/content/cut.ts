import { hash } from 'node:crypto'

/** A chunk is at least this long, unless the file ends. */
export const CUT_MIN_BYTES = 2 ** 16
/** The longest chunk: sealed, it is exactly one block. */
export const CUT_MAX_BYTES = 2 ** 20 - 16
/** A file up to this length is one piece. */
export const WHOLE_BYTES = 2 ** 19

const GEAR = gearTable()
/**
 * One cut in 2^17 bytes: chunks of 188 KiB on average. The same mask everywhere, because one that
 * changes with the length of the chunk (FastCDC) keeps two files longer out of step: a megabyte put in
 * front cost 1.64 MB of new chunks with it, and costs 1.25 (means of 80 files).
 */
const MASK = 0xffff8000 | 0

/**
 * Find the length of the chunk that starts at `bytes[start]`.
 *
 * Look at no more than `available` bytes; unless the file ends behind them, give at least
 * {@link CUT_MAX_BYTES} of them, or the answer depends on how the file was read.
 *
 * @see a gear hash, core/FORMATS.md "Content"
 */
export function cut(bytes: Uint8Array, start: number, available: number): number {
  if (available <= CUT_MIN_BYTES) return available
  const end = start + Math.min(CUT_MAX_BYTES, available)
  let h = 0
  // NOTE: indexes are inside both tables, so `as number` costs no check in the hottest loop there is.
  for (let i = start + CUT_MIN_BYTES; i < end; i++) {
    h = ((h << 1) + (GEAR[bytes[i] as number] as number)) | 0
    if ((h & MASK) === 0) return i - start + 1
  }
  return end - start
}

/** G[i] = first 4 bytes, little-endian, of SHA-256("space/v1/gear" ‖ i). Public, no secret. */
export function gearTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, i) =>
    hash(
      'sha256',
      Buffer.concat([Buffer.from('space/v1/gear'), Buffer.of(i)]),
      'buffer',
    ).readInt32LE(0),
  )
}
