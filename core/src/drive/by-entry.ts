/**
 * The drive by entries instead of paths: what an app was given goes with the entry wherever the person
 * moves it, and a name that somebody else's entry bears now leads nowhere.
 *
 * An id is that of {@link Entry.id}. What is only looked up is answered at once, for this moment.
 */
import type { BroughtAll, BringRules, Coming, Sight } from './coming.ts'
import type { BulkAuthor, BulkByEntry } from './bulk/bulk.ts'
import type { ViewsByEntry } from './views/view.ts'
import type { Entry, Problem, SearchQuery, TrashedEntry, Usage, Version } from './drive.ts'

/** What is there. */
export interface TreeByEntry {
  /** Id of the drive, 32 hex digits. */
  readonly id: string
  /** Id of the root folder. */
  readonly root: string
  /** Whether `id` is `top` or lies below it. False when either is gone or in the trash. */
  isWithin(id: string, top: string): boolean
  /** What it is called; empty for the root, and for what is gone or in the trash. */
  nameOf(id: string): string
  /** @throws {SpaceError} `not-found` for what is gone or in the trash */
  entry(id: string): Entry
  /** Also what lies in the trash, by its own name. @throws {SpaceError} `not-found` for what is gone for good */
  entryAnywhere(id: string): Entry
  /** The nearest folder that is there, of those that what is in the trash was in; undefined when it is not there. */
  homeOf(id: string): string | undefined
  /** The entry of this name in a folder; undefined when there is none. */
  child(folder: string, name: string): Entry | undefined
  /** What is in a folder, sorted by name; a page that is asked for after another one is cheap. */
  list(folder: string): readonly Entry[]
  /** Names from `top` down to `id`; undefined when it lies elsewhere. */
  namesTo(top: string, id: string): string[] | undefined
  /** Also of what is gone or in the trash; `file` for what never was. */
  kindOf(id: string): 'file' | 'folder'
  /** Whether both are files of the same bytes now. False when either is gone. */
  hasSameBytes(a: string, b: string): boolean
  /** What it is or was called, also when it is gone or in the trash; empty for what never was. */
  lastNameOf(id: string): string
  /** The folder that it is in; undefined for the root, and for what is gone or in the trash. */
  parentOf(id: string): string | undefined
  usage(id: string): Usage
  /** What is where these would come. @throws {SpaceError} `not-found`, `not-folder` for the folder */
  look(folder: string, coming: readonly Coming[], rules: BringRules): Sight[]
  search(query: SearchQuery): Entry[]
  /** What was put into the trash out of this folder, or of folders that are, or were, in it. */
  trashed(top: string): TrashedIn[]
}

export interface TrashedIn extends TrashedEntry {
  /** The folder it was in, or the nearest one above it that is there. */
  readonly parent: string
  /** What it was called there. */
  readonly wasNamed: string
  /** Of itself and all below it, with older versions. */
  readonly bytesBelow: number
  readonly entriesBelow: number
}

/** What a stream left that broke, for it to go on. */
export interface DraftsByEntry {
  /** Bytes that need not come again; 0 when there is none. */
  draftBytes(draft: string): number
  /** Nobody will go on with it. */
  dropDraft(draft: string): void
}

/** The bytes of files. */
export interface FilesByEntry {
  /**
   * A file that can be read, also out of the trash: its newest version, or `version`, which is empty
   * where nothing was ever written.
   *
   * @throws {SpaceError} `not-found`, `is-folder`
   */
  readable(id: string, version?: string): { name: string; size: number; version: string }
  /**
   * Bytes [start, end) of the newest version, or of `version`.
   *
   * @param options.trashed also when it is in the trash
   *
   * @throws {SpaceError} `not-found`, `is-folder`, `corrupt-block`, `missing-block`
   */
  read(
    id: string,
    options?: {
      start?: number
      end?: number
      version?: string
      trashed?: boolean
      signal?: AbortSignal
    },
  ): AsyncIterable<Uint8Array>
  versions(id: string): Version[]
}

/** What happened to an entry; by its id it is known after any number of moves. */
export type Change =
  | {
      readonly kind: 'added' | 'changed' | 'removed'
      readonly id: string
      /** Where it is, or was when it was removed. */
      readonly path: string
      /** The app that did it; absent when the person themself did. */
      readonly by?: string
    }
  | {
      readonly kind: 'moved'
      readonly id: string
      readonly path: string
      readonly from: string
      readonly by?: string
    }
  /** Something changed, and it is not told what: look at everything anew. */
  | { readonly kind: 'resync' }

/** The changes of one app. */
export interface AppChanges {
  readonly by: string
  /** From this time on, ms since 1970, by the clock of the device that made the change. */
  readonly since: number
  /** Only of these entries, by id. */
  readonly entries?: readonly string[]
}

