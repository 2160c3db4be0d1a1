/**
 * The state of a drive: registers folded from batches, shown as a tree.
 *
 * Batches are taken inside one index transaction and shown in memory only after it has committed, so
 * that memory never runs ahead of the disk.
 */
import type { CID } from 'multiformats/cid'
import { hexOf } from '../crypto/text.ts'
import type { Batch } from './batch.ts'
import { NONE, openColumns, ROOT_ROW, TRASH_ROW, type Columns, type Row } from './columns.ts'
import { localOp, type Op } from './ops.ts'
import { openPaths, type Paths } from './paths.ts'
import {
  applyOp,
  compareStamps,
  currentVersions,
  emptyRegisters,
  isVisible,
  KINDS,
  ROOT,
  TRASH,
  type Order,
  type Registers,
} from './registers.ts'
import type { Rows } from './rows.ts'
import { settle } from './settle.ts'

export const FOLDER = KINDS.indexOf('folder')
const NO_FINGERPRINT = new Uint8Array(8)
const NO_DIGEST = new Uint8Array(32)
/** Permissions of what says nothing of them. */
export const DEFAULT_MODES = { file: 0o644, folder: 0o755, symlink: 0o777, mount: 0o755 }
const CACHED_BATCHES = 8

export interface Tree {
  readonly columns: Columns
  readonly paths: Paths
  registersOf(row: number): Registers
  /** The batch with this local number, opened. */
  batch(n: number): Batch
  /** Makes the next import read the source of this file again. */
  distrust(row: number): void
  /** CID of a batch by its local number, as ops on the wire name it. */
  batchCid(n: number): CID
  order: Order
  /**
   * Fold `batches` into the index; call inside a transaction. Run what it returns after the commit:
   * it shows the change and gives the folders whose listing changed.
   *
   * @param fingerprints what source files looked like, by hex id, for versions in these batches
   */
  take(batches: readonly Batch[], fingerprints?: ReadonlyMap<string, Uint8Array>): () => Set<number>
}

