import type { SQLOutputValue } from 'node:sqlite'
import { SpaceError } from '@space/sdk'
import {
  type BlockRow,
  type Codec,
  codecOf,
  codeOf,
  MAX_BLOCK_BYTES,
  MAX_SEGMENT,
  type Place,
} from './car.ts'
import type { Index } from './index.ts'
import type { DamagedStretch } from './salvage.ts'

/** A segment as the index knows it; `dead` means that it only waits to be unlinked. */
export interface SegmentRow {
  readonly id: number
  readonly synced: number
  readonly dead: boolean
}

/** The rows of the index that belong to blocks. Writes happen in the caller's transaction. */
export interface BlockTable {
  find(digest: Uint8Array): BlockRow | undefined
  /**
   * Keeps the place of a block that is there already, unless only this copy says that it is dag-cbor:
   * a batch must not be hidden by sending its bytes as raw ones first.
   */
  add(row: BlockRow): void
  /** Gives a block its place, wherever it was before. */
  set(row: BlockRow): void
  remove(digest: Uint8Array): void
  all(): IterableIterator<BlockRow>
  /** Blocks of a segment by offset, from `offset` on. */
  inSegment(segment: number, offset?: number): BlockRow[]
  /** What no drive has applied yet, oldest first. */
  pending(): { digest: Uint8Array; codec: Codec }[]
  isPending(digest: Uint8Array): boolean
  /** SHA-256 of every dag-cbor block that is not pending. */
  logDigests(): Uint8Array[]
  addPending(row: BlockRow): void
  settle(digest: Uint8Array): void
  damaged(): BlockRow[]
  /** Whether there is any of them, or a stretch. */
  hasDamage(): boolean
  isDamaged(digest: Uint8Array): boolean
  /** Where a block lay that is damaged: parts of it may be good. */
  findDamaged(digest: Uint8Array): BlockRow | undefined
  /** Takes a block out of use until it is written again. */
  markDamaged(row: BlockRow): void
  /** Where blocks may have been that nobody can name any more. */
  stretches(): DamagedStretch[]
  addStretch(stretch: DamagedStretch): void
  removeStretch(stretch: DamagedStretch): void
  segments(): SegmentRow[]
  /** Never lowers a synced length. */
  setSynced(segment: number, length: number): void
  markDead(segment: number): void
  /** Its number is taken for ever, see `lastNumber`. */
  removeSegment(segment: number): void
  /**
   * The highest number that a segment has had, -1 before the first. An older index may still speak of a
   * segment that is gone, so no other one is ever given its number.
   *
   * @throws {SpaceError} `corrupt-index` when no file can have the number
   */
  lastNumber(): number
  /** Makes `lastNumber` at least this. */
  takeNumber(segment: number): void
}

const SCHEMA = `
  create table if not exists segments(
    id integer primary key, synced integer not null, dead integer not null default 0) strict;
  create table if not exists blocks(
    digest blob primary key, segment integer not null, offset integer not null,
    length integer not null, codec integer not null) strict, without rowid;
  create index if not exists blocks_place on blocks(segment, offset);
  create table if not exists pending(
    n integer primary key, digest blob not null unique, codec integer not null) strict;
  create table if not exists damaged(
    digest blob primary key, segment integer not null, offset integer not null,
    length integer not null, codec integer not null) strict, without rowid;
  create table if not exists stretches(
    segment integer not null, offset integer not null, length integer not null,
    primary key(segment, offset)) strict, without rowid;
  create table if not exists numbers(one integer primary key, last integer not null) strict;`

