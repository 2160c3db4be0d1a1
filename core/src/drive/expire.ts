/** Letting go of what a drive no longer keeps: old versions, and what lay in the trash long enough. */
import { hexOf } from '../crypto/text.ts'
import { ROOT_ROW } from './tree/columns.ts'
import type { Expired, Keeping } from './drive.ts'
import { dropOps, dropVersionsOps, trash } from './edits.ts'
import { checkKeeping, DAY_MS, KEEPING_FIELD, keepingOf, versionsToDrop } from './keeping.ts'
import type { Op } from './log/ops.ts'
import type { DriveParts } from './parts.ts'
import { currentVersions, ROOT } from './tree/registers.ts'

/** A clock that is this far ahead of the last change is not believed. */
const MAX_SILENCE_DAYS = 60
/** So long a change must lie back before it speaks for the clock: one save under a wrong clock must not. */
const STANDING_DAYS = 7
/** The last time that a `Date` can say. */
const MAX_TIME = 8.64e15

export async function setKeeping(parts: DriveParts, wanted: Keeping): Promise<Keeping> {
  const value = checkKeeping(wanted)
  return parts.lane.change(() => ({
    ops: [{ o: 'set', id: ROOT, field: KEEPING_FIELD, value, at: parts.now() }],
    result: () => keepingOf(parts),
  }))
}

export async function expire(parts: DriveParts): Promise<Expired> {
  return parts.lane.change(() => {
    const now = parts.now()
    const skipped = doubtOf(now, lastTime(parts)) ?? leapOf(parts, now)
    if (skipped !== undefined)
      return { ops: [], result: () => ({ versions: 0, entries: 0, skipped }) }
    const ops: Op[] = []
    const keeping = keepingOf(parts)
    const { columns } = parts.tree
    const emptied = new Set<number>()
    let entries = 0
    for (const { id } of trash(parts)) {
      const top = columns.find(Buffer.from(id, 'hex'))
      const rows = [top, ...columns.below(top)]
      if (!rows.every((row) => isOlder(parts, row, now - keeping.trashDays * DAY_MS))) continue
      for (const row of rows) emptied.add(row)
      dropOps(parts, top, now, ops)
      entries++
    }
    let versions = 0
    for (let row = ROOT_ROW; row < columns.count; row++) {
      if (columns.versionsOf(row) < 2 || emptied.has(row)) continue
      const registers = parts.tree.registersOf(row)
      const kept = registers.versions.filter(({ content }) => content !== null)
      const gone = versionsToDrop(keeping, kept, currentVersions(registers), now)
      dropVersionsOps(parts, row, gone, now, ops)
      versions += gone.length
    }
    return { ops, result: () => ({ versions, entries }) }
  })
}

/**
 * Whether nothing was done to the entry since `time`. What another device changed in a folder that was
 * in the trash already has all its days from then; what has no time stays.
 */
function isOlder(parts: DriveParts, row: number, time: number): boolean {
  const { moves, versions } = parts.tree.registersOf(row)
  const kept = versions.filter(({ content }) => content !== null)
  return [...moves.slice(0, 1), ...kept].every(({ at }) => at > 0 && at <= time)
}

/** Why the clock is not believed, as a sentence. */
function doubtOf(now: number, last: number | undefined): string | undefined {
  if (last === undefined) return undefined
  const clock = `the clock says ${dayOf(now)}, the last change is of ${dayOf(last)}`
  if (now < last) return `Nothing was let go of, because ${clock}: set the clock right.`
  if (now - last <= MAX_SILENCE_DAYS * DAY_MS) return undefined
  return `Nothing was let go of, because ${clock}. ${AGAIN}`
}

const AGAIN = `If the clock is right, save anything and try again ${STANDING_DAYS} days later.`

/**
 * As {@link doubtOf}, for a clock that agrees with the newest changes because they were made under it:
 * it is not believed while those before them are all from long ago.
 */
function leapOf(parts: DriveParts, now: number): string | undefined {
  const standing = now - STANDING_DAYS * DAY_MS
  let before: number | undefined
  for (const n of parts.rows.batchNumbers().toReversed())
    for (const { at = 0 } of parts.tree.batch(n).ops) {
      if (at <= 0 || at > standing) continue
      if (standing - at <= MAX_SILENCE_DAYS * DAY_MS) return undefined
      before = Math.max(before ?? 0, at)
    }
  if (before === undefined) return undefined
  return `Nothing was let go of, because the clock says ${dayOf(now)}, and the last change before this week is of ${dayOf(before)}. ${AGAIN}`
}

/**
 * The newest time in what each writer did last. Older times do not count, so that a clock that ran
 * wild once, and was set right, is believed again. `undefined` when nothing has a time.
 */
function lastTime(parts: DriveParts): number | undefined {
  const silent = new Set(parts.rows.writers().map(({ writer }) => hexOf(writer)))
  let last: number | undefined
  for (const n of parts.rows.batchNumbers().toReversed()) {
    if (silent.size === 0) break
    const { writer, ops } = parts.tree.batch(n)
    if (!silent.has(hexOf(writer))) continue
    const at = ops.reduce((newest, op) => Math.max(newest, op.at ?? 0), 0)
    if (at === 0) continue
    silent.delete(hexOf(writer))
    last = Math.max(last ?? 0, at)
  }
  return last
}

function dayOf(ms: number): string {
  return ms > MAX_TIME ? 'no day there is' : new Date(ms).toISOString().slice(0, 10)
}
