/** What a called function gets beside its parameters. */
export interface Running {
  /** Fires when the caller cancels or its connection is gone. */
  readonly signal: AbortSignal
  /** Told at once when there is room, else dropped: only the newest state matters. */
  readonly onProgress: (progress: unknown) => void
}

/**
 * Functions offered to the other side, by name. A function parses `params` itself; it may return a
 * value, a promise of one, or an AsyncIterable, which travels item by item as the caller reads.
 */
export type Facet = Readonly<Record<string, (params: unknown, running: Running) => unknown>>
export type Facets = Readonly<Record<string, Facet>>

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: unknown) => void) | undefined
}
