import { isSpaceError, type Selection, type SpaceDirectory, type SpaceHandle } from '@space/sdk'
import { freeNames } from '@space/sdk/names'
import { i18n, shownName } from '@space/ui'
import type { Files } from '../files.ts'
import { aboutCount, onlyRow } from '../list/list-acts.ts'
import { choiceOf, chosenRows } from '../list/selection-store.ts'
import { titleOf } from '../places/place.ts'
import { folderOf } from '../places/place-store.ts'
import { FolderDialog } from './folder-dialog.tsx'
import { TagsDialog } from './tags-dialog.tsx'
import { createElement } from 'react'

/** What is chosen now; undefined for nothing. */
export function choiceIn({ selection, rows }: Files): Selection | undefined {
  return choiceOf(selection.getState(), rows.getState())
}

/** Moves, or copies, and says so; into what they lie in already nothing is moved. */
export async function put(
  { edits, space }: Files,
  kind: 'move' | 'copy',
  choice: Selection,
  folder: SpaceDirectory,
  name: string,
): Promise<boolean> {
  const into = { folder: shownName(name) }
  const done = await edits.getState().change(
    (answers) => space.edits[kind](choice, folder, answers),
    ({ done: count }) =>
      kind === 'move'
        ? i18n.t('Moved {count, plural, one {# item} other {# items}} to {folder}', {
            count,
            ...into,
          })
        : i18n.t('Copied {count, plural, one {# item} other {# items}} to {folder}', {
            count,
            ...into,
          }),
    name,
  )
  return done !== undefined
}

/** Asks for a folder, and moves or copies what is chosen there. */
export async function putElsewhere(files: Files, kind: 'move' | 'copy'): Promise<void> {
  const choice = choiceIn(files)
  if (choice === undefined) return
  const what = whatIsChosen(files)
  const chosen = chosenRows(files.selection.getState(), files.rows.getState())
  const leftOut = new Set(chosen?.map(({ id }) => id))
  const target = await files.panels
    .getState()
    .ask<{ folder: SpaceDirectory; name: string }>((answer) =>
      createElement(FolderDialog, { files, kind, what, leftOut, onAnswer: answer }),
    )
  if (target !== undefined) await put(files, kind, choice, target.folder, target.name)
}

export async function paste(files: Files): Promise<void> {
  const { clipboard, setClipboard } = files.edits.getState()
  const folder = files.target()
  if (clipboard === undefined || folder === undefined) return
  const isCut = clipboard.kind === 'cut'
  const name = titleOf(files.place.getState().place, files.roots.getState())
  const isPut = await put(files, isCut ? 'move' : 'copy', clipboard.choice, folder, name)
  if (isPut && isCut) setClipboard(undefined)
}

/** To the trash: what is chosen, or what is given. */
export async function remove(files: Files, given?: Selection): Promise<void> {
  const choice = given ?? choiceIn(files)
  if (choice === undefined) return
  const row = given === undefined ? onlyRow(files) : undefined
  const name = row === undefined ? undefined : shownName(row.name)
  files.selection.getState().none()
  await files.edits.getState().change(
    () => files.space.edits.remove(choice),
    ({ done }) =>
      name === undefined || done !== 1
        ? i18n.t('Moved {count, plural, one {# item} other {# items}} to the trash', {
            count: done,
          })
        : i18n.t('Moved “{name}” to the trash', { name }),
  )
}

export async function duplicate(files: Files): Promise<void> {
  const choice = choiceIn(files)
  if (choice === undefined) return
  const done = await files.edits.getState().change(
    () => files.space.edits.duplicate(choice),
    ({ done: count }) =>
      i18n.t('Duplicated {count, plural, one {# item} other {# items}}', { count }),
  )
  const [first] = done?.entries ?? []
  if (first !== undefined && done?.entries.length === 1) await goTo(files, first.entry)
}

