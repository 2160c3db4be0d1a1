import type {
  ActivityFacet,
  ActivityFilter,
  ActivityLine,
  ContactRow,
  UndoLine,
  UndoRange,
} from '@space/sdk/host'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { type Problem, problemOf } from '@space/ui'

/** An undo that is being looked at before it is done. */
export interface Undoing {
  readonly range: UndoRange
  readonly lines: readonly UndoLine[] | undefined
  readonly problem?: Problem
}

/** Session. What apps did, of one app or about one entry. */
export interface ActivityState {
  readonly filter: Pick<ActivityFilter, 'app' | 'entry'>
  readonly lines: readonly ActivityLine[]
  readonly contacts: readonly ContactRow[]
  readonly status: 'loading' | 'ready' | 'failed'
  readonly problem: Problem | undefined
  /** Whether older lines may be there. */
  readonly hasMore: boolean
  readonly undoing: Undoing | undefined
  load(filter?: Pick<ActivityFilter, 'app' | 'entry'>): Promise<void>
  loadMore(): Promise<void>
  /** A new line, or an older one whose count grew. */
  take(line: ActivityLine): void
  previewUndo(range: UndoRange): Promise<void>
  closeUndo(): void
  /** Resolves to what was done. */
  undo(): Promise<{ undone: number; kept: number } | undefined>
}

const PAGE_LINES = 100

export function createActivityStore(port: ActivityFacet): StoreApi<ActivityState> {
  return createStore<ActivityState>()((set, get) => ({
    filter: {},
    lines: [],
    contacts: [],
    status: 'loading',
    problem: undefined,
    hasMore: false,
    undoing: undefined,
    async load(filter = get().filter) {
      const isOther = filter.app !== get().filter.app || filter.entry !== get().filter.entry
      set({ filter, status: 'loading', problem: undefined, ...(isOther ? { lines: [] } : {}) })
      try {
        const [lines, contacts] = await Promise.all([
          port.list({ ...filter, limit: PAGE_LINES }),
          port.contacts(filter.app ?? null),
        ])
        if (get().filter !== filter) return
        set({ lines, contacts, status: 'ready', hasMore: lines.length === PAGE_LINES })
      } catch (error) {
        if (get().filter === filter) set({ status: 'failed', problem: problemOf(error) })
      }
    },
    async loadMore() {
      const { filter, lines } = get()
      const before = lines.at(-1)?.id
      if (before === undefined) return
      const older = await port.list({ ...filter, before, limit: PAGE_LINES })
      if (get().filter !== filter) return
      set({ lines: [...get().lines, ...older], hasMore: older.length === PAGE_LINES })
    },
    take(line) {
      const { filter, lines } = get()
      if (filter.app !== undefined && line.app.label !== filter.app) return
      if (filter.entry !== undefined && line.entry?.id !== filter.entry) return
      set({ lines: [line, ...lines.filter(({ id }) => id !== line.id)] })
    },
    async previewUndo(range) {
      const asked: Undoing = { range, lines: undefined }
      set({ undoing: asked })
      const undoing: Undoing = await port.undoPreview(range).then(
        (lines) => ({ range, lines }),
        (error: unknown) => ({ range, lines: undefined, problem: problemOf(error) }),
      )
      if (get().undoing === asked) set({ undoing })
    },
    closeUndo: () => set({ undoing: undefined }),
    async undo() {
      const { undoing } = get()
      if (undoing === undefined) return undefined
      try {
        const done = await port.undo(undoing.range)
        set({ undoing: undefined })
        return done
      } catch (error) {
        set({ undoing: { ...undoing, problem: problemOf(error) } })
        return undefined
      }
    },
  }))
}
