/** Writing entries out to this machine: into a folder of their own first, put in place at the end. */
import fs from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { SpaceError } from '@space/sdk'
import { ROOT_ROW } from './tree/columns.ts'
import type { Content } from './content/content.ts'
import { fileTime, setMode } from './content/open-worker.ts'
import { isDamage } from './content/read.ts'
import type { Kind, Problem, Running, TransferReport } from './drive.ts'
import { demandOutsideHome, homeAt, intoHome, type IsHome } from './export-outside.ts'
import { errnoOf, makeDraft, refusal, type Draft } from './export-draft.ts'
import { versionOf } from './history.ts'
import { isFolder, kindOf, pathOf } from './entry-of.ts'
import type { DriveParts } from './parts.ts'
import { currentVersions } from './tree/registers.ts'

/** Files given to the worker threads at a time. */
const SLICE_FILES = 1_000

export interface ExportOptions extends Running {
  replace?: boolean
  version?: string
  /** The home of this space, which nothing is written into. */
  except?: string
}

interface Planned {
  readonly row: number
  readonly kind: Kind
  /** Where it is written first. */
  readonly draft: string
  readonly final: string
}

export async function exportTrees(
  parts: DriveParts,
  paths: readonly string[],
  to: string,
  options: ExportOptions = {},
): Promise<TransferReport> {
  const { signal, onProgress, replace = false } = options
  const tops = topsOf(parts, paths)
  if (options.version !== undefined && (tops.length !== 1 || isFolder(parts, tops[0]?.row ?? 0)))
    throw new SpaceError('bad-input', 'a version can only be given with one file')
  const isHome = homeAt(options.except)
  demandOutsideHome(to, isHome)
  const made = prepareTarget(to)
  for (const { name } of tops)
    if (!replace && fs.lstatSync(join(to, name), { throwIfNoEntry: false }) !== undefined)
      throw exists(join(to, name))
  const report = { files: 0, folders: 0, symlinks: 0, bytes: 0, unchanged: 0 }
  const problems: Problem[] = []
  const inPlace: string[] = []
  let draft: Draft | undefined
  const total = totals(parts, tops)
  let doneBytes = 0
  const progress = (): void =>
    onProgress?.({
      doneBytes,
      doneFiles: report.files,
      totalBytes: total.bytes,
      totalFiles: total.files,
    })

  /** What this disk cannot hold, with all below it, must not keep the rest from coming out. */
  const tryMake = (make: () => void, { row, kind }: Planned): boolean => {
    try {
      make()
      return true
    } catch (error) {
      const code = errnoOf(error) ?? ''
      const isLink = kind === 'symlink' && ['EPERM', 'EOPNOTSUPP', 'ENOSYS'].includes(code)
      if (!isLink && code !== 'ENAMETOOLONG' && code !== 'ENOENT') throw error
      const message = isLink ? 'this disk takes no links' : 'its path is too long for this disk'
      problems.push({ path: pathOf(parts, row), code: 'io', message })
      return false
    }
  }

  const writeFiles = async (files: readonly Planned[]): Promise<void> => {
    const jobs = files.flatMap(({ row, draft: path }) => {
      const content = contentOf(parts, row, options.version)
      if (content === undefined) return []
      const { columns } = parts.tree
      // the owner is not kept, so a set-uid bit would lend the rights of whoever writes it out
      const mode = columns.modeOf(row) & 0o1777
      return [{ content, path, mode, mtimeMs: settable(columns.mtimeOf(row)) }]
    })
    const written = await parts.contents.openFiles(jobs, {
      ...(signal === undefined ? {} : { signal }),
      onBytes(bytes) {
        doneBytes += bytes
        progress()
      },
    })
    for (const [i, error] of written.entries()) {
      const row = files[i]?.row ?? ROOT_ROW
      if (error === undefined) report.files++
      else if (error.code === 'disk-full') throw error
      else {
        if (isDamage(error) && options.version === undefined) parts.tree.distrust(row)
        problems.push(damage(pathOf(parts, row), error))
      }
    }
    progress()
  }

  try {
    draft = makeDraft(to, parts.storageKey)
    const folders: Planned[] = []
    const links: Planned[] = []
    let files: Planned[] = []
    for (const planned of plan(parts, tops, draft.path, to)) {
      signal?.throwIfAborted()
      if (planned.kind === 'folder') {
        // open to us alone until its own permissions are set at the end
        if (tryMake(() => fs.mkdirSync(planned.draft, { mode: 0o700 }), planned))
          folders.push(planned)
      } else if (planned.kind === 'symlink') links.push(planned)
      else if (planned.kind === 'file') files.push(planned)
      if (files.length < SLICE_FILES) continue
      await writeFiles(files)
      files = []
    }
    await writeFiles(files)
    // links come last, so that nothing was ever written through one
    for (const link of links) if (tryMake(() => writeLink(parts, link), link)) report.symlinks++
    report.folders = folders.length
    report.bytes = doneBytes
    for (const { row, draft: path } of folders.toReversed()) finishFolder(parts, row, path)
    signal?.throwIfAborted()
    for (const { name } of tops) checkPlace(join(draft.path, name), join(to, name), isHome)
    for (const { name } of tops) {
      const final = join(to, name)
      // it may have come while the rest was written
      if (!replace && fs.lstatSync(final, { throwIfNoEntry: false })) throw exists(final)
      putInPlace(join(draft.path, name), final)
      inPlace.push(name)
    }
    removeQuietly(draft)
  } catch (error) {
    removeQuietly(draft)
    if (made !== undefined) removeEmpty(to, made)
    if (signal?.aborted === true)
      throw new SpaceError('aborted', 'stopped before everything was written', {
        why: 'what was written so far was removed again; the drive is as it was',
        try: 'run the same command again',
        cause: error,
      })
    throw refusal(error, { to, draft: draft?.path, inPlace })
  }
  return { ...report, problems }
}

