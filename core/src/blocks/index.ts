import fs from 'node:fs'
import {
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementResultingChanges,
  type StatementSync,
} from 'node:sqlite'
import { isSpaceError, SpaceError } from '@space/sdk'
import { makePrivate, writeError } from './files.ts'

type Values = Record<string, SQLOutputValue>

/** A prepared statement. */
export interface Statement {
  get(...values: SQLInputValue[]): Values | undefined
  all(...values: SQLInputValue[]): Values[]
  run(...values: SQLInputValue[]): StatementResultingChanges
}

/** One SQLite database of what can be rebuilt from the segments. */
export interface Index {
  readonly db: DatabaseSync
  /**
   * Whether it does not yet hold what the segments hold: it was missing or damaged, or whoever made
   * it anew did not come to the end.
   */
  readonly fresh: boolean
  /** Whether a database that nobody can believe was set aside, as `<path>.damaged`. */
  readonly wasDamaged: boolean
  /** Runs statements without values or rows. @throws {SpaceError} as `transaction` */
  exec(sql: string): void
  /**
   * The same statement for the same SQL, prepared once. A damaged index that it meets is checked, and
   * rebuilt, at the next start.
   *
   * @throws {SpaceError} as `transaction`; so do the statement's methods
   */
  prepare(sql: string): Statement
  /** Rows one by one; other statements may run meanwhile. @throws {SpaceError} as `prepare` */
  iterate(sql: string, ...values: SQLInputValue[]): IterableIterator<Values>
  /**
   * Runs `work` in one transaction that is durable when this returns; inside another one it joins
   * that. `work` is synchronous. When it throws, nothing of the outermost transaction stays.
   *
   * @throws {SpaceError} `disk-full`, `io`, `corrupt-index`, or what `work` throws
   */
  transaction<T>(work: () => T): T
  /** Says, for the next opening, that all that the segments hold is in it. */
  markWhole(): void
  /** The error to throw for one that another thread met. */
  failed(error: unknown): unknown
  close(): void
}

/** SQLite's `user_version` of an index that was once brought up to the segments. */
const WHOLE = 1

/**
 * Open the index database at `path`, or a new one where none can be read.
 *
 * The whole file is checked when the last use did not end with `close`.
 */
export function openIndex(path: string): Index {
  const opened = tryOpen(path)
  if (opened !== undefined) return wrap(path, opened.db, opened.fresh, false)
  return openIndexAnew(path)
}

/** Sets aside what is at `path`, which nobody may have open, and opens a new index there. */
export function openIndexAnew(path: string): Index {
  setAside(path)
  const again = tryOpen(path)
  if (again === undefined) throw new SpaceError('corrupt-index', 'The index cannot be made anew')
  return wrap(path, again.db, true, true)
}

function tryOpen(path: string): { db: DatabaseSync; fresh: boolean } | undefined {
  // What somebody met as damaged is not believed again, even where SQLite finds its pages in order.
  if (fs.existsSync(`${path}.check`)) return undefined
  // SQLite removes its log at the last close, so one that is left tells of a crash.
  const unclean = fileBytes(`${path}-wal`) > 0
  let db: DatabaseSync | undefined
  // SQLite would make it for everybody to read, and gives its log the same rights.
  makeOurs(path)
  try {
    db = new DatabaseSync(path, { timeout: 5000 })
    // Whoever can write the file could plant views and triggers: they get no power of functions.
    db.exec(`pragma trusted_schema = off; pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -6000;
      pragma wal_autocheckpoint = 4000; pragma temp_store = memory;`)
    db.prepare('select count(*) from sqlite_schema').get()
    if (unclean && db.prepare('pragma quick_check(1)').get()?.['quick_check'] !== 'ok') {
      db.close()
      return undefined
    }
    return { db, fresh: db.prepare('pragma user_version').get()?.['user_version'] !== WHOLE }
  } catch (error) {
    if (db?.isOpen === true) db.close()
    if (isSpaceError(indexError(error), 'corrupt-index')) return undefined
    throw indexError(error)
  }
}

function makeOurs(path: string): void {
  try {
    makePrivate(path)
  } catch (error) {
    throw writeError(error)
  }
}

