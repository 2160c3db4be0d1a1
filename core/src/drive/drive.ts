/** What a path in a drive holds, as shown to people and to upper rooms. */
export type Kind = 'file' | 'folder' | 'symlink' | 'mount'

export interface Entry {
  /**
   * 32 hex digits; stays with the entry through moves. That of another version shown beside its file
   * ({@link conflict}) is the file's, `~` and the version's.
   */
  readonly id: string
  /** Absolute, `/`-separated, e.g. `/photos/2024/a.jpg`. */
  readonly path: string
  readonly name: string
  readonly kind: Kind
  /** Plaintext bytes; 0 for folders. */
  readonly size: number
  /** Milliseconds since 1970, with up to three decimals. */
  readonly mtime: number
  /** Permission bits, e.g. 0o644. */
  readonly mode: number
  /** CID of the first block of the newest version; null for folders and empty files. */
  readonly cid: string | null
  /** How many versions are kept; 0 for folders. */
  readonly versions: number
  /** Whether every block of the newest version is on this device. */
  readonly local: boolean
  /** Where a symlink points. */
  readonly target?: string
  /**
   * Name of the version it shows, for `ifVersion` and {@link DriveFiles.read}; of files, and where one
   * entry was asked for: by `stat`, `write` and by its id.
   */
  readonly version?: string
  /** Marks; absent when it has neither. */
  readonly starred?: boolean
  readonly tags?: readonly string[]
  /**
   * Two devices saved a file without knowing of each other, and this is the version that the file `of`
   * does not show. Moving it makes a file of it, writing to it does too; removing it settles for the
   * other one, and leaves it among the versions.
   */
  readonly conflict?: { readonly of: string; readonly device: string }
}

export interface TrashedEntry extends Entry {
  /** Where it was. */
  readonly from: string
  /** When it was put into the trash, ms since 1970. */
  readonly trashedAt: number
  /** Days until it may be emptied by itself. */
  readonly daysLeft: number
}

export interface Version {
  /** Short name for people and scripts, unique inside the entry. */
  readonly id: string
  /** When it was saved, ms since 1970. */
  readonly at: number
  readonly mtime: number
  readonly size: number
  /** Whether it is what `read` gives. */
  readonly current: boolean
  /** Public key of the writer in hex. */
  readonly writer: string
  /** The app that saved it; absent when the person themself did. */
  readonly by?: string
}

export interface Progress {
  readonly doneBytes: number
  /** Undefined while the tree is still being walked. */
  readonly totalBytes?: number
  readonly doneFiles: number
  readonly totalFiles?: number
  /** What is being worked on now. */
  readonly path?: string
}

/** Something that could not be brought in or out; the rest was. */
export interface Problem {
  readonly path: string
  /** Which of what has the path is meant, for people: an older version, what lies in the trash. */
  readonly which?: string
  readonly code: string
  readonly message: string
}

export interface TransferReport {
  readonly files: number
  readonly folders: number
  readonly symlinks: number
  readonly bytes: number
  /** Files that were already there, by size, mtime and inode. */
  readonly unchanged: number
  /** Only their time or permissions were set; of {@link DriveHistory.restore}. */
  readonly touched?: number
  /** Entries that were not there at the time asked for, and are in the trash now. */
  readonly trashed?: number
  readonly problems: readonly Problem[]
}

export interface Running {
  signal?: AbortSignal | undefined
  onProgress?: ((progress: Progress) => void) | undefined
}

export interface SearchQuery {
  /** Part of a name, any case. */
  readonly text?: string
  /** A whole name, any case: `*` is any characters, `?` one. */
  readonly glob?: string
  readonly kind?: Kind
  readonly minBytes?: number
  readonly maxBytes?: number
  /** ms since 1970. */
  readonly after?: number
  readonly before?: number
  readonly starred?: boolean
  /** One of its tags, exactly. */
  readonly tag?: string
  /** Id of a folder: only what lies below it. */
  readonly below?: string
  /** At most this many, best first; 1,000 when not given. */
  readonly limit?: number
}

export interface Usage {
  readonly path: string
  readonly files: number
  readonly folders: number
  /** Plaintext bytes of the newest versions below `path`. */
  readonly bytes: number
  /** Plaintext bytes of the older versions kept below `path`. */
  readonly versionBytes: number
}

export interface VerifyReport {
  readonly files: number
  readonly blocks: number
  readonly bytes: number
  /** `path` with a `message` that names the offset. */
  readonly problems: readonly Problem[]
}

/** What a drive keeps of the past. Days are whole, from 1 to 36,500, and none is before its former. */
export type Keeping = {
  /** How long what is in the trash stays there. */
  readonly trashDays: number
} & (
  | { readonly versions: 'all' }
  | {
      /** All of the last `allDays`, then the newest of each day, then the newest of each week. */
      readonly versions: 'thinned'
      readonly allDays: number
      /** Up to this age. */
      readonly dailyDays: number
      /** Up to this age; null for ever. */
      readonly weeklyDays: number | null
    }
)