/** Whether the export went well is what the person is to hear of. */
function removeQuietly(draft: Draft | undefined): void {
  try {
    draft?.remove()
  } catch {
    // the next export into this folder tries again
  }
}

/** The entries asked for by the names they will have; the root stands for all that is in it. */
function topsOf(parts: DriveParts, paths: readonly string[]): { row: number; name: string }[] {
  const tops = paths.flatMap((path) => {
    const row = parts.tree.paths.resolve(path)
    if (row !== ROOT_ROW) return [{ row, name: parts.tree.paths.nameOf(row) }]
    return [...parts.tree.paths.children(ROOT_ROW)].map(([name, child]) => ({ row: child, name }))
  })
  const names = new Set(tops.map(({ name }) => name))
  if (names.size < tops.length)
    throw new SpaceError('conflict', 'two of the entries have the same name', {
      try: 'write them to different folders',
    })
  return tops
}

function* plan(
  parts: DriveParts,
  tops: readonly { row: number; name: string }[],
  draft: string,
  to: string,
): Generator<Planned> {
  const stack = tops.toReversed().map(({ row, name }) => ({
    row,
    draft: join(draft, name),
    final: join(to, name),
  }))
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    yield { ...at, kind: kindOf(parts, at.row) }
    if (!isFolder(parts, at.row)) continue
    for (const [name, row] of parts.tree.paths.children(at.row))
      stack.push({ row, draft: `${at.draft}/${name}`, final: `${at.final}/${name}` })
  }
}

function totals(parts: DriveParts, tops: readonly { row: number }[]) {
  let [files, bytes] = [0, 0]
  for (const { row: top } of tops)
    for (const row of [top, ...parts.tree.columns.below(top)])
      if (kindOf(parts, row) === 'file') {
        files++
        bytes += parts.tree.columns.sizeOf(row)
      }
  return { files, bytes }
}

function contentOf(parts: DriveParts, row: number, version?: string): Content | undefined {
  if (version !== undefined) return versionOf(parts, row, version).content ?? undefined
  return currentVersions(parts.tree.registersOf(row))[0]?.content ?? undefined
}

/** Gives the topmost folder that had to be made. */
function prepareTarget(to: string): string | undefined {
  const there = fs.statSync(to, { throwIfNoEntry: false })
  if (there === undefined) return makeFolders(to)
  if (there.isDirectory()) return undefined
  throw new SpaceError('not-folder', `${to} is not a folder`, { facts: { path: to } })
}

