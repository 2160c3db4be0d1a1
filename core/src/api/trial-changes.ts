/** What an app did in a copy of a folder, found by comparing it with what it was. */
import { SpaceError } from '@space/sdk'
import type { TrialChange } from '@space/sdk/host'
import type { Entry } from '../drive/drive.ts'
import type { DriveByEntry } from '../drive/by-entry.ts'
import { isShown } from './handles.ts'

/** A larger folder would make the record of its trial larger than is good. */
const MOST_ENTRIES = 20_000

/** One entry of the copy, and what it was made from. */
export interface Pair {
  /** Below the folder, `/`-separated. */
  readonly path: string
  readonly kind: 'file' | 'folder'
  /** Ids; `origin` is null when the folder has nothing at this path. */
  readonly copy: string
  readonly origin: string | null
  /** The bytes they had, told by their first block and length. */
  readonly content: string
  readonly originContent: string
}

export type Snapshot = readonly Pair[]

export interface KeptTrial {
  readonly id: string
  /** Label of the app. */
  readonly app: string
  /** Ids of entries. */
  readonly folder: string
  readonly copy: string
  readonly madeAt: number
  /** Both trees as they were when the copy was made, or a change was taken over. */
  readonly base: Snapshot
}

/**
 * Both trees as they are now, by path of the copy.
 *
 * @param before keep what this says, but for what lies at `path`
 */
export function snapshot(
  entries: DriveByEntry,
  copy: string,
  folder: string,
  before?: Snapshot,
  path?: string,
): Snapshot {
  const origins = treeOf(entries, folder)
  const pairs = [...treeOf(entries, copy)].map(([at, entry]): Pair => {
    const origin = origins.get(at)
    return {
      path: at,
      kind: entry.kind === 'folder' ? 'folder' : 'file',
      copy: entry.id,
      origin: origin?.id ?? null,
      content: contentOf(entry),
      originContent: origin === undefined ? '' : contentOf(origin),
    }
  })
  if (before === undefined || path === undefined) return pairs
  const now = pairs.filter((pair) => pair.path === path)
  return [...before.filter((pair) => pair.path !== path), ...now]
}

export function changesOf(entries: DriveByEntry, { copy, folder, base }: KeptTrial): TrialChange[] {
  const now = treeOf(entries, copy)
  const origins = treeOf(entries, folder)
  const known = new Map(base.map((pair) => [pair.path, pair]))
  const changes: TrialChange[] = []
  for (const [path, entry] of now) {
    const was = known.get(path)
    const isSame = was?.copy === entry.id && was.content === contentOf(entry)
    if (isSame) continue
    const origin = origins.get(path)
    if (entry.kind === 'folder' && origin?.kind === 'folder') continue
    // the person has the same bytes there already: nothing would be taken over
    if (origin !== undefined && entries.hasSameBytes(entry.id, origin.id)) continue
    const isReplaced = was !== undefined && was.kind === kindOf(entry)
    const isUntouched =
      was === undefined
        ? origin === undefined
        : origin?.id === was.origin &&
          origin !== undefined &&
          contentOf(origin) === was.originContent
    changes.push({
      path,
      kind: isReplaced ? 'changed' : 'added',
      entryKind: kindOf(entry),
      bytesBefore: was === undefined || origin === undefined ? null : origin.size,
      bytesAfter: entry.kind === 'folder' ? null : entry.size,
      conflict: !isUntouched,
      version: versionOf(entry),
    })
  }
  for (const was of base) {
    if (now.has(was.path)) continue
    const origin = origins.get(was.path)
    // what the person removed as well is no change to review
    if (origin === undefined || was.origin === null) continue
    changes.push({
      path: was.path,
      kind: 'removed',
      entryKind: was.kind,
      bytesBefore: was.kind === 'folder' ? null : origin.size,
      bytesAfter: null,
      conflict: origin.id !== was.origin || contentOf(origin) !== was.originContent,
      version: 'removed',
    })
  }
  return changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** Everything below a folder, by path, folders before what is in them. @throws {SpaceError} `too-large` */
export function treeOf(entries: DriveByEntry, folder: string): Map<string, Entry> {
  const found = new Map<string, Entry>()
  const walk = (id: string, above: string): void => {
    for (const entry of entries.list(id)) {
      if (!isShown(entry) || entry.conflict !== undefined) continue
      const path = above === '' ? entry.name : `${above}/${entry.name}`
      found.set(path, entry)
      if (found.size > MOST_ENTRIES)
        throw new SpaceError('too-large', 'The folder is too large to try an app on', {
          why: `it holds more than ${MOST_ENTRIES} files and folders`,
          try: 'choose a folder inside it',
        })
      if (entry.kind === 'folder') walk(entry.id, path)
    }
  }
  walk(folder, '')
  return found
}

function kindOf({ kind }: Entry): 'file' | 'folder' {
  return kind === 'folder' ? 'folder' : 'file'
}

/** Names one entry with its content. */
export function versionOf(entry: Entry): string {
  return `${entry.id} ${contentOf(entry)}`
}

/** Equal contents share their blocks. */
function contentOf({ kind, size, cid }: Entry): string {
  return kind === 'folder' ? '' : `${size} ${cid ?? ''}`
}
