/** Paths of a drive: how people name entries, over the ids that the log uses. */
import { SpaceError } from '@space/sdk'
import { quoteForShell } from '@space/sdk/quote'
import { NONE, ROOT_ROW, TRASH_ROW, type Columns } from './tree/columns.ts'
import { openTwins } from './twins.ts'

/** What file systems allow. */
const NAME_BYTES = 255
/** A longer ending is no extension; in UTF-16 units. */
const MAX_EXTENSION = 20

/** Names one entry may not have, because a path could not say them. Anything else is allowed. */
export function checkName(name: string): string {
  const bytes = Buffer.byteLength(name)
  const why =
    name === '' || name === '.' || name === '..'
      ? `"${name}" is not a name`
      : name.includes('/') || name.includes('\0')
        ? 'it contains "/" or a zero byte'
        : bytes > NAME_BYTES
          ? `it is ${bytes} bytes long; ${NAME_BYTES} is the limit`
          : name.isWellFormed()
            ? undefined
            : 'it holds half a character'
  if (why === undefined) return name
  throw new SpaceError(
    'bad-input',
    `this name cannot be used: ${JSON.stringify(name.slice(0, 80))}`,
    {
      why,
      try: 'use another name',
    },
  )
}

/** The names on the way from the root; `/` gives none. */
export function splitPath(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  const up = names.indexOf('..')
  if (up >= 0)
    throw new SpaceError('bad-input', `"${path}" goes up with ".."`, {
      why: 'a path in a drive starts at its root',
      try: 'write the whole path, such as /photos/2024',
    })
  return names
}