/** Open the tree over the index rows; `readBatch` opens a batch by the digest in its CID. */
export function openTree(rows: Rows, readBatch: (digest: Uint8Array) => Batch): Tree {
  const columns = openColumns(rows.countHeads() + 2)
  for (const id of [ROOT, TRASH]) columns.put(topRow(id))
  rows.load((row, n) => {
    if (n > TRASH_ROW) columns.put(row)
  })
  const paths = openPaths(columns, (row) => columns.kindOf(row) === FOLDER)
  const setBack = new Set<number>()
  const cache = new Map<number, { batch: Batch; byId: Map<string, number[]> }>()

  const order: Order = (a, b) => {
    const [left, right] = [rows.batch(a), rows.batch(b)]
    if (left === undefined || right === undefined) return a - b
    return Buffer.compare(left.writer, right.writer) || Buffer.compare(left.digest, right.digest)
  }

  const numberOf = ({ multihash: { digest } }: CID): number =>
    rows.batchNumber(digest) ?? absentNumber(digest)

  const opened = (n: number) => {
    const held = cache.get(n)
    if (held !== undefined) return held
    const row = rows.batch(n)
    if (row === undefined) throw rows.damaged(`change ${n} is missing`)
    const batch = readBatch(row.digest)
    const fresh = { batch, byId: opsById(batch.ops) }
    const [oldest] = cache.keys()
    if (cache.size >= CACHED_BATCHES && oldest !== undefined) cache.delete(oldest)
    cache.set(n, fresh)
    return fresh
  }

  const fold = (
    registers: Registers,
    batch: Batch,
    n: number,
    indices: readonly number[],
  ): boolean => {
    let changed = false
    for (const index of indices) {
      const op = batch.ops[index]
      if (op === undefined) continue
      const local = localOp(op, n, numberOf)
      if (local === undefined) continue
      const stamp = { clock: batch.clock, batch: n, index }
      changed = applyOp(registers, local.op, stamp, order) || changed
    }
    return changed
  }

  const registersOf = (row: number): Registers => {
    const n = columns.sourceOf(row)
    if (n === 0) {
      const detail = rows.readDetail(row)
      // root and trash are there before anything was said of them
      if (detail === undefined && row > TRASH_ROW)
        throw rows.damaged('an entry has lost its details')
      return detail ?? emptyRegisters()
    }
    const { batch, byId } = opened(n)
    const registers = emptyRegisters()
    const indices = byId.get(hexOf(columns.idOf(row)))
    if (indices === undefined) throw rows.damaged('an entry names a change that is not about it')
    fold(registers, batch, n, indices)
    return registers
  }

  const take: Tree['take'] = (batches, fingerprints = new Map()) => {
    const changed = new Map<string, { row: number; registers: Registers; value: Row }>()
    let fresh = columns.count
    for (const batch of batches) {
      const { digest } = batch.cid.multihash
      const { writer, seq, clock } = batch
      const n = rows.addBatch({ digest, writer, seq, clock })
      for (const [id, indices] of opsById(batch.ops)) {
        const bytes = Buffer.from(id, 'hex')
        const held = changed.get(id)
        const known = held?.row ?? columns.find(bytes)
        const isNew = known === NONE
        const registers = held?.registers ?? (isNew ? emptyRegisters() : registersOf(known))
        if (!fold(registers, batch, n, indices)) continue
        const row = isNew ? fresh++ : known
        const saves = indices.some((index) => batch.ops[index]?.o === 'version')
        const fingerprint =
          fingerprints.get(id) ??
          (saves || isNew
            ? NO_FINGERPRINT
            : (held?.value.fingerprint ?? columns.fingerprintOf(row).slice()))
        const source = isNew ? n : 0
        // fields can be set on the root and the trash; what they are does not come from registers
        const isTop = !isNew && row <= TRASH_ROW
        const value = isTop ? topRow(bytes) : rowOf(bytes, registers, source, fingerprint, order)
        if (source === 0) rows.writeDetail(row, registers)
        rows.writeHead(row, value)
        changed.set(id, { row, registers, value })
      }
    }
    return () => {
      const folders = new Set<number>()
      let mayClose = setBack.size > 0
      for (const { row, value } of changed.values()) {
        const isNew = row >= columns.count
        const before = isNew ? NONE : columns.parentOf(row)
        const sameName = !isNew && columns.nameOf(row) === value.name
        const sameSight = !isNew && columns.isVisible(row) === value.visible
        columns.put(value)
        const after = columns.parentOf(row)
        if (before !== after || !sameName || !sameSight) {
          if (before !== NONE) paths.forget(before)
          if (isNew && after !== NONE && value.visible) paths.added(after, row)
          else if (after !== NONE) paths.forget(after)
        }
        for (const folder of [before, after]) if (folder !== NONE) folders.add(folder)
        if (value.kind === FOLDER && before !== after) mayClose ||= closesCycle(columns, row)
      }
      if (mayClose) for (const folder of settleColumns()) folders.add(folder)
      return folders
    }
  }

  const settleColumns = (): number[] => {
    const touched = new Set<number>()
    const show = (row: number, parent: number): void => {
      for (const folder of [columns.parentOf(row), parent])
        if (folder !== NONE) {
          touched.add(folder)
          paths.forget(folder)
        }
      columns.setBack(row, parent)
    }
    for (const row of setBack) show(row, columns.movedTo(row))
    setBack.clear()
    const top = (row: number): number => (row <= TRASH_ROW ? NONE : row)
    const found = settle({
      count: columns.count,
      parentOf: (row) => (row <= TRASH_ROW ? NONE : top(columns.movedTo(row))),
      olderParentOf: (row) => {
        const older = registersOf(row).moves[1]
        return older === undefined ? undefined : top(columns.find(older.parent))
      },
      compareIds: (a, b) => Buffer.compare(columns.idOf(a), columns.idOf(b)),
      compareMoves: (a, b) => {
        const [left, right] = [registersOf(a).moves[0], registersOf(b).moves[0]]
        if (left === undefined || right === undefined) return a - b
        return compareStamps(left.stamp, right.stamp, order)
      },
    })
    for (const [row, where] of found) {
      const older = where === 'older' ? registersOf(row).moves[1] : undefined
      show(row, older === undefined ? ROOT_ROW : columns.find(older.parent))
      setBack.add(row)
    }
    return [...touched]
  }
  if (rows.countHeads() > 0) settleColumns()

  return {
    columns,
    paths,
    registersOf,
    order,
    batch: (n) => opened(n).batch,
    distrust(row) {
      const id = columns.idOf(row)
      const value = rowOf(id, registersOf(row), columns.sourceOf(row), NO_FINGERPRINT, order)
      rows.writeHead(row, value)
      columns.put(value)
    },
    batchCid(n) {
      const row = rows.batch(n)
      if (row === undefined) throw rows.damaged(`change ${n} is missing`)
      return rows.blockCid(row.digest)
    },
    take,
  }
}

