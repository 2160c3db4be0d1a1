/** What lies in the trash: since when, and where it was. */
import type { DriveParts } from '../parts.ts'
import { NONE, ROOT_ROW, TRASH_ROW, type Removed } from '../tree/columns.ts'
import type { Slices } from './slices.ts'

const KEPT_REMOVALS = 500_000

export interface Trash {
  /** What is known of the row, which lies in the trash itself; undefined when it was never elsewhere. */
  removedOf(row: number): Removed | undefined
  /** Reads what is not known yet of all that lies in the trash. */
  load(slices: Slices): Promise<void>
  /** Whether `row` is in the trash, alone or with a folder, and was in `top` or below it before. */
  wasWithin(row: number, top: number): boolean
  /** The folders from `top` down to where `row`, in the trash itself, was; undefined when it was elsewhere. */
  wayTo(row: number, top: number): number[] | undefined
}

export function openTrash(parts: DriveParts): Trash {
  const { columns } = parts.tree
  const kept = new Map<number, { changedAt: number; removed: Removed | undefined }>()

  const removedOf = (row: number): Removed | undefined => {
    // told of since the start; what was removed before is read
    const told = columns.removedOf(row)
    if (told !== undefined) return told
    const changedAt = columns.changedAt(row)
    const held = kept.get(row)
    if (held?.changedAt === changedAt) return held.removed
    const [move, former] = parts.tree.registersOf(row).moves
    const isKnown = move !== undefined && former !== undefined
    const removed = isKnown ? { at: move.at, from: former.parent } : undefined
    if (kept.size >= KEPT_REMOVALS) kept.clear()
    kept.set(row, { changedAt, removed })
    return removed
  }
  /** The folder above it, or, of what was put into the trash, the one it was in. */
  const above = (row: number): number => {
    const parent = columns.parentOf(row)
    if (parent !== TRASH_ROW) return parent
    const from = removedOf(row)?.from
    const folder = from === undefined ? NONE : columns.find(from)
    // a folder that is gone for good was somewhere in the drive
    return folder === NONE || !columns.isVisible(folder) ? ROOT_ROW : folder
  }
  const isInTrash = (row: number): boolean => {
    let at = row
    while (at > TRASH_ROW && columns.isVisible(at)) at = columns.parentOf(at)
    return at === TRASH_ROW && row !== TRASH_ROW
  }
  const wayTo = (row: number, top: number): number[] | undefined => {
    const way: number[] = []
    let at = above(row)
    // two in the trash may have been in one another by turns
    for (let steps = 0; at !== top; steps++) {
      if (at <= TRASH_ROW || !columns.isVisible(at) || steps > columns.count) return undefined
      way.unshift(at)
      at = above(at)
    }
    return way
  }

  return {
    removedOf,
    async load(slices) {
      // rows may leave it while others have their turn
      const removed = Array.from(columns.children(TRASH_ROW))
      for (const row of removed) {
        if (columns.isVisible(row)) removedOf(row)
        if (slices.isOver()) await slices.rest()
      }
    },
    wasWithin: (row, top) => isInTrash(row) && wayTo(row, top) !== undefined,
    wayTo,
  }
}
