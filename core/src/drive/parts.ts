/** What the files of this room share: one drive, opened. */
import { isSpaceError, SpaceError } from '@space/sdk'
import { cidOf } from '../blocks/car.ts'
import { hexOf, latin1Of } from '../crypto/text.ts'
import type { SegmentStore } from '../blocks/segments.ts'
import { randomBytes } from '../crypto/hash.ts'
import { FLAGS, NONE, ROOT_ROW, TRASH_ROW } from './columns.ts'
import type { Contents } from './content/contents.ts'
import { COPY_OF, shownVersions } from './heads.ts'
import type { Entry, Kind } from './drive.ts'
import type { Lane } from './lane.ts'
import { MAX_VERSIONS, type Op, type VersionRef } from './ops.ts'
import { checkName, joinPath, notFolder, splitPath } from './paths.ts'
import {
  currentVersions,
  KINDS,
  ROOT,
  TRASH,
  type VersionName,
  type VersionRegister,
} from './registers.ts'
import type { Rows } from './rows.ts'
import { FOLDER, marksOf } from './row-of.ts'
import type { Tree } from './tree.ts'

export interface DriveParts {
  readonly id: Uint8Array
  readonly blocks: SegmentStore
  readonly rows: Rows
  readonly tree: Tree
  readonly lane: Lane
  readonly contents: Contents
  readonly storageKey: Uint8Array
  /** ms since 1970; for display only. */
  now(): number
}

export function newId(): Uint8Array {
  return randomBytes(16)
}

export function kindOf(parts: DriveParts, row: number): Kind {
  return KINDS[parts.tree.columns.kindOf(row)] ?? 'file'
}

export function isFolder(parts: DriveParts, row: number): boolean {
  return parts.tree.columns.kindOf(row) === FOLDER
}

/** The id that ops name the folder at `row` by. */
export function folderId(parts: DriveParts, row: number): Uint8Array {
  if (row === ROOT_ROW) return ROOT
  return row === TRASH_ROW ? TRASH : parts.tree.columns.idOf(row)
}

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

function findId(parts: DriveParts, id: string): number {
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

/** Where its op stands: the start of the batch's hash, and its place there. */
export function versionId(parts: DriveParts, { stamp }: Pick<VersionRegister, 'stamp'>): string {
  const digest = parts.rows.batch(stamp.batch)?.digest ?? new Uint8Array(0)
  return `${hexOf(digest).slice(0, 10)}.${stamp.index}`
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

export function pathOf(parts: DriveParts, row: number): string {
  return parts.tree.paths.pathOf(row)
}

/** @throws {SpaceError} `not-found`, `not-folder` */
export function resolveFolder(parts: DriveParts, path: string): number {
  const row = parts.tree.paths.resolve(path)
  if (!isFolder(parts, row)) throw notFolder(path)
  return row
}

/** What a new version follows on, as its `base`: what is shown. Other versions that stand stand on. */
export function basesOf(parts: DriveParts, row: number): VersionRef[] {
  if (row === NONE) return []
  const shown = shownVersions(parts.tree.registersOf(row))
  return shown.map(({ stamp }) => versionRef(parts, stamp))
}

/** All versions that stand, as the `base` of one that a person chose for all of them. */
export function allBasesOf(parts: DriveParts, row: number): VersionRef[] {
  if (row === NONE) return []
  const standing = currentVersions(parts.tree.registersOf(row)).slice(0, MAX_VERSIONS)
  return standing.map(({ stamp }) => versionRef(parts, stamp))
}

export function versionRef(parts: DriveParts, { batch, index }: VersionName): VersionRef {
  return [parts.tree.batchCid(batch), index]
}

/**
 * The folder at `path`, with ops that make what is missing of it.
 *
 * @throws {SpaceError} `not-folder` when a file is in the way
 */
export function folderOps(
  parts: DriveParts,
  path: string,
  at: number,
): { id: Uint8Array; row: number; ops: Op[] } {
  const ops: Op[] = []
  let row = ROOT_ROW
  let id = ROOT
  let walked = ''
  for (const name of splitPath(path)) {
    walked += `/${name}`
    const child = row === NONE ? NONE : parts.tree.paths.child(row, name)
    if (child !== NONE) {
      if (!isFolder(parts, child)) throw notFolder(walked)
      id = parts.tree.columns.idOf(child)
    } else {
      const parent = id
      id = newId()
      ops.push({ o: 'move', id, parent, name: checkName(name), kind: 'folder', at })
    }
    row = child
  }
  return { id, row, ops }
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

/** Splits into the folder and the name; the root itself has none. */
export function splitLast(path: string): { folder: string; name: string } {
  const names = splitPath(path)
  const name = names.pop()
  if (name === undefined)
    throw new SpaceError('bad-input', 'the root of the drive cannot be used for this', {
      try: 'name something inside it, such as /photos',
    })
  return { folder: `/${names.join('/')}`, name }
}

export function exists(path: string): SpaceError {
  return new SpaceError('exists', `${path} is there already`, {
    why: 'nothing is overwritten by moving, copying or restoring',
    try: 'choose another name, or move the other one away first',
    facts: { path },
  })
}
