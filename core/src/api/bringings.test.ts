import { expect, test } from 'vitest'
import { testClock, testKept } from '../grants/grants.samples.ts'
import { openBringings } from './bringings.ts'
import { openTransfers } from './transfers.ts'

test('an app that begins many loses its own oldest, and pushes out none of another app', () => {
  const clock = testClock(1000)
  let last = 0
  const newId = (): string => `id-${(last += 1)}`
  const transfers = openTransfers(clock, newId)
  using bringings = openBringings({ kept: testKept(), clock, transfers, newId })
  const begin = (app: string, name: string): string =>
    bringings.begin({ app, grant: 'g', folder: 'f', name }).one.id
  const others = begin('photos', 'Summer')
  const many = Array.from({ length: 300 }, (_, at) => begin('evil', `n${at}`))
  expect(bringings.get('photos', others)).toBeDefined()
  const left = many.filter((id) => bringings.get('evil', id) !== undefined)
  expect(left).toEqual(many.slice(-32))
})
