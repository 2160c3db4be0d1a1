import { expect, test } from 'vitest'
import { compareNames, nameKey } from './name-order.ts'

const CHARS = ' _-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$0123456789abcXYZéßøÄñ'

/** Names that are the same at each run. */
function names(count: number): string[] {
  let state = 1
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
  const char = (): string => [...CHARS][next([...CHARS].length)] ?? ''
  return Array.from({ length: count }, () => Array.from({ length: 1 + next(6) }, char).join(''))
}

test('names stand in the order of the Unicode Collation Algorithm, numbers by their value', () => {
  const collator = new Intl.Collator('en', { numeric: true })
  const all = names(4000)
  for (let i = 1; i < all.length; i++) {
    const [a, b] = [all[i - 1] ?? '', all[i] ?? '']
    const wanted = Math.sign(collator.compare(a, b))
    if (wanted !== 0) expect([a, b, Math.sign(compareNames(a, b))]).toEqual([a, b, wanted])
  }
})

test('the order is one order: no two names are equal but the same', () => {
  const all = [...new Set(names(500))].toSorted(compareNames)
  for (let i = 1; i < all.length; i++) expect(compareNames(all[i - 1] ?? '', all[i] ?? '')).toBe(-1)
})

test('numbers of any length are told apart by their value', () => {
  const sorted = ['x', 'x0', 'x7', 'x08', 'x123456789012', 'x1234567890123', 'xa']
  expect(sorted.toReversed().toSorted(compareNames)).toEqual(sorted)
  expect(nameKey('007')).toBe(nameKey('7'))
})
