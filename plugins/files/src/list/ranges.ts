/** Numbers of rows from the first to before the second. */
export type Range = readonly [from: number, to: number]

/** Sorted, apart from each other, none empty: any number of rows costs as much as it has gaps. */
export type Ranges = readonly Range[]

export function countOf(ranges: Ranges): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0)
}

export function has(ranges: Ranges, index: number): boolean {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.[1] ?? 0) <= index) low = middle + 1
    else high = middle
  }
  const found = ranges[low]
  return found !== undefined && found[0] <= index
}

export function add(ranges: Ranges, [from, to]: Range): Ranges {
  if (to <= from) return ranges
  const before = ranges.filter((one) => one[1] < from)
  const after = ranges.filter((one) => one[0] > to)
  const joined = ranges.slice(before.length, ranges.length - after.length)
  const start = Math.min(from, joined[0]?.[0] ?? from)
  const end = Math.max(to, joined.at(-1)?.[1] ?? to)
  return [...before, [start, end], ...after]
}

export function remove(ranges: Ranges, [from, to]: Range): Ranges {
  if (to <= from) return ranges
  return ranges.flatMap(([start, end]): Ranges => {
    const left: Range = [start, Math.min(end, from)]
    const right: Range = [Math.max(start, to), end]
    return [left, right].filter(([a, b]) => a < b)
  })
}

export function toggle(ranges: Ranges, index: number): Ranges {
  const one: Range = [index, index + 1]
  return has(ranges, index) ? remove(ranges, one) : add(ranges, one)
}

/** Of any numbers, in any order. */
export function rangesOf(indexes: Iterable<number>): Ranges {
  const sorted = [...new Set(indexes)].toSorted((a, b) => a - b)
  const ranges: [number, number][] = []
  for (const index of sorted) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === index) last[1] = index + 1
    else ranges.push([index, index + 1])
  }
  return ranges
}

export function* indexesOf(ranges: Ranges): Generator<number> {
  for (const [from, to] of ranges) for (let index = from; index < to; index += 1) yield index
}

/** From one row to another, both included, in whichever order. */
export function between(a: number, b: number): Range {
  return [Math.min(a, b), Math.max(a, b) + 1]
}
