import type { ViewRow } from '@space/sdk'
import { useStore } from 'zustand'
import { useFiles } from '../use-files.ts'
import { has } from './ranges.ts'

export interface RowState {
  /** Undefined while it is on its way. */
  readonly row: ViewRow | undefined
  readonly isChosen: boolean
  readonly isActive: boolean
  readonly isCut: boolean
  readonly isRenaming: boolean
}

/** What is known of the row of a number, so that only rows that change are drawn anew. */
export function useRowState(index: number): RowState {
  const { rows, selection, panels, edits } = useFiles()
  const row = useStore(rows, (state) => state.row(index))
  return {
    row,
    isChosen: useStore(selection, (state) => has(state.ranges, index)),
    isActive: useStore(selection, (state) => state.active === index),
    isRenaming: useStore(panels, (state) => row !== undefined && state.renaming === row.id),
    isCut: useStore(
      edits,
      ({ clipboard }) =>
        clipboard?.kind === 'cut' && row !== undefined && clipboard.ids.has(row.id),
    ),
  }
}
