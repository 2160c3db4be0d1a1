import { expect, test } from 'vitest'
import { step } from './keyboard.ts'

const LIST = { total: 100, columns: 1, page: 10 }
/** Lines of 4, the last of 2. */
const TILES = { total: 10, columns: 4, page: 8 }

test.each([
  ['ArrowDown', 0, 1],
  ['ArrowDown', 99, 99],
  ['ArrowUp', 5, 4],
  ['ArrowUp', 0, 0],
  ['Home', 50, 0],
  ['End', 50, 99],
  ['PageDown', 50, 60],
  ['PageDown', 95, 99],
  ['PageUp', 5, 0],
  // Nothing has the keys yet.
  ['ArrowDown', -1, 0],
  ['ArrowUp', -1, 99],
  ['PageDown', -1, 10],
  // Left and right are not the list's.
  ['ArrowRight', 5, undefined],
  ['x', 5, undefined],
])('in a list %s leads from %d to %s', (key, active, next) => {
  expect(step(key, { ...LIST, active })).toBe(next)
})

test.each([
  ['ArrowRight', 3, 4],
  ['ArrowLeft', 4, 3],
  ['ArrowDown', 1, 5],
  // Below stands nothing, yet there is another line: its end.
  ['ArrowDown', 6, 9],
  ['ArrowDown', 8, 8],
  ['ArrowUp', 5, 1],
  ['ArrowUp', 2, 2],
  ['ArrowRight', 9, 9],
  ['ArrowDown', -1, 0],
  ['ArrowUp', -1, 9],
])('among tiles %s leads from %d to %d', (key, active, next) => {
  expect(step(key, { ...TILES, active })).toBe(next)
})
