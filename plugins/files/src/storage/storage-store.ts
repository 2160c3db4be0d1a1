import type { SpaceDirectory, SpaceView, Storage, ViewRow } from '@space/sdk'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** So many of the biggest files and of the groups of equal ones are shown. */
const SHOWN = 8

/** Files of equal bytes. */
export interface Equals {
  readonly id: string
  readonly rows: readonly ViewRow[]
  /** Of one of them. */
  readonly bytes: number
}

export interface StorageState {
  readonly status: 'loading' | 'ready' | 'failed'
  readonly problem: unknown
  readonly storage: Storage | null
  readonly biggest: readonly ViewRow[]
  readonly equals: readonly Equals[]
  /** Look at what is below the folder now, and again whenever it changed, until `signal` fires. */
  follow(folder: SpaceDirectory, signal: AbortSignal): Promise<void>
  retry(): void
}

/** What takes the room below a folder. Scope: session. */
export function createStorageStore(): StoreApi<StorageState> {
  let again = Promise.withResolvers<void>()
  return createStore<StorageState>()((set, get) => {
    const look = async (folder: SpaceDirectory, files: SpaceView): Promise<void> => {
      const twins = folder.view({
        find: { duplicates: true },
        order: { by: 'size', descending: true },
      })
      const [storage, biggest, equal] = await Promise.all([
        folder.storage(),
        files.rows(0, SHOWN),
        twins.rows(0, 100),
      ])
      set({
        status: 'ready',
        problem: undefined,
        storage,
        biggest: biggest.rows.filter(({ size }) => size > 0),
        equals: groupsOf(equal.rows).slice(0, SHOWN),
      })
    }
    return {
      status: 'loading',
      problem: undefined,
      storage: null,
      biggest: [],
      equals: [],
      async follow(folder, signal) {
        set({ status: 'loading', storage: null, biggest: [], equals: [] })
        const files = folder.view({
          find: { kind: 'file' },
          order: { by: 'size', descending: true },
        })
        while (!signal.aborted) {
          try {
            for await (const _ of files.watch({ signal })) {
              if (signal.aborted) return
              await look(folder, files)
            }
            return
          } catch (problem) {
            if (signal.aborted) return
            // What was known is still shown; only without anything the page says that it failed.
            set({ status: get().storage === null ? 'failed' : 'ready', problem })
            await again.promise
          }
        }
      },
      retry() {
        set({ status: get().storage === null ? 'loading' : 'ready' })
        again.resolve()
        again = Promise.withResolvers<void>()
      },
    }
  })
}

/** Equal files stand together; the groups in the order of their first file. */
function groupsOf(rows: readonly ViewRow[]): readonly Equals[] {
  const groups = new Map<string, ViewRow[]>()
  for (const row of rows) {
    if (row.group === undefined) continue
    const group = groups.get(row.group)
    if (group === undefined) groups.set(row.group, [row])
    else group.push(row)
  }
  return [...groups]
    .map(([id, rows]) => ({ id, rows, bytes: rows[0]?.size ?? 0 }))
    .filter(({ rows }) => rows.length > 1)
}
