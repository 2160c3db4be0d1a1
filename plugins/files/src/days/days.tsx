/** What is done with how a folder was: looking at a day, and bringing all or some of it back. */
import { type Day, SpaceError } from '@space/sdk'
import { i18n, shownName } from '@space/ui'
import { lazy, Suspense } from 'react'
import type { Files } from '../files.ts'
import { momentWords } from '../list/words.ts'
import { chosenRows } from '../list/selection-store.ts'
import { folderOf } from '../places/place-store.ts'
import { titleOf } from '../places/place.ts'

const DayDialog = lazy(async () => ({ default: (await import('./day-dialog.tsx')).DayDialog }))

/** As many are brought back one by one; more are brought back with their folder. */
const MOST_ROWS = 200

/** Lets the person choose a day, and goes there. */
export async function chooseDay({ place, panels, roots, now }: Files): Promise<void> {
  const { place: here } = place.getState()
  const folder = folderOf(place.getState())
  if (folder === undefined) return
  const name = titleOf({ kind: 'folder', path: here.path }, roots.getState())
  const day = await panels.getState().ask<Day>((answer) => (
    <Suspense>
      <DayDialog folder={folder} name={name} chosen={here.at} now={now()} answer={answer} />
    </Suspense>
  ))
  if (day !== undefined) place.getState().go({ kind: 'day', path: here.path, at: day.at })
}

export function mayRestore({ place }: Files): boolean {
  const { place: here, root } = place.getState()
  return here.kind === 'day' && root?.grant.mode === 'change'
}

/** The folder that is looked at becomes what it was, as a whole. */
export async function restoreFolder(files: Files): Promise<void> {
  const { place, edits, now, roots } = files
  const { at, inside, path } = place.getState().place
  const folder = folderOf(place.getState())
  if (at === undefined || folder === undefined || (inside?.length ?? 0) > 0) return
  const name = shownName(titleOf({ kind: 'folder', path }, roots.getState()))
  const done = await edits.getState().change(
    () => folder.restoreAt(at),
    () => i18n.t('{name} is as it was: {time}', { name, time: momentWords(at, now()) }),
  )
  if (done !== undefined) place.getState().go({ kind: 'folder', path })
}

/** What is chosen becomes what it was; all else stays as it is. */
export async function restoreRows(files: Files): Promise<void> {
  const { space, place, selection, rows, edits, now } = files
  const { at } = place.getState().place
  const state = selection.getState()
  const active = rows.getState().row(state.active)
  const chosen =
    state.count > 0 ? chosenRows(state, rows.getState()) : active === undefined ? [] : [active]
  if (at === undefined) return
  if (chosen === undefined || chosen.length > MOST_ROWS) {
    throw new SpaceError(
      'too-large',
      i18n.t('At most {most} can be brought back by themselves', { most: MOST_ROWS }),
      { try: i18n.t('Restore the folder to bring back all of it') },
    )
  }
  const time = momentWords(at, now())
  const [only] = chosen
  if (chosen.length === 1 && only !== undefined) {
    const words = i18n.t('{name} is as it was: {time}', { name: shownName(only.name), time })
    await edits.getState().change(
      () => only.handle.restoreAt(at),
      () => words,
    )
    return
  }
  const undos: string[] = []
  try {
    for (const { handle } of chosen) {
      const { undo } = await handle.restoreAt(at)
      if (undo !== null) undos.unshift(undo)
    }
  } finally {
    // What was brought back before something failed can be taken back, too.
    const words = i18n.t('{count, plural, one {# item is} other {# items are}} as before: {time}', {
      count: undos.length,
      time,
    })
    const undo = async (): Promise<void> => {
      for (const token of undos) await space.edits.undo(token)
    }
    if (undos.length > 0) space.ui.toast(words, { undo }).catch(() => undefined)
  }
}
