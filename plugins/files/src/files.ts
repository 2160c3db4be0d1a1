import type { Space, SpaceDirectory, SpaceFile, ViewOptions, ViewRow } from '@space/sdk'
import { sentenceOf } from '@space/ui'
import type { StoreApi } from 'zustand/vanilla'
import type { Act } from './acts.ts'
import { askConflicts } from './edits/conflicts.tsx'
import { createEditsStore, type EditsState } from './edits/edits-store.ts'
import { editActs } from './edits/edit-acts.ts'
import { listActs } from './list/list-acts.ts'
import { createRowsStore, type RowsState } from './list/rows-store.ts'
import { createSelectionStore, keepSelection, type SelectionState } from './list/selection-store.ts'
import { createPanelsStore, type PanelsState } from './panels-store.ts'
import { openTools, seriesOfRows } from './preview/look.ts'
import { previewActs } from './preview/preview-acts.ts'
import { createPreviewStore, type PreviewStore } from './preview/preview-store.ts'
import type { Tools } from './preview/tools.ts'
import { followAddress } from './places/address.ts'
import { isSamePlace, type Place } from './places/place.ts'
import { createPlaceStore, folderOf, type PlaceState } from './places/place-store.ts'
import { createRootsStore, type RootsState } from './places/roots-store.ts'
import { createLooksStore, type LooksState } from './settings/looks-store.ts'

/** All of the app behind its window; each store knows of one thing. */
export interface Files {
  readonly space: Space
  readonly roots: StoreApi<RootsState>
  readonly place: StoreApi<PlaceState>
  readonly rows: StoreApi<RowsState>
  readonly selection: StoreApi<SelectionState>
  readonly edits: StoreApi<EditsState>
  readonly looks: StoreApi<LooksState>
  readonly panels: StoreApi<PanelsState>
  readonly preview: PreviewStore
  /** What looking at a file needs. */
  readonly tools: Tools
  /** Whatever can be done, of all rooms. */
  readonly acts: readonly Act[]
  now(): number
  /** The folder that is looked at and may be changed; undefined where nothing can be put. */
  target(): SpaceDirectory | undefined
  /** Whether what is shown may be moved, renamed and removed. */
  mayChange(): boolean
  /** A folder is gone into, a file is looked at. */
  open(row: ViewRow): void
  /** Says what went wrong. */
  tell(problem: unknown): void
  close(): void
}

export function openFiles(space: Space, { now = Date.now }: { now?: () => number } = {}): Files {
  const stop = new AbortController()
  const roots = createRootsStore(space, stop.signal)
  let say: ReturnType<typeof followAddress> = () => undefined
  const place = createPlaceStore(roots, (next, options) => say(next, options))
  const selection = createSelectionStore()
  const rows = createRowsStore((before, after) => void keepSelection(selection, before, after))
  const looks = createLooksStore(space)
  const panels = createPanelsStore()

  const showRows = (): void => {
    const state = place.getState()
    const folder = folderOf(state)
    selection.getState().clear()
    panels.setState({ renaming: null, isPlacesOpen: false })
    const isShown = state.status === 'ready' && folder !== undefined
    const options = isShown ? viewOf(state.place, looks.getState()) : undefined
    rows.getState().open(options === undefined ? undefined : folder?.view(options))
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
    if (now.lookOf(path).order !== before.lookOf(path).order) showRows()
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
      files.tell(error)
    }
  }
  let tools: Tools | undefined
  const files: Files = {
    space,
    roots,
    place,
    rows,
    selection,
    looks,
    panels,
    edits: createEditsStore(space, askConflicts(panels, now)),
    preview: createPreviewStore(),
    get tools() {
      return (tools ??= openTools(files))
    },
    acts: [...listActs, ...previewActs, ...editActs],
    now,
    mayChange,
    target() {
      const { root, place: here } = place.getState()
      const isOpen = here.kind === 'folder' && root !== undefined && root.grant.mode !== 'read'
      return isOpen ? folderOf(place.getState()) : undefined
    },
    open({ handle, name, path = [] }) {
      const { place: here } = place.getState()
      if (handle.kind === 'file') {
        void lookAt(handle)
        return
      }
      place.getState().enter(handle, [...here.path, ...path, name])
    },
    tell(problem) {
      const toast = space.ui.toast(sentenceOf(problem))
      toast.catch(() => undefined)
    },
    close: () => stop.abort(),
  }
  // The list stands where the person looked last.
  files.preview.subscribe((now, before) => {
    if (now.size !== 'closed' && now.item !== before.item && now.series.total > 1) {
      selection.getState().only(now.at)
    }
  })
  return files
}

/** What a place shows; undefined for those that show no rows. */
function viewOf({ kind, path, find, at }: Place, looks: LooksState): ViewOptions | undefined {
  const { order } = looks.lookOf(path)
  switch (kind) {
    case 'folder':
      return { order }
    case 'recent':
      return { find: { kind: 'file' }, order: { by: 'modified', descending: true } }
    case 'starred':
      return { find: { starred: true }, order }
    case 'trash':
      return { trash: true, order: { by: 'trashed', descending: true } }
    case 'search':
      return { find: find ?? {}, order }
    case 'day':
      return at === undefined ? { order } : { at, order }
    case 'storage':
      return undefined
  }
}
