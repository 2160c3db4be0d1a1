/** Views of one reader: what is sorted is kept, so that each further window costs next to nothing. */
import { SpaceError } from '@space/sdk'
import { foldedName } from '@space/sdk/name-order'
import { APPS_FOLDER } from '@space/sdk/names'
import { randomBytes, sha256 } from '../../crypto/hash.ts'
import { hexOf } from '../../crypto/text.ts'
import { isFolder, rowOfId } from '../entry-of.ts'
import { literalOf } from '../glob.ts'
import type { DriveParts } from '../parts.ts'
import { notFolder } from '../paths.ts'
import { NONE, ROOT_ROW, TRASH_ROW } from '../tree/columns.ts'
import { matcher, pastFacts, presentFacts, type Facts, type Marks } from './facts.ts'
import type { Hashes } from './hashes.ts'
import { searchable, type Names } from './names.ts'
import type { Past, Pasts } from './past.ts'
import type { Trash } from './removed.ts'
import { openRowWriter, type Shape } from './row-writer.ts'
import { openSlices } from './slices.ts'
import { regrouped, sorted } from './sorted.ts'
import { KEPT_ORDERS, KEPT_ROWS, type Scope, type Sought, type ViewOf, type Views } from './view.ts'

/** What the views of all readers of a drive share: facts of rows, of which none is anybody's own. */
export interface Lore {
  readonly names: Names
  readonly marks: Marks
  readonly hashes: Hashes
  readonly trash: Trash
  readonly pasts: Pasts
  /** Also of what is not to be seen. */
  rowOf(id: string): number
}

/** A view, sorted. */
interface Ordered extends Shape {
  /** While it is the same, so are the rows; undefined when that cannot be told. */
  readonly stamp: string | undefined
  readonly rows: Int32Array
  readonly revision: string
}

