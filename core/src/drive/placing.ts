/**
 * Where what is brought in goes: slices of a walk, and the ops that put a slice in its place.
 *
 * A slice is planned while the drive goes on changing, so only what to read is decided early; folders,
 * rows and ops are worked out when its commit has its turn.
 */
import { keyedHash } from '../crypto/hash.ts'
import { NONE, ROOT_ROW } from './tree/columns.ts'
import type { SealedFile } from './content/seal-files.ts'
import { settleOps } from './copies.ts'
import type { Problem } from './drive.ts'
import type { Op } from './log/ops.ts'
import { basesOf } from './version-ids.ts'
import { folderOps, newId } from './folder-ops.ts'
import { isFolder, kindOf } from './entry-of.ts'
import type { DriveParts } from './parts.ts'
import { currentVersions } from './tree/registers.ts'
import { walk, type Source, type SourceStat } from './walk.ts'

/**
 * A commit holds at most so many files and, but for one large file, so many bytes. One slice is sealed
 * while another is committed: all that is known of their files is in memory, some 10 KB for each.
 */
const SLICE_FILES = 500
const SLICE_SOURCES = 4_000
const SLICE_BYTES = 2 ** 30
/** A file that changed this short before it was read may change again within one tick of its clock. */
const RACY_NS = 50_000_000n
const UNKNOWN = new Uint8Array(8)

/** A folder to be in the drive: `to` itself, or one of the walk inside another one. */
interface Folder {
  readonly source?: Source
  readonly parent?: Folder
  /** What the commit that placed it found or made. */
  id?: Uint8Array
}

interface Planned {
  readonly source: Source
  readonly parent: Folder
  /** The folder that a source of that kind is for what is in it. */
  readonly folder?: Folder
}

export interface Slice {
  /** A folder before what is in it. */
  readonly plans: readonly Planned[]
  /** The files among them, in the same order: they are to be sealed. */
  readonly files: readonly Source[]
}

/** Eight bytes that stand for a file's size, times and inode; zeros when they are not to be trusted. */
export type Fingerprint = (stat: Omit<SourceStat, 'mode'>, readAfter: number) => Uint8Array

/** Slices of what `sources` hold, without the files that are in the drive as they are. */
export function* sliceUp(
  parts: DriveParts,
  sources: readonly string[],
  to: string,
  options: {
    recursive: boolean
    except: string | undefined
    fingerprintOf: Fingerprint
    onProblem: (problem: Problem) => void
    onUnchanged: (bytes: number) => void
  },
): Generator<Slice> {
  const { recursive, except, fingerprintOf, onProblem, onUnchanged } = options
  const { paths } = parts.tree
  const isWhole = !parts.blocks.hasDamage()
  let plans: Planned[] = []
  let files: Source[] = []
  let bytes = 0
  for (const path of sources) {
    // per depth: the folder, and the row it has now, which is only good for a first look
    const stack: { folder: Folder; row: number }[] = [{ folder: {}, row: paths.lookup(to) }]
    for (const source of walk(path, { recursive, except, onProblem })) {
      const inside = stack[source.depth] ?? { folder: {}, row: NONE }
      const { folder: parent } = inside
      const row =
        inside.row === NONE || !isFolder(parts, inside.row)
          ? NONE
          : paths.child(inside.row, source.name)
      if (source.kind === 'folder') {
        const folder: Folder = { source, parent }
        stack[source.depth + 1] = { folder, row }
        plans.push({ source, parent, folder })
      } else if (source.kind === 'symlink') plans.push({ source, parent })
      else if (row !== NONE && isUnchanged(parts, row, source, { fingerprintOf, isWhole }))
        onUnchanged(source.stat.size)
      else {
        plans.push({ source, parent })
        files.push(source)
        bytes += source.stat.size
      }
      if (files.length < SLICE_FILES && bytes < SLICE_BYTES && plans.length < SLICE_SOURCES)
        continue
      yield { plans, files }
      plans = []
      files = []
      bytes = 0
    }
  }
  if (plans.length > 0) yield { plans, files }
}

export interface Placed {
  readonly ops: Op[]
  /** By hex id of the entry. */
  readonly fingerprints: Map<string, Uint8Array>
  files: number
  folders: number
  symlinks: number
  bytes: number
}

