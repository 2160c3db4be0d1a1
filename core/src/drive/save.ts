/** Saving one stream as a file, and reading a file back. */
import { SpaceError } from '@space/sdk'
import { quoteForShell } from '@space/sdk/quote'
import { NONE } from './tree/columns.ts'
import { settleOps } from './copies.ts'
import { EMPTY_CONTENT, type Content } from './content/content.ts'
import { isDamage } from './content/read.ts'
import type { Entry } from './drive.ts'
import { versionOf } from './history.ts'
import type { Op } from './log/ops.ts'
import { basesOf, versionId } from './version-ids.ts'
import { exists, folderOps, newId, splitLast } from './folder-ops.ts'
import { fullEntryOf, isFolder, kindOf, pathOf, rowOfId } from './entry-of.ts'
import type { DriveParts } from './parts.ts'
import { checkName, joinPath } from './paths.ts'
import { currentVersions } from './tree/registers.ts'

/** Where to save: a path, a name in a folder, or a file that is there. */
export type WritePlace = string | { parent: string; name: string } | { entry: string }

export async function write(
  parts: DriveParts,
  where: WritePlace,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: { mode?: number; mtime?: number; ifVersion?: string | null; signal?: AbortSignal } = {},
): Promise<Entry> {
  pathAt(parts, where)
  const { mode, mtime, ifVersion, signal } = options
  const sealed = await parts.contents.sealStream(source, {
    ...(signal !== undefined && { signal }),
  })
  try {
    return await parts.lane.change(() => {
      signal?.throwIfAborted()
      const path = pathAt(parts, where)
      const { folder, name } = splitLast(path)
      const at = parts.now()
      const place = folderOps(parts, folder, at)
      const row = place.row === NONE ? NONE : parts.tree.paths.child(place.row, name)
      if (row !== NONE && isFolder(parts, row)) throw isFolderError(path)
      // nobody would see a version behind a link
      if (row !== NONE && kindOf(parts, row) !== 'file') throw exists(path)
      demandVersion(parts, row, path, ifVersion)
      // another version of a file becomes a file of its own
      const isCopy = row !== NONE && parts.tree.columns.isCopy(row)
      const isNew = row === NONE || isCopy
      const id = isNew ? newId() : parts.tree.columns.idOf(row)
      const ops: Op[] = [...place.ops]
      if (isNew) ops.push({ o: 'move', id, parent: place.id, name, kind: 'file', at })
      const { content } = sealed
      ops.push({
        o: 'version',
        id,
        base: isNew ? [] : basesOf(parts, row),
        content,
        at,
        ...(mtime !== undefined && { mtime }),
      })
      if (mode !== undefined && mode !== (isNew ? 0o644 : parts.tree.columns.modeOf(row)))
        ops.push({ o: 'set', id, field: 'mode', value: mode & 0o7777, at })
      if (isCopy) ops.push(...settleOps(parts, [row], at))
      return {
        ops,
        record: sealed.record,
        result: () => fullEntryOf(parts, parts.tree.columns.find(id)),
      }
    })
  } finally {
    sealed.release()
  }
}

/** Bytes [start, end) of the newest version, or of `version`; every chunk was verified before. */
export async function* read(
  parts: DriveParts,
  path: string,
  options: { start?: number; end?: number; version?: string; signal?: AbortSignal } = {},
): AsyncGenerator<Uint8Array> {
  yield* readRow(parts, parts.tree.paths.resolve(path), path, options)
}

/** @param path what the file is called in errors */
export async function* readRow(
  parts: DriveParts,
  row: number,
  path: string,
  options: { start?: number; end?: number; version?: string; signal?: AbortSignal } = {},
): AsyncGenerator<Uint8Array> {
  if (isFolder(parts, row)) throw isFolderError(path)
  const { version, ...range } = options
  const content = contentOf(parts, row, version)
  const { start = 0, end = content.size } = range
  if (start < 0 || end < start)
    throw new SpaceError('bad-input', `${start} to ${end} is not a range of bytes`)
  try {
    yield* parts.contents.read(content, range)
  } catch (error) {
    if (!isDamage(error)) throw error
    if (version === undefined) parts.tree.distrust(row)
    throw new SpaceError(error.code, `${path} cannot be read whole`, {
      ...(error.why !== undefined && { why: `${error.message}. ${error.why}` }),
      try: 'run space verify to see all that is damaged, and restore an older version or a backup',
      facts: { ...error.facts, path },
      cause: error,
    })
  }
}

/** The path of `where` as it is now. @throws {SpaceError} `bad-input`, `not-found` */
function pathAt(parts: DriveParts, where: WritePlace): string {
  if (typeof where === 'string') {
    checkName(splitLast(where).name)
    return where
  }
  if ('entry' in where) return pathOf(parts, rowOfId(parts, where.entry))
  return joinPath(pathOf(parts, rowOfId(parts, where.parent)), checkName(where.name))
}

function demandVersion(
  parts: DriveParts,
  row: number,
  path: string,
  wanted: string | null | undefined,
): void {
  if (wanted === undefined) return
  const [current] = row === NONE ? [] : currentVersions(parts.tree.registersOf(row))
  const version = current === undefined ? null : versionId(parts, current)
  if (version === wanted) return
  throw new SpaceError('conflict', `${path} was changed meanwhile`, {
    why: 'its newest version is not the one this was made from; nothing was saved',
    try: 'read it again, or save under another name',
    facts: { path, ...(version !== null && { version }) },
  })
}

function contentOf(parts: DriveParts, row: number, version?: string): Content {
  if (version !== undefined) return versionOf(parts, row, version).content ?? EMPTY_CONTENT
  return currentVersions(parts.tree.registersOf(row))[0]?.content ?? EMPTY_CONTENT
}

function isFolderError(path: string): SpaceError {
  return new SpaceError('is-folder', `${path} is a folder`, {
    try: `see what is in it: space ls ${quoteForShell(path)}`,
    facts: { path },
  })
}