/** What was let go of because the drive no longer keeps it. */
export interface Expired {
  readonly versions: number
  /** Of the trash, with all below them. */
  readonly entries: number
  /** Why nothing was let go of: a sentence for people. */
  readonly skipped?: string
}

export interface SweepReport {
  readonly freedBytes: number
  /** Follow when those who read files now have ended, or at the next start. */
  readonly laterBytes: number
  readonly liveBytes: number
  readonly expired: Expired
}

export interface Head {
  readonly drive: string
  readonly heads: readonly string[]
}

/** What is there. */
export interface DriveEntries {
  /** What is in the folder, sorted by name as people sort. @throws {SpaceError} `not-found`, `not-folder` */
  list(path: string): Promise<Entry[]>
  /** @throws {SpaceError} `not-found`, `not-folder` when a file is in the way */
  stat(path: string): Promise<Entry>
  search(query: SearchQuery, signal?: AbortSignal): Promise<Entry[]>
  usage(path: string): Promise<Usage>
}

/** The bytes of files. */
export interface DriveFiles {
  /** @throws {SpaceError} `corrupt-block` or `missing-block` with the file's path and offset in `facts` */
  read(
    path: string,
    options?: { start?: number; end?: number; version?: string; signal?: AbortSignal },
  ): AsyncIterable<Uint8Array>
  /**
   * Saves a file as a new version, and makes the folders that are missing. Nothing is changed when the
   * source throws or `signal` fires.
   *
   * @param options.ifVersion the version that must be the newest then; null: there must be none
   * @throws {SpaceError} `conflict` when it is another one (`facts.version`), `is-folder`, `not-found`
   */
  write(
    path: string,
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options?: {
      mode?: number
      mtime?: number
      ifVersion?: string | null
      signal?: AbortSignal
    },
  ): Promise<Entry>
}

/** Changes of the tree. */
export interface DriveEdits {
  makeFolder(path: string, options?: { parents?: boolean }): Promise<Entry>
  /** To `to` itself, or into it when `to` is a folder that is there. */
  move(paths: readonly string[], to: string): Promise<Entry[]>
  copy(paths: readonly string[], to: string): Promise<Entry[]>
  /** To the trash, or with `forever` for good. */
  remove(paths: readonly string[], options?: { forever?: boolean }): Promise<void>
}

export interface DriveTrash {
  trash(): Promise<TrashedEntry[]>
  /**
   * `path` is where it was (the last thrown away), its name in the trash, or the first eight or more
   * digits of its id; `to` another place.
   *
   * @throws {SpaceError} `not-found`, `exists`
   */
  restoreTrashed(path: string, options?: { to?: string }): Promise<Entry>
  emptyTrash(options?: { olderThanDays?: number }): Promise<{ entries: number }>
}

export interface DriveHistory {
  versions(path: string): Promise<Version[]>
  /**
   * A file to a version or to a time; a folder, with all below it, to a time.
   *
   * @throws {SpaceError} `not-found` when it was not there then, or nothing was, with the oldest time
   */
  restore(path: string, to: { version: string } | { at: number }): Promise<TransferReport>
}

/** Between the drive and the folders of this machine. */
export interface DriveTransfers {
  /** Files, and with `recursive` folders, of this machine into the folder `to`. */
  import(
    sources: readonly string[],
    to: string,
    options?: Running & { recursive?: boolean; except?: string },
  ): Promise<TransferReport>
  /** Entries into the folder `to` of this machine. */
  export(
    paths: readonly string[],
    to: string,
    options?: Running & { replace?: boolean; version?: string; except?: string },
  ): Promise<TransferReport>
}

export interface DriveUpkeep {
  verify(options?: Running & { path?: string }): Promise<VerifyReport>
  keeping(): Promise<Keeping>
  /** For all devices; what it no longer keeps goes with the next {@link expire}. @throws {SpaceError} `bad-input` */
  setKeeping(keeping: Keeping): Promise<Keeping>
  /** Lets go, for good, of what the drive no longer keeps; of nothing when the clock may be wrong. */
  expire(): Promise<Expired>
  /**
   * Expires, then frees the room of blocks that nothing refers to.
   *
   * Where a part of the store cannot be read it does nothing: a change may have been there that needs
   * what looks dead. With `forgetDamage` that is given up for good.
   *
   * @throws {SpaceError} `conflict` when the log is not whole
   */
  sweep(options?: Running & { forgetDamage?: boolean }): Promise<SweepReport>
}

export interface DriveEvents {
  /** The newest batches, now and after each change. */
  heads(signal: AbortSignal): AsyncIterable<Head>
}

/**
 * One person's folder tree with its history: everything that is done to it is signed, sealed and
 * durable before a call returns.
 */
export interface Drive
  extends
    DriveEntries,
    DriveFiles,
    DriveEdits,
    DriveTrash,
    DriveHistory,
    DriveEvents,
    DriveTransfers,
    DriveUpkeep,
    AsyncDisposable {
  /** 32 hex digits. */
  readonly id: string
}
