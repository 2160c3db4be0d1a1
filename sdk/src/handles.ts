import type { Chosen, Done } from './entries.ts'
import type {
  Change,
  Day,
  Find,
  Mark,
  Mode,
  Order,
  SearchQuery,
  Storage,
  Tally,
  TrashedFile,
  TreeUsage,
  Version,
} from './values.ts'

/** A file or a folder. */
export type SpaceHandle = SpaceFile | SpaceDirectory

/**
 * What files and folders share. A handle stays valid when the person moves or renames what it stands
 * for, as long as that stays inside of what was granted; it can be kept by keeping its grant, see
 * `space.grants`.
 *
 * Every method may throw `grant-revoked` (the person took it back), `grant-expired` (its time was
 * over), `grant-denied` (its mode does not allow this), `not-found`, `offline` (the daemon is away
 * or restarts: try again later) and `busy` (too much at once).
 */
interface AnyHandle extends EventTarget {
  /** As it was when the handle was made; {@link AnyHandle.stat} tells today's. */
  readonly name: string
  /** Whether the grant it came by is over. A `revoked` event tells the moment. */
  readonly isRevoked: boolean
  /** Id of the grant it came by. */
  readonly grant: string
  stat(): Promise<FileStat>
  /** Whether both stand for the same entry, whatever it is called now. */
  isSameEntry(other: SpaceHandle): Promise<boolean>
  /** `granted` or `denied`; it never asks. */
  queryPermission(descriptor?: { mode?: Mode | 'readwrite' }): Promise<PermissionState>
  /** As `queryPermission`: what was not granted is asked for with `space.pick`, not here. */
  requestPermission(descriptor?: { mode?: Mode | 'readwrite' }): Promise<PermissionState>
  /** Into another granted folder, or to another name. @throws `exists` when the name is taken */
  move(name: string): Promise<void>
  move(folder: SpaceDirectory, name?: string): Promise<void>
  /** No content is copied: it costs the same for any size. @throws `exists`, `quota` */
  copy(folder: SpaceDirectory, name?: string): Promise<this>
  /** Into the person's trash, with all below it. */
  remove(): Promise<void>
  /**
   * Makes it what it was at a time, ms since 1970: a file its content of then, a folder what was in it.
   * What came since goes to the trash; what went comes back to its place, as far as it is kept and was
   * not moved out of the grant. Takes what is in the trash, too.
   *
   * @throws `not-found` when it was not there then
   */
  restoreAt(at: number): Promise<Done>
  /** Sets what is given of stars and tags; the person sees them everywhere. */
  mark(mark: Partial<Mark>): Promise<void>
  /**
   * Changes as they happen, by whomever. The first one is `resync`, when nothing will be missed from
   * then on: look at everything now, and again whenever it comes later. Ends when `signal` fires,
   * throws when the grant ends, and goes on after a lost connection.
   */
  watch(options?: { signal?: AbortSignal }): AsyncIterable<Change<SpaceHandle>>
  /**
   * `change` as {@link AnyHandle.watch} tells it, in `event.detail`; watching begins with the first
   * listener and lasts as long as the page and the grant. `revoked` comes once, when the grant ends.
   */
  addEventListener(
    type: 'change',
    listener: (event: CustomEvent<Change<SpaceHandle>>) => void,
    options?: AddEventListenerOptions,
  ): void
  addEventListener(
    type: 'revoked',
    listener: (event: Event) => void,
    options?: AddEventListenerOptions,
  ): void
}

export interface FileStat {
  readonly name: string
  readonly kind: 'file' | 'directory'
  /** Plaintext bytes; 0 for folders. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly lastModified: number
  /** MIME type told from the name; empty when unknown. */
  readonly type: string
  /** Name of the newest version, for `ifVersion`; null for folders. */
  readonly version: string | null
  readonly mark: Mark
}

