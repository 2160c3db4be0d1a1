/** What this room is given from outside. */

export interface Clock {
  /** ms since 1970. */
  now(): number
  /** Runs `act` once, when `ms` have passed; disposing forgets it. */
  after(ms: number, act: () => void): Disposable
}

/** One value that outlives the daemon. */
export interface Kept {
  /** Undefined when nothing was kept, or it cannot be read. */
  get(): unknown
  /** Durable when it returns. */
  set(value: unknown): void
}

export interface LogLine {
  readonly n: number
  readonly value: unknown
}

/** A log that only grows, and forgets its oldest lines. */
export interface KeptLog {
  append(values: readonly unknown[]): void
  list(options: {
    before?: number
    limit: number
    where?: (value: unknown) => boolean
  }): readonly LogLine[]
}
