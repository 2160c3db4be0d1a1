import type { SpaceFile, Version } from '@space/sdk'
import { createStore, type StoreApi } from 'zustand/vanilla'

export interface VersionsState {
  readonly status: 'loading' | 'ready' | 'failed'
  /** Newest first. */
  readonly versions: readonly Version[]
  readonly problem: unknown
  load(): Promise<void>
}

/** All versions that are kept of one file. Scope: session. */
export function createVersionsStore(file: SpaceFile): StoreApi<VersionsState> {
  return createStore<VersionsState>()((set) => ({
    status: 'loading',
    versions: [],
    problem: undefined,
    async load() {
      try {
        const found = await file.versions()
        set({ status: 'ready', versions: found.toSorted((a, b) => b.at - a.at) })
      } catch (problem) {
        set({ status: 'failed', problem })
      }
    },
  }))
}
