/** Opens a drive: rows → tree → lane, and what the log holds that the index does not know yet. */
import type { CID } from 'multiformats/cid'
import type { SegmentStore, StoreForThreads } from '../blocks/segments.ts'
import type { Signer } from '../crypto/keys.ts'
import { hexOf } from '../crypto/text.ts'
import { type ReadBind } from './log/authority.ts'
import { openBatch, isOf, type Batch } from './log/batch.ts'
import type { DriveByEntry } from './by-entry.ts'
import { causalOrder } from './log/causal.ts'
import { openContents } from './content/contents.ts'
import type { Drive, Entry, SearchQuery } from './drive.ts'
import { copy, emptyTrash, makeFolder, move, remove, restoreTrashed, trash } from './edits.ts'
import { openByEntry } from './entries.ts'
import { expire, setKeeping } from './expire.ts'
import { exportTrees } from './export.ts'
import { restore, versions } from './history.ts'
import { importTrees } from './import.ts'
import { keepingOf } from './keeping.ts'
import { openLane } from './log/lane.ts'
import { healRecords, openMembers, readable } from './log/members.ts'
import { list, openSearch, usage } from './overview.ts'
import { fullEntryOf } from './entry-of.ts'
import type { DriveParts } from './parts.ts'
import { makeRecord } from './log/record.ts'
import { openRows, type Rows } from './tree/rows.ts'
import { read, write } from './save.ts'
import { openTree } from './tree/tree.ts'
import { openMemory } from './views/by-entry.ts'
import { verify } from './verify.ts'

export interface DriveOptions {
  /** 16 bytes. */
  readonly id: Uint8Array
  readonly blocks: StoreForThreads
  /** Seals the index rows; local to this device. */
  readonly storageKey: Uint8Array
  readonly genesis: CID
  /** K_e of the newest epoch. */
  readonly newestKey: Uint8Array
  /**
   * This device's n-th writer, which signs its batches, and what binds it to the device and a person.
   * A number above 0 is asked for when batches of the one before are known of but not here.
   */
  writerOf(n: number): { readonly writer: Signer; readonly bind: unknown }
  readonly readBind: ReadBind
  /** What the person calls this device; written into the log once, for all its members to see. */
  readonly deviceName?: string
  now(): number
  readonly threads?: number
}

/** Sweeping is for whoever knows all drives of the store: to one of them the others' blocks look dead. */
export type LoneDrive = Omit<Drive, 'sweep'>

export interface OpenDrive {
  readonly drive: LoneDrive
  readonly byEntry: DriveByEntry
  readonly parts: DriveParts
  /** How many batches wait for others that have not come, or cannot be opened by this Space. */
  readonly waiting: number
  /**
   * Take in the records and batches of this drive that came into the store since: what a new record
   * cuts goes out of the tree again. Gives how many wait now.
   *
   * @param newestKey K_e of the newest epoch, when a record began another one
   */
  takeIn(newestKey?: Uint8Array): number
}

/**
 * Write record 0 of a new drive; gives its CID, the genesis.
 *
 * @param readers box keys of those who shall read it, with whether they write
 */
export async function createDrive(
  blocks: SegmentStore,
  facts: {
    id: Uint8Array
    keys: { key: Uint8Array; write: Uint8Array }
    writer: Signer
    bind: unknown
    members: readonly { did: string; role: 'owner'; card: unknown }[]
    readers: readonly { box: Uint8Array; writes: boolean }[]
  },
): Promise<CID> {
  const { id, keys, writer, bind, members, readers } = facts
  const record = makeRecord({
    drive: id,
    n: 0,
    prev: null,
    epoch: 0,
    by: writer,
    keys,
    olderKey: null,
    readers,
    bind,
    members,
    cuts: [],
    nodes: [],
  })
  await blocks.receive([record])
  return record.cid
}

/**
 * Open the drive and take in what a crash, or another device, left behind in the segments.
 *
 * @throws {SpaceError} `not-found` without record 0, `wrong-key`, `corrupt-index`
 */
