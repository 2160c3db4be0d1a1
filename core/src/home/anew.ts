/**
 * Another home in the place of one that is new. It is made whole beside it, in `anew`; the rename to
 * `next` is the moment from which it counts, and what is left to do then is done by the next opening,
 * as often as that is cut short. So a home is always one identity's: the old one's until the rename, and
 * the new one's from then on.
 */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { diskFiles } from '../blocks/files.ts'

const DRAFT = 'anew'
const NEXT = 'next'
/** What lies in a home beside what it is made of, and goes with a part of it. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'settings.db': ['settings.db-wal', 'settings.db-shm', 'settings.db.damaged'],
  // Apps are sealed for the device that was; those that come with Space come again.
  keyring: ['apps.db', 'apps.db-wal', 'apps.db-shm'],
}

/** Where the other home of `dir` is made. */
export function draftOf(dir: string): string {
  return join(dir, DRAFT)
}

/** Whether the home that counts here still waits to be put in its place. */
export function hasNext(dir: string): boolean {
  return existsSync(join(dir, NEXT, 'keyring'))
}

/** From now on the home that was made in the draft counts. */
export function commitDraft(dir: string): void {
  diskFiles.syncFolder(draftOf(dir))
  renameSync(draftOf(dir), join(dir, NEXT))
  diskFiles.syncFolder(dir)
}

/** Put the home that counts in its place, and let go of one that does not. To be called with the lock held. */
export function settleAnew(dir: string): void {
  rmSync(draftOf(dir), { recursive: true, force: true })
  const next = join(dir, NEXT)
  if (!existsSync(next)) return
  // NOTE: the keyring comes last: as long as it is in `next`, all of this is done once more.
  const names = readdirSync(next).filter((name) => name !== 'keyring')
  for (const name of [...names, 'keyring']) {
    if (!existsSync(join(next, name))) continue
    for (const gone of [name, ...(BESIDE[name] ?? [])])
      if (name !== 'keyring' || gone !== name)
        rmSync(join(dir, gone), { recursive: true, force: true })
    renameSync(join(next, name), join(dir, name))
  }
  diskFiles.syncFolder(dir)
  rmSync(next, { recursive: true, force: true })
}
