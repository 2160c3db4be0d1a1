/** Changes of the tree itself: folders, moves, copies, the trash. */
import { isSpaceError, SpaceError } from '@space/sdk'
import { quoteForShell } from '@space/sdk/quote'
import { NONE, ROOT_ROW, TRASH_ROW } from './tree/columns.ts'
import { settleOps } from './copies.ts'
import type { Entry, TrashedEntry } from './drive.ts'
import { COPY_OF } from './copies-shown.ts'
import { DAY_MS, keepingOf } from './keeping.ts'
import { MAX_VERSIONS, type Op } from './log/ops.ts'
import { entryOf, fileOfCopy, isFolder, kindOf, placeOf } from './entry-of.ts'
import { exists, folderId, folderOps, newId, resolveFolder, splitLast } from './folder-ops.ts'
import { versionRef } from './version-ids.ts'
import type { DriveParts } from './parts.ts'
import { checkName, joinPath, splitPath } from './paths.ts'
import { currentVersions, TRASH, type VersionRegister } from './tree/registers.ts'

export async function makeFolder(
  parts: DriveParts,
  path: string,
  { parents = false }: { parents?: boolean } = {},
): Promise<Entry> {
  return parts.lane.change(() => {
    const { folder, name } = splitLast(path)
    const there = parts.tree.paths.lookup(path)
    if (there !== NONE && !(parents && isFolder(parts, there))) throw exists(path)
    if (!parents) folderAbove(parts, folder, path)
    const ops = there === NONE ? folderOps(parts, joinPath(folder, name), parts.now()).ops : []
    return { ops, result: () => entryOf(parts, parts.tree.paths.resolve(path)) }
  })
}

/** @throws {SpaceError} `not-found` that says how to make what is missing, `not-folder` */
function folderAbove(parts: DriveParts, folder: string, wanted = folder): number {
  try {
    return resolveFolder(parts, folder)
  } catch (cause) {
    if (!isSpaceError(cause, 'not-found')) throw cause
    throw new SpaceError('not-found', `there is no folder ${folder}`, {
      try: `space mkdir -p ${quoteForShell(wanted)}`,
      facts: { path: folder },
      cause,
    })
  }
}

/** Where each of `paths` goes: into `to` when it is a folder, else to `to` itself. */
function destinations(parts: DriveParts, paths: readonly string[], to: string, isCopy = false) {
  const target = parts.tree.paths.lookup(to)
  const into = target !== NONE && isFolder(parts, target)
  if (!into && (paths.length > 1 || to.endsWith('/')))
    throw new SpaceError('not-found', `there is no folder ${to}`, {
      try: `make it first: space mkdir -p ${quoteForShell(to)}`,
      facts: { path: to },
    })
  if (!into && target !== NONE) throw exists(to)
  const taken = new Set<string>()
  return paths.map((path) => {
    const row = parts.tree.paths.resolve(path)
    const last = splitLast(path)
    const place = into ? { folder: to, name: last.name } : splitLast(to)
    const parent = into ? target : folderAbove(parts, place.folder)
    const at = joinPath(place.folder === '' ? '/' : place.folder, place.name)
    const occupant = parts.tree.paths.child(parent, place.name)
    if (occupant !== NONE && (occupant !== row || isCopy)) throw exists(at)
    if (taken.has(place.name)) throw exists(at)
    taken.add(place.name)
    return { row, parent, name: checkName(place.name), path }
  })
}

