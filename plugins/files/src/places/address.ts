import type { Space } from '@space/sdk'
import type { StoreApi } from 'zustand/vanilla'
import { addressOf, isSamePath, type Place, placeOf } from './place.ts'
import type { PlaceState } from './place-store.ts'

/** Keeps the place and the address of the window in step, so that back, forward and reload work. */
export function followAddress(
  { address }: Pick<Space, 'address'>,
  store: StoreApi<PlaceState>,
  signal: AbortSignal,
): (place: Place, options: { replace: boolean }) => void {
  // What we said comes back to us, in its order, and is no wish of the person's.
  const said: string[] = []
  /** The person went somewhere; what only sets a place right does not count. */
  let hasGone = false
  const hear = async (): Promise<void> => {
    let isFirst = true
    for await (const steps of address.watch({ signal })) {
      // NOTE: the first is where the window was when it was asked; who went on meanwhile is not led back.
      const isLate = isFirst && hasGone
      isFirst = false
      if (isLate && !said.includes(JSON.stringify(steps))) continue
      const echo = said.indexOf(JSON.stringify(steps))
      if (echo >= 0) {
        said.splice(0, echo + 1)
        continue
      }
      if (isSamePath(steps, addressOf(store.getState().place))) continue
      isFollowing = true
      store.getState().go(placeOf(steps))
      isFollowing = false
    }
  }
  let isFollowing = false
  hear().catch(() => undefined)
  return (place, options) => {
    if (isFollowing) return
    hasGone ||= !options.replace
    const steps = addressOf(place)
    said.push(JSON.stringify(steps))
    address.set(steps, options).catch(() => undefined)
  }
}
