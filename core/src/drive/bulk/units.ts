/** What can be done to one entry: its ops, checked once more where others came in between. */
import { copyOps } from '../edits.ts'
import { settleOps } from '../copies.ts'
import { fileRowOf, isFolder } from '../entry-of.ts'
import type { Op } from '../log/ops.ts'
import type { DriveParts } from '../parts.ts'
import { NONE, ROOT_ROW, TRASH_ROW } from '../tree/columns.ts'
import { currentVersions, TRASH } from '../tree/registers.ts'
import { marksOf, STARRED, TAG } from '../tree/row-of.ts'
import { allBasesOf } from '../version-ids.ts'
import type { Spot } from './ahead.ts'
import type { Marks, Place, PlacedStep, Saved } from './steps.ts'
import { nameOf, type Turn, type Unit } from './turn.ts'

export interface Going {
  /** Row of what was named. */
  readonly top: number
  readonly row: number
}

export interface Coming extends Going {
  readonly spot: Spot
  readonly name: string
  /** Row of what goes to the trash for it. */
  readonly instead?: number | undefined
}

export const GONE = 'it was removed meanwhile'
export const TAKEN = 'something else took its name meanwhile'
export const MOVED = 'it was moved meanwhile'
const DENIED = 'the app may no longer change it there'

/** Out of the trash as well: then `origin` is where it was before. */
export function movesTo(
  parts: DriveParts,
  coming: Coming & { readonly origin?: Place; readonly fromTrash?: boolean },
): Unit {
  const { top, row, spot, name, instead, fromTrash = false } = coming
  const { columns } = parts.tree
  const from: Place = {
    parent: columns.parentOf(row),
    name: columns.nameOf(row),
    ...(fromTrash && { isTrash: true }),
  }
  const isElsewhere =
    coming.origin !== undefined &&
    (coming.origin.parent !== spot.row || coming.origin.name !== name)
  const origin = isElsewhere ? coming.origin : undefined
  return (turn) => {
    const { ahead } = turn
    if (!turn.isAsPlanned) {
      const isSame = columns.parentOf(row) === from.parent && columns.isVisible(row)
      if (!isSame || !(fromTrash || isStillBelow(parts, row, top))) return turn.keep(row, MOVED)
      if (!ahead.isThere(spot.row)) return turn.keep(row, 'the folder it was to go into is gone')
      if (ahead.isWithin(spot.row, row)) return turn.keep(row, MOVED)
      if (!isFree(turn, coming)) return turn.keep(row, TAKEN)
    }
    const leaves = fromTrash ? {} : { leaves: from.parent }
    if (!turn.may(row, { ...leaves, enters: spot.row })) return turn.keep(row, DENIED)
    if (instead !== undefined) throwAway(parts, turn, { top, row: instead })
    const id = columns.idOf(row)
    ahead.place(row, spot, name)
    turn.write({ o: 'move', id, parent: spot.id, name, at: turn.at })
    const to = { parent: spot.row, name }
    turn.note(
      {
        kind: 'placed',
        top,
        row,
        from,
        to,
        ...(origin !== undefined && {
          origin: { parent: columns.idOf(origin.parent), name: origin.name },
        }),
      },
      row === top ? id : undefined,
    )
  }
}

/** A new entry with the same content; below a folder that is made along with it names are free. */
export function copiesTo(
  parts: DriveParts,
  coming: Coming & {
    readonly id: Uint8Array
    readonly isTop: boolean
    /** It is another version of a file, and no longer to be shown beside it. */
    readonly leaves?: boolean
  },
): Unit {
  const { top, row, spot, name, instead, id, isTop, leaves = false } = coming
  const { columns } = parts.tree
  const parent = columns.parentOf(row)
  return (turn) => {
    const { ahead } = turn
    if (!turn.isAsPlanned) {
      if (columns.parentOf(row) !== parent || !isStillBelow(parts, row, top))
        return turn.keep(row, MOVED)
      const at = columns.find(spot.id)
      const isThere = ahead.isMade(spot.id) || (at !== NONE && ahead.isThere(at))
      if (!isThere) return turn.keep(row, 'the folder it was to go into is gone')
      if (isTop && !isFree(turn, coming)) return turn.keep(row, TAKEN)
    }
    // where nobody came in between, what is below the top one may be seen as it may
    if (isTop || !turn.isAsPlanned) {
      const enters = isTop ? { enters: spot.row } : {}
      if (!turn.may(row, { isUsed: true, ...enters })) return turn.keep(row, DENIED)
    }
    if (instead !== undefined) throwAway(parts, turn, { top, row: instead })
    ahead.make(id, spot, name, row)
    const ops: Op[] = []
    copyOps(parts, row, { id, parent: spot.id, name, at: turn.at }, ops)
    // another version of a file becomes a file of its own
    if (leaves) ops.push(...settleOps(parts, [row], turn.at))
    turn.write(...ops)
    turn.note({ kind: 'made', top, id, isTop }, isTop ? id : undefined)
  }
}

