/** What the window of an open home may do with the home itself. */
import { readdirSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { HealthPowers } from '../api/owner/health.ts'
import type { HomePowers } from '../api/owner/home.ts'
import { randomBytes } from '../crypto/hash.ts'
import { allWords, readWords } from '../identity/phrase.ts'
import type { Home, KeptWords, Recover } from '../space.ts'

/** Of the person's own window: all that is neither a file nor an app. */
export type PersonPowers = HomePowers & HealthPowers

export function personOf(
  home: Home,
  {
    dir,
    kept,
    name,
    rename,
    recover,
  }: {
    dir: string
    kept: KeptWords
    name(): string
    rename(name: string): Promise<void>
    recover?: Recover
  },
): PersonPowers {
  const { drive } = home
  return {
    folder: dir,
    kept,
    deviceName: name,
    renameDevice: rename,
    // NOTE: without a daemon that can do it there is nothing to offer.
    isNew: async () => recover !== undefined && home.isNew(),
    ...(recover === undefined ? {} : { recover }),
    readWords,
    allWords,
    draw: (below) => new DataView(randomBytes(4).buffer).getUint32(0) % below,
    keeping: () => drive.keeping(),
    setKeeping: (wanted) => drive.setKeeping(wanted),
    usage: () => drive.usage('/'),
    verify: (how) => drive.verify(how),
    doctor: () => home.doctor(),
    diskBytes: () => bytesBelow(dir),
    freeBytes() {
      const { bavail, bsize } = statfsSync(dir)
      return bavail * bsize
    },
  }
}

/** A home is few files, however much is in it. */
function bytesBelow(dir: string): number {
  let bytes = 0
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) bytes += bytesBelow(path)
    // What a sweep took away meanwhile takes no room.
    else bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0
  }
  return bytes
}