export async function setStar(files: Files, starred: boolean): Promise<void> {
  const choice = choiceIn(files)
  if (choice === undefined) return
  await files.edits.getState().change(
    () => files.space.edits.mark(choice, { starred }),
    ({ done: count }) =>
      starred
        ? i18n.t('Starred {count, plural, one {# item} other {# items}}', { count })
        : i18n.t('Took the star off {count, plural, one {# item} other {# items}}', { count }),
  )
}

/** The tags that all have that are chosen; undefined where they differ, or are not all known. */
export function tagsOf(files: Files): readonly string[] | undefined {
  const only = onlyRow(files)
  if (only !== undefined) return only.mark.tags
  const rows = chosenRows(files.selection.getState(), files.rows.getState())
  const [first] = rows ?? []
  if (rows === undefined || first === undefined) return undefined
  const isSame = rows.every(({ mark }) => mark.tags.join('\n') === first.mark.tags.join('\n'))
  return isSame ? first.mark.tags : undefined
}

/** Asks for the tags of what is chosen. */
export async function setTags(files: Files): Promise<void> {
  const choice = choiceIn(files)
  const before = tagsOf(files)
  if (choice === undefined || before === undefined) return
  const what = whatIsChosen(files)
  const tags = await files.panels
    .getState()
    .ask<readonly string[]>((onAnswer) =>
      createElement(TagsDialog, { what, tags: before, onAnswer }),
    )
  if (tags === undefined || tags.join('\n') === before.join('\n')) return
  await files.edits.getState().change(
    () => files.space.edits.mark(choice, { tags }),
    () => i18n.t('Tags of {what} are changed', { what }),
  )
}

/** What is chosen, in words: its name, or how much it is. */
export function whatIsChosen(files: Files): string {
  const only = onlyRow(files)
  return only === undefined
    ? i18n.t('{count, plural, one {# item} other {# items}}', { count: aboutCount(files) })
    : i18n.t('“{name}”', { name: shownName(only.name) })
}

/** Puts the keys on a row, as soon as the rows are of after the change; unless the person went on meanwhile. */
export async function goTo(
  { rows, selection }: Files,
  entry: string | SpaceHandle,
): Promise<boolean> {
  const { touched } = selection.getState()
  await rows.getState().refresh()
  const { view } = rows.getState()
  const index = await view?.indexOf(entry).catch(() => null)
  if (index === undefined || index === null) return false
  if (selection.getState().touched !== touched) return false
  selection.getState().only(index)
  rows.getState().need(index, index + 1)
  return true
}

/** Makes an empty folder or file, and lets the person name it. */
export async function make(
  files: Files,
  kind: 'directory' | 'file',
  suggested: string,
): Promise<void> {
  const folder = files.target()
  if (folder === undefined) return
  const made = await makeFree(folder, kind, suggested)
  const { view } = files.rows.getState()
  if (folder !== folderOf(files.place.getState()) || !(await goTo(files, made))) return
  const { active } = files.selection.getState()
  const page = await view?.rows(active, 1)
  const id = page?.rows[0]?.id
  if (id !== undefined && page?.rows[0]?.name === made.name) {
    files.panels.getState().rename(id)
  }
}

/** Under the suggested name, or `name (2).ext` where it is taken. */
async function makeFree(
  folder: SpaceDirectory,
  kind: 'directory' | 'file',
  suggested: string,
): Promise<SpaceHandle> {
  let name = suggested
  const others = freeNames(suggested, kind === 'directory')
  while (await isTaken(folder, name)) name = others.next().value
  return kind === 'file'
    ? folder.getFileHandle(name, { create: true })
    : folder.getDirectoryHandle(name, { create: true })
}

async function isTaken(folder: SpaceDirectory, name: string): Promise<boolean> {
  try {
    await folder.getFileHandle(name)
    return true
  } catch (error) {
    if (isSpaceError(error, 'not-found')) return false
    if (isSpaceError(error, 'is-folder')) return true
    throw error
  }
}
