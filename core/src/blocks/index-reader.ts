import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { placeOf } from './block-table.ts'
import type { Place } from './car.ts'
import { indexError, type Statement } from './index.ts'

/**
 * The index as threads beside the main one see it: they look up, and only the main thread writes.
 * What they meet as damaged is to be told to the main thread.
 */
export interface IndexReader {
  /** @throws {SpaceError} `corrupt-index` */
  /** Also of a block that is known to be damaged: parts of it may be good. */
  find(digest: Uint8Array): Place | undefined
  /** Whether a block is here and not known to be damaged. */
  has(digest: Uint8Array): boolean
  /** @throws {SpaceError} `corrupt-index`; so does its `get` */
  prepare(sql: string): Pick<Statement, 'get'>
  close(): void
}

/** @param dir the store's folder, whose index the main thread has open */
export function openIndexReader(dir: string): IndexReader {
  const db = new DatabaseSync(`${dir}/index.db`, { readOnly: true, timeout: 5000 })
  // Look-ups only, and the disk cache of the system is behind them.
  db.exec('pragma trusted_schema = off; pragma cache_size = -512')
  const select = prepare('select segment, offset, length from blocks where digest = ?')
  const damaged = prepare('select segment, offset, length from damaged where digest = ?')

  return {
    find(digest) {
      const row = select.get(digest) ?? damaged.get(digest)
      return row === undefined ? undefined : placeOf(row)
    },
    has: (digest) => select.get(digest) !== undefined,
    prepare,
    close: () => db.close(),
  }

  function newStatement(sql: string): StatementSync {
    try {
      return db.prepare(sql)
    } catch (error) {
      throw indexError(error)
    }
  }

  function prepare(sql: string): Pick<Statement, 'get'> {
    const statement = newStatement(sql)
    return {
      get(...values): Record<string, SQLOutputValue> | undefined {
        try {
          return statement.get(...values)
        } catch (error) {
          throw indexError(error)
        }
      },
    }
  }
}
