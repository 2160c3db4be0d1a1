import { expect, test } from 'vitest'
import { testClock, testKept } from '../grants/grants.samples.ts'
import { openRoom } from './room.ts'

test('what an app left in the log is known after a restart, and a crash forgives a second of it', () => {
  const kept = testKept()
  const clock = testClock()
  {
    using room = openRoom({ kept, clock })
    room.logged('notes', 1000)
  }
  const crashing = openRoom({ kept, clock })
  crashing.logged('notes', 200)
  clock.pass(1000)
  crashing.logged('notes', 30)
  using again = openRoom({ kept, clock })
  expect(again.logBytes('notes')).toBe(1200)
  expect(again.logBytes('other')).toBe(0)
})
