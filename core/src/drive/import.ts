/** Bringing folder trees of this machine in: walk → seal in slices → one commit for each slice. */
import { basename } from 'node:path'
import fs from 'node:fs'
import { SpaceError } from '@space/sdk'
import { keyedHash } from '../crypto/hash.ts'
import { NONE } from './columns.ts'
import type { SealedFile } from './content/seal-files.ts'
import type { Problem, Running, TransferReport } from './drive.ts'
import type { Op } from './ops.ts'
import { basesOf, folderOps, isFolder, kindOf, newId, type DriveParts } from './parts.ts'
import { checkName } from './paths.ts'
import { currentVersions } from './registers.ts'
import { measure, problemOf, walk, type Source, type SourceStat } from './walk.ts'

/** A commit holds at most so many files and, but for one large file, so many bytes. */
const SLICE_FILES = 1_000
const SLICE_BYTES = 2 ** 30
/** A file that changed this short before it was read may change again within one tick of its clock. */
const RACY_NS = 50_000_000n
const NO_FINGERPRINT = new Uint8Array(8)

/** A file to be sealed and where it goes. `row` is the entry that is there. */
interface Job {
  readonly source: Source
  readonly parent: Uint8Array
  readonly row: number
}

interface Slice {
  readonly ops: Op[]
  readonly jobs: Job[]
}

export async function importTrees(
  parts: DriveParts,
  given: readonly string[],
  to: string,
  options: Running & { recursive?: boolean } = {},
): Promise<TransferReport> {
  const { signal, onProgress } = options
  // with a slash behind it a link would be followed
  const sources = given.map((path) => path.replace(/\/+$/u, ''))
  const names = new Set<string>()
  for (const path of sources) {
    const name = checkName(basename(path))
    if (names.has(name))
      throw new SpaceError('bad-input', `two of the sources are called ${JSON.stringify(name)}`, {
        try: 'add them one after the other, to different folders',
      })
    names.add(name)
    if (!fs.lstatSync(path, { throwIfNoEntry: false }))
      throw new SpaceError('not-found', `there is no ${path} on this machine`, { facts: { path } })
  }
  const report = { files: 0, folders: 0, symlinks: 0, bytes: 0, unchanged: 0 }
  const problems: Problem[] = []
  const onProblem = (problem: Problem): void => void problems.push(problem)
  const fingerprintOf = fingerprints(parts.storageKey)
  const done = { bytes: 0, files: 0 }
  let total: { files: number; bytes: number } | undefined
  const counting = new AbortController()
  if (onProgress !== undefined)
    void measure(options.recursive === true ? sources : [], counting.signal).then(
      (found) => (total = found),
      () => undefined,
    )
  const progress = (path?: string): void =>
    onProgress?.({
      doneBytes: done.bytes,
      doneFiles: done.files,
      ...(total === undefined ? {} : { totalBytes: total.bytes, totalFiles: total.files }),
      ...(path === undefined ? {} : { path }),
    })

  const commit = async (slice: Slice, sealed: readonly Sealed[]): Promise<void> => {
    const released = sealed.flatMap((one) => ('error' in one ? [] : [one]))
    try {
      await parts.lane.change(() => {
        const ops = [...slice.ops]
        const marks = new Map<string, Uint8Array>()
        for (const [i, job] of slice.jobs.entries()) {
          const one = sealed[i]
          if (one === undefined) continue
          if ('error' in one) {
            onProblem(problemOf(job.source.path, one.error))
            continue
          }
          const id = fileOps(parts, job, one, ops)
          marks.set(Buffer.from(id).toString('hex'), fingerprintOf(one.stat, parts.now()))
          report.files++
          report.bytes += one.content.size
        }
        return { ops, fingerprints: marks, result: () => undefined }
      })
    } finally {
      for (const one of released) one.release()
    }
    progress()
  }

  let committing: Promise<void> = Promise.resolve()
  try {
    const root = folderOps(parts, to, parts.now())
    const slices = sliceUp({
      parts,
      sources,
      root,
      report,
      done,
      fingerprintOf,
      onProblem,
      options,
    })
    for (const slice of slices) {
      signal?.throwIfAborted()
      const sealing = parts.contents.sealFiles(
        slice.jobs.map(({ source }) => ({ path: source.path, size: source.stat.size })),
        {
          ...(signal === undefined ? {} : { signal }),
          onBytes: (bytes) => {
            done.bytes += bytes
            progress()
          },
        },
      )
      const before = committing
      committing = Promise.all([sealing, before]).then(async ([sealed]) => {
        done.files += sealed.length
        await commit(slice, sealed)
      })
      // two slices at once: one being sealed, one being committed
      committing.catch(() => undefined)
      await before
    }
    await committing
  } catch (error) {
    await committing.catch(() => undefined)
    if (signal?.aborted !== true) throw error
    throw new SpaceError('aborted', 'stopped before everything was in', {
      why: `${report.files} files are in and safe`,
      try: 'run the same command again: it goes on where it stopped',
      cause: error,
    })
  } finally {
    counting.abort()
  }
  return { ...report, problems }
}

type Sealed = SealedFile | { readonly error: SpaceError }

