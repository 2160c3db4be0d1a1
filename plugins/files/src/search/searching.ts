import type { Find } from '@space/sdk'
import type { Files } from '../files.ts'

/** Look for it below the folder that is open, or all that is there when it is nothing. */
export function search({ place }: Files, find: Find): void {
  const { place: here, go } = place.getState()
  const { path } = here
  go({ kind: 'search', path, find }, { replace: here.kind === 'search' })
}

/** Out of the search, to the folder that it was begun in. */
export function leaveSearch({ place }: Files): void {
  const { place: here, go } = place.getState()
  if (here.kind === 'search') go({ kind: 'folder', path: here.path }, { replace: true })
  document.querySelector<HTMLElement>('[role="grid"]')?.focus()
}

/** The keys go to the field; on a small screen it is drawn by that. */
export function beginSearch(files: Files): void {
  if (focusField()) return
  const { place: here, go } = files.place.getState()
  // The field that is drawn by that takes the keys itself.
  go({ kind: 'search', path: here.path, find: {} })
}

function focusField(): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement>('[role="searchbox"]')]
  const shown = fields.find((field) => field.offsetParent !== null)
  shown?.focus()
  shown?.select()
  return shown !== undefined
}