/** One by one, since Node's recursive mkdir never ends where a parent refuses, as in /proc. */
function makeFolders(to: string): string | undefined {
  const missing: string[] = []
  for (let at = resolve(to); !fs.existsSync(at) && at !== dirname(at); at = dirname(at))
    missing.unshift(at)
  try {
    for (const folder of missing) fs.mkdirSync(folder)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new SpaceError('io', `the folder ${to} cannot be made`, {
      why: `the system refuses it (${code})`,
      try: 'name another folder with --to',
      facts: { path: to },
      cause,
    })
  }
  return missing[0]
}

/** Removes the folder `to` and those above it, up to `top`, unless somebody put something there. */
function removeEmpty(to: string, top: string): void {
  try {
    for (let at = resolve(to); at.startsWith(resolve(top)); at = dirname(at)) fs.rmdirSync(at)
  } catch {
    // not empty: it is somebody's now
  }
}

function writeLink(parts: DriveParts, { row, draft }: Planned): void {
  const target = parts.tree.registersOf(row).fields.get('target')?.value
  fs.symlinkSync(typeof target === 'string' ? target : '', draft)
  const time = fileTime(settable(parts.tree.columns.mtimeOf(row)))
  fs.lutimesSync(draft, time, time)
}

function finishFolder(parts: DriveParts, row: number, path: string): void {
  const time = fileTime(settable(parts.tree.columns.mtimeOf(row)))
  setMode(() => fs.chmodSync(path, parts.tree.columns.modeOf(row) & 0o3777))
  fs.utimesSync(path, time, time)
}

/** Times go through a double of seconds, which would fall just below the microsecond meant. */
function settable(mtime: number): number {
  return mtime + 0.0005
}

/**
 * Looks whether `draft` can be put in place, before the first of its files is.
 *
 * @throws {SpaceError} `exists`, `bad-input` when something would go into the home
 */
function checkPlace(draft: string, final: string, isHome: IsHome): void {
  const there = fs.lstatSync(final, { throwIfNoEntry: false, bigint: true })
  const source = fs.lstatSync(draft, { throwIfNoEntry: false })
  if (there === undefined || source === undefined) return
  if (there.isDirectory() !== source.isDirectory()) throw otherKind(final)
  if (!source.isDirectory()) return
  if (isHome(there)) throw intoHome(final)
  for (const name of fs.readdirSync(final)) checkPlace(join(draft, name), join(final, name), isHome)
}

function otherKind(path: string): SpaceError {
  return new SpaceError('exists', `${path} is there already and is of another kind`, {
    why: 'a folder does not replace a file, nor a file a folder',
    try: 'move it away, or name another folder with --to',
    facts: { path },
  })
}

/** Renames `draft` to `final`; where a folder is there already, what is in it is put into that. */
function putInPlace(draft: string, final: string): void {
  const there = fs.lstatSync(final, { throwIfNoEntry: false })
  const source = fs.lstatSync(draft, { throwIfNoEntry: false })
  // a file that was damaged was not written
  if (source === undefined) return
  if (there === undefined || (!there.isDirectory() && !source.isDirectory())) {
    renameFolderSafe(draft, final, source)
    return
  }
  if (!there.isDirectory() || !source.isDirectory()) throw otherKind(final)
  fs.chmodSync(draft, 0o700)
  for (const name of fs.readdirSync(draft)) putInPlace(join(draft, name), join(final, name))
  fs.rmdirSync(draft)
  fs.chmodSync(final, source.mode & 0o7777)
  fs.utimesSync(final, source.atime, source.mtime)
}

/** Renaming writes the folder's `..`, so a folder without the write bit would refuse its owner. */
function renameFolderSafe(draft: string, final: string, source: fs.Stats): void {
  const isShut = source.isDirectory() && (source.mode & 0o200) === 0
  if (isShut) fs.chmodSync(draft, source.mode | 0o200)
  fs.renameSync(draft, final)
  if (isShut) fs.chmodSync(final, source.mode & 0o7777)
}

function exists(path: string): SpaceError {
  return new SpaceError('exists', `${path} is there already`, {
    why: 'nothing on this machine is overwritten unasked',
    try: 'add --replace, or name another folder with --to',
    facts: { path },
  })
}

function damage(path: string, error: SpaceError): Problem {
  return { path, code: error.code, message: [error.message, error.why].filter(Boolean).join('. ') }
}
