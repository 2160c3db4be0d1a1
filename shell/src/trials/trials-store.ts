import type { Trial, TrialChange, TrialsFacet } from '@space/sdk/host'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { type Problem, problemOf } from '@space/ui'

/** One trial that is being looked at. */
export interface Reviewing {
  readonly trial: Trial
  readonly changes: readonly TrialChange[] | undefined
  /** Paths that would be applied. */
  readonly chosen: ReadonlySet<string>
  readonly problem?: Problem
}

/** Session. Copies that apps work on, and what they did there. */
export interface TrialsState {
  readonly trials: readonly Trial[]
  readonly status: 'loading' | 'ready' | 'failed'
  readonly problem: Problem | undefined
  readonly reviewing: Reviewing | undefined
  load(): Promise<void>
  review(trial: Trial): Promise<void>
  choose(path: string, isChosen: boolean): void
  close(): void
  /** Apply what is chosen; resolves to how many changes that were. */
  apply(): Promise<number | undefined>
  discard(trial: Trial): Promise<void>
}

export function createTrialsStore(port: TrialsFacet): StoreApi<TrialsState> {
  return createStore<TrialsState>()((set, get) => ({
    trials: [],
    status: 'loading',
    problem: undefined,
    reviewing: undefined,
    async load() {
      try {
        set({ trials: await port.list(), status: 'ready', problem: undefined })
      } catch (error) {
        set({ status: 'failed', problem: problemOf(error) })
      }
    },
    async review(trial) {
      const asked: Reviewing = { trial, changes: undefined, chosen: new Set() }
      set({ reviewing: asked })
      const reviewing: Reviewing = await port.review(trial.id).then(
        (changes) => ({ trial, changes, chosen: new Set(changes.map(({ path }) => path)) }),
        (error: unknown) => ({ ...asked, problem: problemOf(error) }),
      )
      if (get().reviewing === asked) set({ reviewing })
    },
    choose(path, isChosen) {
      const { reviewing } = get()
      if (reviewing === undefined) return
      const chosen = new Set(reviewing.chosen)
      if (isChosen) chosen.add(path)
      else chosen.delete(path)
      set({ reviewing: { ...reviewing, chosen } })
    },
    close: () => set({ reviewing: undefined }),
    async apply() {
      const { reviewing } = get()
      if (reviewing?.changes === undefined) return undefined
      const { trial, changes, chosen } = reviewing
      // NOTE: also when all are chosen: what the app does after the review is not among them
      const wanted = changes
        .filter(({ path }) => chosen.has(path))
        .map(({ path, version }) => ({ path, version }))
      try {
        const { applied } = await port.apply(trial.id, { changes: wanted })
        set({ reviewing: undefined })
        await get().load()
        return applied
      } catch (error) {
        set({ reviewing: { ...reviewing, problem: problemOf(error) } })
        return undefined
      }
    },
    async discard(trial) {
      try {
        await port.discard(trial.id)
        set({ reviewing: undefined })
      } finally {
        await get().load()
      }
    },
  }))
}