export async function openDrive(options: DriveOptions): Promise<OpenDrive> {
  const { id, blocks, storageKey } = options
  // a batch with any other time would be written, and then refused for ever
  const now = (): number => Math.max(0, Math.trunc(options.now()))
  const rows = openRows(blocks.index, id, storageKey)
  let newestKey = options.newestKey
  let members = openMembers({ ...options, drive: id, rows })
  await healRecords(blocks, rows)
  const keyOf = (epoch: number): Uint8Array | undefined => members.keyOf(epoch)
  const readBatch = (digest: Uint8Array): Batch =>
    openBatch(blocks.get(rows.blockCid(digest)), keyOf)
  const tree = openTree(rows, readBatch)
  const { batches: arrived, closed } = pendingBatches(blocks, id, keyOf)
  const { writer, bind } = freeWriter(options, rows, arrived)
  const { deviceName: name, readBind } = options
  const lane = openLane({
    drive: id,
    blocks,
    rows,
    tree,
    writer,
    join: { o: 'join', bind, ...(name !== undefined && { name }), at: now() },
    epoch: () => members.epoch,
    keyOf,
    readBind,
    readBatch,
    authority: () => members,
  })
  const waiting = lane.receive(arrived).length + closed
  const contents = openContents({
    blocks,
    storageKey,
    drive: id,
    now,
    ...(options.threads !== undefined && { threads: options.threads }),
  })
  const parts: DriveParts = { id, blocks, rows, tree, lane, contents, storageKey, now }
  const memory = openMemory(parts)
  const search = openSearch(parts, memory.names)
  return {
    drive: facetOf(parts, search),
    byEntry: openByEntry(parts, search, memory),
    parts,
    waiting,
    takeIn(key = newestKey) {
      newestKey = key
      members = openMembers({ ...options, newestKey, drive: id, rows })
      const came = pendingBatches(blocks, id, keyOf)
      return lane.receive(came.batches).length + came.closed
    },
  }
}

/** The drive as a port. */
function facetOf(parts: DriveParts, search: (query: SearchQuery) => Entry[]): LoneDrive {
  return {
    id: hexOf(parts.id),
    list: async (path) => list(parts, path),
    stat: async (path) => fullEntryOf(parts, parts.tree.paths.resolve(path)),
    read: (path, range) => read(parts, path, range),
    write: (path, source, how) => write(parts, path, source, how),
    makeFolder: (path, how) => makeFolder(parts, path, how),
    import: (sources, to, how) => importTrees(parts, sources, to, how),
    export: (paths, to, how) => exportTrees(parts, paths, to, how),
    move: (paths, to) => move(parts, paths, to),
    copy: (paths, to) => copy(parts, paths, to),
    remove: (paths, how) => remove(parts, paths, how),
    trash: async () => trash(parts),
    restoreTrashed: (path, how) => restoreTrashed(parts, path, how),
    emptyTrash: (how) => emptyTrash(parts, how),
    versions: async (path) => versions(parts, path),
    restore: (path, to) => restore(parts, path, to),
    async search(query, signal) {
      signal?.throwIfAborted()
      return search(query)
    },
    usage: async (path) => usage(parts, path),
    verify: (how) => verify(parts, how),
    keeping: async () => keepingOf(parts),
    setKeeping: (keeping) => setKeeping(parts, keeping),
    expire: () => expire(parts),
    heads: (signal) => parts.lane.heads(signal),
    async [Symbol.asyncDispose]() {
      await parts.lane.idle()
      await parts.contents[Symbol.asyncDispose]()
    },
  }
}

/**
 * The first writer of this device all whose batches can be followed. After a damaged batch, or in a
 * home that was set back, later ones wait, and going on behind the last known one would fork.
 */
function freeWriter(options: DriveOptions, rows: Rows, arrived: readonly Batch[]) {
  const { waiting } = causalOrder(arrived, ({ multihash: { digest } }) => {
    const n = rows.batchNumber(digest)
    return n === undefined ? undefined : rows.batch(n)
  })
  const stuck = new Set(waiting.map(({ batch }) => hexOf(batch.writer)))
  for (const { writer, digest } of rows.writers())
    if (options.blocks.find(digest) === undefined) stuck.add(hexOf(writer))
  for (let n = 0; ; n++) {
    const found = options.writerOf(n)
    if (!stuck.has(hexOf(found.writer.publicKey))) return found
  }
}

/** Batches of this drive among the pending blocks, and how many cannot be opened: of a later Space. */
function pendingBatches(
  blocks: SegmentStore,
  id: Uint8Array,
  keyOf: (epoch: number) => Uint8Array | undefined,
): { batches: Batch[]; closed: number } {
  const batches: Batch[] = []
  let closed = 0
  for (const { bytes } of readable(blocks)) {
    if (!isOf(id, bytes)) continue
    try {
      batches.push(openBatch(bytes, keyOf))
    } catch {
      closed++
    }
  }
  return { batches, closed }
}
