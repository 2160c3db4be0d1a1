/** Changing a drive by entries: what is asked of an entry is done where it is when its turn has come. */
import { SpaceError } from '@space/sdk'
import { freeNames } from '@space/sdk/names'
import { bring } from './bringing.ts'
import type { Author, EditsByEntry } from './by-entry.ts'
import { NONE, TRASH_ROW } from './tree/columns.ts'
import type { Entry } from './drive.ts'
import { copy, dropOps, makeFolder, move, remove } from './edits.ts'
import { fileRowOf, fullEntryOf, isFolder, pathOf, rowOfId } from './entry-of.ts'
import { exists, folderId, newId } from './folder-ops.ts'
import { restore, versionOf } from './history.ts'
import { mark } from './marks.ts'
import { MAX_APP, type Op } from './log/ops.ts'
import type { DriveParts } from './parts.ts'
import { checkName, joinPath, notFolder } from './paths.ts'
import { write } from './save.ts'

/** How often a change begins anew because its entry was moved meanwhile. */
const TRIES = 5

export function editEntries(parts: DriveParts, { by, check }: Author): EditsByEntry {
  if (by !== undefined) checkApp(by)
  const { columns, paths } = parts.tree

  const at = (id: string): string => pathOf(parts, rowOfId(parts, id))
  /** {@link NONE} for what is not in the trash, or is deeper there. */
  const trashedRow = (id: string): number => {
    const row = columns.find(Buffer.from(id, 'hex'))
    const isThere = row !== NONE && columns.parentOf(row) === TRASH_ROW && columns.isVisible(row)
    return isThere ? row : NONE
  }
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
  /** Changes by path, for as long as the entries are where they were when `act` was called. */
  const inPlace = async <T>(
    ids: readonly string[],
    act: (checked: DriveParts) => Promise<T>,
    also: () => void = () => undefined,
  ): Promise<T> => {
    for (let tries = 1; ; tries++) {
      const places = ids.map(at)
      let isMoved = false
      const checked = guarded(() => {
        isMoved = ids.some((id, i) => at(id) !== places[i])
        if (isMoved) throw new SpaceError('conflict', 'It was moved just now')
        also()
      })
      try {
        return await act(checked)
      } catch (error) {
        if (!isMoved || tries === TRIES) throw error
      }
    }
  }
  /** To a name in a folder that nothing has yet: never over, or into, what is there. */
  const toPlace = async (
    id: string,
    parent: string,
    name: string,
    act: (checked: DriveParts, path: string, to: string) => Promise<Entry[]>,
  ): Promise<Entry> => {
    const to = (): string => joinPath(at(parent), checkName(name))
    const [entry] = await inPlace(
      [id, parent],
      (checked) => act(checked, at(id), to()),
      () => {
        if (paths.child(rowOfId(parts, parent), name) !== NONE) throw exists(to())
      },
    )
    if (entry === undefined) throw new Error('one entry was to be changed')
    return entry
  }

  return {
    write: (place, source, options) => write(guarded(), place, source, options),
    bring: (folder, coming, files, options) =>
      bring(guarded(), folder, coming, files, { ...options, by }),
    makeFolder: (parent, name) =>
      inPlace([parent], async (checked) =>
        makeFolder(checked, joinPath(at(parent), checkName(name))),
      ),
    move: (id, parent, name) =>
      toPlace(id, parent, name, (checked, path, to) => move(checked, [path], to)),
    copy: (id, parent, name) =>
      toPlace(id, parent, name, (checked, path, to) => copy(checked, [path], to)),
    remove: (id, options) => inPlace([id], (checked) => remove(checked, [at(id)], options)),
    restoreTrashed: (id, parent, name) =>
      guarded().lane.change(() => {
        const folder = rowOfId(parts, parent)
        if (!isFolder(parts, folder)) throw notFolder(paths.pathOf(folder))
        const row = trashedRow(id)
        if (row === NONE)
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
    eraseTrashed: (ids) =>
      guarded().lane.change(() => {
        const gone = new Set(ids.map(trashedRow).filter((row) => row !== NONE))
        const ops: Op[] = []
        for (const row of gone) dropOps(parts, row, parts.now(), ops)
        return { ops, result: () => ({ entries: gone.size }) }
      }),
    async restore(id, version) {
      await inPlace([id], (checked) => restore(checked, at(id), { version }))
      return fullEntryOf(parts, rowOfId(parts, id))
    },
    copyVersion: (id, version, parent, name) =>
      guarded().lane.change(() => copyOfVersion(parts, { id, version, parent, name })),
    mark: (id, marks) => inPlace([id], (checked) => mark(checked, at(id), marks)),
  }
}

function copyOfVersion(
  parts: DriveParts,
  what: { id: string; version: string; parent: string; name: string | null },
) {
  const { columns, paths } = parts.tree
  const file = fileRowOf(parts, rowOfId(parts, what.id))
  const folder = rowOfId(parts, what.parent)
  if (!isFolder(parts, folder)) throw notFolder(paths.pathOf(folder))
  const { content, mtime, at: savedAt } = versionOf(parts, file, what.version)
  if (content === null) throw new Error('only versions that are kept are found')
  const isTaken = (one: string): boolean => paths.child(folder, one) !== NONE
  const own = paths.nameOf(file)
  if (what.name !== null && isTaken(what.name))
    throw exists(joinPath(paths.pathOf(folder), what.name))
  const name =
    what.name ?? (isTaken(own) ? freeNames(own, false).find((one) => !isTaken(one)) : own)
  const id = newId()
  const at = parts.now()
  const ops: Op[] = [
    {
      o: 'move',
      id,
      kind: 'file',
      parent: folderId(parts, folder),
      name: checkName(name ?? ''),
      at,
    },
    { o: 'version', id, base: [], content, at, mtime: mtime ?? savedAt },
  ]
  return { ops, result: () => fullEntryOf(parts, columns.find(id)) }
}

/** @throws {SpaceError} `bad-input` */
function checkApp(by: string): void {
  if (by !== '' && by.length <= MAX_APP && by.isWellFormed()) return
  throw new SpaceError('bad-input', 'this cannot be the name of an app in the log', {
    why: `it has 1 to ${MAX_APP} characters`,
  })
}
