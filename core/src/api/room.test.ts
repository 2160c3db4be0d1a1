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

test('what an app sends counts while it comes, and a week after when it came in vain', () => {
  const clock = testClock()
  using room = openRoom({ kept: testKept(), clock })
  {
    using announced = room.send('notes', 100)
    using unknown = room.send('notes', 0)
    unknown.came(30)
    expect(room.sentBytes('notes')).toBe(130)
    announced.came(100)
    announced.saved()
  }
  expect(room.sentBytes('notes')).toBe(30)
  clock.pass(7 * 24 * 60 * 60_000)
  expect(room.sentBytes('notes')).toBe(0)
})
