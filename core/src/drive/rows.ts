/**
 * What the index keeps of one drive: a sealed head row and, where the log alone would be slow, a
 * sealed detail row for each entry, and the numbers of batches and writers.
 *
 * All of it is a cache: the log in the segments is the truth. Rows are keyed by the row number of the
 * columns, so that an import appends to the end of the tables.
 */
import { decode, encode, equal } from '../crypto/codec.ts'
import { hmac } from '../crypto/hash.ts'
import { openView, seal } from '../crypto/seal.ts'
import { SpaceError } from '@space/sdk'
import type { CID } from 'multiformats/cid'
import { cidOf as cidOfDigest } from '../blocks/car.ts'
import type { Index, Statement } from '../blocks/index.ts'
import type { Row } from './columns.ts'
import type { Content } from './content/content.ts'
import { KINDS, type Registers, type Stamp } from './registers.ts'

export interface BatchRow {
  /** SHA-256 in the batch's CID. */
  readonly digest: Uint8Array
  readonly writer: Uint8Array
  readonly seq: number
  readonly clock: number
}

export interface WriterRow {
  readonly writer: Uint8Array
  readonly seq: number
  readonly clock: number
  /** The writer's newest batch. */
  readonly digest: Uint8Array
}

export interface Judgement {
  /** SHA-256 of the newest record. */
  readonly newest: Uint8Array
  /** This device was cut. */
  readonly isEnded: boolean
  /** Somebody was, by a batch. */
  readonly hasCuts: boolean
}

/** A record of a drive, kept in the index as well. */
export interface RecordRow {
  readonly digest: Uint8Array
  readonly copy: Uint8Array
}

export type Rows = ReturnType<typeof openRows>

const HEAD_BYTES = 104
const DRIVE_ROWS = 2 ** 32
const KEPT_DETAILS = 16

