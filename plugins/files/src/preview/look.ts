/** Looking at what is in the list: which file, among which, and what may be done with it. */
import type { SpaceDirectory, SpaceHandle, SpaceView, ViewRow } from '@space/sdk'
import type { Files } from '../files.ts'
import type { Request } from './bytes.ts'
import { openDrafts } from './drafts.ts'
import type { Item, Series } from './item.ts'
import { pastActs } from './past-acts.ts'
import type { Tools } from './tools.ts'

/** The rows of the view that is open, as it is sorted. */
export function seriesOfRows({ rows, place, selection }: Files): Series {
  const { view } = rows.getState()
  const { at } = place.getState().place
  return {
    get total() {
      return rows.getState().view === view ? rows.getState().total : 0
    },
    async item(index) {
      const state = rows.getState()
      const known = state.view === view ? state.row(index) : undefined
      const row = known ?? (await rowOf(view, index))
      return row === undefined ? undefined : itemOf(row, at)
    },
    // The list stands where the person looked last.
    follow(index) {
      if (rows.getState().view === view) selection.getState().only(index)
    },
  }
}

/** @param past when this is how it was then */
export function itemOf(row: ViewRow, past?: number): Item {
  const { id, handle, name, kind, size, lastModified, type, version, mark } = row
  const item = { id, handle, name, kind, size, lastModified, type, version, mark }
  return past === undefined ? item : { ...item, past }
}

export function openTools(files: Files, request: Request): Tools {
  const { space, now } = files
  return {
    space,
    request,
    drafts: openDrafts(space),
    now,
    canChange: () => files.mayChange() && files.place.getState().place.kind !== 'trash',
    past: pastActs(space, now, async ({ handle }) => folderAround(files, handle)),
  }
}

/** Where something is, when that was given to Files. */
async function folderAround(
  { place }: Files,
  handle: SpaceHandle,
): Promise<SpaceDirectory | undefined> {
  const { root } = place.getState()
  const names = await root?.folder.resolve(handle)
  if (root === undefined || names === null || names === undefined) return undefined
  let folder = root.folder
  for (const name of names.slice(0, -1)) folder = await folder.getDirectoryHandle(name)
  return folder
}

async function rowOf(view: SpaceView | undefined, index: number): Promise<ViewRow | undefined> {
  return (await view?.rows(index, 1))?.rows[0]
}
