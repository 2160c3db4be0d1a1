/** Looking at a drive by entries: each call asks anew where the entry is. */
import { isSpaceError, SpaceError } from '@space/sdk'
import { hexOf } from '../crypto/text.ts'
import { look } from './bringing.ts'
import { lookAhead } from './bulk/ahead.ts'
import { editMany, isTrashed } from './bulk/change.ts'
import { nearestFolder, originOf } from './bulk/origin.ts'
import type { DriveByEntry, TrashedIn } from './by-entry.ts'
import type { Content } from './content/content.ts'
import { hasSameBytes } from './copies-shown.ts'
import { NONE, ROOT_ROW, TRASH_ROW } from './tree/columns.ts'
import type { Entry, SearchQuery } from './drive.ts'
import { trash } from './edits.ts'
import { editEntries } from './entry-edits.ts'
import { versionOf, versions } from './history.ts'
import { fileRowOf, findId, fullEntryOf, isFolder, isWithin, pathOf, rowOfId } from './entry-of.ts'
import { list, usage } from './overview.ts'
import type { DriveParts } from './parts.ts'
import { splitPath } from './paths.ts'
import { readRow } from './save.ts'
import { currentVersions } from './tree/registers.ts'
import { changes, undo } from './undo.ts'
import { versionId } from './version-ids.ts'
import { viewsByEntry, type DriveMemory } from './views/by-entry.ts'

export function openByEntry(
  parts: DriveParts,
  search: (query: SearchQuery) => Entry[],
  memory: DriveMemory,
): DriveByEntry {
  const { columns, paths } = parts.tree
  let listed: { folder: string; version: number; entries: readonly Entry[] } | undefined

  const root = hexOf(columns.idOf(ROOT_ROW))
  const at = (id: string): string => pathOf(parts, rowOfId(parts, id))
  const known = (id: string): number => columns.find(Buffer.from(id.slice(0, 32), 'hex'))

  return {
    ...viewsByEntry(parts, memory),
    id: hexOf(parts.id),
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
    entryAnywhere(id) {
      const row = known(id)
      const isTrash = row > TRASH_ROW && columns.isVisible(row) && columns.isWithin(row, TRASH_ROW)
      if (!isTrash) return fullEntryOf(parts, rowOfId(parts, id))
      return { ...fullEntryOf(parts, row), name: columns.nameOf(row) }
    },
    homeOf(id) {
      const row = known(id)
      if (!isTrashed(columns, row)) return undefined
      const folder = nearestFolder(parts, lookAhead(parts), originOf(parts, row).parent)
      return hexOf(columns.idOf(folder))
    },
    child(folder, name) {
      const row = paths.child(rowOfId(parts, folder), name)
      return row === NONE ? undefined : fullEntryOf(parts, row)
    },
    list(folder) {
      const { version } = columns
      if (listed?.folder !== folder || listed.version !== version)
        listed = { folder, version, entries: list(parts, at(folder)) }
      return listed.entries
    },
    namesTo(top, id) {
      if (!isWithin(parts, id, top)) return undefined
      return splitPath(at(id)).slice(splitPath(at(top)).length)
    },
    kindOf(id) {
      const row = known(id)
      return row !== NONE && isFolder(parts, row) ? 'folder' : 'file'
    },
    hasSameBytes(a, b) {
      const [one, other] = [bytesOf(a), bytesOf(b)]
      return one !== undefined && other !== undefined && hasSameBytes(one, other)
    },
    lastNameOf(id) {
      const row = known(id)
      return row === NONE || row === ROOT_ROW ? '' : columns.nameOf(row)
    },
    parentOf(id) {
      const row = isWithin(parts, id, root) ? rowOfId(parts, id) : ROOT_ROW
      return row === ROOT_ROW ? undefined : hexOf(columns.idOf(columns.parentOf(row)))
    },
    usage: (id) => usage(parts, at(id)),
    look: (folder, coming, rules) => look(parts, folder, coming, rules),
    draftBytes: parts.contents.drafts.bytesOf,
    dropDraft: parts.contents.drafts.drop,
    search,
    trashed(top) {
      const ahead = lookAhead(parts)
      return trash(parts).flatMap((entry) => {
        const row = known(entry.id)
        const was = originOf(parts, row)
        const parent = hexOf(columns.idOf(nearestFolder(parts, ahead, was.parent)))
        if (!isWithin(parts, parent, top)) return []
        return [{ ...entry, parent, wasNamed: was.name, ...sizeBelow(row) }]
      })
    },
    readable(id, version) {
      const row = readableRow(id)
      const name = columns.nameOf(row)
      if (isFolder(parts, row)) throw new SpaceError('is-folder', `${name} is a folder`)
      if (version !== undefined) {
        const { stamp, content } = versionOf(parts, fileRowOf(parts, row), version)
        return { name, size: content?.size ?? 0, version: versionId(parts, { stamp }) }
      }
      const [current] = currentVersions(parts.tree.registersOf(row))
      const newest = current === undefined ? '' : versionId(parts, current)
      return { name, size: columns.sizeOf(row), version: newest }
    },
    async *read(id, options) {
      const row = options?.trashed === true ? readableRow(id) : rowOfId(parts, id)
      yield* readRow(parts, row, pathOf(parts, row), options)
    },
    versions: (id) => versions(parts, at(id)),
    watch(id, signal) {
      return parts.lane.watch(columns.idOf(fileRowOf(parts, rowOfId(parts, id))), signal)
    },
    changes: (of) => changes(parts, of),
    undo: (of) => undo(parts, of),
    previewUndo: (of) =>
      undo({ ...parts, lane: { ...parts.lane, change: async (make) => make().result() } }, of),
    edit: (author) => editEntries(parts, author),
    editMany: (author) => editMany(parts, memory.pasts, author),
  }

  /** Also of what is in the trash: whoever asks says who may. */
  function readableRow(id: string): number {
    const row = findId(parts, id)
    const isKept = row > TRASH_ROW && columns.isVisible(row) && columns.isWithin(row, TRASH_ROW)
    return isKept ? row : rowOfId(parts, id)
  }

  /** What the newest version of a file holds; undefined for what is gone, and for folders. */
  function bytesOf(id: string): Content | undefined {
    const row = isWithin(parts, id, root) ? rowOfId(parts, id) : NONE
    if (row === NONE) return undefined
    return currentVersions(parts.tree.registersOf(row))[0]?.content ?? undefined
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
}
