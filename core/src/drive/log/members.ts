/** Whose changes count in a drive: its records, kept as blocks, and the writers bound to people. */
import { isSpaceError, SpaceError } from '@space/sdk'
import type { CID } from 'multiformats/cid'
import { cidOf as cidOfDigest } from '../../blocks/car.ts'
import type { SegmentStore } from '../../blocks/segments.ts'
import { authorityOf, winningChain, type Authority, type ReadBind } from './authority.ts'
import { equal } from '../../crypto/codec.ts'
import { sha256 } from '../../crypto/hash.ts'
import { cidOf } from '../cid.ts'
import { epochKeysOf, openRecord, readRecord, type OpenRecord } from './record.ts'
import type { RecordRow } from './member-rows.ts'
import type { Rows } from '../tree/rows.ts'

export interface Members {
  readonly authority: Authority
  /** SHA-256 of the newest record that holds. */
  readonly newest: Uint8Array
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
  const sealed = keptRecords(blocks, rows.records())
  // the index may have lost what the segments have
  const isHere = sealed.some((bytes) => cidOf(bytes).equals(genesis))
  if (!isHere && !blocks.index.fresh) throw rows.damaged('the first record is missing')
  const { keys, chain } = ownChain(sealed, genesis, newestKey)
  const records: OpenRecord[] = []
  for (const { bytes, epoch } of chain) {
    const key = keys.get(epoch)
    if (key !== undefined) records.push(openRecord(bytes, key))
  }
  const winning = winningChain(records, genesis, readBind)
  const authority = authorityOf(winning, readBind)
  return {
    authority,
    newest: (winning.at(-1)?.cid ?? genesis).multihash.digest,
    epoch: authority.epoch,
    keyOf: (epoch) => keys.get(epoch),
  }
}

/**
 * The records from genesis to the newest one that our key belongs to. Anybody can sign a record that
 * names this drive; only who has its keys can name their public halves.
 *
 * @throws {SpaceError} `wrong-key` when there is none
 */
function ownChain(sealed: readonly Uint8Array[], genesis: CID, newestKey: Uint8Array) {
  const all = sealed.map((bytes) => ({ bytes, ...readRecord(bytes) })).sort((a, b) => b.n - a.n)
  const byCid = new Map(all.map((record) => [record.cid.toString(), record]))
  for (const newest of all) {
    const chain = [newest]
    for (let at = newest; at.prev !== null;) {
      const before = byCid.get(at.prev.toString())
      if (before === undefined || chain.includes(before)) break
      chain.unshift(before)
      at = before
    }
    if (chain[0]?.cid.equals(genesis) !== true) continue
    try {
      return { chain, keys: epochKeysOf(chain, newestKey) }
    } catch (error) {
      // a record somebody else signed over this drive
      if (!isSpaceError(error)) throw error
    }
  }
  const isHere = byCid.has(genesis.toString())
  if (isHere) throw new SpaceError('wrong-key', 'A record and its key do not belong together.')
  throw new SpaceError('not-found', 'The first record of the drive is not here.')
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

/** The records this device keeps of a drive: the copies in the index, else the segments. */
export function keptRecords(blocks: SegmentStore, rows: readonly RecordRow[]): Uint8Array[] {
  return rows.flatMap(({ digest, copy }) => {
    if (equal(sha256(copy), digest)) return [copy]
    try {
      return [blocks.get(cidOfDigest(digest, 'dag-cbor'))]
    } catch {
      // without record 0 the drive does not open; any other may be nobody's
      return []
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
