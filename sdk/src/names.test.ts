import { expect, test } from 'vitest'
import { freeNames, nameParts, unnumbered } from './names.ts'

function first(count: number, name: string, isFolder = false): string[] {
  return freeNames(name, isFolder).take(count).toArray()
}

test.each([
  ['Report.pdf', 'Report (2).pdf', 'Report (3).pdf'],
  ['Report (2).pdf', 'Report (3).pdf', 'Report (4).pdf'],
  ['Report (99).pdf', 'Report (100).pdf', 'Report (101).pdf'],
  ['Sea (2019).jpg', 'Sea (2019) (2).jpg', 'Sea (2019) (3).jpg'],
  ['Sea (1).jpg', 'Sea (1) (2).jpg', 'Sea (1) (3).jpg'],
  ['archive.tar.gz', 'archive (2).tar.gz', 'archive (3).tar.gz'],
  ['.tar.gz', '.tar (2).gz', '.tar (3).gz'],
  ['.profile', '.profile (2)', '.profile (3)'],
  ['README', 'README (2)', 'README (3)'],
  ['(2)', '(2) (2)', '(2) (3)'],
  [' (2)', ' (2) (2)', ' (2) (3)'],
  ['a\n (2).txt', 'a\n (3).txt', 'a\n (4).txt'],
  [
    'To whom it concerns. Yours, the undersigned',
    'To whom it concerns. Yours, the undersigned (2)',
    'To whom it concerns. Yours, the undersigned (3)',
  ],
])('beside %j a file is %j, then %j', (name, second, third) => {
  expect(first(2, name)).toEqual([second, third])
})

test('an ending is what tells the kind of a file, and no more', () => {
  expect(nameParts('archive.tar.gz', false)).toEqual(['archive', '.tar.gz'])
  expect(nameParts('.profile', false)).toEqual(['.profile', ''])
  expect(nameParts('v1.2', true)).toEqual(['v1.2', ''])
})

test('a folder has no extension', () => {
  expect(first(1, 'v1.2', true)).toEqual(['v1.2 (2)'])
  expect(first(1, 'v1.2 (2)', true)).toEqual(['v1.2 (3)'])
})

test('a long name is cut between characters, and keeps its extension', () => {
  for (const letter of ['x', 'ü', '💧']) {
    const name = `${letter.repeat(100)}${letter.repeat(50)}.jpeg`
    const [free = ''] = first(1, name)
    expect(free).toMatch(/ \(2\)\.jpeg$/)
    expect(free.isWellFormed()).toBe(true)
    expect(new TextEncoder().encode(free).length).toBeLessThanOrEqual(255)
  }
})

test('a name is known without the number that it was given', () => {
  for (const name of ['Report.pdf', 'Report (2).pdf', 'Report (99).pdf'])
    expect(unnumbered(name, false)).toBe('Report.pdf')
  expect(unnumbered('Sea (2019).jpg', false)).toBe('Sea (2019).jpg')
  expect(unnumbered('v1.2 (2)', true)).toBe('v1.2')
})
