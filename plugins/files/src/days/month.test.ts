import { expect, test } from 'vitest'
import { isBefore, monthBeside, monthName, monthOf, weekdays, weeksOf } from './month.ts'

test('a month has its days under their weekdays, from Monday on', () => {
  const weeks = weeksOf({ year: 2026, month: 10 })
  expect(weeks[0]).toEqual([null, null, null, null, null, null, 1])
  expect(weeks.flat().filter((date) => date !== null)).toHaveLength(30)
  expect(weeks.every((week) => week.length === 7)).toBe(true)
  expect(weekdays('en')[0]).toBe('Mon')
})

test('months follow each other over years', () => {
  expect(monthBeside({ year: 2026, month: 11 }, 1)).toEqual({ year: 2027, month: 0 })
  expect(monthBeside({ year: 2026, month: 0 }, -1)).toEqual({ year: 2025, month: 11 })
  expect(isBefore({ year: 2025, month: 11 }, { year: 2026, month: 0 })).toBe(true)
  expect(isBefore({ year: 2026, month: 0 }, { year: 2026, month: 0 })).toBe(false)
  expect(monthName(monthOf(new Date(2026, 10, 25).getTime()), 'en')).toBe('November 2026')
})