export function joinPath(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`
}

export interface Paths {
  /** @throws {SpaceError} `not-found`, or `not-folder` when a file is in the way */
  resolve(path: string): number
  /** {@link NONE} when nothing is there. */
  lookup(path: string): number
  child(folder: number, name: string): number
  /** Names as shown, unique inside the folder, in no order. */
  children(folder: number): ReadonlyMap<string, number>
  nameOf(row: number): string
  /** From the root, or from the trash. */
  pathOf(row: number): string
  /** Tells that others are in `folder` now. */
  forget(folder: number): void
  forgetAll(): void
  /** Tells that `row`, which was there and was called `name`, is no longer to be seen in `folder`. */
  left(folder: number, row: number, name: string): void
  /** Tells that `row` is to be seen in `folder` now. */
  added(folder: number, row: number): void
}

const VIEWS = 64

/** What paths ask of the tree. */
export interface PathsOf {
  isFolder(row: number): boolean
  /** Of a copy: which device saved it, and bytes in hex that are its own on every device. */
  copyAt(row: number): { device: string; key: string }
}

export function openPaths(columns: Columns, { isFolder, copyAt }: PathsOf): Paths {
  const twins = openTwins(columns)
  // Views of the folders used last. A view gives equal names a suffix.
  const views = new Map<number, { names: Map<string, number>; shown: Map<number, string> }>()

  const baseName = (row: number): string => {
    const name = showable(columns.nameOf(row))
    return columns.isCopy(row) ? suffixed(name, `from ${copyAt(row).device}`) : name
  }
  /** By what equal names are told apart; a copy goes behind what has the name by right. */
  const rankOf = (row: number): string =>
    columns.isCopy(row) ? `~${copyAt(row).key}` : Buffer.from(columns.idOf(row)).toString('hex')

  const viewOf = (folder: number) => {
    const held = views.get(folder)
    if (held !== undefined) {
      views.delete(folder)
      views.set(folder, held)
      return held
    }
    const names = new Map<string, number>()
    const twins = new Map<string, number[]>()
    const shown = new Map<number, string>()
    for (const row of columns.children(folder)) {
      if (!columns.isVisible(row)) continue
      const name = baseName(row)
      if (columns.isCopy(row)) shown.set(row, name)
      const other = names.get(name)
      if (other === undefined) names.set(name, row)
      else twins.set(name, [...(twins.get(name) ?? [other]), row])
    }
    // in an order that is the same on every device: one group may take a name from the next
    for (const name of [...twins.keys()].sort()) {
      const rows = (twins.get(name) ?? [])
        .map((row) => ({ row, rank: rankOf(row) }))
        .sort((a, b) => (a.rank < b.rank ? -1 : 1))
      names.set(name, rows[0]?.row ?? NONE)
      for (const { row, rank } of rows.slice(1)) {
        const id = rank.replace('~', '')
        let length = 4
        const told = (): string => {
          // a hostile device can have taken all of them
          const more = length > id.length ? `-${length - id.length}` : ''
          return suffixed(name, id.slice(0, length) + more)
        }
        while (names.has(told())) length++
        names.set(told(), row)
        shown.set(row, told())
      }
    }
    const view = { names, shown }
    const [oldest] = views.keys()
    if (views.size >= VIEWS && oldest !== undefined) views.delete(oldest)
    views.set(folder, view)
    return view
  }

  const lookup = (path: string): number => {
    let row = ROOT_ROW
    for (const name of splitPath(path)) {
      row = viewOf(row).names.get(name) ?? NONE
      if (row === NONE) return NONE
    }
    return row
  }

  const nameOf = (row: number): string => {
    const folder = columns.parentOf(row)
    // a view of 100,000 names takes a while, and nearly always each is called as it is called
    if (folder === NONE || twins.hasNone(folder)) return baseName(row)
    return viewOf(folder).shown.get(row) ?? baseName(row)
  }

  return {
    lookup,
    resolve(path) {
      let row = ROOT_ROW
      let at = ''
      for (const name of splitPath(path)) {
        if (!isFolder(row)) throw notFolder(at)
        const child = viewOf(row).names.get(name)
        if (child === undefined)
          throw new SpaceError('not-found', `there is no ${at}/${name}`, {
            try: `look around with: space ls ${quoteForShell(at === '' ? '/' : at)}`,
            facts: { path: `${at}/${name}` },
          })
        row = child
        at = `${at}/${name}`
      }
      return row
    },
    child: (folder, name) => viewOf(folder).names.get(name) ?? NONE,
    children: (folder) => viewOf(folder).names,
    nameOf,
    pathOf(row) {
      const names: string[] = []
      for (let at = row; at > TRASH_ROW; at = columns.parentOf(at)) names.unshift(nameOf(at))
      return `/${names.join('/')}`
    },
    forget: (folder) => void views.delete(folder),
    forgetAll: () => views.clear(),
    left(folder, row, name) {
      const view = views.get(folder)
      if (view === undefined) return
      const shown = showable(name)
      // of equal names another one may be called by it now
      if (view.shown.size > 0 || view.names.get(shown) !== row) views.delete(folder)
      else view.names.delete(shown)
    },
    added(folder, row) {
      const view = views.get(folder)
      if (view === undefined) return
      const name = showable(columns.nameOf(row))
      if (columns.isCopy(row) || view.names.has(name)) views.delete(folder)
      else view.names.set(name, row)
    },
  }
}

export function notFolder(path: string): SpaceError {
  return new SpaceError('not-folder', `${path} is not a folder`, {
    try: 'name a folder that holds it, or that it shall be in',
    facts: { path },
  })
}

/** What another device may have called an entry, made harmless for paths and for folders on a disk. */
function showable(name: string): string {
  if (name === '' || name === '.' || name === '..') return `_${name}`
  // NOTE: almost every name passes unchanged; the test is cheaper than the replacement
  const shown = name.includes('/') || name.includes('\0') ? name.replaceAll(/[/\0]/gu, '_') : name
  return shown.length * 3 > NAME_BYTES && Buffer.byteLength(shown) > NAME_BYTES
    ? suffixed(shown, '')
    : shown
}

/** `suffix` goes before the extension; the name is cut where it would be too long for a disk. Names of folders have none. */
export function suffixed(name: string, suffix: string, isFile = true): string {
  const dot = name.lastIndexOf('.')
  const hasExtension = isFile && dot > 0 && name.length - dot <= MAX_EXTENSION
  const stem = hasExtension ? name.slice(0, dot) : name
  const end = (suffix === '' ? '' : ` (${suffix})`) + (hasExtension ? name.slice(dot) : '')
  const bytes = Buffer.from(stem)
  const room = NAME_BYTES - Buffer.byteLength(end)
  if (bytes.length <= room) return stem + end
  // half a character at the cut becomes U+FFFD
  return (
    bytes
      .subarray(0, room)
      .toString()
      .replace(/\ufffd+$/u, '') + end
  )
}