export function openBlockTable(index: Index): BlockTable {
  index.exec(SCHEMA)
  const blockRow = (row: Record<string, SQLOutputValue>): BlockRow => {
    try {
      return { digest: bytes(row['digest']), codec: codec(row['codec']), ...placeOf(row) }
    } catch (error) {
      throw index.failed(error)
    }
  }
  const select = 'select digest, segment, offset, length, codec from'
  const values = '(digest, segment, offset, length, codec) values (?, ?, ?, ?, ?)'
  const find = index.prepare(`${select} blocks where digest = ?`)
  const add = index.prepare(
    `insert into blocks${values} on conflict(digest) do update set
       segment = excluded.segment, offset = excluded.offset, codec = excluded.codec
     where excluded.codec = ${codeOf('dag-cbor')} and codec <> excluded.codec`,
  )
  const set = index.prepare(`insert or replace into blocks${values}`)
  const remove = index.prepare('delete from blocks where digest = ?')
  const heal = index.prepare('delete from damaged where digest = ?')
  const settle = index.prepare('delete from pending where digest = ?')
  const takeNumber = (segment: number): void => {
    index
      .prepare(
        `insert into numbers(one, last) values (1, ?)
         on conflict(one) do update set last = max(last, excluded.last)`,
      )
      .run(segment)
  }
  const args = (row: BlockRow): [Uint8Array, number, number, number, number] => [
    row.digest,
    row.segment,
    row.offset,
    row.length,
    codeOf(row.codec),
  ]

  return {
    find(digest) {
      const row = find.get(digest)
      return row === undefined ? undefined : blockRow(row)
    },
    add(row) {
      add.run(...args(row))
      heal.run(row.digest)
    },
    set(row) {
      set.run(...args(row))
      heal.run(row.digest)
    },
    remove(digest) {
      remove.run(digest)
      heal.run(digest)
      settle.run(digest)
    },
    *all() {
      for (const row of index.iterate(`${select} blocks`)) yield blockRow(row)
    },
    inSegment: (segment, offset = 0) =>
      index
        .prepare(`${select} blocks where segment = ? and offset >= ? order by offset`)
        .all(segment, offset)
        .map(blockRow),
    pending: () =>
      index
        .prepare('select digest, codec from pending order by n')
        .all()
        .map((row) => ({ digest: bytes(row['digest']), codec: codec(row['codec']) })),
    logDigests: () =>
      index
        .prepare('select digest from blocks where codec = ? except select digest from pending')
        .all(codeOf('dag-cbor'))
        .map((row) => bytes(row['digest'])),
    isPending: (digest) =>
      index.prepare('select 1 from pending where digest = ?').get(digest) !== undefined,
    addPending(row) {
      index
        .prepare('insert or ignore into pending(digest, codec) values (?, ?)')
        .run(row.digest, codeOf(row.codec))
    },
    settle(digest) {
      settle.run(digest)
    },
    damaged: () => index.prepare(`${select} damaged`).all().map(blockRow),
    hasDamage: () =>
      index.prepare('select 1 from damaged union all select 1 from stretches limit 1').get() !==
      undefined,
    isDamaged: (digest) =>
      index.prepare('select 1 from damaged where digest = ?').get(digest) !== undefined,
    findDamaged(digest) {
      const row = index.prepare(`${select} damaged where digest = ?`).get(digest)
      return row === undefined ? undefined : blockRow(row)
    },
    markDamaged(row) {
      remove.run(row.digest)
      index.prepare(`insert or replace into damaged${values}`).run(...args(row))
    },
    stretches: () =>
      index
        .prepare('select segment, offset, length from stretches')
        .all()
        .map((row) => ({
          segment: Number(row['segment']),
          offset: Number(row['offset']),
          length: Number(row['length']),
        })),
    addStretch({ segment, offset, length }) {
      index
        .prepare('insert or replace into stretches values (?, ?, ?)')
        .run(segment, offset, length)
    },
    removeStretch({ segment, offset }) {
      index.prepare('delete from stretches where segment = ? and offset = ?').run(segment, offset)
    },
    segments: () =>
      index
        .prepare('select id, synced, dead from segments order by id')
        .all()
        .map((row) => ({
          id: Number(row['id']),
          synced: Number(row['synced']),
          dead: row['dead'] === 1,
        })),
    setSynced(segment, length) {
      index
        .prepare(
          `insert into segments(id, synced) values (?, ?)
           on conflict(id) do update set synced = max(synced, excluded.synced)`,
        )
        .run(segment, length)
    },
    markDead(segment) {
      index.prepare('update segments set dead = 1 where id = ?').run(segment)
    },
    takeNumber,
    lastNumber() {
      const row = index
        .prepare(
          'select max(n) as n from (select last as n from numbers union select id from segments)',
        )
        .get()
      const last = row?.['n'] ?? -1
      if (last === -1 || isWithin(last, MAX_SEGMENT)) return last
      throw index.failed(impossible())
    },
    removeSegment(segment) {
      takeNumber(segment)
      index.prepare('delete from segments where id = ?').run(segment)
    },
  }
}

export function samePlace(a: Place, b: Place): boolean {
  return a.segment === b.segment && a.offset === b.offset
}

/**
 * The place in a row of the index. Whoever reads it allocates as much as it says: it is not believed
 * beyond what a store writes.
 *
 * @throws {SpaceError} `corrupt-index`
 */
export function placeOf(row: Record<string, SQLOutputValue>): Place {
  const segment = row['segment']
  const offset = row['offset']
  const length = row['length']
  if (!isWithin(segment, Number.MAX_SAFE_INTEGER)) throw impossible()
  if (!isWithin(length, MAX_BLOCK_BYTES)) throw impossible()
  if (!isWithin(offset, Number.MAX_SAFE_INTEGER - length)) throw impossible()
  return { segment, offset, length }
}

function isWithin(value: SQLOutputValue | undefined, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
}

function impossible(): SpaceError {
  return new SpaceError('corrupt-index', 'The index is damaged', {
    why: 'It says that a block is where none can be.',
    try: 'Start Space again: the index is then rebuilt.',
  })
}

function bytes(value: SQLOutputValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array()
}

function codec(value: SQLOutputValue | undefined): Codec {
  return codecOf(Number(value)) ?? 'raw'
}
