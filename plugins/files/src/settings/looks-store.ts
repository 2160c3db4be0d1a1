import type { Order, Space } from '@space/sdk'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { readKept, writeKept } from './kept.ts'

/** How a folder is looked at. */
export interface Look {
  readonly shape: 'list' | 'grid'
  readonly order: Order
}

export interface LooksState {
  /** Those that the person chose, by path; all others look as {@link LooksState.usual}. */
  readonly folders: Readonly<Record<string, Look>>
  readonly usual: Look
  /** False until what was kept is known; nothing is written before. */
  readonly isLoaded: boolean
  setLook(path: readonly string[], look: Partial<Look>): void
}

const KEPT_IN = 'looks.json'
/** Folders that are remembered; those that were changed last. */
const MOST_FOLDERS = 500
const USUAL: Look = { shape: 'list', order: { by: 'name' } }

/**
 * How folders are looked at, kept in the app's own folder: it is sealed and comes along to other
 * devices. Scope: device.
 */
export function createLooksStore(space: Pick<Space, 'data'>): StoreApi<LooksState> {
  let saving: Promise<void> = Promise.resolve()

  const store = createStore<LooksState>()((set, get) => ({
    folders: {},
    usual: USUAL,
    isLoaded: false,
    setLook(path, look) {
      const key = keyOf(path)
      const { [key]: before, ...others } = get().folders
      const next = { ...(before ?? get().usual), ...look }
      const kept = Object.entries(others).slice(1 - MOST_FOLDERS)
      set({ folders: Object.fromEntries([...kept, [key, next]]) })
      if (get().isLoaded) saving = saving.then(save)
    },
  }))

  const save = async (): Promise<void> => {
    const { folders, usual } = store.getState()
    try {
      await writeKept(space, KEPT_IN, JSON.stringify({ usual, folders }))
    } catch {
      // It is a convenience: this time it is not remembered.
    }
  }
  const load = async (): Promise<void> => {
    try {
      const text = await readKept(space, KEPT_IN)
      if (text !== undefined) {
        const kept = looksIn(text)
        store.setState(({ folders }) => ({ ...kept, folders: { ...kept.folders, ...folders } }))
      }
    } catch {
      // The first time, or nothing that can be read: all looks as usual.
    }
    store.setState({ isLoaded: true })
  }
  void load()
  return store
}

/** How a folder is looked at. */
export function lookIn(
  { folders, usual }: Pick<LooksState, 'folders' | 'usual'>,
  path: readonly string[],
): Look {
  return folders[keyOf(path)] ?? usual
}

function keyOf(path: readonly string[]): string {
  return path.join('/')
}

/** What was kept, as far as it is what we keep. */
function looksIn(text: string): Pick<LooksState, 'folders' | 'usual'> {
  const { usual, folders } = JSON.parse(text) as { usual?: unknown; folders?: object }
  const entries = Object.entries(folders ?? {}).map(([key, look]) => [key, checked(look)])
  return { usual: checked(usual), folders: Object.fromEntries(entries) as Record<string, Look> }
}

function checked(value: unknown): Look {
  const { shape, order } = (value ?? {}) as { shape?: unknown; order?: { by?: unknown } }
  const isOrder = ORDERS.has(order?.by as string)
  return {
    shape: shape === 'grid' ? 'grid' : 'list',
    order: isOrder ? (order as Order) : USUAL.order,
  }
}

const ORDERS: ReadonlySet<string> = new Set(['name', 'size', 'modified', 'kind', 'trashed'])
