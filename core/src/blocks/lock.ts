import { DatabaseSync } from 'node:sqlite'
import { SpaceError } from '@space/sdk'

/**
 * Hold `dir` for this process until disposed.
 *
 * An exclusive SQLite transaction is a lock of the operating system, so it ends with the process,
 * however it ends; a file with a process id in it would not.
 *
 * @throws {SpaceError} `in-use`
 */
export function lockStore(dir: string): Disposable {
  const db = new DatabaseSync(`${dir}/lock.db`)
  try {
    db.exec('begin exclusive')
  } catch (cause) {
    db.close()
    throw new SpaceError('in-use', 'Another process has this space open', {
      try: 'Stop the other one first.',
      cause,
    })
  }
  return { [Symbol.dispose]: () => db.close() }
}
