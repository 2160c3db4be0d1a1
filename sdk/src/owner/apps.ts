import type { Handler, ManifestRequest } from '../manifest.ts'

/** An app as it is named on every page about it. */
export interface AppRef {
  readonly label: string
  readonly name: string
  /** A `data:` URL of at most 64 KiB; null when it has none. */
  readonly icon: string | null
  /** Of its tile, 0 to 359 degrees; the same in all versions of an app. */
  readonly hue: number
  /** It came with Space. Nobody else can make an app of which this is said. */
  readonly isBuiltIn: boolean
}

export interface InstalledApp extends AppRef {
  /** The manifest's id; unique only together with the publisher. */
  readonly id: string
  readonly version: string
  readonly description: string
  /** DID of the publisher whose signature was checked; null when nobody signed. */
  readonly publisher: string | null
  /** CID of the bundle. */
  readonly cid: string
  readonly bytes: number
  readonly files: number
  /** `http://app-<label>.localhost:PORT` */
  readonly origin: string
  /** Path of the page to open, beginning with `/`. */
  readonly entry: string
  /** What it may ask for; nothing is granted by installing. */
  readonly requests: readonly ManifestRequest[]
  readonly handlers: readonly Handler[]
  /** The folder it was installed from. */
  readonly source: string
  readonly installedAt: number
  readonly openedAt: number | null
}

/** What the install sheet shows before anything is installed. */
export interface InspectedApp extends Omit<InstalledApp, 'installedAt' | 'openedAt'> {
  /** The version that it would replace, and what it may ask for beyond it. */
  readonly replaces: { readonly version: string; readonly wider: readonly ManifestRequest[] } | null
  /** Sentences such as "Not signed by anyone". */
  readonly warnings: readonly string[]
}

/** An app that may connect: its own WebSocket says `app: label` in the hello. */
export interface OpenedApp {
  readonly label: string
  /** What to put into the frame: origin and entry. */
  readonly url: string
  readonly origin: string
}

export interface AppsFacet {
  list(): Promise<readonly InstalledApp[]>
  /** @throws {SpaceError} `not-found`, `bad-input` with the path in the manifest, `too-large` */
  inspect(folder: string): Promise<InspectedApp>
  /** @throws {SpaceError} `changed-while-read` when the folder is no longer what `cid` names */
  install(folder: string, cid: string): Promise<InstalledApp>
  /**
   * Ends its grants; with `removeFiles` its private folder goes to the trash.
   *
   * @throws {SpaceError} `denied` for what came with Space, `not-found`
   */
  uninstall(label: string, options: { removeFiles: boolean }): Promise<void>
  open(label: string): Promise<OpenedApp>
  /** Ends its session: grants until the session's end, streams and capability URLs. */
  close(label: string): Promise<void>
  watch(signal: AbortSignal): AsyncIterable<readonly InstalledApp[]>
}
