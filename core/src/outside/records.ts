/** What is known of each copy, so that the next start finds it after a crash. */
import type { Kept } from '../grants/ports.ts'
import type { CopyPlace } from './ports.ts'

/** A copy as it was last known to be the same as the file inside. */
export interface CopyRecord {
  readonly id: string
  /** Label of the app that had it opened. */
  readonly app: string
  readonly entry: string
  readonly dir: string
  /** Of the copy. */
  readonly name: string
  readonly place: CopyPlace
  readonly canChange: boolean
  readonly since: number
  /** Version inside. */
  readonly version: string
  /** SHA-256 of the copy then, in hex; empty while it is not all there. */
  readonly digest: string
  readonly savedAt: number | null
  readonly keptAs: string | null
}

export interface Records {
  list(): readonly CopyRecord[]
  /** Durable when it returns. @throws {SpaceError} `disk-full`, `io` */
  put(record: CopyRecord): void
  remove(id: string): void
}

export function openRecords(kept: Kept): Records {
  let all = readRecords(kept.get())
  const keep = (next: readonly CopyRecord[]): void => {
    kept.set(next)
    all = next
  }
  return {
    list: () => all,
    put: (record) => keep([...all.filter(({ id }) => id !== record.id), record]),
    remove: (id) => keep(all.filter((one) => one.id !== id)),
  }
}

function readRecords(value: unknown): readonly CopyRecord[] {
  return (Array.isArray(value) ? (value as unknown[]) : []).flatMap((one) => {
    const given = (one ?? {}) as Record<keyof CopyRecord, unknown>
    const texts = [given.id, given.app, given.entry, given.dir, given.name, given.version]
    const isWhole =
      [...texts, given.digest].every((text) => typeof text === 'string') &&
      (given.place === 'memory' || given.place === 'disk')
    // NOTE: it comes out of sealed settings, written above; what is whole is what was put
    return isWhole ? [one as CopyRecord] : []
  })
}
