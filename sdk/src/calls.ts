import type { BringFacts, Problem } from './bringing.ts'
import type { WireError } from './wire-error.ts'
import type { ConflictAnswers, EntryChange } from './edits.ts'
import type { Chosen, Done, EntryStat, HandleRef, RowsPage, View } from './entries.ts'
import type {
  AppCommand,
  RunningApp,
  GivenGrant,
  Launch,
  RecentFile,
  ThemeState,
  Transfer,
} from './space.ts'
import type {
  Change,
  Day,
  FileType,
  Mark,
  Mode,
  SearchQuery,
  Storage,
  Tally,
  TrashedFile,
  TreeUsage,
  Version,
} from './values.ts'

export type { Chosen, Done, EntryStat, HandleRef, Row, RowsPage, View } from './entries.ts'

export interface EntryPage {
  readonly entries: readonly EntryStat[]
  /** What to give as `after` for the following page; null when this was the last. */
  readonly next: string | null
}

export interface PickRequest {
  readonly open: 'directory' | 'file' | 'files' | 'save'
  /** Names the purpose, such as `library`: the picker starts where it was answered last. */
  readonly id?: string
  readonly mode: Mode
  /** At most 80 characters, shown as the app's own words. */
  readonly label: string
  readonly types?: readonly FileType[]
  readonly suggestedName?: string
}

/** A new file in a folder, or a new version of a file. */
export type UploadTarget = HandleRef | { readonly parent: HandleRef; readonly name: string }

export interface UploadOptions {
  /** Bytes that will come, when known; more are refused. */
  readonly size?: number
  /** Refuse with `conflict` at commit when the newest version is another one by then. */
  readonly ifVersion?: string
}

export interface UploadTicket {
  readonly upload: string
  /**
   * Same-origin path. `PUT` takes one slice at the end of what is there, with
   * `Content-Range: bytes first-last/total`, the total being `*` while nobody knows it. It answers
   * 204, and 409 when `first` is elsewhere; `HEAD` answers 204. All three say in `Upload-Offset` how
   * many bytes are there, so that a lost connection costs one slice.
   */
  readonly url: string
}

/** One file or folder that is about to come, or, in a pack, that comes. */
export interface Coming {
  /** Names from the folder of the bringing down to it. */
  readonly path: readonly string[]
  /** Bytes; null for a folder. */
  readonly size: number | null
  /** ms since 1970; of files. */
  readonly mtime?: number
  /**
   * Absent: only where nothing has the name. `replace` only while the newest version is
   * {@link Coming.ifVersion}.
   */
  readonly how?: 'replace' | 'keep-both'
  readonly ifVersion?: string
}

/** What is at the place of a {@link Coming}. */
export type Sight =
  | { readonly is: 'free' }
  /** This bringing brought it before. */
  | { readonly is: 'there' }
  | {
      readonly is: 'taken'
      readonly existing: BringFacts
      readonly version: string | null
      /** A name that is free there. */
      readonly freeName: string
    }
  | { readonly is: 'impossible'; readonly error: WireError }

/** What became of a {@link Coming}: it is durable, or not there at all. */
export type Brought =
  | { readonly is: 'brought'; readonly entry: string; readonly name: string }
  | Exclude<Sight, { is: 'free' }>

export interface BringTicket {
  readonly bring: string
  /** Whether it goes on with what was begun before: folders of that name are its own then. */
  readonly goesOn: boolean
  /**
   * Same-origin path. Each `PUT` takes a pack: four bytes (big-endian) with the length of a list, the
   * list of at most 1,000 {@link Coming} in JSON, then the bytes of its files in their order, at most
   * 16 MiB in all. It answers 200 with a list of {@link Brought} once all of it is durable; sending
   * one again does nothing twice.
   */
  readonly url: string
}

/** What the engine of a bringing tells, for the person to see. */
export interface BringReport {
  readonly totalFiles?: number
  readonly totalBytes?: number
  readonly failedFiles?: number
  readonly state?: 'running' | 'waiting' | 'paused'
  readonly cause?: Problem | null
}

export interface UrlTicket {
  /**
   * Same-origin path; GET and HEAD with Range, until the grant ends or ten minutes without use.
   * A failure of any capability URL has a WireError as its JSON body.
   */
  readonly url: string
}

export interface NetRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  /** At most 1 MiB of text. */
  readonly body?: string
}

export interface NetReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Capability URL of the body. */
  readonly url: string
}

/**
 * Every call an app can make: parameters as they lie in the list on the wire, and the answer.
 *
 * Errors of all of them: `grant-revoked`, `grant-expired`, `grant-denied` (the grant does not allow
 * this act), `not-found` (also for what lies outside of the grant), `bad-input`, `busy` (too many at
 * once), `offline` (the daemon is away).
 */
