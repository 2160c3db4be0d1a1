import {
  isSpaceError,
  SpaceError,
  type SpaceDirectory,
  type SpaceFile,
  type SpaceHandle,
  type ViewRow,
} from '@space/sdk'
import { APPS_FOLDER } from '@space/sdk/names'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { i18n } from '@space/ui'
import { folderPlace, HOME, isSamePath, isSamePlace, type Place } from './place.ts'
import type { Root, RootsState } from './roots-store.ts'

export interface PlaceState {
  readonly place: Place
  /** `top`: more than one folder was granted, and none of them is chosen; `nothing`: none was. */
  readonly status: 'opening' | 'ready' | 'top' | 'nothing' | 'failed'
  /** What the place is in; undefined unless `ready`. */
  readonly root: Root | undefined
  /** The folders of `place.path`, the root before them unless it stands in the path itself. */
  readonly trail: readonly SpaceDirectory[]
  readonly problem: unknown
  /** What shall have the focus when the rows are there. */
  readonly focus: SpaceHandle | undefined
  go(place: Place, options?: { replace?: boolean; focus?: SpaceHandle }): void
  /** Into a folder that is known, without asking for it again. */
  enter(folder: SpaceDirectory, path: readonly string[]): void
  /** To the folder around it; from any other way to look to its folder. */
  up(): void
  /** Tries again what failed. */
  retry(): void
  /** The folder was renamed or moved by someone: its path follows. */
  follow(): Promise<void>
}

/** The folder that a place is in. */
export function folderOf({ trail }: PlaceState): SpaceDirectory | undefined {
  return trail.at(-1)
}

/** Whether a row that is shown here is the folder in which apps keep what is theirs. */
export function isAppsFolder(
  { place, root }: PlaceState,
  row: Pick<ViewRow, 'name' | 'kind' | 'path'> | undefined,
): boolean {
  if (root?.isWhole !== true || row?.kind !== 'directory' || row.name !== APPS_FOLDER) return false
  return place.path.length === 0 && (row.path ?? []).length === 0 && place.kind !== 'trash'
}

