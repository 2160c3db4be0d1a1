/** Handles as they travel: which grant, which entry. They name things, and prove nothing. */
import type { EntryStat, HandleRef } from '@space/sdk/calls'
import type { Entry } from '../drive/drive.ts'
import type { Grant } from '../grants/capability.ts'
import { notFound } from '../grants/words.ts'
import { mediaType } from '@space/sdk/media'
import { entryId, fields, text } from './params.ts'

export interface Ref {
  readonly grant: string
  readonly entry: string
}

/** Only what is checked is taken; what an app says of kind and name is not. */
export function ref(value: unknown): Ref {
  const given = fields(value)
  return { grant: text(given.get('grant'), 64), entry: entryId(given.get('entry')) }
}

/** Links and mounts lead elsewhere, so to an app they are not there. */
export function isShown({ kind }: Entry): boolean {
  return kind === 'file' || kind === 'folder'
}

/** @throws {SpaceError} `not-found` for what apps do not see */
export function shown(entry: Entry): Entry {
  if (isShown(entry)) return entry
  throw notFound()
}

export function handleOf(entry: Entry, grant: Pick<Grant, 'id'>): HandleRef {
  return {
    grant: grant.id,
    entry: entry.id,
    kind: entry.kind === 'folder' ? 'folder' : 'file',
    name: entry.name,
  }
}

export function statOf(entry: Entry, grant: Pick<Grant, 'id'>): EntryStat {
  return {
    ...handleOf(shown(entry), grant),
    size: entry.size,
    mtime: entry.mtime,
    version: entry.kind === 'folder' ? null : (entry.version ?? ''),
    type: entry.kind === 'folder' ? '' : mediaType(entry.name),
    mark: { starred: entry.starred ?? false, tags: entry.tags ?? [] },
  }
}
