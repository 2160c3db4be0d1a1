import { expect, test } from 'vitest'
import { openBudget } from './budget.ts'
import { testClock } from './grants.samples.ts'

function code(name: string) {
  return expect.objectContaining({ code: name })
}

function house() {
  const clock = testClock()
  let ticks = 0
  const budget = openBudget(
    () => clock.now(),
    () => ticks,
  )
  const work = (ms: number): void => budget.work(() => void (ticks += ms))
  return { clock, budget, work }
}

test('an app that keeps the daemon busy waits as long as it takes to be even', () => {
  const { clock, budget, work } = house()
  work(900)
  expect(() => budget.spend()).toThrowError(code('busy'))
  clock.pass(999)
  expect(() => budget.spend()).toThrowError(code('busy'))
  clock.pass(2)
  budget.spend()
})

test('what takes long is paid for when it fails as well', () => {
  const { budget, work } = house()
  expect(() =>
    budget.work(() => {
      work(1000)
      throw new Error('failed')
    }),
  ).toThrowError('failed')
  expect(() => budget.spend()).toThrowError(code('busy'))
})

test('a quiet time is worth two seconds and not more', () => {
  const { clock, budget, work } = house()
  clock.pass(3_600_000)
  budget.spend()
  work(601)
  expect(() => budget.spend()).toThrowError(code('busy'))
})

test('a clock that is set back gives nothing and takes nothing', () => {
  const { clock, budget, work } = house()
  work(500)
  clock.pass(-5000)
  budget.spend()
  clock.pass(1)
  budget.spend()
})

test('what is open counts until it is closed, and is closed once', () => {
  const { budget } = house()
  const open = Array.from({ length: 8 }, () => budget.take('fetch'))
  expect(() => budget.take('fetch')).toThrowError(code('busy'))
  open[0]?.[Symbol.dispose]()
  open[0]?.[Symbol.dispose]()
  budget.take('fetch')
  expect(() => budget.take('fetch')).toThrowError(code('busy'))
})