/** Open (and make) the tables of the drive `id`. */
export function openRows(index: Index, id: Uint8Array, storageKey: Uint8Array) {
  index.exec(`
    create table if not exists drives(n integer primary key, id blob not null unique);
    create table if not exists heads(n integer primary key, v blob not null);
    create table if not exists details(n integer primary key, v blob not null);
    create table if not exists batches(n integer primary key, drive integer not null,
      digest blob not null unique, writer blob not null, seq integer not null, clock integer not null);
    create index if not exists batches_of_drive on batches(drive, clock);
    create table if not exists writers(drive integer not null, writer blob not null, seq integer not null,
      clock integer not null, digest blob not null, primary key(drive, writer)) without rowid;
    create table if not exists records(drive integer not null, digest blob not null,
      copy blob not null, primary key(drive, digest)) without rowid;
    create table if not exists refused(digest blob primary key, drive integer not null) without rowid;
    create table if not exists judged(drive integer primary key, newest blob not null,
      ended integer not null, cuts integer not null);
    create table if not exists copies(n integer primary key, v blob not null);
  `)
  index.prepare('insert or ignore into drives(id) values(?)').run(id)
  const found = index.prepare('select n from drives where id = ?').get(id)
  const drive = Number(found?.['n'])
  const base = drive * DRIVE_ROWS
  const insertHead = index.prepare('insert or replace into heads values(?, ?)')
  const insertDetail = index.prepare('insert or replace into details values(?, ?)')
  const selectDetail = index.prepare('select v from details where n = ?')
  const insertBatch = index.prepare(
    'insert into batches(drive, digest, writer, seq, clock) values(?, ?, ?, ?, ?)',
  )
  const selectBatch = index.prepare('select digest, writer, seq, clock from batches where n = ?')
  const selectByDigest = index.prepare('select n from batches where digest = ?')
  const selectFirst = index.prepare(
    'select n from batches where drive = ? and seq = 1 and writer = ? order by digest limit 1',
  )
  const cache = new Map<number, BatchRow>()
  // a save looks at the versions before it several times
  const details = new Map<number, Registers>()

  /** A view into a reused buffer. @throws {SpaceError} `corrupt-index` */
  const unseal = (table: 'h' | 'd' | 'c', n: number, sealed: Uint8Array): Uint8Array => {
    try {
      return openView(storageKey, 'row', ad(table, n), sealed)
    } catch (cause) {
      throw damaged('a row cannot be opened', cause)
    }
  }
  const damaged = (why: string, cause?: unknown): unknown =>
    index.failed(
      new SpaceError('corrupt-index', 'the index of this space is damaged', {
        why: `${why}; the index is only a cache, your files are not touched`,
        try: 'run the same command again: the index is made anew from the log',
        cause,
      }),
    )

  const rows = {
    drive,
    /** Calls `put` for every head row in the order of row numbers. */
    load(put: (row: Row, n: number) => void): void {
      const all = 'select n, v from heads where n >= ? and n < ? order by n'
      for (const row of index.iterate(all, base, base + DRIVE_ROWS)) {
        const n = Number(row['n'])
        const sealed = row['v'] as Uint8Array
        put(decodeHead(unseal('h', n, sealed)), n - base)
      }
    },
    countHeads(): number {
      const row = index
        .prepare('select count(*) as c from heads where n >= ? and n < ?')
        .get(base, base + DRIVE_ROWS)
      return Number(row?.['c'] ?? 0)
    },
    writeHead(n: number, row: Row): void {
      insertHead.run(base + n, seal(storageKey, 'row', ad('h', base + n), encodeHead(row)))
    },
    writeDetail(n: number, registers: Registers): void {
      const bytes = encode(packRegisters(registers))
      details.delete(n)
      insertDetail.run(base + n, seal(storageKey, 'row', ad('d', base + n), bytes))
    },
    readDetail(n: number): Registers | undefined {
      const held = details.get(n)
      if (held !== undefined) return copyOf(held)
      const row = selectDetail.get(base + n)
      if (row === undefined) return undefined
      const read = unpackRegisters(decode(unseal('d', base + n, row['v'] as Uint8Array)))
      // what a transaction has written may be rolled back
      if (!index.db.isTransaction) {
        if (details.size >= KEPT_DETAILS) details.clear()
        details.set(n, copyOf(read))
      }
      return read
    },
    addBatch(batch: BatchRow): number {
      const { digest, writer, seq, clock } = batch
      const n = Number(insertBatch.run(drive, digest, writer, seq, clock).lastInsertRowid)
      // a transaction that failed may have given the number to another batch
      cache.set(n, batch)
      return n
    },
    batch(n: number): BatchRow | undefined {
      const held = cache.get(n)
      if (held !== undefined) return held
      const row = selectBatch.get(n)
      if (row === undefined) return undefined
      const read: BatchRow = {
        digest: row['digest'] as Uint8Array,
        writer: row['writer'] as Uint8Array,
        seq: Number(row['seq']),
        clock: Number(row['clock']),
      }
      if (cache.size > 4096) cache.clear()
      cache.set(n, read)
      return read
    },
    /** The writer's first batch, in which it says who it is. */
    firstBatchOf(writer: Uint8Array): number | undefined {
      const row = selectFirst.get(drive, writer)
      return row === undefined ? undefined : Number(row['n'])
    },
    /** An id that only this device can make: no op of the log can name it. 16 bytes. */
    localId: (id: Uint8Array, digest: Uint8Array, index: number): Uint8Array =>
      hmac(storageKey, Buffer.from('copy'), id, digest, Buffer.from(String(index))).slice(0, 16),
    batchNumber(digest: Uint8Array): number | undefined {
      const row = selectByDigest.get(digest)
      return row === undefined ? undefined : Number(row['n'])
    },
    /** Numbers of the drive's batches, oldest clock first. */
    batchNumbers(): number[] {
      return index
        .prepare('select n from batches where drive = ? order by clock, n')
        .all(drive)
        .map((row) => Number(row['n']))
    },
    /** Keeps a copy: a few bytes of the segments must not be all that opens a drive. */
    addRecord(digest: Uint8Array, bytes: Uint8Array): void {
      index.prepare('insert or ignore into records values(?, ?, ?)').run(drive, digest, bytes)
    },
    records(): RecordRow[] {
      return index
        .prepare('select digest, copy from records where drive = ?')
        .all(drive)
        .map(recordRow)
    },
    /** Batches that are here and do not count; they are kept, and passed over. */
    setRefused(digests: readonly Uint8Array[]): void {
      index.prepare('delete from refused where drive = ?').run(drive)
      const insert = index.prepare('insert or ignore into refused values(?, ?)')
      for (const digest of digests) insert.run(digest, drive)
    },
    /** By which record the batches were judged last, and what came of it. */
    judgement(): Judgement | undefined {
      const row = index.prepare('select newest, ended, cuts from judged where drive = ?').get(drive)
      if (row === undefined) return undefined
      const newest = row['newest'] as Uint8Array
      return { newest, isEnded: row['ended'] === 1, hasCuts: row['cuts'] === 1 }
    },
    keepJudgement({ newest, isEnded, hasCuts }: Judgement): void {
      index
        .prepare('insert or replace into judged values(?, ?, ?, ?)')
        .run(drive, newest, isEnded ? 1 : 0, hasCuts ? 1 : 0)
    },
    /** Forgets which batches were taken in and who wrote them; what they made is the tree's. */
    forgetBatches(): void {
      for (const table of ['batches', 'writers'])
        index.prepare(`delete from ${table} where drive = ?`).run(drive)
      cache.clear()
    },
    refused(): Uint8Array[] {
      return index
        .prepare('select digest from refused where drive = ?')
        .all(drive)
        .map((row) => row['digest'] as Uint8Array)
    },
    /** A sealed copy of what this drive must be able to say even when its log is damaged. */
    keepCopy(bytes: Uint8Array): void {
      const held = rows.copy()
      if (held !== undefined && equal(held, bytes)) return
      const sealed = seal(storageKey, 'row', ad('c', drive), bytes)
      index.prepare('insert or replace into copies values(?, ?)').run(drive, sealed)
    },
    copy(): Uint8Array | undefined {
      const row = index.prepare('select v from copies where n = ?').get(drive)
      return row === undefined ? undefined : unseal('c', drive, row['v'] as Uint8Array).slice()
    },
    /** The error for what the index should have and has not. */
    damaged,
    blockCid: (digest: Uint8Array): CID => cidOfDigest(digest, 'dag-cbor'),
    writers(): WriterRow[] {
      return index
        .prepare('select writer, seq, clock, digest from writers where drive = ?')
        .all(drive)
        .map((row) => ({
          writer: row['writer'] as Uint8Array,
          seq: Number(row['seq']),
          clock: Number(row['clock']),
          digest: row['digest'] as Uint8Array,
        }))
    },
    writeWriter({ writer, seq, clock, digest }: WriterRow): void {
      index
        .prepare('insert or replace into writers values(?, ?, ?, ?, ?)')
        .run(drive, writer, seq, clock, digest)
    },
  }
  return rows
}

