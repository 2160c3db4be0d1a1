import { DatabaseSync } from 'node:sqlite'
import { SpaceError } from '@space/sdk'
import { makePrivate, writeError } from './files.ts'
import { indexError } from './index.ts'

/**
 * A lock of the operating system that ends with the process, however it ends: an exclusive transaction
 * of SQLite on an empty database. Node has no flock, and a file with a process id would stay.
 */
export interface Lock extends Disposable {
  /** Whether this process has it now; returns at once. */
  take(): boolean
}

/**
 * Open the lock at `path`, making its file, which only the owner may read.
 *
 * Failures are those of Node and SQLite; `take` throws them as well.
 */
export function openLock(path: string): Lock {
  // Who can read a file can lock it, so others must not.
  makePrivate(path)
  const db = new DatabaseSync(path, { timeout: 0 })
  return {
    take() {
      try {
        // Nothing is written under it, and a journal on the disk would need room where there may be none.
        db.exec('pragma journal_mode = memory; begin exclusive')
        return true
      } catch (error) {
        const SQLITE_BUSY = 5
        if (error instanceof Error && Reflect.get(error, 'errcode') === SQLITE_BUSY) return false
        throw error
      }
    },
    [Symbol.dispose]: () => db.close(),
  }
}

/**
 * Hold the store in `dir` for this process until disposed.
 *
 * @throws {SpaceError} `in-use`, `disk-full`, `io`
 */
export function lockStore(dir: string): Disposable {
  let lock: Lock | undefined
  try {
    lock = openLock(`${dir}/lock.db`)
    if (lock.take()) return lock
  } catch (error) {
    lock?.[Symbol.dispose]()
    throw writeError(indexError(error))
  }
  lock[Symbol.dispose]()
  throw new SpaceError('in-use', 'Another process has this space open', {
    try: 'Stop the other one first.',
  })
}
