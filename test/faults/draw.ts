import { seededStream } from '../bench/data.ts'

/** Random choices that a seed repeats. */
export interface Draw {
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number
  /** Undefined when there is nothing to choose from. */
  one<T>(from: readonly T[]): T | undefined
  bytes(count: number): Buffer
}

export function drawFrom(seed: string): Draw {
  const next = seededStream(seed)
  const below = (limit: number): number =>
    limit <= 1 ? 0 : Number(next(8).readBigUInt64LE(0) % BigInt(limit))
  return {
    below,
    one: (from) => from[below(from.length)],
    bytes: (count) => next(count),
  }
}
