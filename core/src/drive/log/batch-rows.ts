/** The batches that a drive has taken in, by number, and how far each writer has come. */
import type { CID } from 'multiformats/cid'
import { cidOf as cidOfDigest } from '../../blocks/car.ts'
import type { Index } from '../../blocks/index.ts'

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

export interface BatchRows {
  addBatch(batch: BatchRow): number
  batch(n: number): BatchRow | undefined
  /** The writer's first batch, in which it says who it is. */
  firstBatchOf(writer: Uint8Array): number | undefined
  batchNumber(digest: Uint8Array): number | undefined
  /** Numbers of the drive's batches, oldest clock first. */
  batchNumbers(): number[]
  /** Forgets which batches were taken in and who wrote them; what they made is the tree's. */
  forgetBatches(): void
  blockCid(digest: Uint8Array): CID
  writers(): WriterRow[]
  writeWriter(row: WriterRow): void
}

const KEPT_BATCHES = 4096

export function openBatchRows(index: Index, drive: number): BatchRows {
  const insertBatch = index.prepare(
    'insert into batches(drive, digest, writer, seq, clock) values(?, ?, ?, ?, ?)',
  )
  const selectBatch = index.prepare('select digest, writer, seq, clock from batches where n = ?')
  const selectByDigest = index.prepare('select n from batches where digest = ?')
  const selectFirst = index.prepare(
    'select n from batches where drive = ? and seq = 1 and writer = ? order by digest limit 1',
  )
  const cache = new Map<number, BatchRow>()

  return {
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
      if (cache.size > KEPT_BATCHES) cache.clear()
      cache.set(n, read)
      return read
    },
    firstBatchOf(writer: Uint8Array): number | undefined {
      const row = selectFirst.get(drive, writer)
      return row === undefined ? undefined : Number(row['n'])
    },
    batchNumber(digest: Uint8Array): number | undefined {
      const row = selectByDigest.get(digest)
      return row === undefined ? undefined : Number(row['n'])
    },
    batchNumbers(): number[] {
      return index
        .prepare('select n from batches where drive = ? order by clock, n')
        .all(drive)
        .map((row) => Number(row['n']))
    },
    forgetBatches(): void {
      for (const table of ['batches', 'writers'])
        index.prepare(`delete from ${table} where drive = ?`).run(drive)
      cache.clear()
    },
    blockCid: (digest) => cidOfDigest(digest, 'dag-cbor'),
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
}
