/** What a drive keeps of who may write: its records, which batches do not count, and a copy to fall back on. */
import { equal } from '../../crypto/codec.ts'
import type { Index, Statement } from '../../blocks/index.ts'
import type { RowVault } from '../tree/row-vault.ts'

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

export interface MemberRows {
  /** Keeps a copy: a few bytes of the segments must not be all that opens a drive. */
  addRecord(digest: Uint8Array, bytes: Uint8Array): void
  records(): RecordRow[]
  /** Batches that are here and do not count; they are kept, and passed over. */
  setRefused(digests: readonly Uint8Array[]): void
  refused(): Uint8Array[]
  /** By which record the batches were judged last, and what came of it. */
  judgement(): Judgement | undefined
  keepJudgement(judgement: Judgement): void
  /** A sealed copy of what this drive must be able to say even when its log is damaged. */
  keepCopy(bytes: Uint8Array): void
  /** @throws {SpaceError} `corrupt-index` */
  copy(): Uint8Array | undefined
}

export function openMemberRows(index: Index, drive: number, vault: RowVault): MemberRows {
  const rows: MemberRows = {
    addRecord(digest: Uint8Array, bytes: Uint8Array): void {
      index.prepare('insert or ignore into records values(?, ?, ?)').run(drive, digest, bytes)
    },
    records(): RecordRow[] {
      return index
        .prepare('select digest, copy from records where drive = ?')
        .all(drive)
        .map(recordRow)
    },
    setRefused(digests: readonly Uint8Array[]): void {
      index.prepare('delete from refused where drive = ?').run(drive)
      const insert = index.prepare('insert or ignore into refused values(?, ?)')
      for (const digest of digests) insert.run(digest, drive)
    },
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
    refused(): Uint8Array[] {
      return index
        .prepare('select digest from refused where drive = ?')
        .all(drive)
        .map((row) => row['digest'] as Uint8Array)
    },
    keepCopy(bytes: Uint8Array): void {
      const held = rows.copy()
      if (held !== undefined && equal(held, bytes)) return
      const sealed = vault.seal('c', drive, bytes)
      index.prepare('insert or replace into copies values(?, ?)').run(drive, sealed)
    },
    copy(): Uint8Array | undefined {
      const row = index.prepare('select v from copies where n = ?').get(drive)
      return row === undefined ? undefined : vault.open('c', drive, row['v'] as Uint8Array).slice()
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