/** The records of the drive `id`, also before its tables are made: this only reads. */
export function readRecords(index: Index, id: Uint8Array): RecordRow[] {
  const table = index.prepare("select 1 from sqlite_schema where name = 'records'").get()
  if (table === undefined) return []
  return index
    .prepare('select digest, copy from records where drive = (select n from drives where id = ?)')
    .all(id)
    .map(recordRow)
}

function recordRow(row: ReturnType<Statement['all']>[number]): RecordRow {
  return { digest: row['digest'] as Uint8Array, copy: row['copy'] as Uint8Array }
}

const adBytes = Buffer.alloc(9)
/** Table and row number: a sealed row is refused anywhere but in its place. */
function ad(table: 'h' | 'd' | 'c', n: number): Uint8Array {
  adBytes[0] = table.charCodeAt(0)
  adBytes.writeBigUInt64BE(BigInt(n), 1)
  return adBytes
}

/*
 * Head row: kind u8 · visible u8 · mode u16 · versions u16 · flags u16 · parent 16 · size f64 · mtime f64 ·
 * source u32 · 0 u32 · fingerprint 8 · digest 32 · id 16 · name.  Little-endian.
 */
function encodeHead(row: Row): Uint8Array {
  const bytes = Buffer.alloc(HEAD_BYTES + Buffer.byteLength(row.name))
  bytes[0] = row.kind
  bytes[1] = row.visible ? 1 : 0
  bytes.writeUInt16LE(row.mode, 2)
  bytes.writeUInt16LE(Math.min(row.versions, 0xffff), 4)
  bytes.writeUInt16LE(row.flags, 6)
  bytes.set(row.parent, 8)
  bytes.writeDoubleLE(row.size, 24)
  bytes.writeDoubleLE(row.mtime, 32)
  bytes.writeUInt32LE(row.source, 40)
  bytes.set(row.fingerprint, 48)
  bytes.set(row.digest, 56)
  bytes.set(row.id, 88)
  bytes.write(row.name, HEAD_BYTES)
  return bytes
}

