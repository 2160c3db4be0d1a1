import { expect, test } from 'vitest'
import { openMeter } from './meter.ts'

function sample() {
  let time = 0
  return { meter: openMeter(() => time), wait: (ms: number) => void (time += ms) }
}

/** How many of these are taken, of at most 10,000. */
function taken(message: unknown): number {
  const { meter } = sample()
  let count = 0
  while (count < 10_000 && meter.take(message)) count += 1
  return count
}

test('an app may say 5000 small things in a second, and as many in the next', () => {
  const { meter, wait } = sample()
  const say = (): boolean[] => Array.from({ length: 5001 }, () => meter.take('space:pong'))
  expect(say().indexOf(false)).toBe(5000)
  wait(1000)
  expect(say().indexOf(false)).toBe(5000)
})

const sparse: unknown[] = []
sparse.length = 4_000_000_000

test.each<[string, unknown]>([
  ['a text', 'x'.repeat(2 ** 22)],
  ['a text deep inside', { a: [{ b: 'x'.repeat(2 ** 22 - 3) }] }],
  ['bytes', new Uint8Array(2 ** 22)],
  ['many values', Array.from({ length: 2 ** 19 }, () => 1)],
  ['a list of holes', sparse],
])('of %s that is large only a few are taken', (_what, message) => {
  expect(taken(message)).toBe(8)
})
