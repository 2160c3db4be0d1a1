import { expect, test } from 'vitest'
import { openLeft } from './left.ts'

function sample() {
  const waits = new Set<() => void>()
  const told: string[] = []
  const left = openLeft<string>(
    60_000,
    (_ms, act) => {
      waits.add(act)
      return { [Symbol.dispose]: () => void waits.delete(act) }
    },
    (key) => told.push(key),
  )
  return {
    left,
    told,
    /** One that is open until it is closed. */
    join(key: string) {
      const { promise, resolve } = Promise.withResolvers<void>()
      left.joined(key, promise)
      return async () => {
        resolve()
        await promise
      }
    },
    pass: () => {
      for (const act of waits) act()
      waits.clear()
    },
  }
}

test('who is gone with the last connection is told of when the time is over, and nobody else', async () => {
  const { told, join, pass } = sample()
  const [one, other] = [join('a'), join('a')]
  join('b')
  await one()
  pass()
  expect(told).toEqual([])
  await other()
  expect(told).toEqual([])
  pass()
  expect(told).toEqual(['a'])
})

test('who is back in time never left', async () => {
  const { told, join, pass } = sample()
  await join('a')()
  const again = join('a')
  pass()
  expect(told).toEqual([])
  await again()
  pass()
  expect(told).toEqual(['a'])
})

test('nothing is told once it is closed', async () => {
  const { left, told, join, pass } = sample()
  const late = join('b')
  await join('a')()
  left[Symbol.dispose]()
  await late()
  pass()
  expect(told).toEqual([])
})
