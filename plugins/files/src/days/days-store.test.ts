import type { Day } from '@space/sdk'
import { expect, test } from 'vitest'
import { createDaysStore } from './days-store.ts'

const DAY_MS = 86_400_000
const noon = (back: number): number => new Date(2026, 10, 25, 12).getTime() - back * DAY_MS

function folderOf(all: readonly Day[]) {
  return {
    days: async ({ before = Infinity, limit = 100 }: { before?: number; limit?: number } = {}) =>
      all.filter(({ at }) => at < before).slice(0, limit),
  }
}

test('days come in lots, each once, until there are no more', async () => {
  const all = Array.from({ length: 5 }, (_, back) => ({ at: noon(back), changes: 1 }))
  const store = createDaysStore(folderOf(all), 2)
  await store.getState().load()
  expect(store.getState()).toMatchObject({ status: 'ready', days: all.slice(0, 2), isWhole: false })
  await Promise.all([store.getState().load(), store.getState().load()])
  expect(store.getState().days).toEqual(all.slice(0, 4))
  await store.getState().load()
  await store.getState().load()
  expect(store.getState()).toMatchObject({ days: all, isWhole: true })
})

test('what failed can be tried again', async () => {
  let isOffline = true
  const store = createDaysStore({
    async days() {
      if (isOffline) throw new Error('away')
      return [{ at: noon(0), changes: 2 }]
    },
  })
  await store.getState().load()
  expect(store.getState().status).toBe('failed')
  isOffline = false
  await store.getState().load()
  expect(store.getState()).toMatchObject({ status: 'ready', isWhole: true })
})
