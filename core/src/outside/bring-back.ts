/** What was saved in a copy becomes a version inside, or a file beside it; nothing inside is written over. */
import { createHash } from 'node:crypto'
import { isSpaceError, SpaceError } from '@space/sdk'
import type { Entry } from '../drive/drive.ts'
import { besideNames } from './names.ts'
import type { Copies, OutsideEntries } from './ports.ts'
import type { CopyRecord } from './records.ts'

export interface BackPowers {
  readonly entries: OutsideEntries
  readonly copies: Pick<Copies, 'read'>
  readonly now: () => number
  /** Something came back as a change of this app. */
  note(app: string, entry: string, name: string): void
}

/** What the record says once that is done; the same record when the copy is as it was. */
export async function bringBack(
  powers: BackPowers,
  record: CopyRecord,
  isTorn: boolean,
): Promise<CopyRecord> {
  const { entries, copies, now } = powers
  const { dir, name, entry, version } = record
  const bytes = (): AsyncIterable<Uint8Array> => copies.read(dir, name, { isTorn })
  const { digest, size } = await digestOf(bytes())
  if (digest === record.digest) return record
  const same = await sameInside()
  // a crash came between the version and its record, or somebody saved the same inside
  if (same !== undefined) return { ...record, digest, version: same }
  const sent = counted(bytes())
  const saved = await saveOver(sent.bytes)
  if (saved !== undefined) return done(saved, sent.digest(), record.keptAs)
  const own = entries.nameOf(entry) || entries.lastNameOf(entry) || name
  const beside = await saveAs(powers, record, besideNames(own), () => counted(bytes()))
  return done(beside.entry, beside.digest, beside.entry.name)

  function done(into: Entry, of: string, keptAs: string | null): CopyRecord {
    powers.note(record.app, into.id, into.name)
    const at = now()
    return {
      ...record,
      entry: into.id,
      version: into.version ?? '',
      digest: of,
      savedAt: at,
      keptAs,
    }
  }

  async function sameInside(): Promise<string | undefined> {
    try {
      const inside = entries.readable(entry)
      entries.entry(entry)
      if (inside.version === version || inside.size !== size) return undefined
      const of = await digestOf(entries.read(entry, { version: inside.version }))
      return of.digest === digest ? inside.version : undefined
    } catch (error) {
      if (isSpaceError(error, 'not-found')) return undefined
      throw error
    }
  }

  /** Undefined when the file is another one by now, or gone. */
  async function saveOver(source: AsyncIterable<Uint8Array>): Promise<Entry | undefined> {
    const ifVersion = version === '' ? null : version
    try {
      return await editOf(powers, record).write({ entry }, source, { ifVersion })
    } catch (error) {
      if (isSpaceError(error, 'conflict') || isSpaceError(error, 'not-found')) return undefined
      throw error
    }
  }
}

/** Of a copy: where it lies, who changes something by it, and the entry whose folder new files come to. */
type Whence = Pick<CopyRecord, 'dir' | 'app' | 'entry'>

/** A file that the person made beside the copy, with a program of theirs. */
export async function bringNew(powers: BackPowers, record: Whence, name: string): Promise<void> {
  const names = function* (): Generator<string> {
    yield name
    yield* besideNames(name)
  }
  const read = (): Counted => counted(powers.copies.read(record.dir, name, { isTorn: true }))
  const { entry } = await saveAs(powers, record, names(), read)
  if (record.app !== '') powers.note(record.app, entry.id, entry.name)
}

/** Under the first of these names that nothing has, where the file of the copy is, or was. */
async function saveAs(
  powers: BackPowers,
  record: Whence,
  names: Iterable<string>,
  read: () => Counted,
): Promise<{ entry: Entry; digest: string }> {
  const { entries } = powers
  const { entry: id } = record
  const parent = entries.parentOf(id) ?? entries.homeOf(id) ?? entries.root
  for (const name of names) {
    if (entries.child(parent, name) !== undefined) continue
    const source = read()
    try {
      const options = { ifVersion: null }
      const entry = await editOf(powers, record).write({ parent, name }, source.bytes, options)
      return { entry, digest: source.digest() }
    } catch (error) {
      const isTaken = ['conflict', 'exists', 'is-folder'].some(
        (code) => error instanceof SpaceError && error.code === code,
      )
      if (!isTaken) throw error
    }
  }
  throw new Error('there are names without end')
}

/** NOTE: no grant is looked at: it is the person who saves, in a program of theirs. */
function editOf({ entries }: BackPowers, { app }: Whence): ReturnType<OutsideEntries['edit']> {
  return entries.edit({ ...(app === '' ? {} : { by: app }), check: () => undefined })
}

interface Counted {
  readonly bytes: AsyncIterable<Uint8Array>
  digest(): string
}

/** The same bytes, and what their digest is once they have passed. */
export function counted(source: AsyncIterable<Uint8Array>): Counted {
  const hash = createHash('sha256')
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const bytes of source) {
      hash.update(bytes)
      yield bytes
    }
  }
  return { bytes: pass(), digest: () => hash.digest('hex') }
}

async function digestOf(
  source: AsyncIterable<Uint8Array>,
): Promise<{ digest: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const bytes of source) {
    hash.update(bytes)
    size += bytes.length
  }
  return { digest: hash.digest('hex'), size }
}
