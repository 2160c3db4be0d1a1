/** The batches of a drive by their local numbers: opened when asked for, the last few kept. */
import type { CID } from 'multiformats/cid'
import { hexOf } from '../../crypto/text.ts'
import type { Batch } from './batch.ts'
import type { Op } from './ops.ts'
import type { Order } from '../tree/registers.ts'
import type { Rows } from '../tree/rows.ts'

const CACHED_BATCHES = 8
/** Longest name of a device as shown, in UTF-16 units. */
const MAX_DEVICE = 40

/** A batch with the indices of its ops by the hex id of the entry they are about. */
interface Opened {
  readonly batch: Batch
  readonly byId: ReadonlyMap<string, readonly number[]>
}

export interface Batches {
  /** @param batch when it is at hand already */
  opened(n: number, batch?: Batch): Opened
  order: Order
  /** A number for any CID, also of a batch that is not here. */
  numberOf(cid: CID): number
  batchCid(n: number): CID
  /** What the person calls the device that wrote it; else how its key begins. */
  deviceOf(n: number): string
  /** For when numbers go to other batches. */
  forget(): void
}

export function openBatches(rows: Rows, readBatch: (digest: Uint8Array) => Batch): Batches {
  const cache = new Map<number, Opened>()
  const devices = new Map<string, string>()

  const rowOf = (n: number) => {
    const row = rows.batch(n)
    if (row === undefined) throw rows.damaged(`change ${n} is missing`)
    return row
  }
  const opened = (n: number, given?: Batch): Opened => {
    const held = given === undefined ? cache.get(n) : undefined
    if (held !== undefined) return held
    const batch = given ?? readBatch(rowOf(n).digest)
    const fresh = { batch, byId: opsById(batch.ops) }
    const [oldest] = cache.keys()
    if (cache.size >= CACHED_BATCHES && oldest !== undefined) cache.delete(oldest)
    // NOTE: one given was not committed yet, and its number may go to another batch
    if (given === undefined) cache.set(n, fresh)
    return fresh
  }

  const readDevice = (writer: Uint8Array): string => {
    const key = hexOf(writer).slice(0, 8)
    const first = rows.firstBatchOf(writer)
    if (first === undefined) return key
    try {
      const [join] = opened(first).batch.ops
      const name = join?.o === 'join' && typeof join.name === 'string' ? join.name : ''
      return (
        name
          .replaceAll(/[\p{C}/]/gu, '')
          .trim()
          .slice(0, MAX_DEVICE)
          .toWellFormed() || key
      )
    } catch {
      return key // a damaged batch: the name of its device is the least of it
    }
  }

  return {
    opened,
    order(a, b) {
      const [left, right] = [rows.batch(a), rows.batch(b)]
      if (left === undefined || right === undefined) return a - b
      return Buffer.compare(left.writer, right.writer) || Buffer.compare(left.digest, right.digest)
    },
    numberOf: ({ multihash: { digest } }) => rows.batchNumber(digest) ?? absentNumber(digest),
    batchCid: (n) => rows.blockCid(rowOf(n).digest),
    deviceOf(n) {
      const writer = rows.batch(n)?.writer ?? new Uint8Array(0)
      const key = hexOf(writer)
      const held = devices.get(key)
      if (held !== undefined) return held
      const name = readDevice(writer)
      devices.set(key, name)
      return name
    },
    forget() {
      cache.clear()
      devices.clear()
    },
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
