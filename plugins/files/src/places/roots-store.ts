import type { GivenGrant, Space, SpaceDirectory } from '@space/sdk'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** A folder that the person gave to Files. */
export interface Root {
  readonly grant: GivenGrant
  readonly folder: SpaceDirectory
  /** Its name, and `name (2)` for the second of the same name. */
  readonly name: string
  /** The whole drive. */
  readonly isWhole: boolean
}

export interface RootsState {
  readonly status: 'loading' | 'ready' | 'failed'
  readonly roots: readonly Root[]
  readonly problem: unknown
}

/**
 * What Files was given, as it is given, narrowed and taken back. Scope: session.
 *
 * With the whole drive among it there is nothing beside it.
 */
export function createRootsStore(
  space: Pick<Space, 'grants'>,
  signal: AbortSignal,
): StoreApi<RootsState> {
  const store = createStore<RootsState>(() => ({
    status: 'loading',
    roots: [],
    problem: undefined,
  }))
  const opened = new Map<string, SpaceDirectory>()

  const open = async (grant: GivenGrant): Promise<Root | undefined> => {
    try {
      const folder = opened.get(grant.id) ?? (await space.grants.open(grant))
      if (folder.kind !== 'directory') return undefined
      opened.set(grant.id, folder)
      return { grant, folder, name: folder.name, isWhole: isWhole(grant, folder) }
    } catch {
      // It ended meanwhile; the list that follows is without it.
      return undefined
    }
  }
  const watch = async (): Promise<void> => {
    for await (const grants of space.grants.watch({ signal })) {
      const given = grants.filter(({ kind, isPrivate }) => kind === 'directory' && !isPrivate)
      const found = (await Promise.all(given.map(open))).filter((root) => root !== undefined)
      for (const id of opened.keys()) {
        if (!given.some((grant) => grant.id === id)) opened.delete(id)
      }
      store.setState({ status: 'ready', roots: arranged(found) })
    }
  }
  watch().catch((problem: unknown) => {
    if (!signal.aborted) store.setState({ status: 'failed', problem })
  })
  return store
}

function isWhole(grant: GivenGrant, folder: SpaceDirectory): boolean {
  return grant.name === '' || folder.name === ''
}

function arranged(found: readonly Root[]): Root[] {
  const widest = (a: Root, b: Root): number => WIDTHS[b.grant.mode] - WIDTHS[a.grant.mode]
  const whole = found.filter((root) => root.isWhole).toSorted(widest)[0]
  if (whole !== undefined) return [whole]
  const seen = new Map<string, number>()
  return found
    .toSorted((a, b) => a.grant.madeAt - b.grant.madeAt)
    .map((root) => {
      const times = (seen.get(root.name) ?? 0) + 1
      seen.set(root.name, times)
      return times === 1 ? root : { ...root, name: `${root.name} (${times})` }
    })
}

const WIDTHS = { read: 0, add: 1, change: 2 }
