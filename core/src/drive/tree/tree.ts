/**
 * The state of a drive: registers folded from batches, shown as a tree.
 *
 * Batches are taken inside one index transaction and shown in memory only after it has committed, so
 * that memory never runs ahead of the disk.
 */
import type { CID } from 'multiformats/cid'
import { sha256 } from '../../crypto/hash.ts'
import { hexOf } from '../../crypto/text.ts'
import type { Batch } from '../log/batch.ts'
import { openBatches } from '../log/batches.ts'
import { FLAGS, NONE, openColumns, ROOT_ROW, TRASH_ROW, type Columns, type Row } from './columns.ts'
import { copiesOf, copyRegisters } from '../copies-shown.ts'
import { localOp } from '../log/ops.ts'
import { openPaths, type Paths } from '../paths.ts'
import {
  applyOp,
  compareStamps,
  emptyRegisters,
  ROOT,
  TRASH,
  type Order,
  type Registers,
} from './registers.ts'
import { FOLDER, NO_FINGERPRINT, rowOf, topRow } from './row-of.ts'
import type { Rows } from './rows.ts'
import { settle } from './settle.ts'
import { sightsOf, type Sight } from '../sights.ts'

/** What a change did to the view. */
export interface Shown {
  /** Entries of which something changed; empty when it was not asked for. */
  readonly sights: readonly Sight[]
  /** Entries moved in the view without a change of their own: what was known of any is old. */
  readonly isTurned: boolean
}

export interface Tree {
  readonly columns: Columns
  readonly paths: Paths
  registersOf(row: number): Registers
  /** The batch with this local number, opened. */
  batch(n: number): Batch
  /** Makes the next import read the source of this file again: also the next session's, where it can. */
  distrust(row: number): void
  /** What the person calls the device that wrote the batch with this number; else how its key begins. */
  deviceOf(n: number): string
  /** CID of a batch by its local number, as ops on the wire name it. */
  batchCid(n: number): CID
  order: Order
  /**
   * Fold `batches` into the index; call inside a transaction. Run what it returns after the commit:
   * it shows the change and, when `isWatched`, tells what it was.
   *
   * @param fingerprints what source files looked like, by hex id, for versions in these batches
   */
  take(
    batches: readonly Batch[],
    fingerprints?: ReadonlyMap<string, Uint8Array>,
  ): (isWatched: boolean) => Shown
  /**
   * Empties every entry, so that batches can be taken anew; rows keep their numbers. Call inside a
   * transaction: when that fails, what is in memory is no longer what is on the disk.
   */
  reset(): void
}

