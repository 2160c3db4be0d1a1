import { expect, test, vi } from 'vitest'
import { openStand } from './preview.samples.ts'

const FILES = { 'a.txt': '1', 'b.txt': '2', 'c.txt': '3' }

test('it goes through the view, and no further than its ends', async () => {
  const { store, show } = await openStand(FILES)
  const name = (): string | undefined => store.getState().item?.name
  await show('b.txt')
  await store.getState().step(1)
  expect(name()).toBe('c.txt')
  await store.getState().step(1)
  expect(name()).toBe('c.txt')
  await store.getState().step(-1)
  await store.getState().step(-1)
  await store.getState().step(-1)
  expect(name()).toBe('a.txt')
})

test('when keys come faster than files, the last wish counts', async () => {
  const { store, series } = await openStand(FILES)
  const slow = Promise.withResolvers<void>()
  const held = {
    total: 3,
    async item(at: number) {
      if (at === 1) await slow.promise
      return series.item(at)
    },
  }
  await store.getState().show(held, 0, 'quick')
  const first = store.getState().step(1)
  await store.getState().show(held, 2, 'quick')
  slow.resolve()
  await first
  expect(store.getState().item?.name).toBe('c.txt')
})

test('a row that is gone meanwhile changes nothing', async () => {
  const { store, series } = await openStand(FILES)
  await store.getState().show({ ...series, total: 9 }, 2, 'quick')
  await store.getState().step(1)
  expect(store.getState()).toMatchObject({ size: 'quick', item: { name: 'c.txt' } })
})

test.each([
  ['step', 'b.txt'],
  ['close', undefined],
] as const)('with words not saved, %s waits for the answer of the person', async (way, after) => {
  const { store, show } = await openStand(FILES)
  const unsaved = {
    save: vi.fn<() => Promise<boolean>>(async () => true),
    drop: vi.fn<() => Promise<void>>(async () => undefined),
  }
  const go = async (): Promise<void> => {
    if (way === 'step') await store.getState().step(1)
    else store.getState().close()
  }
  await show('a.txt')
  store.getState().write(unsaved)
  await go()
  expect(store.getState().item?.name).toBe('a.txt')
  await store.getState().leave('stay')
  expect(store.getState()).toMatchObject({ leaving: undefined, unsaved, item: { name: 'a.txt' } })
  await go()
  await store.getState().leave('save')
  expect(unsaved.save).toHaveBeenCalledOnce()
  await vi.waitFor(() => expect(store.getState().item?.name).toBe(after))
})

test('what could not be saved is not left', async () => {
  const { store, show } = await openStand(FILES)
  await show('a.txt')
  store.getState().write({ save: async () => false, drop: async () => undefined })
  store.getState().close()
  await store.getState().leave('save')
  expect(store.getState()).toMatchObject({ size: 'quick', item: { name: 'a.txt' } })
  expect(store.getState().unsaved).toBeDefined()
})
