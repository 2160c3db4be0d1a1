/** Setting a change back, step by step from its end; what was changed since stays and is told of. */
import { hasSameBytes } from '../copies-shown.ts'
import { isFolder } from '../entry-of.ts'
import { folderId } from '../folder-ops.ts'
import type { DriveParts } from '../parts.ts'
import { NONE, ROOT_ROW, TRASH_ROW } from '../tree/columns.ts'
import { currentVersions } from '../tree/registers.ts'
import { marksOf } from '../tree/row-of.ts'
import type { MadeStep, MarkedStep, PlacedStep, SavedStep, Step } from './steps.ts'
import { type Plan, planOf, type Turn, type Unit } from './turn.ts'
import { mark, save, throwAway } from './units.ts'

export function planUndo(parts: DriveParts, steps: readonly Step[]): Plan {
  const { columns } = parts.tree
  const made = new Set<number>()
  for (const step of steps) if (step.kind === 'made') made.add(columns.find(step.id))
  const units = steps.toReversed().map((step): Unit => {
    switch (step.kind) {
      case 'placed':
        return (turn) => putBack(parts, turn, step)
      case 'made':
        return (turn) => unmake(parts, turn, step, made)
      case 'saved':
        return (turn) => unsave(parts, turn, step)
      case 'marked':
        return (turn) => unmark(parts, turn, step)
      case 'settled':
        return (turn) => turn.keep(step.row, 'it was settled which of its versions stands')
    }
  })
  return planOf(units)
}

function putBack(parts: DriveParts, turn: Turn, step: PlacedStep): void {
  const { top, row, from, to, origin } = step
  const { columns } = parts.tree
  const { ahead } = turn
  const why = whyNotBack(parts, turn, step)
  if (why !== undefined) return turn.keep(row, why)
  const id = columns.idOf(row)
  if (from.parent === TRASH_ROW) {
    // so that it comes back to where it was, also when that was not where it had come to
    if (origin !== undefined) turn.write({ o: 'move', id, ...origin, at: turn.at })
    const again = { name: from.name, ...(origin !== undefined && { origin }) }
    return throwAway(parts, turn, { top, row }, again)
  }
  const spot = { id: folderId(parts, from.parent), row: from.parent }
  const there = ahead.occupant(spot, from.name)
  const isTaken = there !== undefined && there.row !== row
  const name = isTaken ? ahead.freeName(spot, from.name, isFolder(parts, row)) : from.name
  if (isTaken) turn.keep(row, `its name was taken since; it is called "${name}" now`)
  ahead.place(row, spot, name)
  turn.write({ o: 'move', id, parent: spot.id, name, at: turn.at })
  const back = { from: to, to: { ...from, name } }
  const shown = from.isTrash === true ? undefined : id
  turn.note({ kind: 'placed', top, row, ...back, ...(origin !== undefined && { origin }) }, shown)
}

function whyNotBack(
  parts: DriveParts,
  turn: Turn,
  { row, from, to }: PlacedStep,
): string | undefined {
  const { columns } = parts.tree
  const { ahead } = turn
  const isInTrash = columns.isWithin(row, TRASH_ROW)
  if (!columns.isVisible(row)) return 'it was removed for good'
  if (isInTrash && to.isTrash !== true) return 'it is in the trash now'
  if (columns.parentOf(row) !== to.parent || (!isInTrash && to.isTrash === true))
    return 'it was moved since'
  if (columns.nameOf(row) !== to.name) return 'it was renamed since'
  const isThere =
    from.isTrash === true ? columns.isWithin(from.parent, TRASH_ROW) : ahead.isThere(from.parent)
  if (!isThere || !isFolder(parts, from.parent)) return 'the folder it was in is gone'
  if (ahead.isWithin(from.parent, row)) return 'the folder it was in is inside of it now'
  const mayBe = turn.may(row, {
    ...(to.isTrash !== true && { leaves: to.parent }),
    ...(from.isTrash !== true && { enters: from.parent }),
  })
  return mayBe ? undefined : 'the app may no longer change it there'
}

/** To the trash with what was made; not with what somebody changed in it since. */
function unmake(parts: DriveParts, turn: Turn, step: MadeStep, made: ReadonlySet<number>): void {
  const { columns } = parts.tree
  const row = columns.find(step.id)
  if (row === NONE || !columns.isVisible(row)) return
  const top = step.top
  if (!step.isTop) return
  if (!columns.isWithin(row, ROOT_ROW)) return
  for (const below of [row, ...columns.below(row)]) {
    if (columns.isCopy(below)) continue
    if (!made.has(below)) return turn.keep(row, 'something else is in it now')
    // whatever came since is not in the batch that made it
    if (columns.sourceOf(below) === 0) return turn.keep(row, 'it was changed since')
  }
  if (!turn.may(row, { leaves: turn.ahead.parentOf(row) }))
    return turn.keep(row, 'the app may no longer change it there')
  throwAway(parts, turn, { top, row })
}

function unsave(parts: DriveParts, turn: Turn, { top, row, before, after }: SavedStep): void {
  if (!turn.ahead.isThere(row)) return turn.keep(row, 'it was removed since')
  const { versions } = parts.tree.registersOf(row)
  const standing = currentVersions(parts.tree.registersOf(row))
  if (!standing.every(({ content }) => hasSameBytes(content, after.content)))
    return turn.keep(row, 'it was changed since')
  const isKept = versions.some(
    ({ content }) => content !== null && hasSameBytes(content, before.content),
  )
  if (!isKept) return turn.keep(row, 'what it was before was removed for good')
  if (!turn.may(row, { isUsed: true }))
    return turn.keep(row, 'the app may no longer change it there')
  save(parts, turn, { top, row, before: after, after: before })
}

function unmark(parts: DriveParts, turn: Turn, { top, row, before, after }: MarkedStep): void {
  if (!turn.ahead.isThere(row)) return turn.keep(row, 'it was removed since')
  if (!turn.may(row, { isUsed: true }))
    return turn.keep(row, 'the app may no longer change it there')
  const now = marksOf(parts.tree.registersOf(row))
  // each by itself: a tag that somebody put there since stays
  const starred = now.starred === after.starred ? before.starred : now.starred
  const tags = now.tags.filter((tag) => before.tags.includes(tag) || !after.tags.includes(tag))
  for (const tag of before.tags)
    if (!after.tags.includes(tag) && !tags.includes(tag)) tags.push(tag)
  mark(parts, turn, { top, row, before: now, after: { starred, tags: tags.sort() } })
}
