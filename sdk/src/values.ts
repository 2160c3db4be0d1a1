/**
 * What an app may do with what it was given. `read`: look, search, read old versions. `add`: make
 * new files and folders, and see only those. `change`: all of it, also writing, moving, restoring
 * and removing to the person's trash.
 */
export type Mode = 'read' | 'add' | 'change'

/** As in `showOpenFilePicker`: MIME types and the endings that go with them. */
export interface FileType {
  readonly description?: string
  readonly accept: Readonly<Record<string, readonly string[]>>
}

export interface SearchQuery {
  /** Part of a name, any case; `*` and `?` as usual. */
  readonly text?: string
  readonly kind?: 'file' | 'directory'
  readonly minBytes?: number
  readonly maxBytes?: number
  /** Changed after, ms since 1970. */
  readonly after?: number
  readonly before?: number
  /** At most this many; 1,000 when not given. */
  readonly limit?: number
}

export interface TreeUsage {
  readonly files: number
  readonly directories: number
  /** Plaintext bytes of the newest versions. */
  readonly bytes: number
  readonly versionBytes: number
}

export interface Version {
  readonly id: string
  /** When it was saved, ms since 1970. */
  readonly at: number
  readonly size: number
  /** Whether it is what `getFile` gives. */
  readonly current: boolean
}

export interface TrashedFile {
  readonly id: string
  readonly name: string
  readonly kind: 'file' | 'directory'
  /** Names from the folder to where it was. */
  readonly from: readonly string[]
  /** ms since 1970. */
  readonly trashedAt: number
  readonly daysLeft: number
}

/** What the person can set on anything; tags at most 20 of 40 characters. */
export interface Mark {
  readonly starred: boolean
  readonly tags: readonly string[]
}

export type Change<Handle> =
  | {
      readonly kind: 'added' | 'changed' | 'moved' | 'removed'
      readonly handle: Handle
      /** Names from the watched folder to it, where it is now; where it was when it was removed. */
      readonly path: readonly string[]
    }
  /** More happened than could be told: look again at everything. */
  | { readonly kind: 'resync' }
