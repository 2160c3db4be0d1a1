import type { Bench } from '../bench.ts'
import { median } from '../measure.ts'
import { type Figure, time } from '../table.ts'

/** Floor and goal of how many times faster than `other` we must be. */
export interface Limit {
  readonly other: string
  readonly floor?: number
  readonly goal?: number
}

/** How many times faster ours was than each of the others that ran. */
export function faster(
  bench: Bench,
  work: string,
  load: string,
  taken: ReadonlyMap<string, readonly number[]>,
  limits: readonly Limit[],
): Figure[] {
  const ours = median(taken.get('ours') ?? [])
  return limits.flatMap(({ other, ...limit }): Figure[] => {
    const theirs = taken.get(other)
    if (theirs === undefined || theirs.length === 0) return []
    const measured = `${time(ours)} against ${time(median(theirs))}`
    const value = median(theirs) / ours
    const figure = { work: `${work}, against ${other}`, measured, value, load }
    return [{ ...figure, unit: '×', rule: 'at least', rounds: bench.rounds, ...limit }]
  })
}
