/** Reads folder trees of this machine: names, kinds and times, never through a symlink. */
import { isUtf8 } from 'node:buffer'
import fs from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { SpaceError } from '@space/sdk'
import { quoteForShell } from '@space/sdk/quote'
import type { Problem } from './drive.ts'

export interface SourceStat {
  readonly size: number
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  readonly ino: bigint
  /** Permission bits. */
  readonly mode: number
}

export interface Source {
  readonly path: string
  readonly name: string
  readonly kind: 'file' | 'folder' | 'symlink'
  readonly stat: SourceStat
  /** 0 for what was asked for, 1 for what is in it, … */
  readonly depth: number
  readonly target?: string
}

/** What stands at `path`, and with `recursive` all below it: a folder before what is in it. */
export function* walk(
  path: string,
  options: {
    recursive: boolean
    onProblem: (problem: Problem) => void
    /** A folder that is left out, and told of, by whatever path it is reached. */
    except?: string | undefined
  },
): Generator<Source> {
  const { onProblem } = options
  // a folder on the way down, and which of its names is next: 100,000 names are not 100,000 objects
  const stack: { folder: string; names: string[]; next: number }[] = []
  const cut = path.lastIndexOf('/')
  let at = { path, name: path.slice(cut + 1), depth: 0 }
  const isExcept = sameFolder(options.except)
  for (;;) {
    const found = read(at, onProblem)
    const source = found !== undefined && isExcept(found) ? undefined : found
    if (source !== found)
      onProblem({
        path: at.path,
        code: 'bad-input',
        message: 'it is the home of this space itself',
      })
    if (source?.kind === 'folder' && !options.recursive)
      throw new SpaceError('is-folder', `${path} is a folder`, {
        why: 'folders are only taken with all they hold',
        try: `space add -r ${quoteForShell(path)}`,
        facts: { path },
      })
    if (source !== undefined) yield source
    if (source?.kind === 'folder')
      stack.push({ folder: source.path, names: namesIn(source.path, onProblem), next: 0 })
    let top = stack.at(-1)
    while (top !== undefined && top.next === top.names.length) {
      stack.pop()
      top = stack.at(-1)
    }
    const name = top?.names[top.next++]
    if (top === undefined || name === undefined) return
    at = { path: `${top.folder}/${name}`, name, depth: stack.length }
  }
}

/** Tells the folder at `path` again under another path, as behind a link or a second mount. */
function sameFolder(path: string | undefined): (source: Source) => boolean {
  const own = path === undefined ? undefined : fs.statSync(path, { bigint: true })
  return ({ kind, path: given, stat }) =>
    own !== undefined &&
    kind === 'folder' &&
    stat.ino === own.ino &&
    fs.lstatSync(given, { bigint: true }).dev === own.dev
}

/** Counts files and bytes below `paths`, giving way to other work; for a progress bar. */
export async function measure(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<{ files: number; bytes: number } | undefined> {
  let [files, bytes, seen] = [0, 0, 0]
  for (const path of paths)
    for (const { kind, stat } of walk(path, { recursive: true, onProblem: () => undefined })) {
      if (kind === 'file') files++
      bytes += kind === 'file' ? stat.size : 0
      if (++seen % 256 === 0) await setImmediate()
      if (signal.aborted) return undefined
    }
  return { files, bytes }
}

export function problemOf(path: string, error: unknown): Problem {
  if (error instanceof SpaceError) return { path, code: error.code, message: error.message }
  const code = errnoOf(error)
  const words: Record<string, string> = {
    EACCES: 'it may not be read by this user',
    EPERM: 'it may not be read by this user',
    ENOENT: 'it went away while it was being read',
    ELOOP: 'it became a link while it was being read',
    EIO: 'the disk could not read it',
  }
  return { path, code: 'unreadable', message: words[code] ?? `it cannot be read (${code})` }
}

function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'unknown'
}

function read(
  at: { path: string; name: string; depth: number },
  onProblem: (problem: Problem) => void,
): Source | undefined {
  try {
    const stats = fs.lstatSync(at.path, { bigint: true })
    const stat = {
      size: Number(stats.size),
      mtimeNs: stats.mtimeNs,
      ctimeNs: stats.ctimeNs,
      ino: stats.ino,
      mode: Number(stats.mode) & 0o7777,
    }
    if (stats.isDirectory()) return { ...at, kind: 'folder', stat }
    if (stats.isFile()) return { ...at, kind: 'file', stat }
    if (stats.isSymbolicLink()) {
      const target = fs.readlinkSync(at.path, { encoding: 'buffer' })
      if (isUtf8(target)) return { ...at, kind: 'symlink', stat, target: target.toString() }
      onProblem({
        path: at.path,
        code: 'bad-input',
        message: 'where it points is not valid UTF-8',
      })
      return undefined
    }
    onProblem({
      path: at.path,
      code: 'unreadable',
      message: 'it is neither a file, a folder nor a link',
    })
  } catch (error) {
    onProblem(problemOf(at.path, error))
  }
  return undefined
}

function namesIn(path: string, onProblem: (problem: Problem) => void): string[] {
  try {
    // What is not UTF-8 is read with this sign in it. Names as buffers would be 150 bytes more each.
    const read = fs.readdirSync(path)
    if (!read.some((name) => name.includes('\ufffd'))) return read.sort()
    const names: string[] = []
    for (const bytes of fs.readdirSync(path, { encoding: 'buffer' })) {
      if (isUtf8(bytes)) names.push(bytes.toString())
      else
        onProblem({
          path: `${path}/${bytes.toString()}`,
          code: 'bad-input',
          message: 'its name is not valid UTF-8; rename it and add it again',
        })
    }
    return names.sort()
  } catch (error) {
    onProblem(problemOf(path, error))
    return []
  }
}