export function openViews(parts: DriveParts, lore: Lore): Views {
  const { columns } = parts.tree
  const { names, marks, hashes, trash, pasts } = lore
  const present = presentFacts(parts, names)
  const write = openRowWriter(parts, lore)
  const kept = new Map<string, Ordered>()
  // what a revision is made of would tell of changes elsewhere
  const secret = randomBytes(16)

  const folderOf = (id: string): number => {
    const row = rowOfId(parts, id)
    if (!isFolder(parts, row)) throw notFolder(parts.tree.paths.nameOf(row))
    return row
  }
  const stampOf = (view: ViewOf, scope: Scope, folder: number): string | undefined => {
    if (scope.sees !== undefined) return undefined
    if (view.at !== undefined) return String(columns.version)
    if (view.trash === true) return `${columns.changedIn(TRASH_ROW)} ${columns.foldersVersion}`
    const changed = view.find === undefined ? columns.changedIn : columns.changedBelow
    return String(changed(folder))
  }
  /** Rows that may be in the view; where it {@link isNamed}, only those whose name has the text. */
  const candidates = (view: ViewOf, folder: number): Iterable<number> => {
    if (view.find === undefined) return visible(columns.children(folder))
    const wanted = searchable(view.find.text ?? '')
    const literal = isPattern(wanted) ? literalOf(wanted) : wanted
    return literal === '' ? columns.below(folder) : belowNamed(folder, literal)
  }
  /** Whether nothing more is to be asked of the name of its candidates. */
  const isNamed = ({ find, at, trash: isTrash }: ViewOf): boolean =>
    at === undefined && isTrash !== true && !isPattern(find?.text ?? '')
  function* visible(rows: Iterable<number>): Generator<number> {
    for (const row of rows) if (columns.isVisible(row)) yield row
  }
  function* belowNamed(folder: number, text: string): Generator<number> {
    for (const row of names.containing(text)) if (isBelow(row, folder)) yield row
  }
  const isBelow = (row: number, folder: number): boolean => {
    let at = row
    for (let steps = 0; at > TRASH_ROW && steps <= columns.count; steps++) {
      if (!columns.isVisible(at)) return false
      at = columns.parentOf(at)
      if (at === folder) return true
    }
    return false
  }
  const maySee = ({ sees }: Scope, row: number): boolean =>
    sees === undefined || sees(hexOf(columns.idOf(row)))
  /** Of the past only what is in the reader's part of the drive today, or was removed from it. */
  const maySeePast = (scope: Scope): ((row: number) => boolean) => {
    const top = folderOf(scope.top)
    return (row) =>
      maySee(scope, row) && (isBelow(row, top) || (scope.mayRestore && trash.wasWithin(row, top)))
  }
  const pastRows = (view: ViewOf, scope: Scope, folder: number, past: Past): number[] => {
    const isShown = maySeePast(scope)
    const top = view.inside === undefined ? folder : insideOf(view.inside, folder, past, isShown)
    const found: number[] = []
    const seen = new Set([top])
    const stack = [top]
    for (let at = stack.pop(); at !== undefined; at = stack.pop())
      for (const row of past.childrenOf(at)) {
        // what was let go of for good is nothing that can be looked at
        if (seen.has(row) || !columns.isVisible(row)) continue
        seen.add(row)
        if (isShown(row)) found.push(row)
        if (view.find !== undefined && past.row(row)?.kind === 'folder') stack.push(row)
      }
    return found
  }
  const insideOf = (
    id: string,
    folder: number,
    past: Past,
    isShown: (row: number) => boolean,
  ): number => {
    const row = columns.find(Buffer.from(id.slice(0, 32), 'hex'))
    let at = row
    for (let steps = 0; at > TRASH_ROW && at !== folder && steps <= columns.count; steps++)
      at = past.row(at)?.parent ?? NONE
    const isThere = at === folder && isShown(row) && past.row(row)?.kind === 'folder'
    if (isThere) return row
    throw new SpaceError('not-found', 'there was no such folder', { facts: { id } })
  }
  const order = async (
    view: ViewOf,
    scope: Scope,
    before: Int32Array | undefined,
    signal?: AbortSignal,
  ): Promise<Ordered> => {
    const slices = openSlices(signal)
    const { at, find = {} } = view
    if (view.trash === true) await trash.load(slices)
    if (at !== undefined) await pasts.at(at, slices)
    // NOTE: from here on nothing else has a turn, but for duplicates
    const past = at === undefined ? undefined : pasts.atNow(at)
    const folder = folderOf(view.folder)
    const stamp = stampOf(view, scope, folder)
    const facts = factsOf(past)
    const matches = matcher(isNamed(view) ? { ...find, text: '' } : find, facts, marks)
    const found =
      past !== undefined
        ? pastRows(view, scope, folder, past).filter(matches)
        : view.trash === true
          ? trashRows(folder).filter(matches)
          : presentRows(apart(view, folder), matches, scope)
    const groups =
      find.duplicates === true && past === undefined
        ? groupsOf(await hashes.groups(found, slices))
        : undefined
    const all = sorted(found, view.order, facts, before)
    const rows = Int32Array.from(groups === undefined ? all : regrouped(all, groups))
    return { stamp, rows, revision: revisionOf(rows), folder, facts, past, groups, view }
  }
  /** The candidates without what is below the folder of apps, where that was asked for. */
  const apart = (view: ViewOf, folder: number): Iterable<number> => {
    const all = candidates(view, folder)
    const apps = parts.tree.paths.child(ROOT_ROW, APPS_FOLDER)
    const isWithin = folder === apps || (apps !== NONE && isBelow(folder, apps))
    if (view.find?.withoutApps !== true || apps === NONE || isWithin) return all
    const theirs = new Set(columns.below(apps))
    return [...all].filter((row) => !theirs.has(row))
  }
  const presentRows = (
    rows: Iterable<number>,
    matches: (row: number) => boolean,
    scope: Scope,
  ): number[] => {
    const found: number[] = []
    for (const row of rows) if (matches(row) && maySee(scope, row)) found.push(row)
    return found
  }
  const factsOf = (past: Past | undefined): Facts & { removedAt(row: number): number } => ({
    ...(past === undefined ? present : pastFacts(past, present)),
    removedAt: (row) => trash.removedOf(row)?.at ?? 0,
  })
  const trashRows = (folder: number): number[] =>
    [...visible(columns.children(TRASH_ROW))].filter(
      (row) => trash.removedOf(row) !== undefined && trash.wayTo(row, folder) !== undefined,
    )
  const groupsOf = (groups: ReadonlyMap<string, readonly number[]>): Map<number, string> => {
    const ofRow = new Map<number, string>()
    for (const [key, rows] of groups) {
      const name = hexOf(sha256(Buffer.concat([secret, Buffer.from(key, 'latin1')]))).slice(0, 16)
      for (const row of rows) ofRow.set(row, name)
    }
    return ofRow
  }
  const revisionOf = (rows: Int32Array): string => {
    // NOTE: `from` with a function goes by an iterator, at three times the cost
    const changes = new Uint32Array(rows.length)
    for (let i = 0; i < rows.length; i++) changes[i] = columns.changedAt(rows[i] ?? NONE)
    const bytes = Buffer.concat([secret, bytesOf(rows), bytesOf(changes)])
    return hexOf(sha256(bytes)).slice(0, 20)
  }
  const ordered = async (view: ViewOf, scope: Scope, signal?: AbortSignal): Promise<Ordered> => {
    const key = keyOf(view, scope)
    const held = kept.get(key)
    const near = held ?? likest(view)
    kept.delete(key)
    const isSame =
      held?.stamp !== undefined && held.stamp === stampOf(view, scope, folderOf(view.folder))
    const made = isSame ? held : await order(view, scope, near?.rows, signal)
    kept.delete(key)
    kept.set(key, made)
    let total = 0
    for (const [one, { rows }] of [...kept].toReversed()) {
      total += rows.length
      if (one !== key && (total > KEPT_ROWS || kept.size > KEPT_ORDERS)) kept.delete(one)
    }
    return made
  }
  /** The most rows that stand in the same order: what a person looks for is among what they just saw. */
  const likest = ({ order: { by, descending = false } }: ViewOf): Ordered | undefined =>
    [...kept.values()]
      .filter(({ view: { order: one, at, trash: isTrash }, groups }) => {
        const isAlike = one.by === by && (one.descending ?? false) === descending
        return isAlike && at === undefined && isTrash !== true && groups === undefined
      })
      .toSorted((a, b) => b.rows.length - a.rows.length)[0]
  const seek = ({ rows, facts }: Ordered, startsWith: string, after: number): number => {
    const wanted = foldedName(startsWith)
    const isIt = (row: number): boolean => foldedName(facts.nameOf(row)).startsWith(wanted)
    const next = rows.findIndex((row, at) => at > after && isIt(row))
    return next >= 0 ? next : rows.findIndex(isIt)
  }

  return {
    async rows(view, scope, { from, count }, signal) {
      const shape = await ordered(view, scope, signal)
      const { rows, revision } = shape
      const page = [...rows.subarray(from, from + count)]
      return { revision, total: rows.length, rows: write.rows(shape, page) }
    },
    async rowOf(view, scope, sought: Sought, signal) {
      const shape = await ordered(view, scope, signal)
      const at =
        'entry' in sought
          ? shape.rows.indexOf(write.rowOf(sought.entry))
          : seek(shape, sought.startsWith, sought.after)
      return at < 0 ? undefined : at
    },
    async chosen(view, scope, { ranges, revision }, signal) {
      const shape = await ordered(view, scope, signal)
      if (shape.revision !== revision)
        throw new SpaceError('conflict', 'The list is not as it was when this was chosen', {
          try: 'look at it and choose again',
        })
      const picked = new Set<number>()
      for (const [from, to] of ranges) {
        if (from > to || to > shape.rows.length)
          throw new SpaceError('bad-input', `There are no rows from ${from} to ${to}`)
        for (const row of shape.rows.subarray(from, to)) picked.add(row)
      }
      return [...picked].map(write.idOf)
    },
    revision: async (view, scope, signal) => (await ordered(view, scope, signal)).revision,
  }
}

function keyOf(view: ViewOf, { top, mayRestore, sees }: Scope): string {
  const { folder, find, trash = false, at, inside, order } = view
  return JSON.stringify([
    folder,
    find,
    trash,
    at,
    inside,
    order,
    top,
    mayRestore,
    sees !== undefined,
  ])
}

function isPattern(text: string): boolean {
  return /[*?]/u.test(text)
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
