import { SpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import { figures, size } from './amounts.ts'
import { shownName } from './names.ts'
import { problemOf, sentenceOf } from './problems.ts'
import { ago, dayName, daysSince, ends } from './times.ts'

const NOW = new Date(2026, 10, 22, 12).getTime()
const at = (...when: [number, number, number, number?, number?]): number =>
  new Date(...when).getTime()

test.each([
  [at(2026, 10, 22, 12), 'Now'],
  [at(2026, 10, 22, 11, 48), '12 min ago'],
  [at(2026, 10, 22, 9), '3 h ago'],
  [at(2026, 10, 22, 0, 0), 'Today, 00:00'],
  [at(2026, 10, 21, 21, 15), 'Yesterday, 21:15'],
  [at(2026, 9, 12), '12 Oct'],
  [at(2025, 4, 4), '4 May 2025'],
])('%d was %s', (when, words) => {
  expect(ago(when, NOW)).toBe(words)
})

test.each([
  [at(2026, 10, 22, 11), 'Ended'],
  [at(2026, 10, 22, 12, 40), 'Ends in 40 min'],
  [at(2026, 10, 22, 20), 'Ends at 20:00'],
  [at(2026, 10, 23, 8), 'Ends tomorrow'],
  [at(2026, 10, 29), 'Ends 29 Nov'],
])('%d %s', (when, words) => {
  expect(ends(when, NOW)).toBe(words)
})

test('days are told by their names', () => {
  expect(dayName(at(2026, 10, 22), NOW)).toBe('Today')
  expect(dayName(at(2026, 10, 21), NOW)).toBe('Yesterday')
  expect(dayName(at(2026, 10, 20), NOW)).toBe('20 Nov')
  expect(daysSince(at(2026, 9, 12, 12), NOW)).toBe(41)
})

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1 KB'],
  [860_000, '860 KB'],
  [999_600, '1 MB'],
  [2_100_000, '2.1 MB'],
  [212_000_000, '212 MB'],
  [41_800_000_000, '42 GB'],
])('%d bytes are %s', (bytes, words) => {
  expect(size(bytes)).toBe(words)
})

test.each([
  ['Notes.md', 'Notes.md'],
  ['a\nb', String.raw`a\nb`],
  ['photo\u202egpj.exe', String.raw`photo\u{202e}gpj.exe`],
  ['a\u2028b\u200bc\rd', String.raw`a\u{2028}b\u{200b}c\u{d}d`],
  ['\ud800', String.raw`\u{d800}`],
  ['می\u200cخواهم', 'می\u200cخواهم'],
])('the name %j is shown as %s', (name, shown) => {
  expect(shownName(name)).toBe(shown)
})

test('amounts have their thousands set apart', () => {
  expect(figures(999)).toBe('999')
  expect(figures(18_204)).toBe('18,204')
})

test('the words of an error are for people, and those of others stay inside', () => {
  expect(
    sentenceOf(new SpaceError('offline', 'Space does not answer', { why: 'it stopped' })),
  ).toBe('Space does not answer: it stopped')
  expect(problemOf(new TypeError('x is undefined'))).toEqual({
    what: 'Something failed inside this window',
  })
})
