import { createStore, type StoreApi } from 'zustand/vanilla'

const TICK_MS = 30_000

export interface ClockState {
  /** ms since 1970: as of the last tick. */
  readonly now: number
  tick(): void
}

/** One time for all that tells how long ago something was. Scope: session. */
export function createClockStore(now: () => number): StoreApi<ClockState> {
  return createStore<ClockState>()((set) => ({
    now: now(),
    tick: () => set({ now: now() }),
  }))
}

/** Ticks for as long as the page is seen, and at once when it is seen again. */
export function keepTime(clock: StoreApi<ClockState>, page: Document): () => void {
  const tick = (): void => {
    if (page.visibilityState === 'visible') clock.getState().tick()
  }
  tick()
  const timer = setInterval(tick, TICK_MS)
  page.addEventListener('visibilitychange', tick)
  return () => {
    clearInterval(timer)
    page.removeEventListener('visibilitychange', tick)
  }
}