/** The ops that put a sealed file in its place; gives the entry's id. */
function fileOps(parts: DriveParts, job: Job, sealed: SealedFile, ops: Op[]): Uint8Array {
  const { source, parent, row } = job
  const { content, stat } = sealed
  const at = parts.now()
  const mtime = millis(stat.mtimeNs)
  const mode = source.stat.mode
  if (row === NONE) {
    const id = newId()
    ops.push({ o: 'move', id, parent, name: source.name, kind: 'file', at })
    ops.push({ o: 'version', id, base: [], content, at, mtime })
    if (mode !== 0o644) ops.push({ o: 'set', id, field: 'mode', value: mode, at })
    return id
  }
  const id = parts.tree.columns.idOf(row)
  const current = currentVersions(parts.tree.registersOf(row))[0]?.content
  const same =
    current !== undefined &&
    current !== null &&
    current.size === content.size &&
    Buffer.compare(current.ref?.[4] ?? NO_FINGERPRINT, content.ref?.[4] ?? NO_FINGERPRINT) === 0
  if (same) ops.push({ o: 'set', id, field: 'mtime', value: mtime, at })
  else ops.push({ o: 'version', id, base: basesOf(parts, row), content, at, mtime })
  if (mode !== parts.tree.columns.modeOf(row))
    ops.push({ o: 'set', id, field: 'mode', value: mode, at })
  return id
}

interface SliceOptions {
  readonly parts: DriveParts
  readonly sources: readonly string[]
  readonly root: { id: Uint8Array; row: number; ops: readonly Op[] }
  readonly report: { folders: number; symlinks: number; unchanged: number }
  readonly done: { bytes: number; files: number }
  readonly fingerprintOf: (stat: Omit<SourceStat, 'mode'>, now: number) => Uint8Array
  readonly onProblem: (problem: Problem) => void
  readonly options: { recursive?: boolean }
}

function* sliceUp(given: SliceOptions): Generator<Slice> {
  const { parts, sources, root, report, done, fingerprintOf, onProblem, options } = given
  let slice: Slice = { ops: [...root.ops], jobs: [] }
  let bytes = 0
  for (const path of sources) {
    // the folder that each depth stands in; a depth that is cut off is `undefined`
    const stack: ({ id: Uint8Array; row: number } | undefined)[] = [root]
    const walked = walk(path, { recursive: options.recursive === true, onProblem })
    for (const source of walked) {
      const folder = stack[source.depth]
      if (folder === undefined) {
        stack[source.depth + 1] = undefined
        continue
      }
      const row = folder.row === NONE ? NONE : parts.tree.paths.child(folder.row, source.name)
      if (row !== NONE && kindOf(parts, row) !== source.kind) {
        onProblem({
          path: source.path,
          code: 'exists',
          message: `a ${kindOf(parts, row)} of that name is in the drive already`,
        })
        stack[source.depth + 1] = undefined
        continue
      }
      if (source.kind === 'folder') {
        const before = slice.ops.length
        stack[source.depth + 1] = { id: plainOps(parts, source, folder.id, row, slice.ops), row }
        if (slice.ops.length > before) report.folders++
      } else if (source.kind === 'symlink') {
        const before = slice.ops.length
        plainOps(parts, source, folder.id, row, slice.ops)
        if (slice.ops.length > before) report.symlinks++
      } else if (row !== NONE && isUnchanged(parts, row, source, fingerprintOf)) {
        report.unchanged++
        done.files++
        done.bytes += source.stat.size
      } else {
        slice.jobs.push({ source, parent: folder.id, row })
        bytes += source.stat.size
      }
      if (slice.jobs.length < SLICE_FILES && bytes < SLICE_BYTES && slice.ops.length < 8_000)
        continue
      yield slice
      slice = { ops: [], jobs: [] }
      bytes = 0
    }
  }
  if (slice.ops.length > 0 || slice.jobs.length > 0) yield slice
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

function isUnchanged(
  parts: DriveParts,
  row: number,
  { stat }: Source,
  fingerprintOf: (stat: Omit<SourceStat, 'mode'>, now: number) => Uint8Array,
): boolean {
  const { columns } = parts.tree
  if (isFolder(parts, row) || columns.sizeOf(row) !== stat.size) return false
  if (columns.modeOf(row) !== stat.mode) return false
  const held = columns.fingerprintOf(row)
  if (held.every((byte) => byte === 0)) return false
  return Buffer.compare(held, fingerprintOf(stat, Number.POSITIVE_INFINITY)) === 0
}

/**
 * Eight bytes that stand for a file's size, times and inode, keyed so that the index tells nothing;
 * zeros (unknown) when the file changed so shortly before `now` that it may change unseen.
 */
function fingerprints(storageKey: Uint8Array): SliceOptions['fingerprintOf'] {
  const hash = keyedHash(storageKey, Buffer.from('fingerprint'))
  const tail = Buffer.alloc(32)
  return ({ size, mtimeNs, ctimeNs, ino }, now) => {
    if (Number.isFinite(now) && BigInt(Math.trunc(now)) * 1_000_000n - ctimeNs < RACY_NS)
      return NO_FINGERPRINT
    tail.writeBigUInt64LE(BigInt(size), 0)
    tail.writeBigInt64LE(mtimeNs, 8)
    tail.writeBigInt64LE(ctimeNs, 16)
    tail.writeBigUInt64LE(BigInt.asUintN(64, ino), 24)
    return hash(tail).slice(0, 8)
  }
}

/** Milliseconds with three decimals: what Node can set again. */
function millis(ns: bigint): number {
  return Number(ns / 1000n) / 1000
}
