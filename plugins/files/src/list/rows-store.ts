import { isSpaceError, type SpaceView, type ViewRow } from '@space/sdk'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** Rows that are fetched at once. */
export const WINDOW_ROWS = 100
/** Windows that are kept; those that were needed last. */
const WINDOWS_KEPT = 24

export interface RowsState {
  readonly view: SpaceView | undefined
  readonly status: 'loading' | 'ready' | 'failed'
  readonly problem: unknown
  readonly revision: string
  readonly total: number
  /** By the number of the window; those of an older revision until the new ones are there. */
  readonly windows: ReadonlyMap<number, Window>
  /** Counts the views that were opened: what the list was scrolled to belongs to one of them. */
  readonly opened: number
  /** Shows another view, or none; with `keep` the rows of before stay until the new ones are there. */
  open(view: SpaceView | undefined, options?: { keep?: boolean }): void
  /** These rows are on the screen, or nearly. */
  need(from: number, to: number): void
  row(index: number): ViewRow | undefined
  retry(): void
  /** Asks anew for what is shown; resolves when it is there. */
  refresh(): Promise<void>
}

interface Window {
  readonly revision: string
  readonly rows: readonly ViewRow[]
}

/**
 * The rows of one view around what is on the screen, kept up with what happens. Scope: session.
 *
 * When the view has another revision, what is shown stays until the new rows are there; `onTurn` hears
 * of both.
 */
export function createRowsStore(
  onTurn: (before: RowsState, now: RowsState) => void,
): StoreApi<RowsState> {
  let stop = new AbortController()
  const asked = new Map<number, Promise<void>>()
  let needed: [from: number, to: number] = [0, WINDOW_ROWS]
  /** What is shown is still of another view. */
  let isOld = false

  return createStore<RowsState>()((set, get) => {
    const fetchWindow = async (view: SpaceView, at: number, signal: AbortSignal): Promise<void> => {
      const page = await view.rows(at * WINDOW_ROWS, WINDOW_ROWS, { signal })
      if (signal.aborted) return
      const before = get()
      const opened = isOld ? before.opened + 1 : before.opened
      const windows = new Map(isOld ? [] : before.windows)
      isOld = false
      windows.delete(at)
      windows.set(at, { revision: page.revision, rows: page.rows })
      for (const key of windows.keys()) {
        if (windows.size <= WINDOWS_KEPT) break
        windows.delete(key)
      }
      set({ status: 'ready', revision: page.revision, total: page.total, windows, opened })
      if (before.status !== 'ready' || before.revision !== page.revision) onTurn(before, get())
    }

    const ask = (view: SpaceView, at: number): Promise<void> => {
      const running = asked.get(at)
      if (running !== undefined) return running
      const { signal } = stop
      const work = fetchWindow(view, at, signal)
        .catch((problem: unknown) => {
          if (signal.aborted || isSpaceError(problem, 'aborted')) return
          set({ status: 'failed', problem })
        })
        .finally(() => {
          if (asked.get(at) === work) asked.delete(at)
        })
      asked.set(at, work)
      return work
    }

    const askNeeded = async (isStale: (window: Window | undefined) => boolean): Promise<void> => {
      const { view, windows, total, status } = get()
      if (view === undefined || status === 'failed') return
      const [from, to] = needed
      const end = status === 'ready' ? Math.min(to, total) : Math.min(to, WINDOW_ROWS)
      const wanted: Promise<void>[] = []
      // Where it became shorter its end is asked for: else nobody would hear when it is longer again.
      const first = Math.floor(Math.min(from, Math.max(0, end - 1)) / WINDOW_ROWS)
      for (let at = first; at * WINDOW_ROWS < Math.max(1, end); at += 1) {
        if (isStale(windows.get(at))) wanted.push(ask(view, at))
      }
      await Promise.all(wanted)
    }

    const isMissing = (window: Window | undefined): boolean =>
      window === undefined || window.revision !== get().revision

    const follow = async (view: SpaceView, signal: AbortSignal): Promise<void> => {
      try {
        for await (const revision of view.watch({ signal })) {
          if (signal.aborted) return
          if (revision === get().revision) continue
          // What is on its way may be of before.
          await Promise.all(asked.values())
          await askNeeded((window) => window?.revision !== revision)
          // A view that became shorter may end before what was asked for.
          if (!signal.aborted) await askNeeded(isMissing)
        }
      } catch (problem) {
        if (!signal.aborted) set({ status: 'failed', problem })
      }
    }

    return {
      view: undefined,
      status: 'loading',
      problem: undefined,
      revision: '',
      total: 0,
      windows: new Map(),
      opened: 0,
      open(view, { keep = false } = {}) {
        stop.abort()
        stop = new AbortController()
        asked.clear()
        needed = [0, WINDOW_ROWS]
        isOld = keep && view !== undefined && get().status === 'ready'
        if (isOld) set({ view, revision: '' })
        else
          set({
            view,
            status: 'loading',
            problem: undefined,
            revision: '',
            total: 0,
            windows: new Map(),
            opened: get().opened + 1,
          })
        if (view === undefined) return
        void askNeeded(isMissing)
        void follow(view, stop.signal)
      },
      need(from, to) {
        needed = [Math.max(0, from), to]
        void askNeeded(isMissing)
      },
      row: (index) => get().windows.get(Math.floor(index / WINDOW_ROWS))?.rows[index % WINDOW_ROWS],
      retry() {
        get().open(get().view)
      },
      refresh: () => askNeeded(() => true),
    }
  })
}
