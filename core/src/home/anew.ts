/**
 * Another home in the place of one that is new. It is made whole beside it, in `anew`; the rename to
 * `next` is the moment from which it counts, and what is left to do then is done by the next opening,
 * as often as that is cut short. So a home is always one identity's: the old one's until the rename, and
 * the new one's from then on.
 */
import fs from 'node:fs'
import { join } from 'node:path'
import { diskFiles } from '../blocks/files.ts'

const DRAFT = 'anew'
const NEXT = 'next'
/** What has to be out of the way before a part comes to its place, and what goes with the old one. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  blocks: ['blocks'],
  'settings.db': ['settings.db-wal', 'settings.db-shm', 'settings.db.damaged'],
  // Apps are sealed for the device that was; those that come with Space come again.
  keyring: ['apps.db', 'apps.db-wal', 'apps.db-shm', 'thumbs.db', 'thumbs.db-wal', 'thumbs.db-shm'],
}

/** Where the other home of `dir` is made. */
export function draftOf(dir: string): string {
  return join(dir, DRAFT)
}

/** From now on the home that was made in the draft counts. */
export function commitDraft(dir: string): void {
  diskFiles.syncFolder(draftOf(dir))
  fs.renameSync(draftOf(dir), join(dir, NEXT))
  diskFiles.syncFolder(dir)
}

/**
 * Put the home that counts in its place, and let go of one that does not. To be called with the lock held.
 *
 * @param disk each of its steps, so that a test can cut it short at any
 */
export function settleAnew(dir: string, disk: Pick<typeof fs, 'renameSync' | 'rmSync'> = fs): void {
  disk.rmSync(draftOf(dir), { recursive: true, force: true })
  const next = join(dir, NEXT)
  if (!fs.existsSync(next)) return
  for (const name of fs.readdirSync(next)) {
    for (const gone of BEFORE[name] ?? [])
      disk.rmSync(join(dir, gone), { recursive: true, force: true })
    // NOTE: a file takes the place of the old one in one step, so there is a keyring at any time.
    disk.renameSync(join(next, name), join(dir, name))
  }
  diskFiles.syncFolder(dir)
  disk.rmSync(next, { recursive: true, force: true })
}
