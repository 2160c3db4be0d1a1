import type { Space, SpaceDirectory, ViewRow } from '@space/sdk'
import type { LucideIcon } from 'lucide-react'
import type { StoreApi } from 'zustand/vanilla'
import type { BringStoreState } from './bring/bring-store.ts'
import type { Pickers } from './bring/pickers.tsx'
import type { EditsState } from './edits/edits-store.ts'
import type { ClockState } from './list/clock-store.ts'
import type { RowsState } from './list/rows-store.ts'
import type { SelectionState } from './list/selection-store.ts'
import type { PanelsState } from './panels-store.ts'
import type { PreviewStore } from './preview/preview-store.ts'
import type { Tools } from './preview/tools.ts'
import type { PlaceState } from './places/place-store.ts'
import type { RootsState } from './places/roots-store.ts'
import type { LooksState } from './settings/looks-store.ts'
import type { StorageState } from './storage/storage-store.ts'

/** All of the app behind its window; each store knows of one thing. */
export interface Files {
  readonly space: Space
  readonly roots: StoreApi<RootsState>
  readonly place: StoreApi<PlaceState>
  readonly rows: StoreApi<RowsState>
  readonly selection: StoreApi<SelectionState>
  readonly edits: StoreApi<EditsState>
  readonly looks: StoreApi<LooksState>
  readonly panels: StoreApi<PanelsState>
  readonly preview: PreviewStore
  /** What looking at a file needs. */
  readonly tools: Tools
  readonly bring: StoreApi<BringStoreState>
  readonly storage: StoreApi<StorageState>
  /** The browser's own dialogs for what comes in; set while the window is drawn. */
  readonly pickers: { current: Pickers | null }
  /** Whatever can be done, of all rooms. */
  readonly acts: readonly Act[]
  now(): number
  /** What every row tells its time by, so that equal times read alike. */
  readonly clock: StoreApi<ClockState>
  /** The folder that is looked at and may be changed; undefined where nothing can be put. */
  target(): SpaceDirectory | undefined
  /** Whether what is shown may be moved, renamed and removed. */
  mayChange(): boolean
  /** A folder is gone into, a file is looked at. */
  open(row: ViewRow): void
  /** Says what went wrong. */
  tell(problem: unknown): void
  close(): void
}

/** What an act can be about: rows that are chosen, or the folder itself. */
export type About = 'rows' | 'folder'

/**
 * Something that a person can do, wherever they find it: a key, a menu, the bar of a selection, the
 * command palette. Each room has a list of its own; `files.acts` holds them all.
 */
export interface Act {
  readonly id: string
  /** Acts with the same group stand together; groups are in the order in which they come first. */
  readonly group: 'open' | 'look' | 'new' | 'bring' | 'move' | 'mark' | 'view' | 'end'
  readonly about: About
  readonly icon: LucideIcon
  /** The first one is shown; see `chordOf`. */
  readonly keys?: readonly string[]
  /** Its keys work though it stands in no menu. */
  readonly isHidden?: true
  readonly isDangerous?: true
  /** Beginning with a verb. */
  title(files: Files): string
  /** Whether it can be done now: what cannot is not shown. */
  isPossible(files: Files): boolean
  run(files: Files): void | Promise<void>
}
