import type { Bringing, BringItem, BringOptions, Problem } from './bringing.ts'
import type { Edits } from './edits.ts'
import type { SpaceDirectory, SpaceFile, SpaceHandle } from './handles.ts'
import type { FileType, Mode } from './values.ts'

/** All that an app can ask of Space. Got by `connect()`. */
export interface Space {
  readonly app: RunningApp
  readonly pick: Picker
  /** Changes of many entries at once, with undo. */
  readonly edits: Edits
  readonly data: PrivateData
  readonly identity: Identity
  readonly net: Net
  readonly grants: Grants
  readonly recent: Recent
  /**
   * Files that the person opens with this app, as `handlers` in its `space.app.json` says that it can:
   * those that wait, and each one that comes. Each comes once, to whoever listens.
   */
  launches(options?: { signal?: AbortSignal }): AsyncIterable<Launch<SpaceFile>>
  readonly transfers: Transfers
  readonly address: Address
  readonly commands: Commands
  readonly theme: Theme
  readonly ui: Ui
}

/** The app itself, as it runs here. */
export interface RunningApp {
  /** The part of the origin that is this app's: `http://app-<label>.localhost:PORT`. */
  readonly label: string
  readonly name: string
  readonly version: string
  /** `full` when not even WebRTC can reach the network, `partial` in a browser that Space did not launch. */
  readonly isolation: 'full' | 'partial'
  /** What this host has beyond the basics, such as `thumbnail`, `zip` or `watch`. */
  readonly features: readonly string[]
}

/**
 * Asking for files by letting the person choose them. Space draws the picker over the app: the
 * person sees the app's name and its words in `label`, chooses what, how (read, add only, read and
 * change; never wider than `mode`) and for how long. Choosing is granting.
 *
 * Call it from a click or a key press, and only for what `space.app.json` lists under `requests`;
 * else it throws `not-asked`. `grant-denied` when the person said not now (after three times in a
 * row it throws at once, until the person allows it in the settings); `busy` while another prompt
 * is open.
 */
export interface Picker {
  directory(options: PickOptions): Promise<SpaceDirectory>
  /** One file. */
  file(options: PickFileOptions): Promise<SpaceFile>
  files(options: PickFileOptions): Promise<readonly SpaceFile[]>
  /** A place and a name for a new file: "save as". The file is empty until it is written. */
  save(options: PickSaveOptions): Promise<SpaceFile>
}

export interface PickOptions {
  /** Names the purpose, such as `library`: the picker begins where it was answered last. */
  id?: string
  mode: Mode
  /** What it is for, at most 80 characters, such as "Your photos". */
  label: string
}

export interface PickFileOptions extends PickOptions {
  types?: readonly FileType[]
}

export interface PickSaveOptions extends Omit<PickOptions, 'mode'> {
  suggestedName?: string
  types?: readonly FileType[]
}

/**
 * The app's own folder, sealed in the person's drive like everything else and visible there under
 * `Apps`. It is there without asking. Keep here what must stay: localStorage and IndexedDB are a
 * cache that Space throws away.
 */
export interface PrivateData {
  directory(): Promise<SpaceDirectory>
  usage(): Promise<{ readonly usedBytes: number; readonly quotaBytes: number }>
}

export interface Identity {
  /** A DID that is the same for this app and person always, and another one for every app. */
  did(): Promise<string>
  /** Whether {@link Identity.did} is the one that other people know. */
  isReal(): Promise<boolean>
  /** Asks the person to show the app who they are; resolves to the DID that others know. @throws `grant-denied`, `not-asked` */
  ask(options: { reason: string }): Promise<string>
}

/** The network, fetched by the daemon. An app's own `fetch` reaches only its own files. */
export interface Net {
  /** Asks the person whether the app may speak to `host`, for `reason`. @throws `grant-denied`, `not-asked` */
  ask(options: { host: string; reason: string }): Promise<GivenGrant>
  /**
   * http and https, without cookies, to hosts that were granted; the person sees host and count.
   *
   * @throws `grant-denied` for other hosts and for redirects to them; `offline` when the host cannot
   *   be reached; `too-large` above 64 MiB
   */
  fetch(url: string | URL, init?: NetInit): Promise<Response>
}

