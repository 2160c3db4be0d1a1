import type { ActivityLine } from '@space/sdk/host'
import { figures, shownName } from '@space/ui'

/** What an app did, as a sentence without its name: `Read 4 times`, `Changed Invoice.pdf`. */
export function actWords({ action, name, count, refused }: ActivityLine): string {
  const times = count > 1 ? `, ${figures(count)} times` : ''
  const [done, tried] = WORDS[action]
  const act = refused ? tried : done
  // Everything in a space has no name of its own.
  return `${act.replace('%', () => (name === '' ? 'My files' : shownName(name)))}${times}`
}

/** Where it was done: the folder of the entry. */
export function whereWords({ entry, action }: ActivityLine): string {
  if (entry === null) return action === 'contact' ? 'Network' : ''
  const names = entry.path.split('/').filter((part) => part !== '')
  const folder = entry.kind === 'folder' ? names.at(-1) : names.at(-2)
  return folder === undefined ? 'My files' : shownName(folder)
}

/** When it was done, and when it was stopped. */
const WORDS: Record<ActivityLine['action'], readonly [string, string]> = {
  list: ['Listed names and sizes in %', 'Wanted to list %'],
  read: ['Read %', 'Wanted to read %'],
  search: ['Searched in %', 'Wanted to search in %'],
  add: ['Added %', 'Wanted to add %'],
  write: ['Changed %', 'Wanted to change %'],
  move: ['Moved %', 'Wanted to move %'],
  remove: ['Put % in the trash', 'Wanted to put % in the trash'],
  restore: ['Brought back %', 'Wanted to bring back %'],
  mark: ['Marked %', 'Wanted to mark %'],
  contact: ['Had Space fetch from %', 'Wanted to contact %'],
  identity: ['Learned who you are', 'Wanted to know who you are'],
  granted: ['Was given %', 'Asked for %'],
  revoked: ['Lost %', 'Lost %'],
}