/** Where the person is, and the way there. Scope: session; the address belongs to the shell. */
export function createPlaceStore(
  roots: StoreApi<RootsState>,
  onMove: (place: Place, options: { replace: boolean }) => void,
): StoreApi<PlaceState> {
  let turn = 0

  const store = createStore<PlaceState>()((set, get) => {
    const resolve = async (place: Place, focus?: SpaceHandle): Promise<void> => {
      turn += 1
      const mine = turn
      const known = get()
      const { status, roots: given, problem } = roots.getState()
      if (status === 'failed') return set({ place, status: 'failed', problem, trail: [] })
      if (status === 'loading') return set({ place, status: 'opening' })
      const found = rootOf(given, place.path)
      const [only] = given
      if (given.length === 1 && only !== undefined && place.path.length === 0 && !only.isWhole) {
        // All that there is.
        return get().go({ ...place, path: [only.name] }, { replace: true })
      }
      if (found === undefined) {
        const isLost = given.length > 0 && place.path.length > 0
        return set({
          place,
          root: undefined,
          trail: [],
          ...(isLost
            ? { status: 'failed', problem: gone(place.path[0] ?? '') }
            : { status: given.length === 0 ? 'nothing' : 'top', problem: undefined }),
        })
      }
      const reused = sharedTrail(known, found.root, place.path)
      const trail = [...(reused.length === 0 ? [found.root.folder] : reused)]
      set({ place, status: 'opening', problem: undefined, root: found.root, focus })
      try {
        for (const name of found.names.slice(trail.length - 1)) {
          trail.push(await trail.at(-1)!.getDirectoryHandle(name))
          if (mine !== turn) return
        }
        set({ status: 'ready', trail })
      } catch (error) {
        if (mine !== turn) return
        const file = isSpaceError(error, 'not-folder')
          ? await fileAtEnd(trail, found.names)
          : undefined
        if (mine !== turn) return
        // An address may name a file: it is shown where it lies.
        if (file === undefined) set({ status: 'failed', problem: error, trail: [] })
        else get().go({ ...place, path: place.path.slice(0, -1) }, { replace: true, focus: file })
      }
    }

    return {
      place: HOME,
      status: 'opening',
      root: undefined,
      trail: [],
      problem: undefined,
      focus: undefined,
      go(place, { replace = false, focus } = {}) {
        const isSame = isSamePlace(place, get().place)
        onMove(place, { replace: replace || isSame })
        const here = get()
        // Only what is looked for is another: the folder is known.
        const isKnown = here.status === 'ready' && place.kind === 'search'
        if (isKnown && here.trail.length > 0 && isSamePath(place.path, here.place.path)) {
          turn += 1
          return set({ place, focus: undefined })
        }
        void resolve(place, focus)
      },
      enter(folder, path) {
        const { root, trail, place } = get()
        const isChild = isSamePath(place.path, path.slice(0, -1)) && place.kind === 'folder'
        if (root === undefined || !isChild) return get().go(folderPlace(path))
        turn += 1
        const next = folderPlace(path)
        onMove(next, { replace: false })
        set({ place: next, status: 'ready', trail: [...trail, folder], focus: undefined })
      },
      up() {
        const { place, trail, root } = get()
        const folder = trail.at(-1)
        const { inside = [] } = place
        if (inside.length > 0) return get().go({ ...place, inside: inside.slice(0, -1) })
        if (place.kind !== 'folder') return get().go(folderPlace(place.path))
        if (place.path.length === 0) return
        // The folder one came out of has the focus then.
        const isRoot = folder === undefined || folder === root?.folder
        get().go(folderPlace(place.path.slice(0, -1)), isRoot ? {} : { focus: folder })
      },
      retry() {
        void resolve(get().place)
      },
      async follow() {
        const { place, root, trail, status } = get()
        const folder = trail.at(-1)
        if (root === undefined || folder === undefined || status !== 'ready') return
        const names = await root.folder.resolve(folder).catch(() => null)
        if (names === null || get().trail.at(-1) !== folder) return
        const path = root.isWhole ? names : [root.name, ...names]
        if (isSamePath(path, place.path)) return
        get().go({ ...place, path }, { replace: true })
      },
    }
  })

  roots.subscribe((now, before) => {
    const { place, root } = store.getState()
    const isKept = now.roots.some(({ grant }) => grant.id === root?.grant.id)
    if (isKept && now.status === 'ready' && before.status === 'ready') {
      const fresh = now.roots.find(({ grant }) => grant.id === root?.grant.id)
      store.setState({ root: fresh })
      return
    }
    // What is left of it is shown: another folder, or the list of them.
    const isLost = before.status === 'ready' && root !== undefined && !isKept
    if (isLost) store.getState().go(HOME, { replace: true })
    else store.getState().go(place, { replace: true })
  })
  return store
}

function rootOf(
  roots: readonly Root[],
  path: readonly string[],
): { root: Root; names: readonly string[] } | undefined {
  const whole = roots.find(({ isWhole }) => isWhole)
  if (whole !== undefined) return { root: whole, names: path }
  const root = roots.find(({ name }) => name === path[0])
  return root === undefined ? undefined : { root, names: path.slice(1) }
}

/** Folders of the way that is known already. */
function sharedTrail(
  { root, trail, place }: PlaceState,
  next: Root,
  path: readonly string[],
): readonly SpaceDirectory[] {
  if (root?.grant.id !== next.grant.id || trail.length === 0) return []
  const before = place.path
  let shared = 0
  while (shared < path.length && path[shared] === before[shared]) shared += 1
  const names = next.isWhole ? shared : shared - 1
  return trail.slice(0, Math.max(0, names) + 1)
}

function gone(name: string): SpaceError {
  return new SpaceError(
    'not-found',
    i18n.t('“{name}” is not among what Files was given', { name }),
    {
      try: i18n.t('Choose one of the folders that are'),
    },
  )
}

/** The file that the last name stands for, when the folders before it are there. */
async function fileAtEnd(
  trail: readonly SpaceDirectory[],
  names: readonly string[],
): Promise<SpaceFile | undefined> {
  const name = names.at(-1)
  if (name === undefined || trail.length !== names.length) return undefined
  return trail
    .at(-1)
    ?.getFileHandle(name)
    .catch(() => undefined)
}