/** The content of a file becomes the newest version of another; one that `leaves` goes to the trash. */
export function savesOnto(
  parts: DriveParts,
  {
    top,
    row,
    onto,
    leaves,
    inTrash,
  }: Going & { readonly onto: number; readonly leaves: boolean; readonly inTrash: boolean },
): Unit {
  const { columns } = parts.tree
  return (turn) => {
    if (!turn.isAsPlanned) {
      const isHere = inTrash ? columns.isVisible(row) : isStillBelow(parts, row, top)
      if (!isHere || !turn.ahead.isThere(onto)) return turn.keep(row, GONE)
    }
    const from = leaves ? { leaves: columns.parentOf(row) } : { isUsed: !inTrash }
    if (!turn.may(row, { ...from, enters: columns.parentOf(onto) })) return turn.keep(row, DENIED)
    const [before, after] = [savedAt(parts, onto), savedAt(parts, row)]
    if (before === undefined || after === undefined) return turn.keep(row, GONE)
    save(parts, turn, { top, row: onto, before, after })
    if (leaves) throwAway(parts, turn, { top, row })
  }
}

/** To the trash; a folder that was emptied by a merge only when nothing came into it. */
export function goesAway(
  parts: DriveParts,
  { top, row, isEmptied = false }: Going & { readonly isEmptied?: boolean },
): Unit {
  const { columns } = parts.tree
  return (turn) => {
    if (!turn.isAsPlanned && !isStillBelow(parts, row, top)) return turn.keep(row, GONE)
    if (isEmptied && holdsMore(parts, turn, row)) return
    if (!turn.may(row, { leaves: columns.parentOf(row) })) return turn.keep(row, DENIED)
    if (columns.isCopy(row)) {
      turn.write(...settleOps(parts, [row], turn.at))
      turn.note({ kind: 'settled', top, row: fileRowOf(parts, row) })
    } else throwAway(parts, turn, { top, row })
  }
}

export function getsMarks(
  parts: DriveParts,
  row: number,
  wanted: { starred?: boolean; tags?: readonly string[] },
): Unit {
  return (turn) => {
    if (!turn.isAsPlanned && !turn.ahead.isThere(row)) return turn.keep(row, GONE)
    if (!turn.may(row, { isUsed: true })) return turn.keep(row, DENIED)
    const before = marksOf(parts.tree.registersOf(row))
    const tags = wanted.tags === undefined ? before.tags : [...new Set(wanted.tags)].sort()
    mark(parts, turn, {
      top: row,
      row,
      before,
      after: { starred: wanted.starred ?? before.starred, tags },
    })
  }
}

export function mark(
  parts: DriveParts,
  turn: Turn,
  { top, row, before, after }: Going & { before: Marks; after: Marks },
): void {
  const id = parts.tree.columns.idOf(row)
  const ops: Op[] = []
  const set = (field: string, value: boolean): void =>
    void ops.push({ o: 'set', id, field, value, at: turn.at })
  if (after.starred !== before.starred) set(STARRED, after.starred)
  for (const tag of after.tags) if (!before.tags.includes(tag)) set(TAG + tag, true)
  for (const tag of before.tags) if (!after.tags.includes(tag)) set(TAG + tag, false)
  if (ops.length === 0) return
  turn.write(...ops)
  turn.note({ kind: 'marked', top, row, before, after }, id)
}

export function save(
  parts: DriveParts,
  turn: Turn,
  { top, row, before, after }: Going & { before: Saved; after: Saved },
): void {
  const id = parts.tree.columns.idOf(row)
  const { content, mtime } = after
  const base = allBasesOf(parts, row)
  turn.write({ o: 'version', id, base, content, at: turn.at, mtime })
  turn.note({ kind: 'saved', top, row, before, after }, id)
}

/**
 * @param again how it lay in the trash before: by which name, and where it had been when that is not
 *   where it is now
 */
export function throwAway(
  parts: DriveParts,
  turn: Turn,
  { top, row }: Going,
  again: { readonly name?: string; readonly origin?: PlacedStep['origin'] } = {},
): void {
  const { origin, name = nameOf(parts, row) } = again
  const { columns } = parts.tree
  const from = { parent: turn.ahead.parentOf(row), name: columns.nameOf(row) }
  turn.ahead.place(row, { id: TRASH, row: TRASH_ROW }, name)
  turn.write({ o: 'move', id: columns.idOf(row), parent: TRASH, name, at: turn.at })
  const to: Place = { parent: TRASH_ROW, name, isTrash: true }
  turn.note({ kind: 'placed', top, row, from, to, ...(origin !== undefined && { origin }) })
}

/** What a file holds now. */
export function savedAt(parts: DriveParts, row: number): Saved | undefined {
  const [current] = currentVersions(parts.tree.registersOf(row))
  if (current === undefined || current.content === null) return undefined
  return { content: current.content, mtime: current.mtime ?? current.at }
}

/** Whether something is in a folder that does not leave it. */
export function holdsMore(parts: DriveParts, { ahead }: Turn, row: number): boolean {
  const { columns } = parts.tree
  for (const child of columns.children(row))
    if (columns.isVisible(child) && !columns.isCopy(child) && !ahead.hasLeft(child)) return true
  return false
}

function isStillBelow({ tree: { columns } }: DriveParts, row: number, top: number): boolean {
  return columns.isVisible(row) && columns.isWithin(row, top) && columns.isWithin(row, ROOT_ROW)
}

function isFree({ ahead }: Turn, { row, spot, name, instead }: Coming): boolean {
  const there = ahead.occupant(spot, name)
  return there === undefined || there.row === row || there.row === instead
}

/** Whether both can be one folder, or one file with the versions of both. */
export function areFolders(parts: DriveParts, a: number, b: number): boolean {
  return isFolder(parts, a) && isFolder(parts, b)
}
