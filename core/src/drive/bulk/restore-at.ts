/** Making a file or folder what it was at a time, as a change that can be undone. */
import { SpaceError } from '@space/sdk'
import { formatMoment } from '@space/sdk/moment'
import { hexOf } from '../../crypto/text.ts'
import { hasSameBytes } from '../copies-shown.ts'
import { isFolder } from '../entry-of.ts'
import { folderId } from '../folder-ops.ts'
import type { DriveParts } from '../parts.ts'
import { NONE, ROOT_ROW, TRASH_ROW } from '../tree/columns.ts'
import { TRASH, type Stamp } from '../tree/registers.ts'
import type { Past, PastRow, Pasts } from '../views/past.ts'
import type { Wanted } from './bulk.ts'
import { nearestFolder, originOf } from './origin.ts'
import type { Place, PlacedStep } from './steps.ts'
import { nameOf, type Plan, planOf, type Turn, type Unit } from './turn.ts'
import { save, savedAt } from './units.ts'

const DENIED = 'the app may not change it there'

/**
 * What was below comes back to its place with its content of then, what was not goes to the trash. What
 * was asked for stays where it is, unless it is gone: then it comes back itself.
 *
 * @throws {SpaceError} `not-found` when it was not there then
 */
export function planRestoreAt(
  parts: DriveParts,
  pasts: Pasts,
  { id, time, reaches }: Wanted,
): Plan {
  const { columns } = parts.tree
  const top = columns.find(Buffer.from(id.slice(0, 32), 'hex'))
  const past = pasts.atNow(time)
  if (top === NONE || !wasThere(past, top))
    throw new SpaceError('not-found', `it was not there at ${formatMoment(time, 'second')}`)
  const wanted = wantedBelow(parts, past, top, (row) => reaches(hexOf(columns.idOf(row))))
  const changed = [top, ...wanted].filter((row) => past.changed.has(row))
  const units: Unit[] = []
  const strangers = strangersIn(parts, [top, ...wanted], new Set(wanted))
  for (const row of strangers) units.push((turn) => throwOut(parts, turn, row))
  for (const row of changed) {
    const then = past.row(row)
    if (then !== undefined && !isInPlace(parts, row, row === top, then))
      units.push((turn) => comeBack(parts, turn, row, row === top ? undefined : then))
    const version = then?.version
    if (version !== undefined) units.push((turn) => setBack(parts, turn, row, version))
  }
  return planOf(units)
}

/** Of the root it is true always, and means nothing before there was something in it. */
function wasThere(past: Past, row: number): boolean {
  if (row !== ROOT_ROW) return past.row(row) !== undefined
  for (const _ of past.childrenOf(row)) return true
  return false
}

/** Rows of all that was below `top` then and may come back; folders before what is in them. */
function wantedBelow(
  { tree: { columns } }: DriveParts,
  past: Past,
  top: number,
  reaches: (row: number) => boolean,
): number[] {
  const wanted: number[] = []
  const seen = new Set([top])
  const stack = [top]
  for (let at = stack.pop(); at !== undefined; at = stack.pop())
    for (const row of past.childrenOf(at)) {
      // what was let go of for good does not come back
      if (seen.has(row) || !columns.isVisible(row) || !reaches(row)) continue
      seen.add(row)
      wanted.push(row)
      if (past.row(row)?.kind === 'folder') stack.push(row)
    }
  return wanted
}

/** What stands in the folders now and was not there then, the topmost of each. */
function strangersIn(
  parts: DriveParts,
  folders: readonly number[],
  wanted: ReadonlySet<number>,
): number[] {
  const { columns } = parts.tree
  return folders
    .filter((row) => isFolder(parts, row))
    .flatMap((folder) =>
      Array.from(columns.children(folder)).filter(
        (row) => columns.isVisible(row) && !columns.isCopy(row) && !wanted.has(row),
      ),
    )
}

function isInPlace(parts: DriveParts, row: number, isTop: boolean, then: PastRow): boolean {
  const { columns } = parts.tree
  if (columns.isWithin(row, TRASH_ROW)) return false
  return isTop || (columns.parentOf(row) === then.parent && columns.nameOf(row) === then.name)
}

