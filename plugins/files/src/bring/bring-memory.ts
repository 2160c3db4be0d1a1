import type { Space, SpaceDirectory } from '@space/sdk'
import { readKept, writeKept } from '../settings/kept.ts'
import type { Target } from './target.ts'

/** Where something was brought. */
export interface Remembered {
  /** As the folder was called. */
  readonly name: string
  readonly path: readonly string[]
}

/** Which folder each transfer goes into: after a reload only its name and amounts are told. */
export interface BringMemory {
  /** By the id of the transfer. */
  get(id: string): Remembered | undefined
  put(id: string, target: Target): Promise<void>
  /** Resolves when what an earlier visit knew is known. */
  readonly loaded: Promise<void>
}

const KEPT_IN = 'bringing.json'
/** Those that began last. */
const MOST = 50

/**
 * Kept in the app's own folder.
 *
 * @param pathOf names from what was given down to the folder; null when it lies elsewhere
 */
export function openBringMemory(
  space: Pick<Space, 'data'>,
  pathOf: (folder: SpaceDirectory) => Promise<readonly string[] | null>,
): BringMemory {
  let known: readonly (readonly [id: string, Remembered])[] = []
  let saving: Promise<void> = Promise.resolve()

  const save = async (): Promise<void> => {
    try {
      await writeKept(space, KEPT_IN, JSON.stringify(known))
    } catch {
      // It is a convenience: the person may still know where it was.
    }
  }
  const load = async (): Promise<void> => {
    try {
      const text = await readKept(space, KEPT_IN)
      if (text !== undefined) known = [...rememberedIn(text), ...known].slice(-MOST)
    } catch {
      // The first time, or nothing that can be read.
    }
  }
  const loaded = load()
  return {
    loaded,
    get: (id) => known.find(([one]) => one === id)?.[1],
    async put(id, { folder, name }) {
      const path = await pathOf(folder).catch(() => null)
      if (path === null) return
      await loaded
      known = [...known.filter(([one]) => one !== id), [id, { name, path }] as const].slice(-MOST)
      saving = saving.then(save)
      await saving
    },
  }
}

/** What was kept, as far as it is what we keep. */
function rememberedIn(text: string): readonly (readonly [string, Remembered])[] {
  const kept: unknown = JSON.parse(text)
  if (!Array.isArray(kept)) return []
  return kept.filter(isRemembered)
}

function isRemembered(value: unknown): value is readonly [string, Remembered] {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false
  const { name, path } = (value[1] ?? {}) as { name?: unknown; path?: unknown }
  return (
    typeof name === 'string' &&
    Array.isArray(path) &&
    path.every((step) => typeof step === 'string')
  )
}
