import { expect, test } from 'vitest'
import { parseDays, parseTime } from './time.ts'

const NOW = new Date(2026, 2, 15, 12, 30).getTime()
const MIN = 60_000
const DAY = 1440 * MIN

test.each([
  ['now', 0],
  ['30s', 30_000],
  ['10min', 10 * MIN],
  ['10m', 10 * MIN],
  ['10 minutes ago', 10 * MIN],
  ['2h', 120 * MIN],
  ['1 hour ago', 60 * MIN],
  ['2d', 2 * DAY],
  [' 2  Days ', 2 * DAY],
  ['3w', 21 * DAY],
  ['1y', 365 * DAY],
])('%s is so long ago', (text, ms) => {
  expect(parseTime(text, NOW)).toBe(NOW - ms)
})

test.each([
  ['today', [2026, 2, 15, 0, 0]],
  ['today 9:05', [2026, 2, 15, 9, 5]],
  ['yesterday', [2026, 2, 14, 0, 0]],
  ['yesterday 14:00', [2026, 2, 14, 14, 0]],
  ['9:05', [2026, 2, 15, 9, 5]],
  ['14:00', [2026, 2, 14, 14, 0]],
  ['2026-01-31', [2026, 0, 31, 0, 0]],
  ['2026-01-31 12:00', [2026, 0, 31, 12, 0]],
  ['2026-01-31T12:00:30', [2026, 0, 31, 12, 0, 30]],
  ['2024-02-29', [2024, 1, 29, 0, 0]],
] as const)('%s is by the clock on the wall', (text, [year, month, ...rest]) => {
  expect(parseTime(text, NOW)).toBe(new Date(year, month, ...rest).getTime())
})

test('a time with a zone is that time everywhere, also with fractions', () => {
  expect(parseTime('2026-01-31T12:00:00Z', 0)).toBe(Date.UTC(2026, 0, 31, 12))
  expect(parseTime('2026-01-31 12:00+02:00', 0)).toBe(Date.UTC(2026, 0, 31, 10))
  const iso = new Date(NOW + 123).toISOString()
  expect(parseTime(iso, 0)).toBe(NOW + 123)
})

test.each([
  '',
  'x',
  '-1',
  '5 apples',
  '2h30',
  '2026-02-30',
  '2026-13-01',
  '2026-01-31T25:00',
  '25:00',
  'tomorrow',
  '31.01.2026',
  'yesterday 14',
  'yesterday 14:00Z',
  '99999999y',
])('%j is refused with examples', (text) => {
  expect(() => parseTime(text, NOW)).toThrowError(
    expect.objectContaining({ code: 'bad-usage', try: expect.stringContaining('yesterday 14:00') }),
  )
})

test('days are given as a number or with a unit, and whole', () => {
  expect(['7', '7d', '3w', '1y', '48h', '0'].map((text) => parseDays(text, '--x'))).toEqual([
    7, 7, 21, 365, 2, 0,
  ])
  for (const bad of ['', '-1', '1.5', '36h', 'forever', '7 apples', '9999999999']) {
    expect(() => parseDays(bad, '--all-days')).toThrowError(
      expect.objectContaining({ code: 'bad-usage', try: expect.stringContaining('--all-days 3w') }),
    )
  }
})
