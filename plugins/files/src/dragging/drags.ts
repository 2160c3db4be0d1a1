import type { Selection, SpaceDirectory } from '@space/sdk'
import { i18n, shownName } from '@space/ui'
import { choiceIn, put, remove } from '../edits/edits.ts'
import type { Files } from '../files.ts'
import { aboutCount, onlyRow } from '../list/list-acts.ts'
import { chosenRows } from '../list/selection-store.ts'
import { folderOf } from '../places/place-store.ts'

const DRAGGED = Symbol('rows of Files')

/** Rows that the person holds. */
export interface Dragged {
  readonly choice: Selection
  readonly count: number
  /** The folder they lie in, where all lie in one. */
  readonly from: SpaceDirectory | undefined
  /** Ids of those that are known, so that none is dropped on itself. */
  readonly ids: ReadonlySet<string>
  readonly words: string
}

/** What is chosen now, as something that can be dragged; undefined where nothing may be moved. */
export function dragOf(files: Files): Dragged | undefined {
  const { place } = files.place.getState()
  const choice = choiceIn(files)
  if (choice === undefined || !files.mayChange() || place.kind === 'trash') return undefined
  const only = onlyRow(files)
  const rows =
    only === undefined ? chosenRows(files.selection.getState(), files.rows.getState()) : [only]
  const count = aboutCount(files)
  return {
    choice,
    count,
    from: place.kind === 'folder' ? folderOf(files.place.getState()) : undefined,
    ids: new Set(rows?.map(({ id }) => id)),
    words:
      only === undefined
        ? i18n.t('{count, plural, one {# item} other {# items}}', { count })
        : shownName(only.name),
  }
}

export function dataOf(dragged: Dragged): Record<symbol, unknown> {
  return { [DRAGGED]: dragged }
}

export function draggedIn(data: Record<string | symbol, unknown>): Dragged | undefined {
  return data[DRAGGED] as Dragged | undefined
}

/** Where something can be dropped. */
export interface DropPlace {
  readonly folder: SpaceDirectory | 'trash' | undefined
  readonly name: string
  /** Of the row that it is. */
  readonly id?: string
}

export function canDrop({ from, ids }: Dragged, { folder, id }: DropPlace): boolean {
  if (folder === undefined) return false
  if (id !== undefined && ids.has(id)) return false
  return folder !== from
}

export async function drop(
  files: Files,
  dragged: Dragged,
  { folder, name }: DropPlace,
  isCopy: boolean,
): Promise<void> {
  if (folder === undefined) return
  if (folder === 'trash') return remove(files, dragged.choice)
  await put(files, isCopy ? 'copy' : 'move', dragged.choice, folder, name)
}
