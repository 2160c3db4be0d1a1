import { randomFillSync } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '../../core/src/crypto/hash.ts'
import { openPieceInto, sealPieceInto } from '../../core/src/crypto/seal.ts'
import { cut, CUT_MAX_BYTES } from '../../core/src/drive/content/cut.ts'
import { median } from './measure.ts'

/** The steps that every added byte goes through, and how often. */
const STEPS = { read: 1, cut: 1, sha256: 2, seal: 1, append: 1 } as const
const PIECE_BYTES = 300_000
const WINDOW_BYTES = 4 * 2 ** 20
const APPEND_BYTES = 64 * 2 ** 20
const ROUNDS = 5
const ROUND_MS = 60
/** As many threads as the drive uses at most. */
const MOST_THREADS = 4

export interface Roofline {
  /** MB (10^6 B) per CPU-second of each step alone, by the functions that the drive itself calls. */
  readonly speeds: ReadonlyMap<string, number>
  /** Time that `bytes` would need if every core did nothing but these steps, ms. */
  addMs(bytes: number): number
}

/** Measures the steps of an add one by one on this machine, now. */
export function measureRoofline(work: string, source: string): Roofline {
  const plain = randomFillSync(new Uint8Array(2 * WINDOW_BYTES))
  const piece = plain.subarray(0, PIECE_BYTES)
  const out = new Uint8Array(WINDOW_BYTES)
  const sealed = new Uint8Array(PIECE_BYTES + 16)
  const key = sealPieceInto(sealed, piece)
  const target = join(work, 'roofline')
  const from = openSync(source, 'r')
  const to = openSync(target, 'w')
  let readAt = 0
  let writeAt = 0
  for (let at = 0; at < APPEND_BYTES; at += WINDOW_BYTES) appendStep()
  try {
    const speeds = new Map([
      ['cut', speed(() => cutAll(plain))],
      ['sha256', speed(() => (sha256(piece), PIECE_BYTES))],
      ['seal', speed(() => (sealPieceInto(sealed, piece), PIECE_BYTES))],
      ['read', speed(readStep)],
      ['append', speed(appendStep)],
    ])
    const again = sealPieceInto(sealed, piece)
    speeds.set(
      'open',
      speed(() => (openPieceInto(piece, sealed, again), PIECE_BYTES)),
    )
    key.fill(0)
    return {
      speeds,
      addMs: (bytes) => {
        const seconds = Object.entries(STEPS).reduce(
          (all, [step, times]) => all + (times * bytes) / 1e6 / (speeds.get(step) ?? Number.NaN),
          0,
        )
        return (seconds * 1000) / Math.min(MOST_THREADS, availableParallelism())
      },
    }
  } finally {
    closeSync(from)
    closeSync(to)
    unlinkSync(target)
  }

  function readStep(): number {
    const bytes = readSync(from, out, 0, WINDOW_BYTES, readAt)
    readAt = bytes < WINDOW_BYTES ? 0 : readAt + bytes
    return bytes
  }

  /** Over pages that are there: what fresh ones cost is the kernel's and swings tenfold. */
  function appendStep(): number {
    writeAt = writeAt >= APPEND_BYTES ? WINDOW_BYTES : writeAt + WINDOW_BYTES
    return writeSync(to, out, 0, WINDOW_BYTES, writeAt - WINDOW_BYTES)
  }
}

function cutAll(plain: Uint8Array): number {
  let at = 0
  while (plain.length - at >= CUT_MAX_BYTES) at += cut(plain, at, plain.length - at)
  return at
}

/** Median of the bytes per µs of CPU of `step`, which says how many bytes it did. */
function speed(step: () => number): number {
  const rates: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    const start = performance.now()
    let bytes = 0
    do bytes += step()
    while (performance.now() - start < ROUND_MS)
    const { user, system } = process.cpuUsage(before)
    rates.push(bytes / (user + system))
  }
  return median(rates)
}
