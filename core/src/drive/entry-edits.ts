/** Changing a drive by entries: what is asked of an entry is done where it is when its turn has come. */
import { SpaceError } from '@space/sdk'
import type { Author, EditsByEntry } from './by-entry.ts'
import { NONE, TRASH_ROW } from './tree/columns.ts'
import type { Entry } from './drive.ts'
import { copy, makeFolder, move, remove } from './edits.ts'
import { fullEntryOf, isFolder, pathOf, rowOfId } from './entry-of.ts'
import { exists, folderId } from './folder-ops.ts'
import { restore } from './history.ts'
import { mark } from './marks.ts'
import { MAX_APP } from './log/ops.ts'
import type { DriveParts } from './parts.ts'
import { checkName, joinPath, notFolder } from './paths.ts'
import { write } from './save.ts'

/** How often a change begins anew because its entry was moved meanwhile. */
const TRIES = 5

export function editEntries(parts: DriveParts, { by, check }: Author): EditsByEntry {
  if (by !== undefined) checkApp(by)
  const { columns, paths } = parts.tree

  const at = (id: string): string => pathOf(parts, rowOfId(parts, id))
  /** The drive, whose changes are checked when they have their turn. */
  const guarded = (checkPath: () => void = () => undefined): DriveParts => ({
    ...parts,
    lane: {
      ...parts.lane,
      change: (make) =>
        parts.lane.change(() => {
          check()
          checkPath()
          return make()
        }, by),
    },
  })
  /** Changes by path, for as long as the path is that of the entry. */
  const atPath = async <T>(
    id: string,
    act: (path: string, checked: DriveParts) => Promise<T>,
    also: () => void = () => undefined,
  ): Promise<T> => {
    for (let tries = 1; ; tries++) {
      const path = at(id)
      let isMoved = false
      const checked = guarded(() => {
        isMoved = at(id) !== path
        if (isMoved) throw movedMeanwhile()
        also()
      })
      try {
        return await act(path, checked)
      } catch (error) {
        if (!isMoved || tries === TRIES) throw error
      }
    }
  }
  /** To a name in a folder that nothing has yet: never over, or into, what is there. */
  const toPlace = <T>(
    id: string,
    { parent, name }: { parent: string; name: string },
    act: (path: string, to: string, checked: DriveParts) => Promise<T>,
  ): Promise<T> =>
    atPath(parent, (folder) => {
      const to = joinPath(folder, checkName(name))
      return atPath(
        id,
        (path, checked) => act(path, to, checked),
        () => {
          if (at(parent) !== folder) throw movedMeanwhile()
          const there = paths.child(rowOfId(parts, parent), name)
          if (there !== NONE && there !== rowOfId(parts, id)) throw exists(to)
        },
      )
    })

  return {
    write: (place, source, options) => write(guarded(), place, source, options),
    makeFolder: (parent, name) =>
      atPath(parent, (folder, checked) => makeFolder(checked, joinPath(folder, checkName(name)))),
    move: async (id, parent, name) =>
      one(await toPlace(id, { parent, name }, (path, to, checked) => move(checked, [path], to))),
    copy: async (id, parent, name) =>
      one(await toPlace(id, { parent, name }, (path, to, checked) => copy(checked, [path], to))),
    remove: (id, options) => atPath(id, (path, checked) => remove(checked, [path], options)),
    restoreTrashed: (id, parent, name) =>
      guarded().lane.change(() => {
        const folder = rowOfId(parts, parent)
        if (!isFolder(parts, folder)) throw notFolder(paths.pathOf(folder))
        const row = columns.find(Buffer.from(id, 'hex'))
        if (row === NONE || columns.parentOf(row) !== TRASH_ROW || !columns.isVisible(row))
          throw new SpaceError('not-found', 'what was asked for is not in the trash any more', {
            facts: { id },
          })
        if (paths.child(folder, name) !== NONE) throw exists(joinPath(paths.pathOf(folder), name))
        return {
          ops: [
            {
              o: 'move',
              id: columns.idOf(row),
              parent: folderId(parts, folder),
              name: checkName(name),
              at: parts.now(),
            },
          ],
          result: () => fullEntryOf(parts, row),
        }
      }),
    async restore(id, version) {
      await atPath(id, (path, checked) => restore(checked, path, { version }))
      return fullEntryOf(parts, rowOfId(parts, id))
    },
    mark: (id, marks) => atPath(id, (path, checked) => mark(checked, path, marks)),
  }
}

/** @throws {SpaceError} `bad-input` */
function checkApp(by: string): void {
  if (by !== '' && by.length <= MAX_APP && by.isWellFormed()) return
  throw new SpaceError('bad-input', 'this cannot be the name of an app in the log', {
    why: `it has 1 to ${MAX_APP} characters`,
  })
}

function movedMeanwhile(): SpaceError {
  return new SpaceError('conflict', 'It was moved just now')
}

function one(entries: readonly Entry[]): Entry {
  const [entry] = entries
  if (entry === undefined) throw new Error('one entry was to be changed')
  return entry
}
