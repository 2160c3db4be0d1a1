/**
 * The drive by entries instead of paths: what an app was given goes with the entry wherever the person
 * moves it, and a name that somebody else's entry bears now leads nowhere.
 */
import { isSpaceError, SpaceError } from '@space/sdk'
import { hexOf } from '../crypto/text.ts'
import { NONE, ROOT_ROW, TRASH_ROW } from '../drive/columns.ts'
import type {
  AppChanges,
  AppDrive,
  Entry,
  TrashedEntry,
  UndoReport,
  Usage,
} from '../drive/drive.ts'
import { copy, makeFolder, move, remove, trash } from '../drive/edits.ts'
import { restore } from '../drive/history.ts'
import { mark } from '../drive/marks.ts'
import type { OpenDrive } from '../drive/open.ts'
import { list, usage } from '../drive/overview.ts'
import { exists, folderId } from '../drive/folder-ops.ts'
import { fullEntryOf, isFolder, isWithin, rowOfId } from '../drive/entry-of.ts'
import type { DriveParts } from '../drive/parts.ts'
import { checkName, joinPath, notFolder, splitPath } from '../drive/paths.ts'
import { write } from '../drive/save.ts'
import { undo } from '../drive/undo.ts'
import type { Tree } from '../grants/guard.ts'
import { notFound } from '../grants/words.ts'

/** Who changes something, and what must still be true when the change has its turn. */
export interface Author {
  /** Label of the app; undefined for the person. */
  readonly by?: string
  check(): void
}

export interface Entries extends Tree {
  /** Id of the drive. */
  readonly id: string
  /** Id of the root folder. */
  readonly root: string
  /** The person's own door to the drive. */
  readonly drive: AppDrive
  /** @throws {SpaceError} `not-found` for what is gone or in the trash */
  entry(id: string): Entry
  /** The entry of this name in a folder; undefined when there is none. */
  child(folder: string, name: string): Entry | undefined
  /** What is in a folder, sorted by name; a page that is asked for after another one is cheap. */
  list(folder: string): readonly Entry[]
  /** Names from `root` down to `entry`; undefined when it lies elsewhere. */
  namesTo(root: string, entry: string): string[] | undefined
  kindOf(id: string): 'file' | 'folder'
  /** What it is or was called, also when it is gone or in the trash; empty for what never was. */
  lastNameOf(id: string): string
  /** The folder that it is in; undefined for the root, and for what is gone or in the trash. */
  parentOf(id: string): string | undefined
  usage(id: string): Usage
  /** What was put into the trash out of this folder, or of folders that are in it now. */
  trashed(root: string): TrashedIn[]
  /** What an undo would do; changes nothing. */
  previewUndo(of: AppChanges): Promise<UndoReport>
  edit(author: Author): Edits
}

export interface TrashedIn extends TrashedEntry {
  /** The folder it was in. */
  readonly parent: string
  /** What it was called there. */
  readonly wasNamed: string
  /** Of itself and all below it, with older versions. */
  readonly bytesBelow: number
  readonly entriesBelow: number
}

/** Changes by entry. Each is checked and done in one step: nothing can come between. */
export interface Edits {
  write(
    place: { entry: string } | { parent: string; name: string },
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: { ifVersion?: string | null; signal?: AbortSignal },
  ): Promise<Entry>
  makeFolder(parent: string, name: string): Promise<Entry>
  move(entry: string, parent: string, name: string): Promise<Entry>
  copy(entry: string, parent: string, name: string): Promise<Entry>
  remove(entry: string, options?: { forever?: boolean }): Promise<void>
  restoreTrashed(entry: string, parent: string, name: string): Promise<Entry>
  restore(entry: string, version: string): Promise<Entry>
  mark(entry: string, marks: { starred?: boolean; tags?: readonly string[] }): Promise<Entry>
}

/** How often a change begins anew because its entry was moved meanwhile. */
const TRIES = 5

export function openEntries({ drive, parts }: Pick<OpenDrive, 'drive' | 'parts'>): Entries {
  const { columns, paths } = parts.tree
  let listed: { folder: string; version: number; entries: readonly Entry[] } | undefined

  const root = hexOf(columns.idOf(ROOT_ROW))
  const pathOf = (id: string): string => paths.pathOf(rowOfId(parts, id))

  return {
    drive,
    id: drive.id,
    root,
    isWithin: (id, top) => isWithin(parts, id, top),
    nameOf(id) {
      try {
        return fullEntryOf(parts, rowOfId(parts, id)).name
      } catch (error) {
        if (isSpaceError(error, 'not-found')) return ''
        throw error
      }
    },
    entry: (id) => fullEntryOf(parts, rowOfId(parts, id)),
    child(folder, name) {
      const row = paths.child(rowOfId(parts, folder), name)
      return row === NONE ? undefined : fullEntryOf(parts, row)
    },
    list(folder) {
      const { version } = columns
      if (listed?.folder !== folder || listed.version !== version)
        listed = { folder, version, entries: list(parts, pathOf(folder)) }
      return listed.entries
    },
    namesTo(top, id) {
      if (!isWithin(parts, id, top)) return undefined
      return splitPath(pathOf(id)).slice(splitPath(pathOf(top)).length)
    },
    kindOf(id) {
      const row = columns.find(Buffer.from(id.slice(0, 32), 'hex'))
      return row !== NONE && isFolder(parts, row) ? 'folder' : 'file'
    },
    lastNameOf(id) {
      const row = columns.find(Buffer.from(id.slice(0, 32), 'hex'))
      return row === NONE || row === ROOT_ROW ? '' : columns.nameOf(row)
    },
    parentOf(id) {
      const row = isWithin(parts, id, root) ? rowOfId(parts, id) : ROOT_ROW
      return row === ROOT_ROW ? undefined : hexOf(columns.idOf(columns.parentOf(row)))
    },
    usage: (id) => usage(parts, pathOf(id)),
    trashed: (top) =>
      trash(parts).flatMap((entry) => {
        const row = columns.find(Buffer.from(entry.id, 'hex'))
        const was = parts.tree.registersOf(row).moves[1]
        if (was === undefined) return []
        const parent = hexOf(was.parent)
        if (!isWithin(parts, parent, top)) return []
        return [{ ...entry, parent, wasNamed: was.name, ...sizeBelow(row) }]
      }),
    previewUndo: (of) =>
      undo({ ...parts, lane: { ...parts.lane, change: async (make) => make().result() } }, of),
    edit,
  }

  function sizeBelow(row: number): Pick<TrashedIn, 'bytesBelow' | 'entriesBelow'> {
    let [bytesBelow, entriesBelow] = [0, 0]
    for (const below of [row, ...columns.below(row)]) {
      entriesBelow++
      for (const { content } of parts.tree.registersOf(below).versions)
        bytesBelow += content?.size ?? 0
    }
    return { bytesBelow, entriesBelow }
  }

  function edit({ by, check }: Author): Edits {
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
        const path = pathOf(id)
        let isMoved = false
        const checked = guarded(() => {
          isMoved = pathOf(id) !== path
          if (isMoved) throw new SpaceError('conflict', 'It was moved just now')
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
            if (pathOf(parent) !== folder) throw new SpaceError('conflict', 'It was moved just now')
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
            throw notFound()
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
}

function one(entries: readonly Entry[]): Entry {
  const [entry] = entries
  if (entry === undefined) throw new Error('one entry was to be changed')
  return entry
}