/** What a row of the columns says of `registers`. */
function rowOf(
  id: Uint8Array,
  registers: Registers,
  source: number,
  fingerprint: Uint8Array,
  order: Order,
): Row {
  const kind = registers.kind ?? 'file'
  const [move] = registers.moves
  const current = kind === 'file' ? currentVersions(registers)[0] : undefined
  const target = registers.fields.get('target')?.value
  const mode = registers.fields.get('mode')?.value
  const touched = registers.fields.get('mtime')
  const saved = current?.mtime ?? current?.at
  const isTouched =
    touched !== undefined &&
    (current === undefined || compareStamps(touched.stamp, current.stamp, order) > 0)
  const mtime = isTouched ? touched.value : (saved ?? move?.at)
  return {
    id,
    kind: KINDS.indexOf(kind),
    parent: move?.parent ?? TRASH,
    name: move?.name ?? '',
    visible: isVisible(registers, order),
    size:
      kind === 'symlink' && typeof target === 'string'
        ? Buffer.byteLength(target)
        : (current?.content?.size ?? 0),
    mtime: typeof mtime === 'number' ? mtime : 0,
    mode: typeof mode === 'number' ? mode & 0o7777 : DEFAULT_MODES[kind],
    versions: registers.versions.filter(({ content }) => content !== null).length,
    source,
    fingerprint,
    digest: current?.content?.ref?.[0][0]?.multihash.digest ?? NO_DIGEST,
  }
}

/** A number for a batch that is not here; causal delivery keeps it from mattering. */
function absentNumber(digest: Uint8Array): number {
  return -1 - Buffer.from(digest).readUIntBE(0, 6)
}

function opsById(ops: readonly Op[]): Map<string, number[]> {
  const byId = new Map<string, number[]>()
  for (const [index, op] of ops.entries()) {
    if (!('id' in op) || !(op.id instanceof Uint8Array) || op.id.length !== 16) continue
    const id = hexOf(op.id)
    const indices = byId.get(id)
    if (indices === undefined) byId.set(id, [index])
    else indices.push(index)
  }
  return byId
}

function closesCycle(columns: Columns, row: number): boolean {
  let at = columns.movedTo(row)
  for (let steps = 0; at > TRASH_ROW && steps <= columns.count; steps++) {
    if (at === row) return true
    at = columns.movedTo(at)
  }
  return at > TRASH_ROW
}

function topRow(id: Uint8Array): Row {
  return {
    id,
    kind: FOLDER,
    parent: ROOT,
    name: '',
    visible: true,
    size: 0,
    mtime: 0,
    mode: 0o755,
    versions: 0,
    source: 0,
    fingerprint: NO_FINGERPRINT,
    digest: NO_DIGEST,
  }
}
