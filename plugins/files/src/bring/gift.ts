import type { BringItem } from '@space/sdk'
import { i18n } from '@space/ui'
import { type Walked, walkEntries } from './walk.ts'

/** Files and folders that a person gives at once: dropped, pasted or chosen. */
export interface Gift extends Walked {
  /** What the person sees it by. The same things have the same name whichever of them was held. */
  readonly name: string
  /** One file and nothing else; no folder, be there only one file in it. */
  readonly isFile: boolean
}

/**
 * What was dropped or pasted, with whole folders; null when there is no file in it.
 *
 * NOTE: to be called within the event: a moment later the browser has closed the transfer.
 */
export function giftOfTransfer(transfer: DataTransfer): Gift | null {
  const items = Array.from(transfer.items).filter(({ kind }) => kind === 'file')
  const entries = items.map((item) => item.webkitGetAsEntry())
  const isWhole = entries.every((entry) => entry !== null)
  if (!isWhole || entries.length === 0) return giftOfFiles(Array.from(transfer.files))
  return {
    name: nameOf(entries.map(({ name }) => name)),
    isFile: entries.length === 1 && entries[0]?.isFile === true,
    ...walkEntries(entries),
  }
}

/** What was chosen in the browser's own dialog; the names of folders come with each file. */
export function giftOfFiles(files: readonly File[]): Gift | null {
  const items = files.map((file): BringItem => ({ path: pathOf(file), file }))
  if (items.length === 0) return null
  const tops = new Set(items.map(({ path }) => path[0] ?? ''))
  const isFile = items.length === 1 && items[0]?.path.length === 1
  return { name: nameOf([...tops]), isFile, items, unreadable: [] }
}

/**
 * Names of the folders around it, and its own.
 *
 * NOTE: Chromium makes each `\\` of a path a `/`, also where a name may have one. The file still has its
 * own name; what folders were called nobody can tell.
 */
function pathOf({ name, webkitRelativePath: path }: File): readonly string[] {
  if (!path) return [name]
  const told = name.replaceAll('\\', '/')
  const steps = path.split('/')
  return path.endsWith(`/${told}`) ? [...steps.slice(0, -told.split('/').length), name] : steps
}

function nameOf(names: readonly string[]): string {
  const first = names.toSorted()[0] ?? ''
  if (names.length < 2) return first
  return i18n.t('{first} and {others, plural, one {# other} other {# others}}', {
    first,
    others: names.length - 1,
  })
}
