/**
 * What the index keeps of one drive: a sealed head row and, where the log alone would be slow, a
 * sealed detail row for each entry, and the numbers of batches and writers.
 *
 * All of it is a cache: the log in the segments is the truth. Rows are keyed by the row number of the
 * columns, so that an import appends to the end of the tables.
 */
import { hmac } from '../../crypto/hash.ts'
import type { Index } from '../../blocks/index.ts'
import { openBatchRows, type BatchRows } from '../log/batch-rows.ts'
import { openEntryRows, type EntryRows } from './entry-rows.ts'
import { openMemberRows, type MemberRows } from '../log/member-rows.ts'
import { openRowVault, type RowVault } from './row-vault.ts'

export interface Rows extends EntryRows, BatchRows, MemberRows, Pick<RowVault, 'damaged'> {
  /** The number of the drive in this index. */
  readonly drive: number
  /** An id that only this device can make: no op of the log can name it. 16 bytes. */
  localId(id: Uint8Array, digest: Uint8Array, index: number): Uint8Array
}

/** Open (and make) the tables of the drive `id`. */
export function openRows(index: Index, id: Uint8Array, storageKey: Uint8Array): Rows {
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
  const vault = openRowVault(index, storageKey)
  return {
    drive,
    damaged: vault.damaged,
    localId: (entry, digest, at) =>
      hmac(storageKey, Buffer.from('copy'), entry, digest, Buffer.from(String(at))).slice(0, 16),
    ...openEntryRows(index, drive, vault),
    ...openBatchRows(index, drive),
    ...openMemberRows(index, drive, vault),
  }
}
