import type { Mode } from '@space/sdk'
import type { PickerState, PickRequest } from './picker-store.ts'

/** The question, with the name of the app and none of its words. */
export function titleOf({ open, app }: PickRequest): string {
  const what = { directory: 'a folder', file: 'a file', files: 'files', save: 'where to save' }[
    open
  ]
  return open === 'save' ? `Choose where ${app.name} saves` : `Choose ${what} for ${app.name}`
}

/** The button: who may do what with it. */
export function actOf(
  { open, app }: PickRequest,
  { mode, chosen, isTrial }: Pick<PickerState, 'mode' | 'chosen' | 'isTrial'>,
): string {
  if (open === 'save') return `Let ${app.name} save here`
  const things = {
    directory: 'this folder',
    file: 'this file',
    files: chosen.length > 1 ? `these ${chosen.length} files` : 'this file',
  }
  if (isTrial && open === 'directory' && mode === 'change') return `Let ${app.name} try on a copy`
  return `Let ${app.name} ${ACTS[mode]} ${things[open]}`
}

const ACTS: Record<Mode, string> = { read: 'read', add: 'add to', change: 'change' }