/** The ops that put a slice in its place, by the tree as it is now. Call inside a draft. */
export function place(
  parts: DriveParts,
  slice: Slice,
  to: string,
  sealed: readonly (SealedFile | { readonly error: Error })[],
  options: {
    fingerprintOf: Fingerprint
    readAfter: number
    onProblem: (problem: Problem) => void
  },
): Placed {
  const { onProblem, fingerprintOf, readAfter } = options
  const placed: Placed = {
    ops: [],
    fingerprints: new Map(),
    files: 0,
    folders: 0,
    symlinks: 0,
    bytes: 0,
  }
  const found = new Map<Folder, Spot | undefined>()
  let next = 0
  for (const { source, parent, folder } of slice.plans) {
    const file = source.kind === 'file' ? sealed[next++] : undefined
    if (file !== undefined && 'error' in file) continue
    const spot = spotOf(parts, parent, to, found, placed.ops)
    if (spot === undefined) continue
    const row = childOf(parts, spot, source.name)
    if (row !== NONE && kindOf(parts, row) !== source.kind) {
      onProblem({
        path: source.path,
        code: 'exists',
        message: `a ${kindOf(parts, row)} of that name is in the drive already`,
      })
      if (folder !== undefined) found.set(folder, undefined)
      continue
    }
    const before = placed.ops.length
    if (file === undefined) {
      const id = plainOps(parts, source, spot.id, row, placed.ops)
      if (folder !== undefined) {
        folder.id = id
        found.set(folder, { id, row })
      }
      if (placed.ops.length === before) continue
      if (source.kind === 'folder') placed.folders++
      else placed.symlinks++
    } else {
      const id = fileOps(parts, source, spot.id, row, file, placed.ops)
      const mark = fingerprintOf(file.stat, readAfter)
      placed.fingerprints.set(Buffer.from(id).toString('hex'), mark)
      placed.files++
      placed.bytes += file.content.size
    }
  }
  return placed
}

/** A folder's id, and its row when it is in the tree already. */
interface Spot {
  readonly id: Uint8Array
  readonly row: number
}

function childOf(parts: DriveParts, { row }: Spot, name: string): number {
  return row === NONE ? NONE : parts.tree.paths.child(row, name)
}

/** `undefined` when something else is where the folder would be. */
function spotOf(
  parts: DriveParts,
  folder: Folder,
  to: string,
  found: Map<Folder, Spot | undefined>,
  ops: Op[],
): Spot | undefined {
  if (found.has(folder)) return found.get(folder)
  const spot = lookFor(parts, folder, to, found, ops)
  found.set(folder, spot)
  if (spot !== undefined) folder.id = spot.id
  return spot
}

function lookFor(
  parts: DriveParts,
  { id, source, parent }: Folder,
  to: string,
  found: Map<Folder, Spot | undefined>,
  ops: Op[],
): Spot | undefined {
  const { columns } = parts.tree
  // where an earlier slice put it, also after it was moved, unless it was thrown away since
  const row = id === undefined ? NONE : columns.find(id)
  if (id !== undefined && row !== NONE && columns.isVisible(row) && columns.isWithin(row, ROOT_ROW))
    return { id, row }
  if (source === undefined || parent === undefined) return topSpot(parts, to, found, ops)
  const above = spotOf(parts, parent, to, found, ops)
  if (above === undefined) return undefined
  const child = childOf(parts, above, source.name)
  if (child !== NONE && !isFolder(parts, child)) return undefined
  return { id: plainOps(parts, source, above.id, child, ops), row: child }
}

/** The folder `to`; each source of one import has its own, and they are made once. */
function topSpot(
  parts: DriveParts,
  to: string,
  found: Map<Folder, Spot | undefined>,
  ops: Op[],
): Spot {
  for (const [folder, spot] of found)
    if (folder.source === undefined && spot !== undefined) return spot
  const top = folderOps(parts, to, parts.now())
  ops.push(...top.ops)
  return { id: top.id, row: top.row }
}

