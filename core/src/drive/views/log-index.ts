/**
 * Which entries each batch of the log is about, and when: so that days with changes, and what changed
 * since a time, are told without reading the log again. Made when it is first asked for, and kept up.
 */
import { hexOf } from '../../crypto/text.ts'
import type { DriveParts } from '../parts.ts'
import { NONE } from '../tree/columns.ts'
import { TRASH } from '../tree/registers.ts'
import type { Slices } from './slices.ts'

/** A batch that takes 5 ms to open counts as so many reads. */
const BATCH_READS = 64

export interface LoggedBatch {
  readonly n: number
  /** The oldest and the newest time that its ops bear, ms since 1970. */
  readonly from: number
  readonly to: number
  /** Rows that it is about, each once. */
  readonly rows: Int32Array
  /** For each of these the folder it was in before, and the one after; {@link NONE} for neither, and the trash. */
  readonly before: Int32Array
  readonly after: Int32Array
}

export interface LogIndex {
  /** All batches taken in, in the order of the log. */
  batches(slices: Slices): Promise<readonly LoggedBatch[]>
  /** The same at once, however long it takes. */
  batchesNow(): readonly LoggedBatch[]
}

export function openLogIndex(parts: DriveParts): LogIndex {
  const { columns } = parts.tree
  let known = new Map<number, { digest: string; batch: LoggedBatch }>()
  let folders = new Map<number, number>()
  let inOrder: LoggedBatch[] = []
  let madeAt = -1

  const read = (n: number): LoggedBatch => {
    const { ops } = parts.tree.batch(n)
    const places = new Map<number, { before: number; after: number }>()
    let [from, to, at] = [Infinity, 0, 0]
    for (const op of ops) {
      at = op.at ?? at
      from = Math.min(from, at)
      to = Math.max(to, at)
      const row = 'id' in op && op.id instanceof Uint8Array ? columns.find(op.id) : NONE
      if (row === NONE) continue
      const folder = folders.get(row) ?? NONE
      const place = places.get(row) ?? { before: folder, after: folder }
      places.set(row, place)
      if (op.o !== 'move') continue
      const isGone = Buffer.compare(op.parent, TRASH) === 0
      place.after = isGone ? NONE : columns.find(op.parent)
      folders.set(row, place.after)
    }
    return {
      n,
      from: Math.min(from, to),
      to,
      rows: Int32Array.from(places.keys()),
      before: Int32Array.from([...places.values()].map(({ before }) => before)),
      after: Int32Array.from([...places.values()].map(({ after }) => after)),
    }
  }
  function* refresh(): Generator<void> {
    if (madeAt === columns.version && inOrder.length > 0) return
    const version = columns.version
    const numbers = parts.rows.batchNumbers()
    const digestOf = (n: number): string => hexOf(parts.rows.batch(n)?.digest ?? new Uint8Array(0))
    // numbers are given anew when the log was cut
    const isCut = numbers.length < known.size || numbers.some((n) => isOther(n, digestOf(n)))
    if (isCut) {
      known = new Map()
      folders = new Map()
    }
    for (const n of numbers) {
      if (known.has(n)) continue
      known.set(n, { digest: digestOf(n), batch: read(n) })
      yield
    }
    inOrder = numbers.flatMap((n) => known.get(n)?.batch ?? [])
    madeAt = version
  }
  const isOther = (n: number, digest: string): boolean => {
    const held = known.get(n)
    return held !== undefined && held.digest !== digest
  }

  return {
    async batches(slices) {
      for (const _ of refresh()) if (slices.isOver(BATCH_READS)) await slices.rest()
      return inOrder
    },
    batchesNow() {
      for (const _ of refresh());
      return inOrder
    },
  }
}