/** The result points into `bytes`. */
function decodeHead(bytes: Uint8Array): Row {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return {
    id: view.subarray(88, 104),
    kind: view[0] ?? 0,
    visible: view[1] === 1,
    mode: view.readUInt16LE(2),
    versions: view.readUInt16LE(4),
    flags: view.readUInt16LE(6),
    parent: view.subarray(8, 24),
    size: view.readDoubleLE(24),
    mtime: view.readDoubleLE(32),
    source: view.readUInt32LE(40),
    fingerprint: view.subarray(48, 56),
    digest: view.subarray(56, 88),
    name: view.toString('utf8', HEAD_BYTES),
  }
}

type PackedStamp = [clock: number, batch: number, index: number]
interface Packed {
  k: number
  m: [PackedStamp, Uint8Array, string, number][]
  f: [string, PackedStamp, unknown][]
  v: [
    stamp: PackedStamp,
    base: [number, number][],
    content: Content | null,
    at: number,
    mtime: number | null,
    // rows of an older Space end before it
    by?: string | null,
  ][]
  g: PackedStamp | null
}

/** Folding an op changes registers in place, but never what stands in them. */
function copyOf(registers: Registers): Registers {
  const { fields, versions } = registers
  return { ...registers, fields: new Map(fields), versions: [...versions] }
}

const packStamp = ({ clock, batch, index }: Stamp): PackedStamp => [clock, batch, index]
const unpackStamp = ([clock, batch, index]: PackedStamp): Stamp => ({ clock, batch, index })

function packRegisters(registers: Registers): Packed {
  return {
    k: registers.kind === undefined ? -1 : KINDS.indexOf(registers.kind),
    m: registers.moves.map(({ stamp, parent, name, at }) => [packStamp(stamp), parent, name, at]),
    f: [...registers.fields].map(([field, { stamp, value }]) => [field, packStamp(stamp), value]),
    v: registers.versions.map(({ stamp, base, content, at, mtime, by }) => [
      packStamp(stamp),
      base.map(({ batch, index }) => [batch, index]),
      content,
      at,
      mtime ?? null,
      by ?? null,
    ]),
    g: registers.gone === undefined ? null : packStamp(registers.gone),
  }
}

// The row was sealed by this device under its own key, so its shape is not checked again.
function unpackRegisters(value: unknown): Registers {
  const { k, m, f, v, g } = value as Packed
  const registers: Registers = {
    kind: KINDS[k],
    moves: m.map(([stamp, parent, name, at]) => ({ stamp: unpackStamp(stamp), parent, name, at })),
    fields: new Map(
      f.map(([field, stamp, held]) => [field, { stamp: unpackStamp(stamp), value: held }]),
    ),
    versions: v.map(([stamp, base, content, at, mtime, by]) => ({
      stamp: unpackStamp(stamp),
      base: base.map(([batch, index]) => ({ batch, index })),
      content,
      at,
      ...(mtime !== null && { mtime }),
      ...(typeof by === 'string' && { by }),
    })),
  }
  if (g !== null) registers.gone = unpackStamp(g)
  return registers
}
