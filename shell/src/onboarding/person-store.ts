import type { FirstStep, HomeFacet, HomeState } from '@space/sdk/host'
import { type Problem, problemOf } from '@space/ui'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** Session. How the person stands with their own space, and what they change of that. */
export interface PersonState {
  /** Undefined until the daemon said it. */
  readonly home: HomeState | undefined
  readonly isBusy: boolean
  readonly problem: Problem | undefined
  /** A passphrase that was chosen a moment ago, so that the words need not ask for it again. */
  readonly justLocked: string | null
  take(home: HomeState): void
  goTo(step: FirstStep): Promise<void>
  /** Whether it was done; else the problem says why not. */
  call(names: { person?: string; device?: string }): Promise<boolean>
  lock(change: { now: string | null; next: string | null }): Promise<boolean>
  remindLater(): Promise<void>
  forgetSecrets(): void
  clear(): void
}

type Port = Pick<HomeFacet, 'goTo' | 'call' | 'lock' | 'remindLater'>

export function createPersonStore(port: Port): StoreApi<PersonState> {
  return createStore<PersonState>()((set, get) => {
    const run = async (work: () => Promise<void>): Promise<boolean> => {
      set({ isBusy: true, problem: undefined })
      try {
        await work()
        set({ isBusy: false })
        return true
      } catch (error) {
        set({ isBusy: false, problem: problemOf(error) })
        return false
      }
    }
    return {
      home: undefined,
      isBusy: false,
      problem: undefined,
      justLocked: null,
      take: (home) => set({ home }),
      async goTo(step) {
        const before = get().home
        if (before !== undefined) set({ home: { ...before, step } })
        const isDone = await run(() => port.goTo(step))
        if (!isDone && before !== undefined) set({ home: before })
      },
      call: (names) => run(() => port.call(names)),
      async lock(change) {
        const isDone = await run(() => port.lock(change))
        if (isDone) set({ justLocked: change.next })
        return isDone
      },
      async remindLater() {
        await run(() => port.remindLater())
      },
      forgetSecrets: () => set({ justLocked: null }),
      clear: () => set({ problem: undefined }),
    }
  })
}
