import { expect, test } from 'vitest'
import type { ActivityLine } from '@space/sdk/host'
import { actWords } from './activity-words.ts'

test('what an app did is told with the name as it is, marks of all kinds included', () => {
  const line = { action: 'read', name: '$& \u202e$1', count: 1, refused: false } as ActivityLine
  expect(actWords(line)).toBe(String.raw`Read $& \u{202e}$1`)
})

test('everything in a space is called as it is called everywhere', () => {
  const line = { action: 'list', name: '', count: 2, refused: false } as ActivityLine
  expect(actWords(line)).toBe('Listed names and sizes in My files, 2 times')
})
