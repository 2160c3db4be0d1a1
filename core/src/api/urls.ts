/** The file behind a capability URL, looked up anew for each request. */
export interface Content {
  /** Bytes. */
  readonly size: number
  /**
   * Names these bytes, such as the version's id; becomes the ETag. Undefined for what is made while it
   * is read: that can only be read whole.
   */
  readonly version: string | undefined
  /** Its ending decides the Content-Type, from a fixed list of harmless ones. */
  readonly name: string
  /** From `start` up to and without `end`. */
  read(range: { start: number; end: number; signal: AbortSignal }): AsyncIterable<Uint8Array>
  /** Called once when the request was answered, however that ended. */
  close?(): void
}

/** A file that an app is about to send. `Saved` is what is told of it once it is there. */
export interface Incoming<Saved> {
  /** Exactly this many bytes will come; undefined while the app does not know. */
  readonly size?: number | undefined
  /** Bytes that are here already; those that come follow on them. */
  readonly offset?: number | undefined
  /** No more than these are taken; the app is told `quota`. */
  readonly maxBytes?: number | undefined
  /**
   * Begins with the first byte and is to become one version of one file. `source` ends when the app
   * commits; it throws when the upload was given up, and then nothing may be saved.
   */
  write(source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Saved>
}

/**
 * How bytes travel between an app and the files it was granted: URLs on the app's own origin. Each is
 * dead when `alive` fires, streams through it too, and ten minutes after it was last used.
 */
export interface CapabilityUrls<Saved> {
  /**
   * A path such as `/~cap/<token>` for GET and HEAD, with Range.
   *
   * @param open asked again at each request, so that the guard has its say each time
   */
  forReading(app: string, alive: AbortSignal, open: () => Promise<Content>): string
  /** A path for PUT and HEAD, and the id to commit or abort it by. */
  forWriting(
    app: string,
    alive: AbortSignal,
    incoming: Incoming<Saved>,
  ): { readonly url: string; readonly upload: string }
  /**
   * A path for PUT: each is one pack, whole in memory, whose answer is sent back as JSON.
   *
   * @param take its throwing is told as a failure of the PUT; may run several times at once
   */
  forPacks(app: string, alive: AbortSignal, take: (pack: Uint8Array) => Promise<unknown>): string
  /**
   * Waits until it is saved and returns what {@link Incoming.write} did.
   *
   * @throws {SpaceError} `not-found`, `bad-input` while bytes are missing, what `write` throws
   */
  commit(app: string, upload: string): Promise<Saved>
  /** Nothing of it stays; an upload that is not there is no error. */
  abort(app: string, upload: string): Promise<void>
}

/** How the person saves something outside of Space: paths of the shell's own origin, each good once. */
export interface Downloads {
  /** @throws {SpaceError} `busy` while too many are on their way */
  mint(download: Download): string
}

export interface Download {
  /** What is on its way ends when this fires. */
  readonly alive: AbortSignal
  open(): Promise<Content>
  /** Called once, when it is over in any way. */
  end(): void
}