export interface AppChange {
  /** Of the entry. */
  readonly id: string
  /** `erased`: let go of for good. `set`: permissions, a time, a star, a tag. */
  readonly kind: 'added' | 'saved' | 'moved' | 'removed' | 'erased' | 'set'
  /** Where the entry is now, or was before it went to the trash. */
  readonly path: string
  readonly at: number
  readonly by: string
  /** What was saved. */
  readonly version?: string
}

export interface UndoReport {
  /** Ids of those that were set back; what is as it was before the app already is not among them. */
  readonly entries: readonly string[]
  /** What could not be undone, and why. */
  readonly problems: readonly Problem[]
}

export interface HistoryByEntry {
  /**
   * Changes of the entry, and of all below it, from now on and wherever it goes; a folder that is moved
   * or removed stands for what is in it. Costs nothing but where something changes. A reader more than
   * 1,000 changes behind loses them and gets one `resync`.
   *
   * @throws {SpaceError} `not-found`
   */
  watch(id: string, signal: AbortSignal): AsyncIterable<Change>
  /** What an app did, newest first. Reads the whole log. */
  changes(of: AppChanges): AppChange[]
  /**
   * Makes undone what an app did: each entry becomes what the log makes of it without that. What others
   * did to it since stays; where that is in the way it is left as it is, and told of.
   */
  undo(of: AppChanges): Promise<UndoReport>
  /** What an undo would do; changes nothing. */
  previewUndo(of: AppChanges): Promise<UndoReport>
}

/** Who changes something, and what must still be true when the change has its turn. */
export interface Author {
  /**
   * Label of the app, 1 to 256 characters: its changes can be listed and undone by it, and
   * {@link Change} and {@link Version} tell it. Undefined for the person.
   */
  readonly by?: string
  /** What it throws refuses the change. */
  check(): void
}

/**
 * Changes by entry. Each is checked and done in one step: nothing can come between. Nothing is ever
 * done over, or into, what bears the name already (`exists`).
 */
export interface EditsByEntry {
  /**
   * Saves a file as a new version. Nothing is changed when the source throws or `signal` fires.
   *
   * @param place a file, wherever it is when its turn has come; or a name in a folder
   * @param options.ifVersion the version that must be the newest then; null: there must be none
   * @throws {SpaceError} `conflict` when it is another one (`facts.version`), `is-folder`, `not-found`
   */
  write(
    place: { entry: string } | { parent: string; name: string },
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options?: { ifVersion?: string | null; signal?: AbortSignal },
  ): Promise<Entry>
  makeFolder(parent: string, name: string): Promise<Entry>
  /**
   * Files and folders into a folder, with the folders on their way, all in one change; each is placed
   * by the tree as it is then, or not at all.
   *
   * @param files one for each that comes that is a file, in their order
   * @param options.draft of a single file: the source is what follows on the draft, and stays for the
   *   next time when it breaks; one stream at a time
   */
  bring(
    folder: string,
    coming: readonly Coming[],
    files: readonly (AsyncIterable<Uint8Array> | Iterable<Uint8Array>)[],
    options: Omit<BringRules, 'by'> & { draft?: string | undefined; signal?: AbortSignal },
  ): Promise<BroughtAll>
  move(id: string, parent: string, name: string): Promise<Entry>
  copy(id: string, parent: string, name: string): Promise<Entry>
  /** To the trash, or with `forever` for good. */
  remove(id: string, options?: { forever?: boolean }): Promise<void>
  restoreTrashed(id: string, parent: string, name: string): Promise<Entry>
  /**
   * Lets go for good of what is in the trash itself, not in a folder there; what is not is left alone.
   * One step for all.
   */
  eraseTrashed(ids: readonly string[]): Promise<{ entries: number }>
  /** A file to a version of its. */
  restore(id: string, version: string): Promise<Entry>
  /** A new file with what a version holds; no name: its own, or one beside it that is free. */
  copyVersion(id: string, version: string, parent: string, name: string | null): Promise<Entry>
  /**
   * Stars and tags for the person to see; what is not given stays. Two devices that tag one entry keep
   * both tags.
   *
   * @param marks.tags all of them: at most 100, of 1 to 100 characters
   */
  mark(id: string, marks: { starred?: boolean; tags?: readonly string[] }): Promise<Entry>
}

/** What can be handed to apps, piece by piece, once somebody said which entries are theirs. */
export interface DriveByEntry
  extends TreeByEntry, FilesByEntry, HistoryByEntry, DraftsByEntry, ViewsByEntry {
  /** @throws {SpaceError} `bad-input` when {@link Author.by} cannot be written into the log */
  edit(author: Author): EditsByEntry
  /** As `edit`, for many entries at once. */
  editMany(author: BulkAuthor): BulkByEntry
}
