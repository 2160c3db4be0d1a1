/** A folder with all that is below it as one ZIP, made while it is read. */
import { isSpaceError, SpaceError } from '@space/sdk'
import type { Entry } from '../drive/drive.ts'
import type { Access } from '../grants/guard.ts'
import { notFound, withoutPaths } from '../grants/words.ts'
import { isShown } from './handles.ts'
import type { Session } from './session.ts'
import type { Content } from './urls.ts'
import { zip, zipSize, type ZipEntry } from './zip-format.ts'
import { harmlessNames } from './zip-names.ts'

/** What is to be in it is held in memory while it is read: about 300 bytes for each. */
const MOST_ENTRIES = 500_000
/** Entries that are looked at before others have a turn. */
const TURN_ENTRIES = 256

/** Under what it is read. */
type Reading = Pick<Session, 'entries' | 'guard' | 'budget'>

/** An entry as it was when the ZIP was asked for; that version goes in, whatever comes after it. */
interface Planned extends ZipEntry {
  readonly id: string
}

interface Pack extends Content {
  /** Files, and their bytes. */
  readonly inside: { readonly files: number; readonly bytes: number }
}

/**
 * What is below a folder now, without its own name; or several entries as they were looked up, each
 * with its name of then, and files with the version of then. Links are left out, as everywhere for apps.
 *
 * A file that is out of reach when its turn comes ends the reading with an error: whoever reads must
 * see that something is missing.
 *
 * @throws {SpaceError} `busy` while the app reads as many as it may, `too-large`
 */
export async function zipOf(
  session: Reading,
  of: string | readonly Entry[],
  access: Access,
): Promise<Pack> {
  const { entries, guard, budget } = session
  const seat = budget.take('zip')
  try {
    const planned = await plan(session, of, access)
    // NOTE: the guard has given up on it then, and nobody would close it
    access.signal.throwIfAborted()
    const files = planned.filter(({ kind }) => kind === 'file')
    const bytes = files.reduce((sum, { size }) => sum + size, 0)
    return {
      inside: { files: files.length, bytes },
      size: zipSize(planned),
      version: undefined,
      name: `${typeof of === 'string' ? entries.nameOf(of) : ''}.zip`,
      read: ({ signal }) => zip(planned, (file) => read(file, signal)),
      close: () => seat[Symbol.dispose](),
    }
  } catch (error) {
    seat[Symbol.dispose]()
    throw error
  }

  async function* read(file: Planned, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    // asked for each file: the grant may be over, the file may have been taken out
    access.check()
    if (!guard.sees(access.grant, file.id)) throw notFound()
    try {
      const entry = entries.entry(file.id)
      // versions are slow to tell, and only asked for when it was saved anew
      const version = isAsPlanned(file, entry) ? entry.version : versionOf(file)
      yield* entries.read(file.id, { version: version ?? '', signal })
    } catch (error) {
      throw withoutPaths(error)
    }
  }

  function versionOf(file: Planned): string | undefined {
    return entries.versions(file.id).find((version) => isAsPlanned(file, version))?.id
  }
}

function isAsPlanned(file: Planned, found: { size: number; mtime: number }): boolean {
  return found.size === file.size && found.mtime === file.mtime
}

async function plan(
  session: Pick<Reading, 'entries' | 'budget'>,
  top: string | readonly Entry[],
  { signal }: Access,
): Promise<Planned[]> {
  const { entries, budget } = session
  const planned: Planned[] = []
  // a folder that went away meanwhile has nothing in it
  const insideOf = (id: string) => orNone(() => entries.list(id)) ?? []
  const folders: { of: string | readonly Entry[]; path: string }[] = [{ of: top, path: '' }]
  let seen = 0
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const { of, path } = folder
    const all = typeof of === 'string' ? budget.work(() => insideOf(of)) : of
    const inside = all.filter(isShown)
    const names = harmlessNames(inside.map(({ name }) => name))
    for (const [at, { id, kind, size, mtime, mode }] of inside.entries()) {
      const below = `${path}${names[at]}`
      const isFolder = kind === 'folder'
      planned.push({ id, path: below, kind: isFolder ? 'folder' : 'file', size, mtime, mode })
      if (isFolder) folders.push({ of: id, path: `${below}/` })
    }
    if (planned.length > MOST_ENTRIES) throw tooMany()
    seen += 1 + inside.length
    if (seen > TURN_ENTRIES) {
      seen = 0
      await turn()
      signal.throwIfAborted()
    }
  }
  return planned
}

function orNone<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (isSpaceError(error, 'not-found')) return undefined
    throw error
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function tooMany(): SpaceError {
  return new SpaceError('too-large', 'There is too much in this folder for one ZIP', {
    why: `it holds more than ${MOST_ENTRIES} files and folders`,
    try: 'take one of the folders in it',
  })
}
