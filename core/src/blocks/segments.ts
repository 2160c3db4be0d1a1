import fs from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { SpaceError } from '@space/sdk'
import type { Blockstore } from 'interface-blockstore'
import type { CID } from 'multiformats/cid'
import { type BlockTable, samePlace } from './block-table.ts'
import { blockstoreOver } from './blockstore.ts'
import {
  type BlockRow,
  cidOf,
  codecOf,
  digestKey,
  MAX_BLOCK_BYTES,
  type Place,
  sameBytes,
  sha256,
} from './car.ts'
import { type Compacted, type CompactOptions, compactSegments } from './compact.ts'
import { diskFiles, type Files, writeError } from './files.ts'
import type { Index } from './index.ts'
import { lockStore } from './lock.ts'
import { openBelieved, type Recovered, recover, segmentNumbers } from './recovery.ts'
import type { DamagedStretch } from './salvage.ts'
import { openSegmentReader } from './segment-reader.ts'
import { openSegmentWriter, type SegmentWriter, type Synced } from './segment-writer.ts'
import { newCounter } from './spares.ts'
import { openTally } from './tally.ts'

export type { BlockRow, Codec, Place } from './car.ts'
export type { Compacted, CompactOptions } from './compact.ts'
export type { SegmentWriter, Synced } from './segment-writer.ts'

export interface Pending {
  readonly digest: Uint8Array
  readonly cid: CID
  /** Read and checked at each access. @throws {SpaceError} `corrupt-block` */
  readonly bytes: Uint8Array
}

export interface Verified extends Place {
  readonly cid: CID
  readonly ok: boolean
}

/** Blocks in append-only CARv1 segments, with an index that can be rebuilt from them. */
export interface SegmentStore extends AsyncDisposable {
  readonly index: Index
  /**
   * What was found unreadable while the index was made anew: nobody knows whether blocks, or changes
   * of a log, were there. Known until the segment is brought back or `forgetStretches` is called.
   */
  stretches(): DamagedStretch[]
  forgetStretches(): void
  find(digest: Uint8Array): BlockRow | undefined
  /** As `find`, and where a block lies that is known to be damaged: parts of it may be good. */
  findAny(digest: Uint8Array): BlockRow | undefined
  /** Reads and hashes one block. What it finds is known from then on: damaged, or whole again. */
  check(digest: Uint8Array): boolean
  has(cid: CID): boolean
  /**
   * The bytes of a block, checked against its hash; always a fresh buffer.
   *
   * @throws {SpaceError} `missing-block`, `corrupt-block` (`facts`: cid, segment, offset)
   */
  get(cid: CID): Uint8Array
  /** Reads bytes of a segment without checking them. @throws {SpaceError} as `get` */
  readSpan(segment: number, offset: number, length: number, into: Uint8Array): void
  /** Reads spans one behind the other, unchecked; returns the filled part of `out`. */
  readInto(out: Uint8Array, spans: readonly Place[]): Uint8Array
  /** While it is held, places found after it was taken stay readable, by other threads too. */
  lease(): Disposable
  /**
   * Keeps blocks from outside: each is hashed first, and durable and in the index at the end. A
   * dag-cbor block becomes pending.
   *
   * @throws {SpaceError} `bad-input` when the bytes are not those of the CID, `too-large`, `disk-full`, `io`
   */
  receive(blocks: readonly { cid: CID; bytes: Uint8Array }[]): Promise<void>
  delete(cid: CID): void
  /** dag-cbor blocks that were received or recovered and that no drive has settled, oldest first. */
  pending(): Pending[]
  settle(digest: Uint8Array): void
  /** SHA-256 of every dag-cbor block that is not pending. */
  logDigests(): Uint8Array[]
  /** @throws {SpaceError} `in-use` when a compaction is running */
  compact(options: CompactOptions): Promise<Compacted>
  /** Reads and hashes every block. What fails is `damaged` from then on. */
  verify(options?: { signal?: AbortSignal | undefined }): AsyncIterable<Verified>
  /** Blocks that were here and cannot be read; each ends with being received or written again. */
  damaged(): (Place & { readonly cid: CID })[]
  /** Whether any block or stretch is known to be damaged or gone. */
  hasDamage(): boolean
  blockstore(): Blockstore
}

/** A store whose blocks are appended by the caller, and by threads of theirs, without being read first. */
export interface StoreForThreads extends SegmentStore {
  readonly dir: string
  /** Next free segment number and segments with room, shared by all writing threads. */
  readonly counter: SharedArrayBuffer
  /** The main thread's writer. */
  readonly writer: SegmentWriter
  /**
   * Writes rows of what a writer has appended and made durable, in one transaction with what `also`
   * writes. To be called once for every append, with what `sync` resolved to.
   */
  record(rows: readonly BlockRow[], synced: readonly Synced[], also?: () => void): void
}

