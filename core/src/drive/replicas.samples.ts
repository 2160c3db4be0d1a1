/** Simulated devices for tests: real batches, real registers, no disk. */
import { kdf, signerFrom } from '../crypto/keys.ts'
import { hexOf } from '../crypto/text.ts'
import { openBatch, packOps, sealBatch } from './log/batch.ts'
import { causalOrder, compareLinks } from './log/causal.ts'
import { compareBytes } from './cid.ts'
import { localOp } from './log/ops.ts'
import {
  applyOp,
  currentVersions,
  emptyRegisters,
  isVisible,
  ROOT,
  compareStamps,
} from './tree/registers.ts'
import { settle } from './tree/settle.ts'
import type { CID } from 'multiformats/cid'
import type { Batch } from './log/batch.ts'
import type { Past } from './log/causal.ts'
import type { Op } from './log/ops.ts'
import type { Move, Registers, Stamp } from './tree/registers.ts'
import type { Signer } from '../crypto/keys.ts'

export const DRIVE: Uint8Array = new Uint8Array(16).fill(1)
export const KEY: Uint8Array = new Uint8Array(32).fill(2)

export interface Device {
  readonly signer: Signer
  /** Makes one batch of these ops on top of all that was applied here; returns its bytes. */
  edit(ops: readonly Op[]): Uint8Array
  /** Takes bytes from anywhere; applies all that can be applied. */
  receive(bytes: Uint8Array): void
  waiting(): number
  voided(): number
  /** Everything there is to see, in a form that does not depend on local numbers. */
  view(): unknown
  heads(): CID[]
  versionsOf(id: Uint8Array): [CID, number][]
}

interface Known {
  cid: CID
  writer: Uint8Array | null
  clock: number
}

export function openDevice(name: number): Device {
  const signer = signerFrom(kdf(KEY, 'test-writer', Uint8Array.of(name)))
  const numbers = new Map<string, number>()
  const batches: Known[] = []
  const entries = new Map<string, Registers>()
  const past = new Map<string, Past>()
  const heads = new Map<string, Batch>()
  let pending: Batch[] = []
  let voided = 0
  let last: Batch | undefined

  const numberOf = (cid: CID, writer: Uint8Array | null = null, clock = 0): number => {
    const key = cid.toString()
    const number = numbers.get(key) ?? batches.length
    const held = batches[number]
    numbers.set(key, number)
    batches[number] = held?.writer ? held : { cid, writer, clock }
    return number
  }
  const order = (a: number, b: number): number => {
    const [one, other] = [batches[a]!, batches[b]!]
    if (one.writer === null || other.writer === null) throw new Error('order of unknown batches')
    return compareLinks(
      { ...one, writer: one.writer, clock: 0 },
      { ...other, writer: other.writer, clock: 0 },
    )
  }
  const registersOf = (id: Uint8Array): Registers => {
    const key = hexOf(id)
    const registers = entries.get(key) ?? emptyRegisters()
    entries.set(key, registers)
    return registers
  }
  const apply = (batch: Batch): void => {
    const { cid, writer, clock, seq } = batch
    const number = numberOf(cid, writer, clock)
    past.set(cid.toString(), { writer, clock, seq })
    for (const parent of batch.seen.concat(batch.prev ?? [])) heads.delete(parent.toString())
    heads.set(cid.toString(), batch)
    batch.ops.forEach((op, index) => {
      const local = localOp(op, number, (cid) => numberOf(cid))
      const stamp: Stamp = { clock, batch: number, index }
      if (local !== undefined) applyOp(registersOf(local.id), local.op, stamp, order)
    })
  }
  const receive = (bytes: Uint8Array): void => {
    const batch = openBatch(bytes, () => KEY)
    if (compareBytes(batch.drive, DRIVE) !== 0) throw new Error('of another drive')
    const found = causalOrder([...pending, batch], (cid) => past.get(cid.toString()))
    pending = found.waiting.map(({ batch }) => batch)
    voided += found.voided.length
    for (const { cid, writer, seq, clock } of found.voided) {
      past.set(cid.toString(), { writer, seq, clock, isVoid: true })
    }
    found.ready.forEach(apply)
  }

  return {
    signer,
    receive,
    edit(ops) {
      const seen = [...heads.values()].filter((head) => head.cid !== last?.cid)
      const clock = 1 + Math.max(last?.clock ?? 0, ...seen.map((head) => head.clock))
      const { bytes } = sealBatch({
        drive: DRIVE,
        writer: signer,
        seq: (last?.seq ?? 0) + 1,
        prev: last?.cid ?? null,
        epoch: 0,
        key: KEY,
        clock,
        seen: seen.map(({ cid }) => cid),
        ops: packOps(ops)[0] ?? [],
      })
      receive(bytes)
      last = openBatch(bytes, () => KEY)
      // The object in `heads` is another one: both are this batch.
      for (const head of heads.values()) if (head.cid.equals(last.cid)) last = head
      return bytes
    },
    waiting: () => pending.length,
    voided: () => voided,
    heads: () =>
      [...heads.values()].map(({ cid }) => cid).sort((a, b) => compareBytes(a.bytes, b.bytes)),
    view: () => viewOf(entries, batches, order),
    versionsOf: (id) =>
      registersOf(id).versions.map(({ stamp: { batch, index } }) => [batches[batch]!.cid, index]),
  }
}

function viewOf(
  entries: ReadonlyMap<string, Registers>,
  batches: readonly Known[],
  order: (a: number, b: number) => number,
): unknown {
  const ids = [...entries.keys()].filter((id) => entries.get(id)!.moves.length > 0)
  const places = new Map(ids.map((id, place) => [id, place]))
  const moveOf = (entry: number, which: number): Move | undefined =>
    entries.get(ids[entry]!)!.moves[which]
  const back = settle({
    count: ids.length,
    parentOf: (entry) => places.get(hexOf(moveOf(entry, 0)!.parent)) ?? -1,
    olderParentOf(entry) {
      const older = moveOf(entry, 1)
      return older && (places.get(hexOf(older.parent)) ?? -1)
    },
    compareIds: (a, b) => (ids[a]! < ids[b]! ? -1 : 1),
    compareMoves: (a, b) => compareStamps(moveOf(a, 0)!.stamp, moveOf(b, 0)!.stamp, order),
  })
  const named = ({ batch, index }: { batch: number; index: number }): string =>
    `${batches[batch]!.cid.toString()}/${index}`
  return [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, registers]) => {
      const place = places.get(id)
      const setBack = place === undefined ? undefined : back.get(place)
      const newest = registers.moves[0]
      const seat = setBack === 'older' ? registers.moves[1] : newest
      return {
        id,
        kind: registers.kind,
        visible: isVisible(registers, order),
        parent: setBack === 'root' ? hexOf(ROOT) : seat && hexOf(seat.parent),
        name: seat?.name,
        gone: registers.gone && named(registers.gone),
        moves: registers.moves.map(({ stamp }) => named(stamp)),
        fields: [...registers.fields]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([field, { stamp, value }]) => [field, named(stamp), value]),
        current: currentVersions(registers).map(({ stamp }) => named(stamp)),
        versions: registers.versions
          .map(({ stamp, base, content }) => [named(stamp), base.map(named), content?.size])
          .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
      }
    })
}
