import { createTestHost } from '@space/sdk/testing'
import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { followAddress } from './address.ts'
import { folderPlace, HOME, type Place } from './place.ts'
import type { PlaceState } from './place-store.ts'

/** Files as far as places go: where it is led to, and an address that answers when it may. */
async function stand() {
  const host = createTestHost()
  const space = await host.connect()
  const led: Place[] = []
  const store = createStore<PlaceState>()(
    (set) =>
      ({
        place: HOME,
        go(place: Place) {
          led.push(place)
          set({ place })
        },
      }) as PlaceState,
  )
  const may = Promise.withResolvers<void>()
  const address = {
    ...space.address,
    async *watch(options?: { signal?: AbortSignal }) {
      for await (const steps of space.address.watch(options)) {
        await may.promise
        yield steps
      }
    },
  }
  const stop = new AbortController()
  const say = followAddress({ address }, store, stop.signal)
  const move = (place: Place): void => {
    store.setState({ place })
    say(place, { replace: false })
  }
  return { host, led, move, may, stop }
}

test('who goes on before the window told where it was is not led back', async () => {
  const { host, led, move, may, stop } = await stand()
  move(folderPlace(['Photos']))
  may.resolve()
  await expect.poll(() => host.address.get()).toEqual(['Photos'])
  host.address.go(['Books'])
  await expect.poll(() => led.length).toBe(1)
  expect(led).toEqual([folderPlace(['Books'])])
  stop.abort()
})

test('back, and what the person types, lead there; what Files said itself does not', async () => {
  const { host, led, move, may, stop } = await stand()
  may.resolve()
  move(folderPlace(['Photos']))
  move(folderPlace(['Photos', '2026']))
  await expect.poll(() => host.address.get()).toEqual(['Photos', '2026'])
  host.address.back()
  await expect.poll(() => led).toEqual([folderPlace(['Photos'])])
  stop.abort()
})
