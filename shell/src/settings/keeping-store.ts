import type { HomeFacet, KeptPast } from '@space/sdk/host'
import { type Problem, problemOf } from '@space/ui'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** Session. How long what was changed or removed is kept. */
export interface KeepingState {
  readonly keeping: KeptPast | undefined
  readonly problem: Problem | undefined
  load(): Promise<void>
  /** Whether it is kept so from now on. */
  keep(past: KeptPast): Promise<boolean>
}

export function createKeepingStore(
  port: Pick<HomeFacet, 'keeping' | 'keep'>,
): StoreApi<KeepingState> {
  return createStore<KeepingState>()((set) => ({
    keeping: undefined,
    problem: undefined,
    async load() {
      try {
        set({ keeping: await port.keeping(), problem: undefined })
      } catch (error) {
        set({ problem: problemOf(error) })
      }
    },
    async keep(past) {
      try {
        set({ keeping: await port.keep(past), problem: undefined })
        return true
      } catch (error) {
        set({ problem: problemOf(error) })
        return false
      }
    },
  }))
}
