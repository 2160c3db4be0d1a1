import { expect, test } from 'vitest'
import { matchOf } from './match.ts'

test.each([
  ['Lisbon 2026', 'lis', [[0, 3]]],
  [
    'Budget Lisbon.xlsx',
    'lis bud',
    [
      [0, 3],
      [7, 10],
    ],
  ],
  ['Graça e Alfama', 'graca', [[0, 5]]],
  ['Ｆｕｌｌ', 'full', [[0, 4]]],
  ['🌊 sea', 'SEA', [[3, 6]]],
  ['ﬁsh', 'fish', [[0, 3]]],
])('%s is found by %s', (name, text, marks) => {
  expect(matchOf(name, text)?.marks).toEqual(marks)
})

test('a beginning is better than a middle, the whole name best', () => {
  const rank = (name: string): number => matchOf(name, 'list')?.rank ?? 99
  expect(rank('List')).toBeLessThan(rank('Lists of books'))
  expect(rank('Lists of books')).toBeLessThan(rank('Packing list'))
  expect(rank('Packing list')).toBeLessThan(rank('Realist'))
  expect(matchOf('Realism', 'list')).toBeUndefined()
})