export interface SpaceFile extends AnyHandle {
  readonly kind: 'file'
  /** The newest content as a File; its bytes are fetched now, so prefer {@link SpaceFile.url} for media. */
  getFile(options?: { version?: string; signal?: AbortSignal }): Promise<File>
  /** The content as it streams in, for files that do not fit into memory. */
  stream(options?: { version?: string; signal?: AbortSignal }): Promise<ReadableStream<Uint8Array>>
  /**
   * A URL of the app's own origin for `<img>`, `<video>` and `fetch`, with ranges. It dies with the
   * grant, and after ten minutes in which nobody used it: ask again then, it costs one call.
   */
  url(options?: { version?: string }): Promise<string>
  /**
   * A URL of a small picture of it, 16 to 1024 `px` wide and high at most; it is made when it is read,
   * and reading fails with `not-found` when there is no picture in the file. Only when
   * `space.app.features` has `thumbnail`.
   *
   * @throws `not-found` when it is no picture by its name
   */
  thumbnail(px: number, options?: { version?: string }): Promise<string>
  /**
   * Write a new version. Nobody sees it before `close()`; then it is there as a whole and durable,
   * and the former one stays among the versions.
   *
   * With `keepExistingData` the writer begins with today's content, as in the File System Access
   * API; it is refused with `conflict` at close when someone else wrote meanwhile, as with `ifVersion`.
   */
  createWritable(options?: WritableOptions): Promise<SpaceWritable>
  versions(): Promise<readonly Version[]>
  /** Makes an old version the newest one; what was newest stays among the versions. */
  restore(version: string): Promise<void>
  /**
   * Makes a new file of an old version. Without a name it is called as this file, or `name (2).ext`
   * where that is taken.
   *
   * @throws `exists` when `name` is taken
   */
  copyVersion(version: string, folder: SpaceDirectory, name?: string): Promise<SpaceFile>
}

export interface WritableOptions {
  keepExistingData?: boolean
  /** Refuse at close with `conflict` when the newest version is another one by then. */
  ifVersion?: string
  signal?: AbortSignal
}

/** What can be written: text is UTF-8. */
export type WriteData = string | BufferSource | Blob

export type WriteChunk =
  | WriteData
  | { type: 'write'; data: WriteData; position?: number }
  | { type: 'seek'; position: number }
  | { type: 'truncate'; size: number }

/**
 * A WritableStream, so that `stream.pipeTo(writable)` works. What is written from the start to the
 * end is sent as it comes, in slices, and survives a lost connection. With `keepExistingData`
 * everything is put together in the browser and sent at close, so that any place can be written;
 * without it, places that were sent already (after the first 8 MiB) are refused with `bad-input`.
 */
export interface SpaceWritable extends WritableStream<WriteChunk> {
  write(data: WriteChunk): Promise<void>
  /** @throws `bad-input` before the start; a gap behind the end is filled with zeros */
  seek(position: number): Promise<void>
  truncate(size: number): Promise<void>
  /** @throws `conflict`, `quota`; what was written is dropped then, and the file is as before */
  close(): Promise<void>
  /** Leaves the file as it was. */
  abort(reason?: unknown): Promise<void>
}

