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

/** Told from the ending of the name. */
export type FileKind =
  | 'image'
  | 'video'
  | 'audio'
  | 'document'
  | 'text'
  | 'archive'
  | 'code'
  | 'other'

/**
 * How rows are sorted: folders first, each by name as people sort (numbers by value, case and accents
 * aside, the same in every language). `trashed` is for what is in the trash, and mixes both.
 */
export interface Order {
  readonly by: 'name' | 'size' | 'modified' | 'kind' | 'trashed'
  readonly descending?: boolean
}

/** What shall be found below a folder: all of what is given must be true. */
export interface Find {
  /** Part of a name, any case; with `*` or `?` the whole of it. */
  readonly text?: string
  readonly kind?: 'file' | 'directory'
  /** Files of these kinds only. */
  readonly types?: readonly FileKind[]
  /** Bytes; folders have none and are not found by it. */
  readonly minBytes?: number
  readonly maxBytes?: number
  /** Changed at this time or later, ms since 1970. */
  readonly after?: number
  /** Changed before. */
  readonly before?: number
  readonly starred?: true
  /** At most 20; all of them must be set. */
  readonly tags?: readonly string[]
  /** Only files whose bytes another file below the folder has as well. */
  readonly duplicates?: true
  /** Nothing that apps keep for themselves in the folder `Apps` of the drive; in that folder it is all. */
  readonly withoutApps?: true
}

/** Of what is chosen, with all that is below it. */
export interface Tally {
  readonly files: number
  readonly folders: number
  /** Plaintext bytes of the newest versions. */
  readonly bytes: number
}

/** What takes the room below a folder, in plaintext bytes. */
export interface Storage {
  /** Of the newest versions. */
  readonly bytes: number
  readonly files: number
  readonly folders: number
  /** The largest first; none without files. */
  readonly kinds: readonly {
    readonly kind: FileKind
    readonly files: number
    readonly bytes: number
  }[]
  /** Of what was removed from it, with versions; 0 for an app that may not bring it back. */
  readonly trashBytes: number
  /** Of the older versions of files. */
  readonly versionsBytes: number
  /** That would be saved if of equal files only one were kept; the drive keeps their bytes once. */
  readonly duplicateBytes: number
  /** Left on the disk, for an app that was given the whole drive. */
  readonly freeBytes?: number
}

/** A day on which something below a folder changed. */
export interface Day {
  /** Its last change, ms since 1970: how the folder was that evening. */
  readonly at: number
  readonly changes: number
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
