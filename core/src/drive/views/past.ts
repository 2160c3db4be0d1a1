/**
 * The tree as it was at a time. What did not change since is as it is now; only of the rest is the log
 * read again, and what that gave is kept for the times that were looked at last.
 */
import type { Kind } from '../drive.ts'
import { kindOf } from '../entry-of.ts'
import { localOp } from '../log/ops.ts'
import type { DriveParts } from '../parts.ts'
import { NONE } from '../tree/columns.ts'
import {
  applyOp,
  compareStamps,
  currentVersions,
  emptyRegisters,
  isVisible,
  type Registers,
  type Stamp,
  type VersionRegister,
} from '../tree/registers.ts'
import type { LogIndex, LoggedBatch } from './log-index.ts'
import type { Slices } from './slices.ts'

/** Rows that changed since one of the times that are kept. */
const KEPT_ROWS = 400_000
const KEPT_TIMES = 8
const BATCH_READS = 64

/** An entry as it was. */
export interface PastRow {
  readonly kind: Kind
  readonly parent: number
  readonly name: string
  readonly size: number
  readonly mtime: number
  /** Of a file: the version that it showed. */
  readonly version: Stamp | undefined
}

export interface Past {
  /** Of rows that changed since; undefined for one that was not there. */
  readonly changed: ReadonlyMap<number, PastRow | undefined>
  /** Rows that were in a folder. */
  childrenOf(folder: number): Iterable<number>
  /** Undefined when it was not to be seen. */
  row(row: number): PastRow | undefined
}

export interface Pasts {
  at(time: number, slices: Slices): Promise<Past>
  /** The same at once, however long it takes. */
  atNow(time: number): Past
}

interface Kept {
  readonly past: Past
  /** All that the log held when it was made. */
  readonly batches: ReadonlySet<LoggedBatch>
}

const NOTHING: LoggedBatch = {
  n: 0,
  from: 0,
  to: 0,
  rows: new Int32Array(0),
  before: new Int32Array(0),
  after: new Int32Array(0),
}

export function openPasts(parts: DriveParts, log: LogIndex): Pasts {
  const { columns } = parts.tree
  // the one used last is the last
  const kept = new Map<number, Kept>()

  function* foldAt(
    time: number,
    rows: ReadonlySet<number>,
    batches: readonly LoggedBatch[],
    into: Map<number, Registers>,
  ): Generator<void> {
    const numberOf = (cid: { multihash: { digest: Uint8Array } }): number =>
      parts.rows.batchNumber(cid.multihash.digest) ?? -1
    for (const { n, from, rows: about } of batches) {
      if (from > time || !about.some((row) => rows.has(row))) continue
      const { ops, clock } = parts.tree.batch(n)
      for (const [index, op] of ops.entries()) {
        if ((op.at ?? 0) > time) continue
        const local = localOp(op, n, numberOf)
        const row = local === undefined ? NONE : columns.find(local.id)
        if (local === undefined || !rows.has(row)) continue
        let registers = into.get(row)
        if (registers === undefined) into.set(row, (registers = emptyRegisters()))
        applyOp(registers, local.op, { clock, batch: n, index }, parts.tree.order)
      }
      yield
    }
  }
  const pastOf = (registers: Registers | undefined): PastRow | undefined => {
    const [move] = registers?.moves ?? []
    if (registers === undefined || move === undefined) return undefined
    if (!isVisible(registers, parts.tree.order)) return undefined
    const [current] = currentVersions(registers)
    return {
      kind: registers.kind ?? 'file',
      parent: columns.find(move.parent),
      name: move.name,
      size: current?.content?.size ?? 0,
      mtime: mtimeOf(registers, current, move.at),
      version: current?.stamp,
    }
  }
  const mtimeOf = (
    registers: Registers,
    current: VersionRegister | undefined,
    movedAt: number,
  ): number => {
    const touched = registers.fields.get('mtime')
    const isTouched =
      touched !== undefined &&
      (current === undefined || compareStamps(touched.stamp, current.stamp, parts.tree.order) > 0)
    if (isTouched && typeof touched.value === 'number') return touched.value
    return current?.mtime ?? current?.at ?? movedAt
  }
  /** What is new in the log since a time was looked at is read, and nothing else. */
  function* make(time: number, batches: readonly LoggedBatch[]): Generator<void, Kept> {
    const all = new Set(batches)
    const before = kept.get(time)
    const isCut = before === undefined || [...before.batches].some((batch) => !all.has(batch))
    const changed = new Map(isCut ? [] : before.past.changed)
    const rows = new Set<number>()
    for (const batch of batches)
      if (isCut ? batch.to > time : !before.batches.has(batch))
        for (const row of batch.rows) rows.add(row)
    const registers = new Map<number, Registers>()
    yield* foldAt(time, rows, batches, registers)
    for (const row of rows) changed.set(row, pastOf(registers.get(row)))
    return { past: pastFrom(changed), batches: all }
  }
  const pastFrom = (changed: ReadonlyMap<number, PastRow | undefined>): Past => {
    const children = new Map<number, number[]>()
    for (const [row, past] of changed) {
      if (past === undefined) continue
      const siblings = children.get(past.parent)
      if (siblings === undefined) children.set(past.parent, [row])
      else siblings.push(row)
    }
    return {
      changed,
      *childrenOf(folder) {
        yield* children.get(folder) ?? []
        for (const row of columns.children(folder))
          if (!changed.has(row) && columns.isVisible(row) && !columns.isCopy(row)) yield row
      },
      row: (row) => (changed.has(row) ? changed.get(row) : presentRow(row)),
    }
  }
  const presentRow = (row: number): PastRow | undefined => {
    if (row === NONE || !columns.isVisible(row) || columns.isCopy(row)) return undefined
    return {
      kind: kindOf(parts, row),
      parent: columns.parentOf(row),
      name: columns.nameOf(row),
      size: columns.sizeOf(row),
      mtime: columns.mtimeOf(row),
      version: undefined,
    }
  }
  const keep = (time: number, made: Kept): Past => {
    kept.delete(time)
    kept.set(time, made)
    let [total, times] = [0, 0]
    for (const [key, { past }] of [...kept].toReversed()) {
      total += past.changed.size
      times++
      if (times > 1 && (total > KEPT_ROWS || times > KEPT_TIMES)) kept.delete(key)
    }
    return made.past
  }
  const held = (time: number, batches: readonly LoggedBatch[]): Past | undefined => {
    const one = kept.get(time)
    const isOld =
      one?.batches.size !== batches.length || !one.batches.has(batches.at(-1) ?? NOTHING)
    return isOld ? undefined : one?.past
  }
  const atNow = (time: number): Past => {
    const batches = log.batchesNow()
    const known = held(time, batches)
    if (known !== undefined) return known
    const work = make(time, batches)
    for (;;) {
      const step = work.next()
      if (step.done === true) return keep(time, step.value)
    }
  }

  return {
    async at(time, slices) {
      const batches = await log.batches(slices)
      const known = held(time, batches)
      if (known !== undefined) return known
      const work = make(time, batches)
      let step = work.next()
      while (step.done !== true) {
        if (slices.isOver(BATCH_READS)) await slices.rest()
        step = work.next()
      }
      keep(time, step.value)
      // with what came meanwhile
      return atNow(time)
    },
    atNow,
  }
}
