import type { Space, SpaceFile, ViewOptions, SpaceDirectory } from '@space/sdk'
import { sentenceOf } from '@space/ui'
import type { StoreApi } from 'zustand/vanilla'
import { bringActs } from './bring/bring-acts.ts'
import { openBringMemory } from './bring/bring-memory.ts'
import { createBringStore } from './bring/bring-store.ts'
import { broughtWords } from './bring/bring-words.ts'
import { dayActs } from './days/day-acts.ts'
import { detailsActs } from './details/details-acts.ts'
import { askConflicts } from './edits/conflicts.tsx'
import { createEditsStore } from './edits/edits-store.ts'
import { editActs } from './edits/edit-acts.ts'
import type { Files } from './files.ts'
import { listActs } from './list/list-acts.ts'
import { createClockStore } from './list/clock-store.ts'
import { createRowsStore, type RowsState } from './list/rows-store.ts'
import { createSelectionStore, keepSelection } from './list/selection-store.ts'
import { offerCommands } from './menus/commands.ts'
import { handActs } from './menus/hand-acts.ts'
import { createPanelsStore } from './panels-store.ts'
import type { Request } from './preview/bytes.ts'
import { openTools, seriesOfRows } from './preview/look.ts'
import { previewActs } from './preview/preview-acts.ts'
import { createPreviewStore } from './preview/preview-store.ts'
import type { Tools } from './preview/tools.ts'
import { followAddress } from './places/address.ts'
import { isSamePlace, type Place } from './places/place.ts'
import { createPlaceStore, folderOf } from './places/place-store.ts'
import { createRootsStore } from './places/roots-store.ts'
import { searchActs } from './search/search-acts.ts'
import { createLooksStore, lookIn, type LooksState } from './settings/looks-store.ts'
import { createStorageStore } from './storage/storage-store.ts'
import { trashActs } from './trash/trash-acts.ts'

/**
 * The app over what `connect()` gives.
 *
 * @param surroundings `request` reads URLs of files: the page's own `fetch`, or that of a test host
 */
export function openFiles(
  space: Space,
  { now, request = (url, init) => fetch(url, init) }: { now: () => number; request?: Request },
): Files {
  const stop = new AbortController()
  const roots = createRootsStore(space, stop.signal)
  let say: ReturnType<typeof followAddress> = () => undefined
  const place = createPlaceStore(roots, (next, options) => say(next, options))
  const selection = createSelectionStore((index) => rows.getState().row(index))
  const keep = keepSelection(selection)
  const rows: StoreApi<RowsState> = createRowsStore((before, after) => {
    void keep(before, after)
    void place.getState().follow()
  })
  rows.subscribe((now, before) => {
    if (now.revision === before.revision && now.windows !== before.windows) {
      selection.getState().learn()
    }
  })
  const looks = createLooksStore(space)
  const panels = createPanelsStore()

  const showRows = (): void => {
    const state = place.getState()
    const folder = folderOf(state)
    selection.getState().clear()
    panels.setState({ renaming: null, isPlacesOpen: false })
    const isShown = state.status === 'ready' && folder !== undefined
    const options = isShown ? viewOf(state.place, looks.getState()) : undefined
    const view = options === undefined ? undefined : folder?.view(options)
    // While a person types, what was found before stays until the new is there.
    rows.getState().open(view, { keep: state.place.kind === 'search' })
  }
  place.subscribe((now, before) => {
    if (now.status === 'opening') return
    const isSame =
      isSamePlace(now.place, before.place) &&
      now.status === before.status &&
      now.trail === before.trail
    if (isSame) return
    showRows()
    const title = now.place.path.at(-1) ?? ''
    void space.ui.title(title).catch(() => undefined)
  })
  looks.subscribe((now, before) => {
    const { path } = place.getState().place
    if (lookIn(now, path).order !== lookIn(before, path).order) showRows()
  })
  say = followAddress(space, place, stop.signal)

  const mayChange = (): boolean => {
    const { root, place: here, status } = place.getState()
    return status === 'ready' && here.kind !== 'day' && root?.grant.mode === 'change'
  }
  const lookAt = async (file: SpaceFile): Promise<void> => {
    try {
      const index = await rows.getState().view?.indexOf(file)
      const { show } = files.preview.getState()
      if (index !== undefined && index !== null) await show(seriesOfRows(files), index, 'full')
    } catch (error) {
      tell(error)
    }
  }
  let tools: Tools | undefined
  const edits = createEditsStore(space, askConflicts(panels, now))
  const tell = (problem: unknown): void => {
    const toast = space.ui.toast(sentenceOf(problem))
    toast.catch(() => undefined)
  }
  const pathOf = async (folder: SpaceDirectory): Promise<readonly string[] | null> => {
    for (const root of roots.getState().roots) {
      const names = await root.folder.resolve(folder)
      if (names !== null) return root.isWhole ? names : [root.name, ...names]
    }
    return null
  }
  const bring = createBringStore({
    transfers: space.transfers,
    memory: openBringMemory(space, pathOf),
    now,
    onBrought: (brought) => edits.getState().remember(brought.undo, broughtWords(brought)),
    onFailed: tell,
  })
  bring.getState().follow(stop.signal).catch(tell)
  const files: Files = {
    space,
    roots,
    place,
    rows,
    selection,
    looks,
    panels,
    edits,
    preview: createPreviewStore(),
    get tools() {
      return (tools ??= openTools(files, request))
    },
    bring,
    storage: createStorageStore(),
    pickers: { current: null },
    acts: [
      ...listActs,
      ...previewActs,
      ...bringActs,
      ...editActs,
      ...handActs,
      ...detailsActs,
      ...searchActs,
      ...trashActs,
      ...dayActs,
    ],
    now,
    clock: createClockStore(now),
    mayChange,
    target() {
      const { root, place: here } = place.getState()
      const isOpen = here.kind === 'folder' && root !== undefined && root.grant.mode !== 'read'
      return isOpen ? folderOf(place.getState()) : undefined
    },
    open({ id, handle, name, path = [] }) {
      const { place: here } = place.getState()
      if (handle.kind === 'file') {
        void lookAt(handle)
        return
      }
      if (here.kind === 'day') {
        place.getState().go({ ...here, inside: [...(here.inside ?? []), { id, name }] })
        return
      }
      place.getState().enter(handle, [...here.path, ...path, name])
    },
    tell,
    close: () => stop.abort(),
  }
  offerCommands(files, stop.signal)
  return files
}

/** What a place shows; undefined for those that show no rows. */
function viewOf(
  { kind, path, find, at, inside }: Place,
  looks: LooksState,
): ViewOptions | undefined {
  const { order } = lookIn(looks, path)
  switch (kind) {
    case 'folder':
      return { order }
    case 'recent':
      return {
        find: { kind: 'file', withoutApps: true },
        order: { by: 'modified', descending: true },
      }
    case 'starred':
      return { find: { starred: true }, order }
    case 'trash':
      return { trash: true, order: { by: 'trashed', descending: true } }
    case 'search':
      return { find: find ?? {}, order }
    case 'day': {
      const within = inside?.at(-1)?.id
      if (at === undefined) return { order }
      return within === undefined ? { at, order } : { at, order, inside: within }
    }
    case 'storage':
      return undefined
  }
}