export interface SpaceDirectory extends AnyHandle, AsyncIterable<[string, SpaceHandle]> {
  readonly kind: 'directory'
  /** In the order of their names; what comes or goes meanwhile may be missed. */
  entries(): AsyncIterableIterator<[string, SpaceHandle]>
  keys(): AsyncIterableIterator<string>
  values(): AsyncIterableIterator<SpaceHandle>
  /** @throws `not-found`, `is-folder`, and `bad-input` for names with `/` or that are `.` or `..` */
  getFileHandle(name: string, options?: { create?: boolean }): Promise<SpaceFile>
  /** @throws `not-found`, `not-folder` */
  getDirectoryHandle(name: string, options?: { create?: boolean }): Promise<SpaceDirectory>
  /** Into the person's trash. @throws `not-found`, and `exists` for a folder that is not empty unless `recursive` */
  removeEntry(name: string, options?: { recursive?: boolean }): Promise<void>
  /** Names from this folder down to `handle`, none for itself; null when it lies elsewhere. */
  resolve(handle: SpaceHandle): Promise<readonly string[] | null>
  /** By name in any case, `*` and `?` as usual; best first. */
  search(query: SearchQuery | string): Promise<readonly SpaceHandle[]>
  usage(): Promise<TreeUsage>
  /** Sorted, found, removed or past entries, window by window. */
  view(options?: ViewOptions): SpaceView
  /** What takes the room below it. */
  storage(): Promise<Storage>
  /** On which days something below it changed, newest first; at most 366 at once, 100 when not given. */
  days(options?: { before?: number; limit?: number }): Promise<readonly Day[]>
  /** What was removed from this folder or below it and can come back. */
  trash(): Promise<readonly TrashedFile[]>
  restoreTrashed(id: string): Promise<SpaceHandle>
  /**
   * A URL of a ZIP of everything below, without this folder's own name. It is made as it is read, of
   * what is there at each reading: stored, not compressed, so `Content-Length` is known; no ranges.
   *
   * Empty folders, times and permissions are kept, links are left out. `\`, `:` and control characters
   * in names become `_`, and names that Windows takes for a device or a way up get one.
   * A file that goes away meanwhile, or the end of the grant, breaks the reading off. The person sees
   * that the app read the folder.
   *
   * Only when `space.app.features` has `zip`. Reading fails with `busy` while two are read already, and
   * with `too-large` for more than 500,000 files and folders.
   *
   * @throws `grant-denied` for a grant that may only add
   */
  zip(): Promise<string>
}

export interface ViewOptions {
  /** Look for something below the folder instead of listing it; in the trash and in the past as well. */
  readonly find?: Find
  /** What was removed from the folder or below it. Only with a grant to change. */
  readonly trash?: true
  /** The folder as it was then, ms since 1970. */
  readonly at?: number
  /** With `at`: id of a folder that was below it then, to look into; it may be gone now. */
  readonly inside?: string
  /** By name when not given. */
  readonly order?: Order
}

/**
 * Many entries, looked at window by window: a folder of 100,000 files costs as much as is on the
 * screen. Nothing is open on the other side, so a view can be thrown away at any time.
 *
 * Every method may throw what those of the folder may.
 */
export interface SpaceView {
  readonly folder: SpaceDirectory
  /** At most 500 at once; those behind the end are left out. */
  rows(from: number, count: number, options?: { signal?: AbortSignal }): Promise<ViewRows>
  /** The number of its row now; null when it is not among them. Takes a handle or {@link ViewRow.id}. */
  indexOf(entry: SpaceHandle | string): Promise<number | null>
  /** The first row behind `after` whose name begins so, in any case, going on from the top; null for none. */
  seek(prefix: string, after?: number): Promise<number | null>
  /**
   * Rows by their numbers, for a change of all of them: it throws `conflict` when the view has another
   * revision by then. The second number of a range is not included.
   */
  choose(ranges: readonly (readonly [from: number, to: number])[], revision: string): Chosen
  /** @throws `conflict`, `bad-input` for more than 10,000 handles */
  tally(chosen: readonly SpaceHandle[] | Chosen): Promise<Tally>
  /**
   * The revision now, and each newer one: look at the rows on the screen again then. A storm of changes
   * is told of ten times a second. Goes on after a lost connection.
   */
  watch(options?: { signal?: AbortSignal }): AsyncIterable<string>
}

export interface ViewRows {
  /** The same until a row comes, goes or changes. */
  readonly revision: string
  /** Of the whole view. */
  readonly total: number
  /** Number of the first row. */
  readonly from: number
  readonly rows: readonly ViewRow[]
}

export interface ViewRow extends FileStat {
  /** Of the entry, the same always. */
  readonly id: string
  /** Made when it is asked for. Of what is in the trash, or gone from the past, it can be read and brought back. */
  readonly handle: SpaceHandle
  /** Names from the folder to where it is or was; when finding, and in the trash. */
  readonly path?: readonly string[]
  readonly trashedAt?: number
  readonly daysLeft?: number
  /** Files of equal bytes have the same; when finding duplicates. */
  readonly group?: string
}