export interface NetInit {
  method?: string
  headers?: HeadersInit
  /** At most 1 MiB of text. */
  body?: string
  signal?: AbortSignal
}

/** What the person gave to the app. */
export interface GivenGrant {
  readonly id: string
  readonly kind: 'directory' | 'file' | 'host' | 'identity'
  /** What the person gave: the name of a folder or file, a host. */
  readonly name: string
  readonly mode: Mode
  /** The app's words when it asked. */
  readonly label: string
  /** `session`, a time in ms since 1970, or null: until the person turns it off. */
  readonly until: 'session' | number | null
  /** The app works on a copy; the person decides afterwards what of it they keep. */
  readonly trial: boolean
  /** The app's own folder, see `space.data`; all others were chosen by the person. */
  readonly isPrivate: boolean
  readonly madeAt: number
}

/** What the person has given to this app, so that it can go on after a reload. */
export interface Grants {
  list(): Promise<readonly GivenGrant[]>
  /** The folder or file of a grant. @throws `grant-revoked`, `bad-input` for hosts and identities */
  open(grant: GivenGrant): Promise<SpaceHandle>
  /** The list now and after each change. */
  watch(options?: { signal?: AbortSignal }): AsyncIterable<readonly GivenGrant[]>
  /** Gives it back; its handles and URLs end. */
  release(grant: GivenGrant): Promise<void>
}

/** Of the files that were granted, those that this app used last. */
export interface Recent {
  list(options?: { limit?: number }): Promise<readonly RecentFile<SpaceHandle>[]>
}

/** A file that was opened with the app. It was given that one file, until it is closed. */
export interface Launch<File> {
  readonly file: File
  /** `edit`: it may change the file; it may only look at it otherwise. */
  readonly action: 'open' | 'preview' | 'edit'
}

export interface RecentFile<Handle> {
  readonly file: Handle
  /** ms since 1970. */
  readonly usedAt: number
}

/**
 * What this app is bringing in or out; the person sees it beside the address bar. Those that did not
 * end outlive the page and Space itself, as `stopped`: bringing the same things into the same folder
 * again goes on where it was, without asking and without sending anything twice.
 */
export interface Transfers {
  list(): Promise<readonly Transfer[]>
  watch(options?: { signal?: AbortSignal }): AsyncIterable<readonly Transfer[]>
  /**
   * Files and folders of the person's computer into a granted folder. They travel packed or in slices,
   * several at once, and keep their times; one that cannot be read or has no possible name is told,
   * and all others go on. Bringing what is being brought already is one bringing more.
   */
  bring(
    items: AsyncIterable<BringItem> | Iterable<BringItem>,
    folder: SpaceDirectory,
    options?: BringOptions,
  ): Bringing
  /** Whoever runs it hears of these, also in another window. @throws `not-found` */
  pause(id: string): Promise<void>
  resume(id: string): Promise<void>
  cancel(id: string): Promise<void>
  /** Takes one that is over out of the list. */
  forget(id: string): Promise<void>
}

/** `stopped`: nobody sends it now; what was brought is safe, and the rest waits to be given again. */
export type TransferState =
  | 'waiting'
  | 'running'
  | 'paused'
  | 'stopped'
  | 'done'
  | 'failed'
  | 'cancelled'

export interface Transfer {
  readonly id: string
  readonly name: string
  /** `inside`: many entries are moved, copied, removed …; they count as files, and there are no bytes. */
  readonly direction: 'in' | 'out' | 'inside'
  readonly state: TransferState
  readonly doneBytes: number
  /** Undefined when nobody knows. */
  readonly totalBytes?: number
  /** Of what has many files; undefined for a single one. */
  readonly doneFiles?: number
  readonly totalFiles?: number
  readonly failedFiles?: number
  /** Why it waits, stopped or failed. */
  readonly cause?: Problem
}