/** The ops that put a sealed file in its place; gives the entry's id. */
function fileOps(
  parts: DriveParts,
  source: Source,
  parent: Uint8Array,
  row: number,
  { content, stat }: SealedFile,
  ops: Op[],
): Uint8Array {
  const at = parts.now()
  const mtime = millis(stat.mtimeNs)
  const { mode } = source.stat
  const isCopy = row !== NONE && parts.tree.columns.isCopy(row)
  if (row === NONE || isCopy) {
    const id = newId()
    ops.push({ o: 'move', id, parent, name: source.name, kind: 'file', at })
    ops.push({ o: 'version', id, base: [], content, at, mtime })
    if (mode !== 0o644) ops.push({ o: 'set', id, field: 'mode', value: mode, at })
    if (isCopy) ops.push(...settleOps(parts, [row], at))
    return id
  }
  const id = parts.tree.columns.idOf(row)
  const current = currentVersions(parts.tree.registersOf(row))[0]?.content
  const same =
    current !== undefined &&
    current !== null &&
    current.size === content.size &&
    // the key as well: equal bytes that were sealed anew replace a damaged copy
    Buffer.compare(current.ref?.[3] ?? UNKNOWN, content.ref?.[3] ?? UNKNOWN) === 0
  if (same) ops.push({ o: 'set', id, field: 'mtime', value: mtime, at })
  else ops.push({ o: 'version', id, base: basesOf(parts, row), content, at, mtime })
  if (mode !== parts.tree.columns.modeOf(row))
    ops.push({ o: 'set', id, field: 'mode', value: mode, at })
  return id
}

/** Ops for a folder or a link: all of it when new, else what differs. */
function plainOps(
  parts: DriveParts,
  source: Source,
  parent: Uint8Array,
  row: number,
  ops: Op[],
): Uint8Array {
  const at = parts.now()
  const isNew = row === NONE
  const id = isNew ? newId() : parts.tree.columns.idOf(row)
  if (isNew) ops.push({ o: 'move', id, parent, name: source.name, kind: source.kind, at })
  const set = (field: string, value: unknown): void =>
    void ops.push({ o: 'set', id, field, value, at })
  const mtime = millis(source.stat.mtimeNs)
  if (isNew || parts.tree.columns.mtimeOf(row) !== mtime) set('mtime', mtime)
  const mode = isNew ? (source.kind === 'folder' ? 0o755 : 0o777) : parts.tree.columns.modeOf(row)
  if (source.stat.mode !== mode) set('mode', source.stat.mode)
  if (source.target === undefined) return id
  const target = isNew ? undefined : parts.tree.registersOf(row).fields.get('target')?.value
  if (target !== source.target) set('target', source.target)
  return id
}

/** @param how `isWhole` when the store knows of no damage: then the first block speaks for all */
function isUnchanged(
  parts: DriveParts,
  row: number,
  { stat }: Source,
  { fingerprintOf, isWhole }: { fingerprintOf: Fingerprint; isWhole: boolean },
): boolean {
  const { columns } = parts.tree
  if (isFolder(parts, row) || columns.sizeOf(row) !== stat.size) return false
  if (columns.modeOf(row) !== stat.mode) return false
  const held = columns.fingerprintOf(row)
  if (held.every((byte) => byte === 0)) return false
  if (Buffer.compare(held, fingerprintOf(stat, Number.POSITIVE_INFINITY)) !== 0) return false
  // what is damaged or gone comes back from its source
  const first = columns.digestOf(row)
  if (isWhole) return stat.size === 0 || parts.blocks.find(first) !== undefined
  const content = currentVersions(parts.tree.registersOf(row))[0]?.content
  return content !== undefined && content !== null && parts.contents.isLocal(content)
}

/**
 * Fingerprints keyed so that the index tells nothing. A file that changed within a tick of `readAfter`
 * (ms since 1970, before it was read) or later gets none: it may change again unseen.
 */
export function fingerprints(storageKey: Uint8Array): Fingerprint {
  const hash = keyedHash(storageKey, Buffer.from('fingerprint'))
  const tail = Buffer.alloc(32)
  return ({ size, mtimeNs, ctimeNs, ino }, readAfter) => {
    const isFinite = Number.isFinite(readAfter)
    if (isFinite && BigInt(Math.trunc(readAfter)) * 1_000_000n - ctimeNs < RACY_NS) return UNKNOWN
    tail.writeBigUInt64LE(BigInt(size), 0)
    tail.writeBigInt64LE(BigInt.asIntN(64, mtimeNs), 8)
    tail.writeBigInt64LE(BigInt.asIntN(64, ctimeNs), 16)
    tail.writeBigUInt64LE(BigInt.asUintN(64, ino), 24)
    return hash(tail).slice(0, 8)
  }
}

/** Milliseconds with three decimals: what Node can set again. */
function millis(ns: bigint): number {
  return Number(ns / 1000n) / 1000
}
