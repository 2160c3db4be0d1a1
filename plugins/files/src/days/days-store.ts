import type { Day, SpaceDirectory } from '@space/sdk'
import { createStore, type StoreApi } from 'zustand/vanilla'

export interface DaysState {
  readonly status: 'loading' | 'ready' | 'failed'
  /** Newest first. */
  readonly days: readonly Day[]
  /** Whether there are none before the last of them. */
  readonly isWhole: boolean
  readonly problem: unknown
  /** The newest, then those before what is known. */
  load(): Promise<void>
}

/** Days that are asked for at once: about a year of them, if something changed on each. */
const LOT = 366

/** On which days something in a folder changed. Scope: session. */
export function createDaysStore(
  folder: Pick<SpaceDirectory, 'days'>,
  lot = LOT,
): StoreApi<DaysState> {
  return createStore<DaysState>()((set, get) => {
    let running: Promise<void> | undefined
    const next = async (): Promise<void> => {
      const { days } = get()
      const oldest = days.at(-1)
      const before = oldest === undefined ? {} : { before: startOfDay(oldest.at) }
      try {
        const found = await folder.days({ ...before, limit: lot })
        set({ status: 'ready', days: [...days, ...found], isWhole: found.length < lot })
      } catch (problem) {
        set({ status: 'failed', problem })
      }
    }
    return {
      status: 'loading',
      days: [],
      isWhole: false,
      problem: undefined,
      async load() {
        if (get().isWhole) return
        running ??= next().finally(() => {
          running = undefined
        })
        await running
      },
    }
  })
}

/** Midnight before a moment, ms since 1970, where the person is. */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}
