import type {
  ConsentAnswer,
  ConsentRequest,
  EntryRow,
  FilesFacet,
  GrantPreview,
  GrantsFacet,
  Lasting,
} from '@space/sdk/host'
import type { Mode } from '@space/sdk'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { type Problem, problemOf } from '@space/ui'
import { fits } from './file-types.ts'

export type PickRequest = Extract<ConsentRequest, { kind: 'pick' }>

export interface PickerPort {
  readonly files: FilesFacet
  readonly grants: Pick<GrantsFacet, 'preview'>
}

/** Session: one question. What the person looks at and has chosen so far. */
export interface PickerState {
  /** Folders from the root to the one that is shown; empty is the root. */
  readonly trail: readonly EntryRow[]
  /** The folder that all others are in, where it may be given as a whole. */
  readonly root: EntryRow | undefined
  readonly entries: readonly EntryRow[]
  readonly status: 'loading' | 'ready' | 'failed'
  readonly problem: Problem | undefined
  /** What to list after; null when all of the folder is there. */
  readonly next: string | null
  /** What was looked for; empty shows the folder. */
  readonly search: string
  /** Ids of what is chosen in the list; none means the folder that is shown. */
  readonly chosen: readonly string[]
  readonly mode: Mode
  readonly lasting: Lasting
  readonly isTrial: boolean
  /** For "save as". */
  readonly name: string
  readonly preview: GrantPreview | undefined
  start(): Promise<void>
  enter(folder: EntryRow): Promise<void>
  /** Back to the folder at this depth; 0 is the root. */
  goTo(depth: number): Promise<void>
  find(text: string): Promise<void>
  loadMore(): Promise<void>
  choose(id: string, options?: { isAdded?: boolean }): void
  makeFolder(name: string): Promise<void>
  set(choice: Partial<Pick<PickerState, 'mode' | 'lasting' | 'isTrial' | 'name'>>): void
  /** What the choice amounts to; undefined while there is none. */
  answer(): ConsentAnswer | undefined
}

const PAGE_ENTRIES = 500

/** What may be chosen when an app asked for `mode`; never wider. */
export function modesWithin(mode: Mode): readonly Mode[] {
  return mode === 'change' ? ['read', 'add', 'change'] : [mode]
}

