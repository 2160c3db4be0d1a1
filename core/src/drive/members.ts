/** Whose changes count in a drive: its records, kept as blocks, and the writers bound to people. */
import type { CID } from 'multiformats/cid'
import type { SegmentStore } from '../blocks/segments.ts'
import { authorityOf, winningChain, type Authority, type ReadBind } from './authority.ts'
import { equal } from '../crypto/codec.ts'
import { sha256 } from '../crypto/hash.ts'
import { cidOf } from './cid.ts'
import { epochKeysOf, openRecord, readRecord, type OpenRecord } from './record.ts'
import type { Rows } from './rows.ts'

export interface Members {
  readonly authority: Authority
  readonly epoch: number
  /** K_e; `undefined` for an epoch this device has no key of. */
  keyOf(epoch: number): Uint8Array | undefined
}

export interface MembersOptions {
  readonly drive: Uint8Array
  readonly blocks: SegmentStore
  readonly rows: Rows
  /** CID of record 0, pinned when the drive was made or joined. */
  readonly genesis: CID
  /** K_e of the newest epoch. */
  readonly newestKey: Uint8Array
  readonly readBind: ReadBind
}

/**
 * Settle the records that are on this device.
 *
 * @throws {SpaceError} `not-found` when record 0 is not here, `wrong-key`
 */
export function openMembers(options: MembersOptions): Members {
  const { drive, blocks, rows, genesis, newestKey, readBind } = options
  keepRecords(blocks, rows, drive)
  const sealed = keptRecords(blocks, rows)
  const order = sealed.map(readRecord).sort((a, b) => a.n - b.n)
  const keys = epochKeysOf(order, newestKey)
  const records: OpenRecord[] = []
  for (const bytes of sealed) {
    const key = keys.get(readRecord(bytes).epoch)
    if (key !== undefined) records.push(openRecord(bytes, key))
  }
  const authority = authorityOf(winningChain(records, genesis, readBind), readBind)
  return {
    authority,
    epoch: authority.epoch,
    keyOf: (epoch) => keys.get(epoch),
  }
}

/** Moves records of this drive from the pending blocks to its own list. */
function keepRecords(blocks: SegmentStore, rows: Rows, drive: Uint8Array): void {
  for (const { digest, bytes } of readable(blocks)) {
    const record = tryRead(bytes)
    if (record === undefined || Buffer.compare(record.drive, drive) !== 0) continue
    blocks.index.transaction(() => {
      rows.addRecord(digest, bytes)
      blocks.settle(digest)
    })
  }
}

/** The records this device keeps of a drive: from the segments, else the copies in the index. */
export function keptRecords(blocks: SegmentStore, rows: Rows): Uint8Array[] {
  return rows.records().map(({ digest, copy }) => {
    try {
      return blocks.get(rows.blockCid(digest))
    } catch (error) {
      if (equal(sha256(copy), digest)) return copy
      throw error
    }
  })
}

/** Writes records again that the segments have lost. */
export async function healRecords(blocks: SegmentStore, rows: Rows): Promise<void> {
  for (const { digest, copy } of rows.records()) {
    const cid = rows.blockCid(digest)
    if (blocks.has(cid) || !equal(sha256(copy), digest)) continue
    await blocks.receive([{ cid, bytes: copy }])
    blocks.settle(digest)
  }
}

/** Records among the pending blocks, of any drive. */
export function pendingRecords(blocks: SegmentStore): { cid: CID; bytes: Uint8Array }[] {
  return readable(blocks).flatMap(({ bytes }) =>
    tryRead(bytes) === undefined ? [] : [{ cid: cidOf(bytes), bytes }],
  )
}

/** Pending blocks that can be read; a damaged one says nothing. */
export function readable(blocks: SegmentStore): { digest: Uint8Array; bytes: Uint8Array }[] {
  return blocks.pending().flatMap((pending) => {
    try {
      return [{ digest: pending.digest, bytes: pending.bytes }]
    } catch {
      return []
    }
  })
}

function tryRead(bytes: Uint8Array) {
  try {
    return readRecord(bytes)
  } catch {
    return undefined
  }
}