export async function move(
  parts: DriveParts,
  paths: readonly string[],
  to: string,
): Promise<Entry[]> {
  return parts.lane.change(() => {
    const moves = destinations(parts, paths, to)
    for (const { row, parent, path } of moves)
      if (parts.tree.columns.isWithin(parent, row))
        throw new SpaceError('bad-input', `${path} cannot be moved into itself`, {
          why: path === to ? 'it is there already' : `${to} is inside it`,
          try: 'name another folder, or another name for it',
        })
    const at = parts.now()
    const { columns } = parts.tree
    const ids: Uint8Array[] = []
    const ops: Op[] = []
    for (const { row, parent, name } of moves) {
      // another version of a file becomes a file of its own
      const id = columns.isCopy(row) ? newId() : columns.idOf(row)
      const place = { id, parent: folderId(parts, parent), name, at }
      ids.push(id)
      if (columns.isCopy(row)) copyOps(parts, row, place, ops)
      else ops.push({ o: 'move', ...place })
    }
    const copies = moves.map(({ row }) => row).filter((row) => columns.isCopy(row))
    ops.push(...settleOps(parts, copies, at))
    return { ops, result: () => ids.map((id) => entryOf(parts, parts.tree.columns.find(id))) }
  })
}

/** New entries with the same contents; not a byte of content is written again. */
export async function copy(
  parts: DriveParts,
  paths: readonly string[],
  to: string,
): Promise<Entry[]> {
  return parts.lane.change(() => {
    const places = destinations(parts, paths, to, true)
    const ops: Op[] = []
    const tops: Uint8Array[] = []
    const at = parts.now()
    for (const { row, parent, name } of places) {
      const id = newId()
      tops.push(id)
      copyOps(parts, row, { id, parent: folderId(parts, parent), name, at }, ops)
      const ids = new Map([[row, id]])
      for (const below of parts.tree.columns.below(row)) {
        const parentId = ids.get(parts.tree.columns.parentOf(below))
        if (parentId === undefined) continue
        const copyId = newId()
        ids.set(below, copyId)
        const shown = parts.tree.paths.nameOf(below)
        copyOps(parts, below, { id: copyId, parent: parentId, name: shown, at }, ops)
      }
    }
    return { ops, result: () => tops.map((id) => entryOf(parts, parts.tree.columns.find(id))) }
  })
}

/** The ops of a new entry with the content, fields and kind of the one at `row`. */
export function copyOps(
  parts: DriveParts,
  row: number,
  place: { id: Uint8Array; parent: Uint8Array; name: string; at: number },
  ops: Op[],
): void {
  const { id, at } = place
  const registers = parts.tree.registersOf(row)
  ops.push({ o: 'move', kind: kindOf(parts, row), ...place })
  const current = currentVersions(registers)[0]
  const mtime = parts.tree.columns.mtimeOf(row)
  if (current?.content)
    ops.push({ o: 'version', id, base: [], content: current.content, at, mtime })
  for (const [field, { value }] of registers.fields)
    if (field !== COPY_OF && (field !== 'mtime' || current === undefined))
      ops.push({ o: 'set', id, field, value })
}

export async function remove(
  parts: DriveParts,
  paths: readonly string[],
  { forever = false }: { forever?: boolean } = {},
): Promise<void> {
  return parts.lane.change(() => {
    const ops: Op[] = []
    const at = parts.now()
    const copies: number[] = []
    for (const path of paths) {
      const row = parts.tree.paths.resolve(path)
      if (row === ROOT_ROW) splitLast(path)
      if (parts.tree.columns.isCopy(row)) {
        copies.push(row)
        continue
      }
      const id = parts.tree.columns.idOf(row)
      ops.push({ o: 'move', id, parent: TRASH, name: splitLast(path).name, at })
      if (forever) dropOps(parts, row, at, ops)
    }
    if (!forever) ops.push(...settleOps(parts, copies, at))
    else
      for (const row of copies) {
        const { file, version } = fileOfCopy(parts, row)
        dropVersionsOps(parts, file, [version], at, ops)
      }
    return { ops, result: () => undefined }
  })
}

/** Lets go of all versions of `row` and of what is below it. Call with `row` in the trash. */
export function dropOps(parts: DriveParts, row: number, at: number, ops: Op[]): void {
  for (const gone of [row, ...parts.tree.columns.below(row)]) {
    // it goes with its file
    if (parts.tree.columns.isCopy(gone)) continue
    const id = parts.tree.columns.idOf(gone)
    const kept = parts.tree.registersOf(gone).versions.filter(({ content }) => content !== null)
    if (kindOf(parts, gone) !== 'file') ops.push({ o: 'drop', id, versions: [], at })
    else dropVersionsOps(parts, gone, kept, at, ops)
  }
}

