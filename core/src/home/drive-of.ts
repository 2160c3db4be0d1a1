/** The person's drive as their home shows it: it knows of the store around it, and keeps out of that. */
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SpaceError } from '@space/sdk'
import type { SegmentStore } from '../blocks/segments.ts'
import type { DriveByEntry } from '../drive/by-entry.ts'
import type { Drive } from '../drive/drive.ts'
import type { OpenDrive } from '../drive/open.ts'
import { sweep } from '../drive/sweep.ts'
import { unreadable } from '../drive/verify.ts'
import type { Reserve } from './reserve.ts'

/** What is returned is closed with what it was made of. */
export function driveOf(
  { dir, blocks, reserve }: { dir: string; blocks: SegmentStore; reserve: Reserve },
  mine: OpenDrive,
  root: OpenDrive,
): Drive {
  const drives = [root.parts, mine.parts]
  return {
    ...mine.drive,
    remove: (paths, how) => reserve.lend(() => mine.drive.remove(paths, how)),
    emptyTrash: (how) => reserve.lend(() => mine.drive.emptyTrash(how)),
    restoreTrashed: (path, how) => reserve.lend(() => mine.drive.restoreTrashed(path, how)),
    expire: () => reserve.lend(() => mine.drive.expire()),
    // a home inside itself would grow with each add, and its keys would be in it
    async import(sources, to, how) {
      for (const source of sources) demandOutside(source, dir)
      return mine.drive.import(sources, to, { ...how, except: dir })
    },
    export: (paths, to, how) => mine.drive.export(paths, to, { ...how, except: dir }),
    async verify(how = {}) {
      const report = await mine.drive.verify(how)
      if (how.path !== undefined && how.path !== '/') return report
      const { problems } = await root.drive.verify({ signal: how.signal })
      const others = problems.map((one) => ({ ...one, path: `list of drives: ${one.path}` }))
      return {
        ...report,
        problems: [...report.problems, ...others, ...unreadable(blocks, drives)],
      }
    },
    sweep: (how) =>
      reserve.lend(() => sweep(blocks, drives, { ...how, expire: () => mine.drive.expire() })),
    [Symbol.asyncDispose]: async () => undefined,
  }
}

/** As what apps see it: on a full disk they too can bring back, remove, and let go of for good. */
export function byEntryOf(reserve: Reserve, { byEntry }: Pick<OpenDrive, 'byEntry'>): DriveByEntry {
  return {
    ...byEntry,
    edit(author) {
      const edits = byEntry.edit(author)
      return {
        ...edits,
        remove: (id, how) => reserve.lend(() => edits.remove(id, how)),
        restoreTrashed: (...what) => reserve.lend(() => edits.restoreTrashed(...what)),
        eraseTrashed: (ids) => reserve.lend(() => edits.eraseTrashed(ids)),
      }
    },
    editMany(author) {
      const many = byEntry.editMany(author)
      return {
        ...many,
        change: (...what) =>
          ['remove', 'restore'].includes(what[1].kind)
            ? reserve.lend(() => many.change(...what))
            : many.change(...what),
        restoreAt: (...what) => reserve.lend(() => many.restoreAt(...what)),
        undo: (...what) => reserve.lend(() => many.undo(...what)),
      }
    },
  }
}

/** Nothing of what a home is made of goes into it. @throws {SpaceError} `bad-input` */
function demandOutside(source: string, dir: string): void {
  const above = dirname(source)
  if (!existsSync(above)) return
  const [place, home] = [realpathSync(above), realpathSync(dir)]
  if (place !== home && !place.startsWith(join(home, '/'))) return
  throw new SpaceError('bad-input', `${source} is a part of the home of this space`, {
    why: 'a home inside itself would grow with each add, and its keys would be in it',
    try: 'add other files; for a copy of the home, copy its folder to another disk',
    facts: { path: source },
  })
}