/** All of a store, as whoever opened it has it. */
export interface WholeStore extends StoreForThreads {
  /** What opening the store found. */
  readonly recovered: Recovered
}

const VERIFY_BYTES = 8 * 2 ** 20

/**
 * Open the store in `dir`, making it when it is not there, and repair what a crash left behind.
 *
 * @throws {SpaceError} `in-use` when another process has it open, `disk-full`, `io`
 */
export async function openSegments(options: { dir: string; files?: Files }): Promise<WholeStore> {
  const { dir, files = diskFiles } = options
  try {
    fs.mkdirSync(`${dir}/segments`, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw writeError(cause)
  }
  await using stack = new AsyncDisposableStack()
  stack.use(lockStore(dir))
  const { index, table } = openBelieved(dir)
  stack.defer(() => index.close())
  const recovered = await recover(dir, index, table, files).catch((error: unknown) => {
    throw writeError(error)
  })
  const first = firstFree(dir, table)
  const counter = newCounter(first)
  const tally = openTally(first, counter)
  offerSpares()
  const reader = openSegmentReader(dir)
  stack.defer(() => reader.close())
  const writer = openSegmentWriter(dir, counter, files)
  stack.defer(async () => {
    const synced = await writer.close()
    index.transaction(() => record([], synced))
  })
  const open = stack.move()

  let checked = Buffer.alloc(0)
  let touched: Set<string> | undefined
  let arrived: BlockRow[] = []
  let lastCommit: Promise<unknown> = Promise.resolve()
  let waiting: Promise<void> | undefined

  const store: WholeStore = {
    dir,
    index,
    counter,
    writer,
    recovered,
    stretches: table.stretches,
    forgetStretches: () => index.transaction(() => table.stretches().forEach(table.removeStretch)),
    find: table.find,
    findAny: (digest) => table.find(digest) ?? table.findDamaged(digest),
    check,
    has: (cid) => cid.multihash.code === 0x12 && table.find(cid.multihash.digest) !== undefined,
    get,
    readSpan: reader.readSpan,
    readInto: reader.readInto,
    lease: reader.lease,
    record,
    receive,
    delete: (cid) => index.transaction(() => table.remove(cid.multihash.digest)),
    pending,
    settle: table.settle,
    logDigests: table.logDigests,
    compact,
    verify,
    hasDamage: table.hasDamage,
    damaged: () => table.damaged().map((row) => ({ ...row, cid: cidOf(row.digest, row.codec) })),
    blockstore: () => blockstoreOver(store, table),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
  return store

  function get(cid: CID): Uint8Array {
    const row = table.find(cid.multihash.digest)
    if (row !== undefined) return read(row)
    const facts = { cid: String(cid) }
    if (table.isDamaged(cid.multihash.digest)) {
      throw new SpaceError('corrupt-block', 'A block is damaged', { facts })
    }
    throw new SpaceError('missing-block', 'A block is not on this device', { facts })
  }

  function read(row: BlockRow): Uint8Array {
    const bytes = Buffer.allocUnsafeSlow(row.length)
    if (isWhole(row, bytes)) return bytes
    index.transaction(() => table.markDamaged(row))
    throw new SpaceError('corrupt-block', 'A block is damaged', {
      facts: {
        cid: String(cidOf(row.digest, row.codec)),
        segment: row.segment,
        offset: row.offset,
      },
    })
  }

  function isWhole(row: BlockRow, into: Uint8Array): boolean {
    try {
      reader.readSpan(row.segment, row.offset, row.length, into)
    } catch {
      return false
    }
    return sameBytes(sha256(into), row.digest)
  }

  function check(digest: Uint8Array): boolean {
    const known = table.find(digest)
    const row = known ?? table.findDamaged(digest)
    if (row === undefined) return false
    if (row.length > checked.length) checked = Buffer.allocUnsafeSlow(row.length)
    const ok = isWhole(row, checked.subarray(0, row.length))
    if (ok !== (known !== undefined))
      index.transaction(() => (ok ? table.set(row) : table.markDamaged(row)))
    return ok
  }

  function record(rows: readonly BlockRow[], synced: readonly Synced[], also?: () => void): void {
    index.transaction(() => {
      for (const row of rows) {
        table.add(row)
        touched?.add(digestKey(row.digest))
        tally.countRow(row)
      }
      for (const one of synced) {
        const { segment, length, moved } = one
        table.setSynced(segment, length)
        for (const row of moved) {
          if (table.find(row.digest)?.segment === segment) place(row)
        }
        tally.countClosed(one)
      }
      also?.()
    })
  }

  function place(row: BlockRow): void {
    table.set(row)
    tally.countRow(row)
  }

  /** Segments to go on with, the newest first. A disk that has lost bytes of one gets no more. */
  function offerSpares(): void {
    const damaged = new Set(
      [...table.stretches(), ...table.damaged()].map(({ segment }) => segment),
    )
    const sound = table.segments().filter(({ id, dead }) => !dead && !damaged.has(id))
    tally.offer(sound.toReversed().map(({ id, synced }) => ({ segment: id, length: synced })))
  }

  async function receive(blocks: readonly { cid: CID; bytes: Uint8Array }[]): Promise<void> {
    for (const { cid, bytes } of blocks) {
      const codec = codecOf(cid.code)
      if (codec === undefined || cid.multihash.code !== 0x12) {
        throw new SpaceError('bad-input', 'A block has a CID of a kind that is not kept', {
          facts: { cid: String(cid) },
        })
      }
      if (!sameBytes(sha256(bytes), cid.multihash.digest)) {
        throw new SpaceError('bad-input', 'The bytes of a block do not belong to its CID', {
          facts: { cid: String(cid) },
        })
      }
      const known = table.find(cid.multihash.digest)
      if (known === undefined || (codec === 'dag-cbor' && known.codec !== codec)) {
        arrived.push(...writer.append([bytes], codec))
      } else {
        touched?.add(digestKey(cid.multihash.digest))
      }
    }
    if (arrived.length > 0) await commitNext()
  }

  /** Whoever comes while a commit runs shares the next one. */
  function commitNext(): Promise<void> {
    if (waiting === undefined) {
      waiting = lastCommit.then(() => {
        waiting = undefined
        return commitArrived()
      })
      lastCommit = waiting.catch(() => undefined)
    }
    return waiting
  }

  async function commitArrived(): Promise<void> {
    const rows = arrived
    arrived = []
    const synced = await writer.sync()
    record(rows, synced, () => {
      for (const row of rows) if (row.codec === 'dag-cbor') table.addPending(row)
    })
  }

  function pending(): Pending[] {
    return table.pending().map(({ digest, codec }) => {
      const cid = cidOf(digest, codec)
      return {
        digest,
        cid,
        get bytes() {
          return get(cid)
        },
      }
    })
  }

  async function compact(compactOptions: CompactOptions): Promise<Compacted> {
    if (touched !== undefined) {
      throw new SpaceError('in-use', 'Room is being freed already')
    }
    touched = new Set()
    // NOTE: no writer may take a segment that is about to be given up.
    tally.withdraw()
    try {
      writer.rotate()
      const synced = await writer.sync()
      record([], synced)
      return await compactSegments(
        {
          dir,
          index,
          table,
          reader,
          files,
          openWriter: () => openSegmentWriter(dir, counter, files),
          record,
          place,
          isActive: tally.isActive,
          isTouched: (digest) => touched?.has(digestKey(digest)) === true,
        },
        compactOptions,
      )
    } finally {
      touched = undefined
      offerSpares()
    }
  }

  async function* verify(
    verifyOptions: { signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<Verified> {
    const buffer = Buffer.allocUnsafeSlow(MAX_BLOCK_BYTES)
    let bytes = 0
    for (const id of segmentsWithBlocks()) {
      for (const row of [...table.inSegment(id), ...damagedIn(id)]) {
        verifyOptions.signal?.throwIfAborted()
        const isDamaged = table.isDamaged(row.digest)
        const known = table.find(row.digest)
        // Moved or deleted since: it is met again at its new place.
        if (!isDamaged && (known === undefined || !samePlace(known, row))) continue
        const ok = isWhole(row, buffer.subarray(0, row.length))
        if (ok === isDamaged) {
          index.transaction(() => (ok ? table.set(row) : table.markDamaged(row)))
        }
        const { segment, offset, length } = row
        yield { cid: cidOf(row.digest, row.codec), ok, segment, offset, length }
        bytes += row.length
        if (bytes >= VERIFY_BYTES) {
          bytes = 0
          await setImmediate()
        }
      }
    }
  }

  /** Those that are gone included: what was in them is damaged. */
  function segmentsWithBlocks(): Set<number> {
    return new Set([
      ...table.segments().map(({ id }) => id),
      ...table.damaged().map(({ segment }) => segment),
    ])
  }

  function damagedIn(segment: number): BlockRow[] {
    return table.damaged().filter((row) => row.segment === segment)
  }
}

function firstFree(dir: string, table: BlockTable): number {
  return 1 + Math.max(table.lastNumber(), ...segmentNumbers(dir))
}
