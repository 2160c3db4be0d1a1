import type { Files } from '../files.ts'
import { aboutCount, onlyRow } from '../list/list-acts.ts'
import { chosenRows } from '../list/selection-store.ts'
import { isWriting } from '../keys.ts'
import { folderOf } from '../places/place-store.ts'
import { choiceIn, paste } from './edits.ts'

/**
 * Holds what is chosen, to be put elsewhere. Its names go to the clipboard of the computer: whatever was
 * there before is not what is pasted next.
 */
export function hold(files: Files, kind: 'cut' | 'copy'): void {
  const choice = choiceIn(files)
  if (choice === undefined) return
  const only = onlyRow(files)
  const rows =
    only === undefined ? chosenRows(files.selection.getState(), files.rows.getState()) : [only]
  files.edits.getState().setClipboard({
    kind,
    choice,
    count: aboutCount(files),
    from: folderOf(files.place.getState()),
    ids: new Set(rows?.map(({ id }) => id)),
  })
  const text = rows?.map(({ name }) => name).join('\n') ?? ''
  const write = (event: ClipboardEvent): void => {
    event.preventDefault()
    event.clipboardData?.setData('text/plain', text)
  }
  document.addEventListener('copy', write, { once: true })
  // NOTE: the newer way needs a permission that no app has here.
  document.execCommand?.('copy')
  document.removeEventListener('copy', write)
}

/** Ctrl+V: what was held, unless files of the computer are pasted, which come in by bring/. */
export function listenToPaste(files: Files, page: Document): () => void {
  const onPaste = (event: ClipboardEvent): void => {
    const isTaken = event.defaultPrevented || isWriting(event.target)
    if (isTaken || (event.clipboardData?.files.length ?? 0) > 0) return
    if (files.edits.getState().clipboard === undefined || files.target() === undefined) return
    event.preventDefault()
    paste(files).catch((error: unknown) => files.tell(error))
  }
  page.addEventListener('paste', onPaste)
  return () => page.removeEventListener('paste', onPaste)
}