function setAside(path: string): void {
  // The newest damaged one is kept for a look; its log would be replayed into the new file.
  fs.rmSync(`${path}-wal`, { force: true })
  fs.rmSync(`${path}-shm`, { force: true })
  fs.rmSync(`${path}.check`, { force: true })
  if (fileBytes(path) > 0) fs.renameSync(path, `${path}.damaged`)
}

function wrap(path: string, db: DatabaseSync, fresh: boolean, wasDamaged: boolean): Index {
  const statements = new Map<string, Statement>()
  let depth = 0
  let failed = false

  return {
    db,
    fresh,
    wasDamaged,
    exec,
    prepare,
    iterate,
    transaction,
    markWhole,
    failed: failedWith,
    close,
  }

  function exec(sql: string): void {
    try {
      db.exec(sql)
    } catch (error) {
      throw failedWith(error)
    }
  }

  function prepare(sql: string): Statement {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = prepareNew(sql)
      statements.set(sql, statement)
    }
    return statement
  }

  // Each with its own `catch`: one more call between costs a hot look-up three percent.
  function prepareNew(sql: string): Statement {
    const statement = newStatement(sql)
    return {
      get(...values) {
        try {
          return statement.get(...values)
        } catch (error) {
          throw failedWith(error)
        }
      },
      all(...values) {
        try {
          return statement.all(...values)
        } catch (error) {
          throw failedWith(error)
        }
      },
      run(...values) {
        try {
          return statement.run(...values)
        } catch (error) {
          throw failedWith(error)
        }
      },
    }
  }

  function newStatement(sql: string): StatementSync {
    try {
      return db.prepare(sql)
    } catch (error) {
      throw failedWith(error)
    }
  }

  /** Never the cached statement: an iteration must not be disturbed by another one. */
  function* iterate(sql: string, ...values: SQLInputValue[]): Generator<Values, undefined> {
    try {
      for (const row of db.prepare(sql).iterate(...values)) yield row
    } catch (error) {
      throw failedWith(error)
    }
  }

  function transaction<T>(work: () => T): T {
    if (depth > 0) return join(work)
    depth = 1
    failed = false
    try {
      prepare('begin immediate').run()
      const result = work()
      if (failed) throw new SpaceError('internal', 'A joined transaction failed and was ignored')
      prepare('commit').run()
      return result
    } catch (error) {
      if (db.isTransaction) prepare('rollback').run()
      throw failedWith(error)
    } finally {
      depth = 0
    }
  }

  function join<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      // Half of it may be written: the outermost transaction must not be committed any more.
      failed = true
      throw error
    }
  }

  function markWhole(): void {
    transaction(() => db.exec(`pragma user_version = ${WHOLE}`))
  }

  function failedWith(cause: unknown): unknown {
    const error = indexError(cause)
    if (isSpaceError(error, 'corrupt-index')) fs.writeFileSync(`${path}.check`, '')
    return error
  }

  function close(): void {
    statements.clear()
    if (db.isOpen) db.close()
  }
}

/** SQLITE_IOERR_SHMSIZE: no room for the file that programs share while the index is open. */
const SHM_SIZE = 10 | (19 << 8)

/** All statements are ours, so a table or column that is not there was there before some damage. */
const STRANGE_SCHEMA = /^no such (?:table|column)|has no column/

/** SQLite's own failures in the words of Space; everything else as it is. */
export function indexError(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error
  const code = Number(error.errcode)
  const primary = code & 0xff
  const cause = error
  if (primary === 13 || code === SHM_SIZE)
    return new SpaceError('disk-full', 'The disk is full', { cause })
  if (primary === 10) return new SpaceError('io', 'The index could not be written', { cause })
  if (primary === 5 || primary === 6) {
    return new SpaceError('in-use', 'Another process holds the index', { cause })
  }
  if (primary === 11 || primary === 26 || (primary === 1 && STRANGE_SCHEMA.test(error.message))) {
    return new SpaceError('corrupt-index', 'The index is damaged', {
      try: 'Start Space again: the index is then rebuilt.',
      cause,
    })
  }
  return error
}

function fileBytes(path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