export function createPickerStore(
  { files, grants }: PickerPort,
  request: PickRequest,
): StoreApi<PickerState> {
  const wantsFolder = request.open === 'directory' || request.open === 'save'
  const isShown = (entry: EntryRow): boolean =>
    entry.kind === 'folder' || (!wantsFolder && fits(entry.name, request.types))

  return createStore<PickerState>()((set, get) => {
    /** Counts what is shown, so that a slow answer about another folder changes nothing. */
    let view = 0
    const here = (): EntryRow | undefined => get().trail.at(-1)
    const chosenFolder = (): string | undefined => get().chosen[0] ?? (here() ?? get().root)?.id
    const show = async (
      trail: readonly EntryRow[],
      read: () => Promise<{ entries: readonly EntryRow[]; next: string | null }>,
    ): Promise<void> => {
      view += 1
      const mine = view
      set({ trail, entries: [], chosen: [], status: 'loading', problem: undefined, next: null })
      void look()
      try {
        const { entries, next } = await read()
        if (mine === view) set({ entries: entries.filter(isShown), next, status: 'ready' })
      } catch (error) {
        if (mine === view) set({ status: 'failed', problem: problemOf(error) })
      }
    }
    const showFolder = (trail: readonly EntryRow[]): Promise<void> => {
      set({ search: '' })
      return show(trail, () => files.list(trail.at(-1)?.id ?? null, { limit: PAGE_ENTRIES }))
    }
    /** What the app would see of the choice. */
    const look = async (): Promise<void> => {
      const id =
        request.open === 'save' ? undefined : wantsFolder ? chosenFolder() : get().chosen[0]
      if (id === undefined) return set({ preview: undefined })
      if (get().preview?.entry.id !== id) set({ preview: undefined })
      // Without a preview the choice stays possible: its name is in the list.
      const preview = await grants.preview(id).catch(() => undefined)
      const now = wantsFolder ? chosenFolder() : get().chosen[0]
      if (now === id) set({ preview })
    }
    return {
      trail: [],
      root: undefined,
      entries: [],
      status: 'loading',
      problem: undefined,
      next: null,
      search: '',
      chosen: [],
      mode: request.mode,
      lasting: 'until-off',
      isTrial: false,
      name: request.suggestedName ?? '',
      preview: undefined,
      async start() {
        const { startIn, app, open } = request
        // Without it a folder can be chosen all the same.
        if (app.isBuiltIn && open === 'directory')
          set({ root: await files.stat(null).catch(() => undefined) })
        const trail = startIn === null ? [] : await trailTo(files, startIn).catch(() => [])
        await showFolder(trail)
      },
      async enter(folder) {
        const isFound = get().search !== ''
        const trail = isFound
          ? await trailTo(files, folder).catch(() => [folder])
          : [...get().trail, folder]
        await showFolder(trail)
      },
      goTo: (depth) => showFolder(get().trail.slice(0, depth)),
      async find(text) {
        set({ search: text })
        if (text.trim() === '') return showFolder(get().trail)
        await show(get().trail, async () => ({
          entries: await files.search({
            text: text.trim(),
            limit: 100,
            ...(wantsFolder ? { kind: 'folder' as const } : {}),
          }),
          next: null,
        }))
      },
      async loadMore() {
        const { next, entries } = get()
        if (next === null) return
        const mine = view
        const more = await files.list(here()?.id ?? null, { after: next, limit: PAGE_ENTRIES })
        if (mine === view)
          set({ entries: [...entries, ...more.entries.filter(isShown)], next: more.next })
      },
      choose(id, { isAdded = false } = {}) {
        const { chosen } = get()
        const others = chosen.filter((one) => one !== id)
        if (isAdded && request.open === 'files') {
          set({ chosen: others.length === chosen.length ? [...chosen, id] : others })
        } else set({ chosen: [id] })
        void look()
      },
      async makeFolder(name) {
        try {
          const made = await files.makeFolder(here()?.id ?? null, name)
          await get().enter(made)
        } catch (error) {
          set({ problem: problemOf(error) })
        }
      },
      set: (choice) => set(choice),
      answer() {
        const { chosen, mode, lasting, isTrial, name, entries, root } = get()
        const how = { kind: 'picked', mode, lasting } as const
        const folder = here()?.id
        if (request.open === 'save') {
          const place = chosen[0] ?? folder
          if (place === undefined || name.trim() === '') return undefined
          return { ...how, entries: [place], name: name.trim() }
        }
        if (request.open === 'directory') {
          const place = chosenFolder()
          if (place === undefined) return undefined
          return {
            ...how,
            entries: [place],
            ...(isTrial && mode === 'change' && place !== root?.id ? { trial: true } : {}),
          }
        }
        const picked = chosen.filter(
          (id) => entries.find((entry) => entry.id === id)?.kind === 'file',
        )
        return picked.length === 0 ? undefined : { ...how, entries: picked }
      },
    }
  })
}

/** The folders from the root to `folder`, itself the last. */
async function trailTo(files: FilesFacet, folder: EntryRow): Promise<EntryRow[]> {
  const trail: EntryRow[] = []
  for (const name of folder.path.split('/').filter((part) => part !== '')) {
    const found = await childOf(files, trail.at(-1)?.id ?? null, name)
    if (found === undefined) break
    trail.push(found)
  }
  return trail.at(-1)?.id === folder.id ? trail : [...trail, folder]
}

async function childOf(
  files: FilesFacet,
  parent: string | null,
  name: string,
): Promise<EntryRow | undefined> {
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<FilesFacet['list']>> = await files.list(parent, {
      limit: PAGE_ENTRIES,
      ...(after === null ? {} : { after }),
    })
    const found = page.entries.find((entry) => entry.kind === 'folder' && entry.name === name)
    if (found !== undefined) return found
    after = page.next
  } while (after !== null)
  return undefined
}
