/**
 * Doing a plan: slice by slice, so that the drive goes on meanwhile. Each slice is durable before the
 * next begins, and after a crash those that were done are there as a whole.
 */
import { SpaceError } from '@space/sdk'
import { hexOf } from '../../crypto/text.ts'
import type { Op } from '../log/ops.ts'
import type { DriveParts } from '../parts.ts'
import { lookAhead, type Ahead } from './ahead.ts'
import {
  MOST_SHOWN,
  MOST_TOLD,
  type BulkAuthor,
  type BulkDone,
  type BulkOptions,
  type Kept,
} from './bulk.ts'
import type { Step } from './steps.ts'

/** One entry's part of a change, done when its turn has come. What it writes is never parted. */
export type Unit = (turn: Turn) => void

export interface Turn {
  /** With all that was done in this slice before. */
  readonly ahead: Ahead
  readonly at: number
  /** Nobody changed anything since the plan was made: what was checked then still holds. */
  readonly isAsPlanned: boolean
  write(...ops: Op[]): void
  /** @param shown the entry to be told of as changed, when it is not in the trash then */
  note(step: Step, shown?: Uint8Array): void
  /** It stays as it is. */
  keep(row: number, why: string): void
  may(row: number, what: { isUsed?: boolean; leaves?: number; enters?: number }): boolean
}

export interface Plan {
  /** In the order in which they are done; `nth` is that in which they hold together. */
  readonly units: readonly { readonly nth: number; readonly unit: Unit }[]
  readonly conflicts: readonly { readonly row: number; readonly existing: number }[]
  readonly conflictCount: number
  /** What was decided to be kept already, by row. */
  readonly kept: readonly { readonly row: number; readonly why: string }[]
}

/** So many ops block everything else for about a tenth of a second. */
const SLICE_OPS = 2000

/** @param prepare makes the plan when it is the first time its turn. What it throws changes nothing. */
export async function perform(
  parts: DriveParts,
  author: BulkAuthor,
  prepare: () => Plan,
  { signal, onProgress }: BulkOptions = {},
): Promise<BulkDone> {
  const { columns } = parts.tree
  let plan: Plan | undefined
  let next = 0
  let plannedVersion = -1
  const tally = newTally()
  const kept: Kept[] = []
  const keep = (row: number, why: string): void => {
    if (kept.length < MOST_TOLD) kept.push({ name: nameOf(parts, row), why })
  }

  const idOf = (row: number): string => hexOf(columns.idOf(row))
  const slice = () => {
    signal?.throwIfAborted()
    author.check()
    if (plan === undefined) {
      plan = prepare()
      plannedVersion = columns.version
      for (const { row, why } of plan.kept) keep(row, why)
    }
    const { units, conflictCount } = plan
    const ops: Op[] = []
    const starts = new Set<number>()
    const noted: { nth: number; step: Step; shown: Uint8Array | undefined }[] = []
    let nth = 0
    const ahead = lookAhead(parts)
    const turn: Turn = {
      ahead,
      at: parts.now(),
      isAsPlanned: columns.version === plannedVersion,
      write: (...more) => void ops.push(...more),
      note: (step, shown) => void noted.push({ nth, step, shown }),
      keep,
      may(row, { isUsed = false, leaves, enters }) {
        // what comes into a folder that comes along with it comes to where that folder goes
        let into = enters
        while (into !== undefined && ahead.hasLeft(into)) into = ahead.parentOf(into)
        return author.may(idOf(row), {
          isUsed,
          ...(leaves !== undefined && { leaves: idOf(leaves) }),
          ...(into !== undefined && { enters: idOf(into) }),
        })
      },
    }
    while (conflictCount === 0 && next < units.length && ops.length < SLICE_OPS) {
      const now = units[next++]
      if (now === undefined) break
      starts.add(ops.length)
      nth = now.nth
      now.unit(turn)
    }
    return {
      ops,
      starts,
      result: () => {
        // NOTE: in this very moment, before anybody else has a turn
        plannedVersion = turn.isAsPlanned ? columns.version : -1
        for (const { nth: at, step, shown } of noted) tally.count(at, step, shown)
        return units.length
      },
    }
  }

  let failure: unknown
  try {
    for (let total = 1; next < total;) {
      total = await parts.lane.change(slice, author.by)
      if (plan !== undefined && plan.conflictCount > 0) break
      if (next < total) onProgress?.(next, total)
    }
  } catch (error) {
    if (tally.isEmpty()) throw error
    failure = error
  }
  const { conflicts = [], conflictCount = 0 } = plan ?? {}
  const steps = tally.steps()
  return {
    done: tally.done(),
    undo: steps.length === 0 ? undefined : { steps },
    conflicts: conflicts.slice(0, MOST_TOLD).map(({ row, existing }) => ({
      entry: idOf(row),
      existing: idOf(existing),
    })),
    conflictCount,
    kept,
    entries: tally.shown(),
    ...(failure !== undefined && { failure }),
  }
}

/** A plan of units that are done in the order in which they hold together, and ask nothing. */
export function planOf(units: readonly Unit[]): Plan {
  const inOrder = units.map((unit, nth) => ({ nth, unit }))
  return { units: inOrder, conflicts: [], conflictCount: 0, kept: [] }
}

function newTally() {
  const noted: { nth: number; step: Step }[] = []
  const tops = new Set<number>()
  const shown = new Set<string>()
  return {
    count(nth: number, step: Step, entry: Uint8Array | undefined): void {
      noted.push({ nth, step })
      tops.add(step.top)
      if (entry !== undefined && shown.size < MOST_SHOWN) shown.add(hexOf(entry))
    },
    isEmpty: (): boolean => noted.length === 0,
    /** So that each can be undone before what it depended on: one may have taken the name of another. */
    steps: (): Step[] => noted.sort((a, b) => a.nth - b.nth).map(({ step }) => step),
    done: (): number => tops.size,
    shown: (): string[] => [...shown],
  }
}

/** What it is called, or was before it went. */
export function nameOf({ tree: { columns, paths } }: DriveParts, row: number): string {
  return columns.isVisible(row) && columns.parentOf(row) > 0
    ? paths.nameOf(row)
    : columns.nameOf(row)
}

export function intoItself(name: string, isItself: boolean): SpaceError {
  return new SpaceError('bad-input', `"${name}" cannot go into itself`, {
    why: isItself
      ? 'it is the folder that it would go into'
      : 'the folder that it would go into is inside it',
    try: 'choose a folder outside of it',
  })
}
