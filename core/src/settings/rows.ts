/** The SQLite file of the settings. It knows nothing of what the bytes mean. */
import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isSpaceError, SpaceError } from '@space/sdk'

export interface Rows {
  value(id: Uint8Array): Uint8Array | undefined
  setValue(id: Uint8Array, sealed: Uint8Array): void
  removeValue(id: Uint8Array): void
  /** 0 when the log has none. */
  lastLine(log: Uint8Array): number
  /** Adds `lines` and lets go of those up to the number `goneTo`, all or nothing. */
  addLines(
    log: Uint8Array,
    lines: readonly { n: number; sealed: Uint8Array }[],
    goneTo: number,
  ): void
  /** Newest first. */
  lines(log: Uint8Array, before: number): Iterable<{ n: number; sealed: Uint8Array }>
  close(): void
}

/** @throws {SpaceError} `disk-full`, `io` */
export function openRows(dir: string): Rows {
  const path = join(dir, 'settings.db')
  let db: DatabaseSync
  try {
    db = openDb(path)
  } catch (error) {
    const failure = explained(error)
    if (!isSpaceError(failure, 'corrupt-index')) throw failure
    setAside(path)
    db = told(() => openDb(path))
  }
  const getValue = db.prepare('select sealed from value where id = ?')
  const putValue = db.prepare('insert or replace into value (id, sealed) values (?, ?)')
  const dropValue = db.prepare('delete from value where id = ?')
  const last = db.prepare('select max(n) as n from line where log = ?')
  const addLine = db.prepare('insert into line (log, n, sealed) values (?, ?, ?)')
  const dropLines = db.prepare('delete from line where log = ? and n <= ?')
  const readLines = db.prepare(
    'select n, sealed from line where log = ? and n < ? order by n desc limit ?',
  )

  return {
    value: (id) => told(() => getValue.get(id)?.['sealed'] as Uint8Array | undefined),
    setValue: (id, sealed) => told(() => void putValue.run(id, sealed)),
    removeValue: (id) => told(() => void dropValue.run(id)),
    lastLine: (log) => told(() => Number(last.get(log)?.['n'] ?? 0)),
    addLines(log, lines, goneTo) {
      told(() => {
        db.exec('begin immediate')
        try {
          for (const { n, sealed } of lines) addLine.run(log, n, sealed)
          if (goneTo > 0) dropLines.run(log, goneTo)
          db.exec('commit')
        } catch (error) {
          if (db.isTransaction) db.exec('rollback')
          throw error
        }
      })
    },
    *lines(log, before) {
      // page by page: whoever reads may stop, and an open cursor would hold the file
      for (let at = before; ;) {
        const page = told(() => readLines.all(log, at, PAGE))
        for (const row of page) yield { n: Number(row['n']), sealed: row['sealed'] as Uint8Array }
        if (page.length < PAGE) return
        at = Number(page.at(-1)?.['n'])
      }
    },
    close() {
      if (db.isOpen) db.close()
    },
  }
}

const PAGE = 256

function openDb(path: string): DatabaseSync {
  // NOTE: made by us, so that nobody else may read how many rows there are
  if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600))
  const db = new DatabaseSync(path, { timeout: 5000 })
  try {
    // what is revoked must stay revoked when the power fails right after
    db.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;
      create table if not exists value (id blob primary key, sealed blob not null) without rowid;
      create table if not exists line (log blob, n integer, sealed blob not null,
        primary key (log, n)) without rowid;`)
    if (db.prepare('pragma quick_check(1)').get()?.['quick_check'] !== 'ok')
      throw new SpaceError('corrupt-index', 'The settings of this device are damaged')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function setAside(path: string): void {
  for (const ending of ['-wal', '-shm']) rmSync(`${path}${ending}`, { force: true })
  renameSync(path, `${path}.damaged`)
}

function told<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw explained(error)
  }
}

function explained(cause: unknown): unknown {
  if (cause instanceof SpaceError || !(cause instanceof Error)) return cause
  const code = Number(Reflect.get(cause, 'errcode')) & 0xff
  const system = String(Reflect.get(cause, 'code'))
  // SQLITE_FULL; SQLITE_CORRUPT and SQLITE_NOTADB
  if (code === 13 || system === 'ENOSPC')
    return new SpaceError('disk-full', 'The disk is full, so the settings were not kept', { cause })
  if (code === 11 || code === 26)
    return new SpaceError('corrupt-index', 'The settings of this device are damaged', { cause })
  return new SpaceError('io', 'The settings of this device cannot be read or written', {
    why: `the disk said ${system}`,
    try: 'check the permissions of the home and the disk',
    cause,
  })
}
