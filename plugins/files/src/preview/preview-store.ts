import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Item, Series } from './item.ts'

/** Words that are not saved yet. */
export interface Unsaved {
  /** False when it could not be saved; the reason is shown where it was written. */
  save(): Promise<boolean>
  /** Forgets what was written. */
  drop(): Promise<void>
}

/** What is looked at, and how large: for as long as the window is open. */
export interface PreviewState {
  readonly size: 'closed' | 'quick' | 'full'
  readonly item: Item | undefined
  readonly series: Series
  /** Number of the item in its series. */
  readonly at: number
  readonly unsaved: Unsaved | undefined
  /** Where the person wants to go while something is not saved: they are asked first. */
  readonly leaving: (() => void) | undefined

  show(series: Series, at: number, size: 'quick' | 'full'): Promise<void>
  /** One row further or back; nothing at the ends. */
  step(by: 1 | -1): Promise<void>
  enlarge(): void
  close(): void
  /** The same item as it is now. */
  renew(item: Item): void
  write(unsaved: Unsaved | undefined): void
  /** The answer of the person to {@link PreviewState.leaving}. */
  leave(how: 'save' | 'drop' | 'stay'): Promise<void>
}

export type PreviewStore = StoreApi<PreviewState>

export function createPreviewStore(): PreviewStore {
  return createStore<PreviewState>()((set, get) => {
    // NOTE: keys come faster than answers; only the last wish counts.
    let wish = 0

    /** Do `go` at once, or after the person said what becomes of what they wrote. */
    const away = async (go: () => Promise<void> | void): Promise<void> => {
      if (get().unsaved === undefined) await go()
      else set({ leaving: () => void go() })
    }
    const look = async (series: Series, at: number): Promise<void> => {
      wish += 1
      const mine = wish
      const item = await series.item(at)
      if (item === undefined || mine !== wish) return
      set({ item, at, series })
      series.follow?.(at)
    }

    return {
      size: 'closed',
      item: undefined,
      series: NOTHING,
      at: 0,
      unsaved: undefined,
      leaving: undefined,
      show: (series, at, size) =>
        away(async () => {
          await look(series, at)
          if (get().item !== undefined) set({ size })
        }),
      async step(by) {
        const { series, at } = get()
        const next = at + by
        if (next < 0 || next >= series.total) return
        await away(() => look(series, next))
      },
      enlarge: () => set({ size: 'full' }),
      close() {
        void away(() => {
          wish += 1
          set({ size: 'closed', item: undefined, series: NOTHING })
        })
      },
      renew(item) {
        if (get().item?.id === item.id && get().item?.past === item.past) set({ item })
      },
      write: (unsaved) => set({ unsaved }),
      async leave(how) {
        const { leaving, unsaved } = get()
        set({ leaving: undefined })
        if (how === 'stay' || unsaved === undefined) return
        if (how === 'save' && !(await unsaved.save())) return
        if (how === 'drop') await unsaved.drop()
        set({ unsaved: undefined })
        leaving?.()
      },
    }
  })
}

const NOTHING: Series = { total: 0, item: async () => undefined }
