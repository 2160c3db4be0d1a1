/** What is told of a row of the tree, and the row behind what was told: entries, their ids and paths. */
import { isSpaceError, SpaceError } from '@space/sdk'
import { cidOf } from '../blocks/car.ts'
import { hexOf, latin1Of } from '../crypto/text.ts'
import { FLAGS, NONE, ROOT_ROW, TRASH_ROW } from './tree/columns.ts'
import { COPY_OF } from './copies-shown.ts'
import type { Entry, Kind } from './drive.ts'
import type { DriveParts } from './parts.ts'
import { joinPath } from './paths.ts'
import { currentVersions, KINDS, type VersionRegister } from './tree/registers.ts'
import { FOLDER, marksOf } from './tree/row-of.ts'
import { versionId } from './version-ids.ts'

/** First blocks seen before: small files share theirs, and a CID in text is dear. */
export type Glances = Map<string, { cid: string | null; isHere: boolean }>

/** @param glances shared by the entries of one listing; not kept longer, since blocks come and go */
export function entryOf(
  parts: DriveParts,
  row: number,
  path = pathOf(parts, row),
  glances: Glances = new Map(),
): Entry {
  const { columns } = parts.tree
  const kind = kindOf(parts, row)
  const { cid, isHere } = glance(parts, columns.digestOf(row), glances)
  const entry: Entry = {
    id: hexOf(columns.idOf(row)),
    path,
    name: path === '/' ? '' : path.slice(path.lastIndexOf('/') + 1),
    kind,
    size: columns.sizeOf(row),
    mtime: columns.mtimeOf(row),
    mode: columns.modeOf(row),
    cid,
    versions: columns.versionsOf(row),
    local: isHere,
  }
  const flags = columns.flagsOf(row)
  if (kind !== 'symlink' && (flags & (FLAGS.copy | FLAGS.marked)) === 0) return entry
  const registers = parts.tree.registersOf(row)
  const target = registers.fields.get('target')?.value
  return {
    ...entry,
    ...((flags & FLAGS.copy) !== 0 && copyFacts(parts, row)),
    ...((flags & FLAGS.marked) !== 0 && marksOf(registers)),
    ...(kind === 'symlink' && { target: typeof target === 'string' ? target : '' }),
  }
}

/** With what is asked of a single entry only. */
export function fullEntryOf(parts: DriveParts, row: number, path?: string): Entry {
  const entry = entryOf(parts, row, path)
  if (entry.kind !== 'file') return entry
  const [current] = currentVersions(parts.tree.registersOf(row))
  return current === undefined ? entry : { ...entry, version: versionId(parts, current) }
}

export function kindOf(parts: DriveParts, row: number): Kind {
  return KINDS[parts.tree.columns.kindOf(row)] ?? 'file'
}

export function isFolder(parts: DriveParts, row: number): boolean {
  return parts.tree.columns.kindOf(row) === FOLDER
}

export function pathOf(parts: DriveParts, row: number): string {
  return parts.tree.paths.pathOf(row)
}

/** Path of `row`, or what it was before `row`, or a folder above it, went to the trash. */
export function placeOf(parts: DriveParts, row: number, below = new Set<number>()): string {
  const { columns, paths } = parts.tree
  // a folder that is not known, or two in the trash that were in one another by turns
  if (row <= TRASH_ROW || below.has(row)) return '/'
  below.add(row)
  const parent = columns.parentOf(row)
  const older = parent === TRASH_ROW ? parts.tree.registersOf(row).moves[1] : undefined
  if (older === undefined) return joinPath(placeOf(parts, parent, below), paths.nameOf(row))
  return joinPath(placeOf(parts, columns.find(older.parent), below), older.name)
}

/** The row of an {@link Entry.id}. @throws {SpaceError} `not-found` when it is not to be seen */
export function rowOfId(parts: DriveParts, id: string): number {
  const row = findId(parts, id)
  const { columns } = parts.tree
  let at = row
  while (at > TRASH_ROW && columns.isVisible(at)) at = columns.parentOf(at)
  if (at === ROOT_ROW) return row
  throw new SpaceError('not-found', 'what was asked for is not here any more', {
    why: 'it was removed, or it is in the trash',
    facts: { id },
  })
}

/** False also for what is gone or in the trash: who asks lets somebody in, or not. */
export function isWithin(parts: DriveParts, id: string, rootId: string): boolean {
  try {
    return parts.tree.columns.isWithin(rowOfId(parts, id), rowOfId(parts, rootId))
  } catch (error) {
    if (isSpaceError(error, 'not-found')) return false
    throw error
  }
}

/** The file that the copy at `row` belongs to, and the version it is. */
export function fileOfCopy(
  parts: DriveParts,
  row: number,
): { file: number; version: VersionRegister } {
  const { fields, versions } = parts.tree.registersOf(row)
  const id = fields.get(COPY_OF)?.value
  const [version] = versions
  const file = id instanceof Uint8Array ? parts.tree.columns.find(id) : NONE
  if (file === NONE || version === undefined) throw parts.rows.damaged('a copy has lost its file')
  return { file, version }
}

/** The file itself for a copy; any other row as it is. */
export function fileRowOf(parts: DriveParts, row: number): number {
  return parts.tree.columns.isCopy(row) ? fileOfCopy(parts, row).file : row
}

/** The row of an {@link Entry.id}, also of what is not to be seen; {@link NONE} for what never was. */
export function findId(parts: DriveParts, id: string): number {
  const { columns } = parts.tree
  const [, hex, version] = /^([0-9a-f]{32})(?:~(.+))?$/u.exec(id) ?? []
  const row = hex === undefined ? NONE : columns.find(Buffer.from(hex, 'hex'))
  if (version === undefined) return row
  if (row <= TRASH_ROW) return NONE
  const { versions } = parts.tree.registersOf(row)
  const found = versions.find((one) => versionId(parts, one) === version)
  const digest = found === undefined ? undefined : parts.rows.batch(found.stamp.batch)?.digest
  if (found === undefined || digest === undefined) return NONE
  return columns.find(parts.rows.localId(columns.idOf(row), digest, found.stamp.index))
}

function copyFacts(parts: DriveParts, row: number): Pick<Entry, 'id' | 'conflict'> {
  const { file, version } = fileOfCopy(parts, row)
  const of = hexOf(parts.tree.columns.idOf(file))
  const device = parts.tree.deviceOf(version.stamp.batch)
  return { id: `${of}~${versionId(parts, version)}`, conflict: { of, device } }
}

function glance(parts: DriveParts, digest: Uint8Array, glances: Glances) {
  const key = latin1Of(digest)
  const held = glances.get(key)
  if (held !== undefined) return held
  const isEmpty = digest.every((byte) => byte === 0)
  const cid = isEmpty ? null : cidOf(digest.slice(), 'raw').toString()
  const seen = { cid, isHere: isEmpty || parts.blocks.find(digest) !== undefined }
  glances.set(key, seen)
  return seen
}