/** Lets go of `versions` of the file at `row`, in as many ops as they need. */
export function dropVersionsOps(
  parts: DriveParts,
  row: number,
  versions: readonly VersionRegister[],
  at: number,
  ops: Op[],
): void {
  const id = parts.tree.columns.idOf(row)
  const refs = versions.map(({ stamp }) => versionRef(parts, stamp))
  for (let start = 0; start < refs.length; start += MAX_VERSIONS)
    ops.push({ o: 'drop', id, versions: refs.slice(start, start + MAX_VERSIONS), at })
}

export function trash(parts: DriveParts): TrashedEntry[] {
  const entries: TrashedEntry[] = []
  const { trashDays } = keepingOf(parts)
  for (const [name, row] of parts.tree.paths.children(TRASH_ROW)) {
    const trashedAt = parts.tree.registersOf(row).moves[0]?.at ?? 0
    const age = Math.floor((parts.now() - trashedAt) / DAY_MS)
    entries.push({
      ...entryOf(parts, row, `/${name}`),
      from: placeOf(parts, row),
      trashedAt,
      daysLeft: Math.min(trashDays, Math.max(0, trashDays - age)),
    })
  }
  return entries.sort((a, b) => b.trashedAt - a.trashedAt)
}

export async function restoreTrashed(
  parts: DriveParts,
  path: string,
  { to }: { to?: string } = {},
): Promise<Entry> {
  return parts.lane.change(() => {
    const wanted = `/${splitPath(path).join('/')}`
    const all = trash(parts)
    const entry =
      all.find(({ from }) => from === wanted) ??
      all.find((one) => `/${one.name}` === wanted) ??
      entryById(all, path)
    if (entry === undefined)
      throw new SpaceError('not-found', `there is no ${path} in the trash`, {
        try: 'see what is there: space trash ls',
        facts: { path },
      })
    const place = splitLast(to ?? entry.from)
    if (parts.tree.paths.lookup(joinPath(place.folder, place.name)) !== NONE)
      throw to === undefined ? takenMeanwhile(entry, path) : exists(to)
    const at = parts.now()
    const folder = folderOps(parts, place.folder, at)
    const id = Buffer.from(entry.id, 'hex')
    const back: Op = { o: 'move', id, parent: folder.id, name: checkName(place.name), at }
    return {
      ops: [...folder.ops, back],
      result: () => entryOf(parts, parts.tree.columns.find(id)),
    }
  })
}

/** By the beginning of its id, where only one begins so. */
function entryById(all: readonly TrashedEntry[], id: string): TrashedEntry | undefined {
  if (!/^[0-9a-f]{8,32}$/.test(id)) return undefined
  const found = all.filter((entry) => entry.id.startsWith(id))
  return found.length === 1 ? found[0] : undefined
}

function takenMeanwhile({ from }: TrashedEntry, typed: string): SpaceError {
  return new SpaceError('exists', `${from} is there already`, {
    why: 'its place was taken while it was in the trash, and nothing is overwritten',
    try: `space trash restore ${quoteForShell(typed)} --to ${quoteForShell(`/restored${from}`)}`,
    facts: { path: from },
  })
}

export async function emptyTrash(
  parts: DriveParts,
  { olderThanDays = 0 }: { olderThanDays?: number } = {},
): Promise<{ entries: number }> {
  return parts.lane.change(() => {
    const ops: Op[] = []
    // without a limit it is all of it, also what a clock that ran ahead put there "tomorrow"
    const old = trash(parts).filter(
      ({ trashedAt }) => olderThanDays <= 0 || parts.now() - trashedAt >= olderThanDays * DAY_MS,
    )
    const at = parts.now()
    for (const { id } of old)
      dropOps(parts, parts.tree.columns.find(Buffer.from(id, 'hex')), at, ops)
    return { ops, result: () => ({ entries: old.length }) }
  })
}
