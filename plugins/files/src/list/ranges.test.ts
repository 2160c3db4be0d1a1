import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  add,
  between,
  countOf,
  has,
  indexesOf,
  type Range,
  type Ranges,
  rangesOf,
  remove,
  toggle,
} from './ranges.ts'

const MOST = 60
const range = fc
  .tuple(fc.nat(MOST - 1), fc.nat(MOST - 1))
  .map(([a, b]): Range => [Math.min(a, b), Math.max(a, b)])
const steps = fc.array(
  fc.oneof(
    range.map((one) => ({ kind: 'add' as const, one })),
    range.map((one) => ({ kind: 'remove' as const, one })),
    fc
      .nat(MOST - 1)
      .map((index) => ({ kind: 'toggle' as const, one: [index, index + 1] as Range })),
  ),
  { maxLength: 30 },
)

test('ranges hold what a set of numbers would, sorted and apart', () => {
  fc.assert(
    fc.property(steps, (all) => {
      let ranges: Ranges = []
      const set = new Set<number>()
      for (const { kind, one } of all) {
        const inside = Array.from({ length: one[1] - one[0] }, (_, at) => one[0] + at)
        if (kind === 'add') {
          ranges = add(ranges, one)
          for (const index of inside) set.add(index)
        } else if (kind === 'remove') {
          ranges = remove(ranges, one)
          for (const index of inside) set.delete(index)
        } else {
          ranges = toggle(ranges, one[0])
          if (!set.delete(one[0])) set.add(one[0])
        }
      }
      const sorted = [...set].toSorted((a, b) => a - b)
      expect([...indexesOf(ranges)]).toEqual(sorted)
      expect(countOf(ranges)).toBe(set.size)
      expect(rangesOf(set)).toEqual(ranges)
      for (let index = 0; index <= MOST; index += 1) expect(has(ranges, index)).toBe(set.has(index))
    }),
  )
})

test('all of a hundred thousand rows is one range, and one of them can be left out', () => {
  const all = add([], [0, 100_000])
  expect(toggle(all, 500)).toEqual([
    [0, 500],
    [501, 100_000],
  ])
})

test('from one row to another both are included, either way', () => {
  expect(between(7, 3)).toEqual([3, 8])
  expect(between(3, 7)).toEqual([3, 8])
})