/** Open the tree over the index rows; `readBatch` opens a batch by the digest in its CID. */
export function openTree(rows: Rows, readBatch: (digest: Uint8Array) => Batch): Tree {
  const columns = openColumns(rows.countHeads() + 2)
  for (const id of [ROOT, TRASH]) columns.put(topRow(id))
  rows.load((row, n) => {
    if (n > TRASH_ROW) columns.put(row)
  })
  const { opened, order, numberOf, deviceOf, batchCid, forget } = openBatches(rows, readBatch)
  const paths = openPaths(columns, {
    isFolder: (row) => columns.kindOf(row) === FOLDER,
    copyAt(row) {
      const { batch, index } = registersOf(row).versions[0]?.stamp ?? { batch: 0, index: 0 }
      const digest = rows.batch(batch)?.digest ?? new Uint8Array(0)
      const key = hexOf(sha256(Buffer.concat([digest, Buffer.from(String(index))])))
      return { device: deviceOf(batch), key }
    },
  })
  const setBack = new Set<number>()

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
    const changed = new Map<string, Changed>()
    let fresh = columns.count
    for (const batch of batches) {
      const { digest } = batch.cid.multihash
      const { writer, seq, clock } = batch
      const n = rows.addBatch({ digest, writer, seq, clock })
      for (const [id, indices] of opened(n, batch).byId) {
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
        const facts = { source, fingerprint, flags: 0 }
        const value = isTop ? topRow(bytes) : rowOf(bytes, registers, facts, order)
        if (source === 0) rows.writeDetail(row, registers)
        rows.writeHead(row, value)
        const by = indices.map((index) => batch.ops[index]?.by).findLast((one) => one !== undefined)
        changed.set(id, { row, registers, value, by })
      }
    }
    for (const owner of changed.values())
      for (const copy of takeCopies(owner, () => fresh++)) changed.set(hexOf(copy.value.id), copy)
    return (isWatched) => {
      const all = [...changed.values()]
      const tell = isWatched ? sightsOf(columns, paths, all) : () => []
      let mayClose = setBack.size > 0
      for (const { row, value } of all) {
        const isNew = row >= columns.count
        const before = isNew ? NONE : columns.parentOf(row)
        const name = isNew ? '' : columns.nameOf(row)
        const sameName = !isNew && name === value.name
        const wasVisible = !isNew && columns.isVisible(row)
        const sameSight = !isNew && wasVisible === value.visible
        columns.put(value)
        const after = columns.parentOf(row)
        if (before !== after || !sameName || !sameSight) {
          if (before !== NONE && wasVisible) paths.left(before, row, name)
          if (after !== NONE && value.visible) paths.added(after, row)
        }
        if (value.kind === FOLDER && before !== after) mayClose ||= closesCycle(columns, row)
      }
      const isTurned = mayClose && settleColumns()
      return { sights: tell(), isTurned }
    }
  }

  /** Rows for the versions that stand beside the one `owner` shows, and those that no longer do. */
  const takeCopies = (owner: Changed, freshRow: () => number): Changed[] => {
    const { registers, value, by } = owner
    const isKnown = owner.row < columns.count
    const had = isKnown && (columns.flagsOf(owner.row) & FLAGS.contested) !== 0
    const isSeen = value.kind !== FOLDER && value.visible && !isTrash(value.parent)
    const wanted = isSeen ? copiesOf(registers) : []
    if (!had && wanted.length === 0) return []
    const all = had ? registers.versions : wanted
    const copies = all.flatMap((version): Changed[] => {
      const digest = rows.batch(version.stamp.batch)?.digest
      if (digest === undefined) return []
      const id = rows.localId(value.id, digest, version.stamp.index)
      const known = columns.find(id)
      const isWanted = wanted.includes(version)
      if (!isWanted && (known === NONE || !columns.isVisible(known))) return []
      const held = copyRegisters(value.id, registers, version)
      const facts = { source: 0, fingerprint: NO_FINGERPRINT, flags: FLAGS.copy }
      const shown = { ...rowOf(id, held, facts, order), visible: isWanted }
      const row = known === NONE ? freshRow() : known
      rows.writeDetail(row, held)
      rows.writeHead(row, shown)
      return [{ row, registers: held, value: shown, by }]
    })
    if (wanted.length > 0) {
      owner.value = { ...value, flags: value.flags | FLAGS.contested }
      rows.writeHead(owner.row, owner.value)
    }
    return copies
  }

  /** Says whether anything sits elsewhere than before. */
  const settleColumns = (): boolean => {
    const before = new Map([...setBack].map((row) => [row, columns.parentOf(row)]))
    const show = (row: number, parent: number): void => {
      for (const folder of [columns.parentOf(row), parent])
        if (folder !== NONE) paths.forget(folder)
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
    const isSame =
      before.size === setBack.size &&
      [...setBack].every((row) => before.get(row) === columns.parentOf(row))
    return !isSame
  }
  if (rows.countHeads() > 0) settleColumns()

  return {
    columns,
    paths,
    registersOf,
    order,
    deviceOf,
    batchCid,
    batch: (n) => opened(n).batch,
    distrust(row) {
      const source = columns.sourceOf(row)
      const flags = columns.flagsOf(row)
      const facts = { source, fingerprint: NO_FINGERPRINT, flags }
      const value = { ...rowOf(columns.idOf(row), registersOf(row), facts, order) }
      columns.put(value)
      try {
        rows.writeHead(row, value)
      } catch {
        // Whoever reads on a full disk is to be told of the damage, not of the disk.
      }
    },
    take,
    reset() {
      rows.forgetBatches()
      forget()
      setBack.clear()
      const nothing = emptyRegisters()
      for (let row = TRASH_ROW + 1; row < columns.count; row++) {
        const flags = columns.flagsOf(row) & FLAGS.copy
        const facts = { source: 0, fingerprint: NO_FINGERPRINT, flags }
        const value = rowOf(columns.idOf(row), nothing, facts, order)
        rows.writeDetail(row, nothing)
        rows.writeHead(row, value)
        columns.put(value)
      }
      for (const row of [ROOT_ROW, TRASH_ROW]) rows.writeDetail(row, nothing)
      paths.forgetAll()
    },
  }
}

/** An entry that a change is about, as it will be. */
interface Changed {
  readonly row: number
  readonly registers: Registers
  value: Row
  readonly by: string | undefined
}

function isTrash(parent: Uint8Array): boolean {
  return Buffer.compare(parent, TRASH) === 0
}

function closesCycle(columns: Columns, row: number): boolean {
  let at = columns.movedTo(row)
  for (let steps = 0; at > TRASH_ROW && steps <= columns.count; steps++) {
    if (at === row) return true
    at = columns.movedTo(at)
  }
  return at > TRASH_ROW
}