/** @param then undefined: to where it was before it went to the trash, or as near as can be */
function comeBack(
  parts: DriveParts,
  turn: Turn,
  row: number,
  then: { readonly parent: number; readonly name: string } | undefined,
): void {
  const { columns } = parts.tree
  const { ahead } = turn
  const isTrash = columns.isWithin(row, TRASH_ROW)
  const isThrown = ahead.parentOf(row) === TRASH_ROW
  const origin = isThrown || then === undefined ? originOf(parts, row) : then
  const { parent: wanted, name: wantedName } = then ?? origin
  const parent = then === undefined ? nearestFolder(parts, ahead, wanted) : wanted
  if (!columns.isVisible(row)) return turn.keep(row, 'it was removed for good')
  if (!ahead.isThere(parent)) return turn.keep(row, 'the folder it was in is gone')
  if (ahead.isWithin(parent, row)) return turn.keep(row, 'the folder it was in is inside of it now')
  const leaves = isTrash ? {} : { leaves: ahead.parentOf(row) }
  // a folder that comes back along with it was asked for by itself
  const enters = columns.isWithin(parent, ROOT_ROW) ? { enters: parent } : {}
  if (!turn.may(row, { ...leaves, ...enters })) return turn.keep(row, DENIED)
  const spot = { id: folderId(parts, parent), row: parent }
  const there = ahead.occupant(spot, wantedName)
  const isTaken = there !== undefined && there.row !== row
  const name = isTaken ? ahead.freeName(spot, wantedName, isFolder(parts, row)) : wantedName
  if (isTaken) turn.keep(row, `its name was taken since; it is called "${name}" now`)
  const from = placeNow(parts, turn, row)
  ahead.place(row, spot, name)
  const id = columns.idOf(row)
  turn.write({ o: 'move', id, parent: spot.id, name, at: turn.at })
  const isElsewhere = origin.parent !== parent || origin.name !== name
  const before =
    isThrown && isElsewhere
      ? { origin: { parent: columns.idOf(origin.parent), name: origin.name } }
      : {}
  turn.note({ kind: 'placed', top: row, row, from, to: { parent, name }, ...before }, id)
}

function throwOut(parts: DriveParts, turn: Turn, row: number): void {
  const { columns } = parts.tree
  const parent = columns.parentOf(row)
  if (!columns.isVisible(row) || parent === TRASH_ROW) return
  const isHere = columns.isWithin(row, ROOT_ROW)
  if (isHere && !turn.may(row, { leaves: parent })) return turn.keep(row, DENIED)
  const from = placeNow(parts, turn, row)
  const name = nameOf(parts, row)
  turn.ahead.place(row, { id: TRASH, row: TRASH_ROW }, name)
  turn.write({ o: 'move', id: columns.idOf(row), parent: TRASH, name, at: turn.at })
  const to: Place = { parent: TRASH_ROW, name, isTrash: true }
  const step: PlacedStep = { kind: 'placed', top: row, row, from, to }
  turn.note(step)
}

/** @param version where the op of the version that the file showed stands */
function setBack(parts: DriveParts, turn: Turn, row: number, version: Stamp): void {
  const { columns } = parts.tree
  const { versions } = parts.tree.registersOf(row)
  const before = savedAt(parts, row)
  const then = versions.find(({ stamp }) => isSameOp(stamp, version))
  if (before === undefined || then === undefined) return
  const { content } = then
  if (content !== null && hasSameBytes(before.content, content)) return
  const isHere = columns.isWithin(row, ROOT_ROW)
  if (isHere && !turn.may(row, { isUsed: true })) return turn.keep(row, DENIED)
  if (content === null) return turn.keep(row, 'what it held then was let go of for good')
  const after = { content, mtime: then.mtime ?? then.at }
  save(parts, turn, { top: row, row, before, after })
}

function isSameOp(a: Stamp, b: Stamp): boolean {
  return a.batch === b.batch && a.index === b.index
}

function placeNow(parts: DriveParts, { ahead }: Turn, row: number): Place {
  const { columns } = parts.tree
  const isTrash = columns.isWithin(row, TRASH_ROW)
  const parent = ahead.parentOf(row)
  return { parent, name: columns.nameOf(row), ...(isTrash && { isTrash }) }
}
