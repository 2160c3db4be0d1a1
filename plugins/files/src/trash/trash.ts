import type { SpaceView } from '@space/sdk'
import { i18n, shownName } from '@space/ui'
import { choiceIn } from '../edits/edits.ts'
import type { Files } from '../files.ts'
import { aboutCount, onlyRow } from '../list/list-acts.ts'
import type { Ranges } from '../list/ranges.ts'
import { folderOf } from '../places/place-store.ts'

/** Rows that are asked for at once. */
const WINDOW_ROWS = 500

/** Out of the trash, to where it was; with an undo like every change. */
export async function restore(files: Files): Promise<void> {
  const choice = choiceIn(files)
  if (choice === undefined) return
  const row = onlyRow(files)
  const name = row === undefined ? undefined : shownName(row.name)
  files.selection.getState().none()
  await files.edits.getState().change(
    (answers) => files.space.edits.restore(choice, answers),
    ({ done: count }) =>
      name === undefined || count !== 1
        ? i18n.t('Restored {count, plural, one {# item} other {# items}}', { count })
        : i18n.t('Restored “{name}”', { name }),
  )
}

/** What is chosen, for ever; Space itself asks the person before, outside of this window. */
export async function erase(files: Files): Promise<void> {
  const { view, total } = files.rows.getState()
  const { ranges } = files.selection.getState()
  const only = onlyRow(files)
  if (view === undefined) return
  if (aboutCount(files) === total) return eraseAll(files)
  const ids = only === undefined ? await idsOf(view, ranges) : [only.id]
  await eraseFor(files, ids)
}

export function eraseAll(files: Files): Promise<void> {
  return eraseFor(files, 'all')
}

async function eraseFor(files: Files, trashed: readonly string[] | 'all'): Promise<void> {
  const folder = folderOf(files.place.getState())
  if (folder === undefined) return
  const { erased: count } = await files.space.ui.erase(folder, trashed)
  files.selection.getState().none()
  const words = i18n.t('Deleted {count, plural, one {# item} other {# items}} for ever', { count })
  await files.space.ui.toast(words)
}

/** Ids of rows by their numbers, window by window. */
async function idsOf(view: SpaceView, ranges: Ranges): Promise<readonly string[]> {
  const ids: string[] = []
  for (const [from, to] of ranges) {
    for (let at = from; at < to; at += WINDOW_ROWS) {
      const { rows } = await view.rows(at, Math.min(WINDOW_ROWS, to - at))
      ids.push(...rows.map(({ id }) => id))
    }
  }
  return ids
}
