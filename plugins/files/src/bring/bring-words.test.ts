import { expect, test } from 'vitest'
import type { Brought, Carried } from './bring-store.ts'
import { broughtWords, headWords, leftWords, lineWords } from './bring-words.ts'

const BROUGHT: Brought = {
  id: 'a',
  files: 22,
  folders: 3,
  into: 'Lisbon\n2026',
  isCancelled: false,
  undo: 'u',
}
const LINE: Carried = {
  id: 'a',
  name: 'Sintra',
  isFile: false,
  into: 'Lisbon',
  path: null,
  phase: 'sending',
  doneFiles: 22,
  totalFiles: 86,
  skippedFiles: 0,
  doneBytes: 10_000_000,
  totalBytes: 40_000_000,
  isCounted: true,
  current: null,
  failed: [],
  failedFiles: 0,
  canRetry: false,
  problem: null,
  speed: 1_000_000,
}

test('what was brought is told by its number and folder, also when it was stopped', () => {
  expect(broughtWords(BROUGHT)).toBe(String.raw`Added 22 files to Lisbon\n2026`)
  expect(broughtWords({ ...BROUGHT, files: 0, folders: 1 })).toMatch(/^Added 1 folder to/)
  expect(broughtWords({ ...BROUGHT, isCancelled: true, files: 1 })).toMatch(
    /^Stopped. 1 file is in/,
  )
})

test.each<[Partial<Carried>, string]>([
  [{}, '22 of 86 · locking on this computer'],
  [{ totalFiles: 1 }, '10 MB of 40 MB · 1 MB/s · 30 s'],
  [{ totalFiles: 1, speed: null }, '10 MB of 40 MB'],
  [{ phase: 'looking', isCounted: false }, '86 files found so far'],
  [{ phase: 'looking' }, 'Looking at what is there already'],
  [{ phase: 'paused' }, 'Paused. 22 of 86 are safe here.'],
  [{ phase: 'paused', totalFiles: 1 }, 'Paused. 10 MB of 40 MB are kept.'],
  [{ phase: 'waiting' }, 'Space does not answer. It goes on by itself. 22 of 86 are safe here.'],
  [{ phase: 'done', skippedFiles: 2 }, '22 files, 10 MB in Lisbon · 2 left out'],
  [
    { phase: 'interrupted', into: null },
    'Interrupted. 22 of 86 are safe here. Add the same again to go on.',
  ],
])('of %o it is said: %s', (line, words) => {
  expect(lineWords({ ...LINE, ...line })).toBe(words)
})

test('the head is about what goes on, and the time is of all of it', () => {
  const done: Carried = { ...LINE, phase: 'done' }
  expect(headWords([LINE, done])).toBe('Adding 86 files')
  expect(headWords([done])).toBe('Added 22 files')
  expect(headWords([{ ...done, failedFiles: 1 }])).toBe('1 file could not be added')
  expect(headWords([{ ...LINE, phase: 'interrupted' }, done])).toBe('Stopped')
  expect(leftWords([LINE, { ...LINE, speed: 2_000_000 }])).toBe('20 s left')
  expect(leftWords([{ ...LINE, isCounted: false }])).toBe('')
})
