import type { Mode } from '@space/sdk'
import { foreignWords, i18n, msg } from '@space/ui'
import type { PickerState, PickRequest } from './picker-store.ts'

const MOST_NAME_CHARS = 40

/** The question, with the name of the app and none of its words. */
export function titleOf({ open, app }: PickRequest): string {
  return i18n.t(TITLES[open], { app: app.name })
}

const TITLES: Record<PickRequest['open'], string> = {
  directory: msg('Choose a folder for {app}'),
  file: msg('Choose a file for {app}'),
  files: msg('Choose files for {app}'),
  save: msg('Choose where {app} saves'),
}

/** The button: who may do what with it. A folder is named, since the one in the list and the one around it are easily mixed up. */
export function actOf(
  { open, app: { name: app } }: PickRequest,
  {
    mode,
    chosen,
    isTrial,
    entries,
    trail,
    root,
  }: Pick<PickerState, 'mode' | 'chosen' | 'isTrial' | 'entries' | 'trail' | 'root'>,
): string {
  if (open === 'save') return i18n.t('Let {app} save here', { app })
  if (open !== 'directory') {
    return i18n.t(FILES[mode], { app, count: open === 'files' ? Math.max(1, chosen.length) : 1 })
  }
  const folder = entries.find(({ id }) => id === chosen[0]) ?? trail.at(-1)
  const isAll = folder === undefined && root !== undefined
  if (isTrial && !isAll && mode === 'change') return i18n.t('Let {app} try on a copy', { app })
  if (isAll) return i18n.t(EVERYTHING[mode], { app })
  const name = folder === undefined ? '' : nameOf(folder)
  return name === '' ? i18n.t(THIS_FOLDER[mode], { app }) : i18n.t(FOLDERS[mode], { app, name })
}

const FILES: Record<Mode, string> = {
  read: msg('Let {app} read {count, plural, one {this file} other {these # files}}'),
  add: msg('Let {app} add to {count, plural, one {this file} other {these # files}}'),
  change: msg('Let {app} change {count, plural, one {this file} other {these # files}}'),
}

const EVERYTHING: Record<Mode, string> = {
  read: msg('Let {app} read everything in your space'),
  add: msg('Let {app} add to everything in your space'),
  change: msg('Let {app} change everything in your space'),
}

const THIS_FOLDER: Record<Mode, string> = {
  read: msg('Let {app} read this folder'),
  add: msg('Let {app} add to this folder'),
  change: msg('Let {app} change this folder'),
}

const FOLDERS: Record<Mode, string> = {
  read: msg('Let {app} read {name}'),
  add: msg('Let {app} add to {name}'),
  change: msg('Let {app} change {name}'),
}

/** Empty when nothing of the name is to be seen. */
function nameOf({ name }: { name: string }): string {
  const seen = foreignWords(name, MOST_NAME_CHARS)
  return Array.from(name).length > MOST_NAME_CHARS && seen !== '' ? `${seen}…` : seen
}