export interface AppCalls {
  'app.info': () => RunningApp
  'pick.open': (request: PickRequest) => readonly HandleRef[]
  'files.stat': (file: HandleRef) => EntryStat
  'files.list': (folder: HandleRef, page: { after?: string; limit?: number }) => EntryPage
  'files.child': (
    folder: HandleRef,
    name: string,
    options: { create?: 'file' | 'folder' },
  ) => EntryStat
  /** Names from `folder` down to `entry`; null when it lies elsewhere. */
  'files.resolve': (folder: HandleRef, entry: HandleRef) => readonly string[] | null
  'files.url': (file: HandleRef, options: { version?: string }) => UrlTicket
  'files.zip': (folder: HandleRef) => UrlTicket
  'files.thumbnail': (file: HandleRef, options: { px: number; version?: string }) => UrlTicket
  'files.upload': (target: UploadTarget, options: UploadOptions) => UploadTicket
  /** Makes what was uploaded one new version, at once and durably. */
  'files.commit': (upload: string) => EntryStat
  'files.abort': (upload: string) => null
  /** No folder: where it is. No name: as it is called. */
  'files.move': (entry: HandleRef, folder: HandleRef | null, name: string | null) => EntryStat
  'files.copy': (entry: HandleRef, folder: HandleRef, name: string | null) => EntryStat
  /** Into the person's trash. */
  'files.remove': (entry: HandleRef) => null
  'files.trash': (folder: HandleRef) => readonly TrashedFile[]
  'files.restoreTrashed': (folder: HandleRef, id: string) => EntryStat
  'files.versions': (file: HandleRef) => readonly Version[]
  'files.restore': (file: HandleRef, version: string) => EntryStat
  'files.search': (folder: HandleRef, query: SearchQuery) => readonly EntryStat[]
  'files.usage': (folder: HandleRef) => TreeUsage
  'files.mark': (entry: HandleRef, mark: Partial<Mark>) => EntryStat
  'files.change': (chosen: Chosen, change: EntryChange<HandleRef>, answers: ConflictAnswers) => Done
  'files.undo': (token: string) => Done
  /** As a new file; no name: its own, or `name (2).ext` where that is taken. */
  'files.copyVersion': (
    file: HandleRef,
    version: string,
    folder: HandleRef,
    name: string | null,
  ) => EntryStat
  /** At most 500 rows; fewer at the end. */
  'files.rows': (view: View, window: { from: number; count: number }) => RowsPage
  /** The number of an entry's row, or of the first one by name that begins so, behind row `after`. */
  'files.rowOf': (
    view: View,
    wanted: { entry: string } | { startsWith: string; after?: number },
  ) => number | null
  'files.tally': (chosen: Chosen) => Tally
  'files.storage': (folder: HandleRef) => Storage
  /** Newest first; at most 366. */
  'files.days': (folder: HandleRef, options: { before?: number; limit?: number }) => readonly Day[]
  /** It becomes as it was then, as far as that is kept; what came since goes to the trash. */
  'files.restoreAt': (entry: HandleRef, at: number) => Done
  'data.directory': () => HandleRef
  /** Bytes of the private folder and how many it may hold. */
  'data.usage': () => { usedBytes: number; quotaBytes: number }
  'identity.did': () => { did: string; real: boolean }
  'identity.ask': (request: { reason: string }) => { did: string }
  'net.ask': (request: { host: string; reason: string }) => GivenGrant
  'net.fetch': (request: NetRequest) => NetReply
  'grants.list': () => readonly GivenGrant[]
  'grants.open': (grant: string) => HandleRef
  'grants.release': (grant: string) => null
  'recent.list': (options: { limit?: number }) => readonly RecentFile<HandleRef>[]
  'transfers.list': () => readonly Transfer[]
  'transfers.pause': (id: string) => null
  'transfers.resume': (id: string) => null
  'transfers.cancel': (id: string) => null
  'transfers.forget': (id: string) => null
  /** Goes on with the one of this id, or with the stopped one of the same name into the same folder. */
  'bring.begin': (folder: HandleRef, what: { name: string; bring?: string }) => BringTicket
  /** A URL for more packs, when ten minutes passed without any. */
  'bring.url': (bring: string) => UrlTicket
  /** At most 1,000, answered in their order. */
  'bring.look': (bring: string, coming: readonly Coming[]) => readonly Sight[]
  /**
   * A file by itself, in slices. What is durable of one of the same path, size and time is not sent
   * again: `offset` says where to begin. @throws `exists` at commit when the name is taken by then
   */
  'bring.upload': (bring: string, coming: Coming) => UploadTicket & { readonly offset: number }
  'bring.report': (bring: string, report: BringReport) => null
  'bring.end': (bring: string, how: 'done' | 'cancelled') => { readonly undo: string | null }
  // Answered by the shell:
  'ui.openFile': (file: HandleRef) => null
  'ui.openOutside': (file: HandleRef) => null
  /** All of one grant, at most 500. */
  'ui.saveAs': (entries: readonly HandleRef[]) => null
  'ui.erase': (folder: HandleRef, trashed: readonly string[] | 'all') => { erased: number }
  'ui.openLink': (url: string) => null
  /** `undo` when the person asked to undo, `gone` when the toast went away. */
  'ui.toast': (toast: { text: string; undo: boolean }) => 'undo' | 'gone'
  'ui.title': (title: string) => null
  'address.get': () => readonly string[]
  'address.set': (path: readonly string[], options: { replace?: boolean }) => null
  'theme.get': () => ThemeState
  'commands.set': (commands: readonly Omit<AppCommand, 'run'>[]) => null
}

/** Every stream an app can open. The first item of a list is the state now, later ones replace it. */
export interface AppStreams {
  /**
   * Changes below a folder, or of a file. It begins with `resync`, once nothing will be missed; one
   * comes later when changes were dropped because nobody fetched them.
   */
  'files.watch': (entry: HandleRef) => Change<HandleRef>
  /** The revision of a view now and whenever it is another one, at most ten times a second. */
  'files.watchRows': (view: View) => { revision: string }
  /** Ends with the app. */
  'grants.watch': () => readonly GivenGrant[]
  'transfers.watch': () => readonly Transfer[]
  /** What the person wishes of whoever runs it; while nobody follows this it counts as stopped. */
  'bring.watch': (bring: string) => 'run' | 'pause' | 'cancel'
  /** Those that wait, then each one that comes; an item that was fetched does not come again. */
  'launches.watch': () => Launch<HandleRef>
  'theme.watch': () => ThemeState
  'address.watch': () => readonly string[]
  /** Ids of commands that the person chose. */
  'commands.watch': () => string
}

export type CallName = keyof AppCalls
export type StreamName = keyof AppStreams
