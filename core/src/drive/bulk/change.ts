/** Plans for each kind of change, out of what was chosen. */
import { SpaceError } from '@space/sdk'
import { isFolder, rowOfId } from '../entry-of.ts'
import { folderId } from '../folder-ops.ts'
import { checkMarks } from '../marks.ts'
import type { DriveParts } from '../parts.ts'
import { checkName, notFolder } from '../paths.ts'
import { NONE, ROOT_ROW, TRASH_ROW } from '../tree/columns.ts'
import type { Pasts } from '../views/past.ts'
import { openSlices } from '../views/slices.ts'
import type { Spot } from './ahead.ts'
import { planArrivals, type Arrivals } from './arrivals.ts'
import type { Answers, BulkAuthor, BulkByEntry, BulkChange } from './bulk.ts'
import { nearestFolder, originOf } from './origin.ts'
import { planRestoreAt } from './restore-at.ts'
import { intoItself, perform, type Plan } from './turn.ts'
import { planUndo } from './undoing.ts'
import { getsMarks, goesAway } from './units.ts'

const ASK: Answers = { conflicts: 'ask', folders: 'ask', each: new Map() }
const KEEP_BOTH: Answers = { ...ASK, conflicts: 'keep-both', folders: 'keep-both' }

export function editMany(parts: DriveParts, pasts: Pasts, author: BulkAuthor): BulkByEntry {
  return {
    async change(ids, change, options = {}) {
      if (change.kind === 'mark') checkMarks(change)
      if (change.kind === 'rename') checkName(change.name)
      return perform(parts, author, () => planOf(parts, ids, change, options.answers), options)
    },
    async restoreAt(wanted, options) {
      // what takes long is done before it has its turn
      await pasts.at(wanted.time, openSlices(options?.signal))
      return perform(parts, author, () => planRestoreAt(parts, pasts, wanted), options)
    },
    undo: async ({ steps }, options) =>
      perform(parts, author, () => planUndo(parts, steps), options),
  }
}

function planOf(
  parts: DriveParts,
  ids: readonly string[],
  change: BulkChange,
  answers: Answers | undefined,
): Plan {
  if (change.kind === 'restore') return planRestoring(parts, ids, answers ?? KEEP_BOTH)
  const rows = [...new Set(ids.map((id) => rowOfId(parts, id)))]
  if (rows.includes(ROOT_ROW))
    throw new SpaceError('bad-input', 'the root of the drive stays what it is', {
      try: 'choose what is in it',
    })
  const { columns, paths } = parts.tree
  const arrivals = planArrivals(parts, answers ?? ASK)
  switch (change.kind) {
    case 'mark':
      for (const row of rows) {
        if (columns.isCopy(row)) arrivals.keep(row, 'it is another version of a file, not a file')
        else arrivals.push(row, getsMarks(parts, row, change))
      }
      break
    case 'remove':
      for (const row of topsOf(parts, rows)) arrivals.push(row, goesAway(parts, { top: row, row }))
      break
    case 'rename': {
      const [row] = rows
      if (row === undefined || rows.length > 1)
        throw new SpaceError('bad-input', 'one entry is renamed at a time')
      const spot = spotOf(parts, columns.parentOf(row))
      arrivals.add({ top: row, row, spot, name: change.name, as: 'moved' })
      break
    }
    case 'duplicate':
      for (const row of topsOf(parts, rows)) {
        const spot = spotOf(parts, columns.parentOf(row))
        arrivals.add({ top: row, row, spot, name: paths.nameOf(row), as: 'copied' })
      }
      break
    case 'move':
    case 'copy': {
      const spot = spotOf(parts, rowOfId(parts, change.folder))
      const tops = topsOf(parts, rows)
      for (const row of tops)
        if (columns.isWithin(spot.row, row)) throw intoItself(paths.nameOf(row), spot.row === row)
      const as = change.kind === 'move' ? 'moved' : 'copied'
      for (const row of tops) arrivals.add({ top: row, row, spot, name: paths.nameOf(row), as })
    }
  }
  return arrivals.plan()
}

/** Out of the trash, a folder before what was thrown away out of it. */
function planRestoring(parts: DriveParts, ids: readonly string[], answers: Answers): Plan {
  const { columns } = parts.tree
  const wanted = new Set(ids.map((id) => trashedRow(parts, id)))
  const begun = new Set<number>()
  const arrivals = planArrivals(parts, answers)
  const restore = (row: number): void => {
    if (begun.has(row)) return
    begun.add(row)
    const origin = originOf(parts, row)
    for (let at = origin.parent; at > TRASH_ROW; at = columns.parentOf(at))
      if (wanted.has(at)) restore(at)
    comeBack(parts, arrivals, row, origin)
  }
  for (const row of wanted) restore(row)
  return arrivals.plan()
}

function comeBack(
  parts: DriveParts,
  arrivals: Arrivals,
  row: number,
  origin: { readonly parent: number; readonly name: string },
): void {
  const folder = nearestFolder(parts, arrivals.ahead, origin.parent)
  const spot = spotOf(parts, folder)
  arrivals.add({ top: row, row, spot, name: origin.name, as: 'restored', origin })
}

/** @throws {SpaceError} `not-found` for what is not, or no longer, in the trash by itself */
function trashedRow({ tree: { columns } }: DriveParts, id: string): number {
  const row = columns.find(Buffer.from(id.slice(0, 32), 'hex'))
  if (isTrashed(columns, row)) return row
  throw new SpaceError('not-found', 'what was asked for is not in the trash any more', {
    facts: { id },
  })
}

/** Whether it is in the trash by itself, and not with a folder. */
export function isTrashed(columns: DriveParts['tree']['columns'], row: number): boolean {
  return row > TRASH_ROW && columns.parentOf(row) === TRASH_ROW && columns.isVisible(row)
}

function spotOf(parts: DriveParts, row: number): Spot {
  if (row === NONE || !isFolder(parts, row)) throw notFolder(parts.tree.paths.pathOf(row))
  return { id: folderId(parts, row), row }
}

/** Without what lies below another one of them. */
function topsOf({ tree: { columns } }: DriveParts, rows: readonly number[]): number[] {
  const chosen = new Set(rows)
  return rows.filter((row) => {
    for (let at = columns.parentOf(row); at > TRASH_ROW; at = columns.parentOf(at))
      if (chosen.has(at)) return false
    return true
  })
}
