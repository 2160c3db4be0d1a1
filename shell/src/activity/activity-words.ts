import type { ActivityLine } from '@space/sdk/host'
import { shownName, i18n, msg } from '@space/ui'

/** What an app did, as a sentence without its name: `Read 4 times`, `Changed Invoice.pdf`. */
export function actWords({ action, name, count, refused }: ActivityLine): string {
  const [done, tried] = WORDS[action]
  // Everything in a space has no name of its own.
  const named = name === '' ? i18n.t('My files') : shownName(name)
  const act = i18n.t(refused ? tried : done, { name: named })
  return i18n.t('{count, plural, one {{act}} other {{act}, # times}}', { act, count })
}

/** Where it was done: the folder of the entry. */
export function whereWords({ entry, action }: ActivityLine): string {
  if (entry === null) return action === 'contact' ? i18n.t('Network') : ''
  const names = entry.path.split('/').filter((part) => part !== '')
  const folder = entry.kind === 'folder' ? names.at(-1) : names.at(-2)
  return folder === undefined ? i18n.t('My files') : shownName(folder)
}

/** When it was done, and when it was stopped. */
const WORDS: Record<ActivityLine['action'], readonly [string, string]> = {
  list: [msg('Listed names and sizes in {name}'), msg('Wanted to list {name}')],
  read: [msg('Read {name}'), msg('Wanted to read {name}')],
  search: [msg('Searched in {name}'), msg('Wanted to search in {name}')],
  add: [msg('Added {name}'), msg('Wanted to add {name}')],
  write: [msg('Changed {name}'), msg('Wanted to change {name}')],
  move: [msg('Moved {name}'), msg('Wanted to move {name}')],
  remove: [msg('Put {name} in the trash'), msg('Wanted to put {name} in the trash')],
  restore: [msg('Brought back {name}'), msg('Wanted to bring back {name}')],
  mark: [msg('Marked {name}'), msg('Wanted to mark {name}')],
  contact: [msg('Had Space fetch from {name}'), msg('Wanted to contact {name}')],
  identity: [msg('Learned who you are'), msg('Wanted to know who you are')],
  granted: [msg('Was given {name}'), msg('Asked for {name}')],
  revoked: [msg('Lost {name}'), msg('Lost {name}')],
}
