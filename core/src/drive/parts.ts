/** What the files of this room share: one drive, opened. */
import { SpaceError } from '@space/sdk'
import { cidOf } from '../blocks/car.ts'
import { hexOf, latin1Of } from '../crypto/text.ts'
import type { SegmentStore } from '../blocks/segments.ts'
import { randomBytes } from '../crypto/hash.ts'
import { NONE, ROOT_ROW, TRASH_ROW } from './columns.ts'
import type { Contents } from './content/contents.ts'
import type { Entry, Kind } from './drive.ts'
import type { Lane } from './lane.ts'
import type { Op, VersionRef } from './ops.ts'
import { checkName, notFolder, splitPath } from './paths.ts'
import { currentVersions, KINDS, ROOT, TRASH, type VersionName } from './registers.ts'
import type { Rows } from './rows.ts'
import { FOLDER, type Tree } from './tree.ts'

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
  const entry = {
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
  if (kind !== 'symlink') return entry
  const target = parts.tree.registersOf(row).fields.get('target')?.value
  return { ...entry, target: typeof target === 'string' ? target : '' }
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

/** Names of the versions that stand, as a new version's `base`. */
export function basesOf(parts: DriveParts, row: number): VersionRef[] {
  if (row === NONE) return []
  return currentVersions(parts.tree.registersOf(row)).map(({ stamp }) => versionRef(parts, stamp))
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
