import type { Mode } from '@space/sdk'
import { foreignWords } from '@space/ui'
import type { PickerState, PickRequest } from './picker-store.ts'

const MOST_NAME_CHARS = 40

/** The question, with the name of the app and none of its words. */
export function titleOf({ open, app }: PickRequest): string {
  const what = { directory: 'a folder', file: 'a file', files: 'files', save: 'where to save' }[
    open
  ]
  return open === 'save' ? `Choose where ${app.name} saves` : `Choose ${what} for ${app.name}`
}

/** The button: who may do what with it. A folder is named, since the one in the list and the one around it are easily mixed up. */
export function actOf(
  { open, app }: PickRequest,
  {
    mode,
    chosen,
    isTrial,
    entries,
    trail,
    root,
  }: Pick<PickerState, 'mode' | 'chosen' | 'isTrial' | 'entries' | 'trail' | 'root'>,
): string {
  if (open === 'save') return `Let ${app.name} save here`
  const folder = entries.find(({ id }) => id === chosen[0]) ?? trail.at(-1)
  const around = root === undefined ? 'this folder' : 'everything in your space'
  const things = {
    directory: folder === undefined ? around : nameOf(folder),
    file: 'this file',
    files: chosen.length > 1 ? `these ${chosen.length} files` : 'this file',
  }
  const canTry = open === 'directory' && (folder !== undefined || root === undefined)
  if (isTrial && canTry && mode === 'change') return `Let ${app.name} try on a copy`
  return `Let ${app.name} ${ACTS[mode]} ${things[open]}`
}

const ACTS: Record<Mode, string> = { read: 'read', add: 'add to', change: 'change' }

function nameOf({ name }: { name: string }): string {
  const seen = foreignWords(name, MOST_NAME_CHARS)
  if (seen === '') return 'this folder'
  return Array.from(name).length > MOST_NAME_CHARS ? `${seen}…` : seen
}