/**
 * Where in the app the person is: what stands behind its name in the address bar, such as
 * `Photos/2026`. Back and forward of the window go through it, and it is there again after a reload.
 */
export interface Address {
  /** Names from the app's beginning to what it shows; none at the beginning. */
  get(): Promise<readonly string[]>
  /**
   * Says what the app shows now: at most 200 names, of 1 to 255 bytes of UTF-8 each. It becomes a step
   * to which the person can come back, unless `replace` says that it takes the place of the last one.
   *
   * @throws `bad-input`
   */
  set(path: readonly string[], options?: { replace?: boolean }): Promise<void>
  /** The address now and each newer one, whoever set it: the app, a typed address, back and forward. */
  watch(options?: { signal?: AbortSignal }): AsyncIterable<readonly string[]>
}

/** The app's entries of the command palette, there while the app is open. */
export interface Commands {
  /** Replaces all of them; at most 100. */
  set(commands: readonly AppCommand[]): Promise<void>
}

export interface AppCommand {
  readonly id: string
  /** What it does, beginning with a verb, at most 60 characters. */
  readonly title: string
  /** Such as `Ctrl+Shift+N`; a hint for people, the app listens itself. */
  readonly keys?: string
  run(): void
}

export interface ThemeState {
  /** What the person sees now. */
  readonly scheme: 'light' | 'dark'
  readonly reducedMotion: boolean
  readonly highContrast: boolean
  /** How close lines stand together. */
  readonly density: 'comfortable' | 'compact'
}

/**
 * How the shell looks. `/space/theme.css` on the app's origin offers the same custom properties, and
 * buttons and fields that follow them unless the app says otherwise; `connect()` sets
 * `color-scheme` and `data-density` on the document and keeps them in step.
 */
export interface Theme {
  get(): Promise<ThemeState>
  watch(options?: { signal?: AbortSignal }): AsyncIterable<ThemeState>
}

/** What a sandboxed frame cannot do itself. The shell does it, and asks the person where it must. */
export interface Ui {
  /**
   * In another app that opens this type; the person chooses which, once or for always. That app gets
   * this one file, and may change it only where this app may.
   *
   * @throws `not-found` when no app opens this type, `denied` when the person did not want to
   */
  openFile(file: SpaceFile): Promise<void>
  /**
   * In a program of the computer: an unlocked copy, until the person is done with it. What they save
   * there comes back as new versions by this app, where this app may change the file. The shell asks before.
   *
   * @throws `denied` when the person did not want to; `bad-input` for a program, which would be started;
   *   `not-found` when this computer has none that opens it
   */
  openOutside(file: SpaceFile): Promise<void>
  /**
   * To a place of the person's computer, outside of Space; a folder becomes a ZIP. The shell asks before.
   *
   * @throws `denied` when the person did not want to
   */
  saveAs(entries: SpaceHandle | readonly SpaceHandle[]): Promise<void>
  /**
   * Delete for ever what lies in the trash of `folder`: these, by the ids that `trash()` tells, or all.
   * The shell says how much it is, and asks; no app destroys anything by itself.
   *
   * @throws `denied` when the person did not want to, `not-found` when nothing of it is in the trash
   */
  erase(folder: SpaceDirectory, trashed: readonly string[] | 'all'): Promise<{ erased: number }>
  /**
   * A web page, in the person's browser; the shell shows the address and asks before. http and https only.
   *
   * @throws `denied` when the person did not want to
   */
  openLink(url: string | URL): Promise<void>
  /** A short message at the bottom; with `undo` it has an Undo button. Resolves when it is gone. */
  toast(text: string, options?: { undo?: () => void | Promise<void> }): Promise<void>
  /** What the tab says beside the app's name; empty for nothing. */
  title(title: string): Promise<void>
}
