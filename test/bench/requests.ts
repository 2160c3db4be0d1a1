/** What the measuring process asks of the process that holds our drive. */
export type Request =
  | { readonly op: 'open' }
  | { readonly op: 'import'; readonly sources: readonly string[]; readonly to: string }
  | { readonly op: 'export'; readonly paths: readonly string[]; readonly to: string }
  /** `count` reads of `bytes`, each at another place of a file of `size` bytes. */
  | {
      readonly op: 'ranges'
      readonly path: string
      readonly size: number
      readonly bytes: number
      readonly count: number
    }
  /** `count` small saves, by turns with appends of the same bytes + fdatasync to a plain file. */
  | { readonly op: 'saves'; readonly plain: string; readonly bytes: number; readonly count: number }
  | { readonly op: 'list'; readonly path: string; readonly count: number }
  | { readonly op: 'search'; readonly texts: readonly string[] }
  /** The whole file, `times` times. */
  | { readonly op: 'read'; readonly path: string; readonly times: number }
  | { readonly op: 'close' }

export interface Answer {
  /** The work itself, in the warm process. */
  readonly ms: number
  /** One per repetition where there were some; ms. */
  readonly samples: readonly number[]
  /** The same work done plainly, by turns with ours; ms. */
  readonly plain: readonly number[]
  /** Entries seen, or bytes read: what shows that the work was done at all. */
  readonly count: number
  /** Growth of live memory by this, in MB; for `open` only. */
  readonly grownMB: number
}

export type Reply = { readonly answer: Answer } | { readonly error: string }
