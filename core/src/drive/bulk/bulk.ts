/** Changing many entries at once, and making it undone: how it is asked for and what comes of it. */
import type { Step } from './steps.ts'

/** What is to be as it was. */
export interface Wanted {
  readonly id: string
  /** ms since 1970. */
  readonly time: number
  /** Whether an entry, which may be in the trash, is the author's to bring back. */
  reaches(entry: string): boolean
}

/** Folders and entries by id. What each means to a person is told in the SDK. */
export type BulkChange =
  | { readonly kind: 'move' | 'copy'; readonly folder: string }
  | { readonly kind: 'duplicate' | 'remove' | 'restore' }
  | { readonly kind: 'mark'; readonly starred?: boolean; readonly tags?: readonly string[] }
  | { readonly kind: 'rename'; readonly name: string }

export type Answer = 'ask' | 'keep-both' | 'replace' | 'skip' | 'merge'

/** What to do where a name is taken. */
export interface Answers {
  readonly conflicts: Answer
  /** Of a folder that meets a folder. */
  readonly folders: Answer
  /** By the id of what comes. */
  readonly each: ReadonlyMap<string, Answer>
}

/** Who changes something, as for one entry, and what they may touch. */
export interface BulkAuthor {
  readonly by?: string
  /** What it throws ends the change; what was done before stays. */
  check(): void
  /** Whether an entry may be touched so when its turn has come; what may not is left alone and told of. */
  may(entry: string, what: Touch): boolean
}

export interface Touch {
  /** Whether it is changed where it is, or a copy is made of it: then it must be seen. */
  readonly isUsed?: boolean
  /** The folder that something goes out of. */
  readonly leaves?: string
  /** The folder that something comes into. */
  readonly enters?: string
}

export interface BulkOptions {
  readonly answers?: Answers
  /** When it fires, what is left is left as it is. */
  readonly signal?: AbortSignal
  /** Called between the slices of what is long. */
  readonly onProgress?: (doneUnits: number, totalUnits: number) => void
}

/** What is needed to make a change undone; only this drive, as long as it is open, can read it. */
export interface Undo {
  readonly steps: readonly Step[]
}

export interface BulkDone {
  /** How many of those that were named, or came to be, were changed; each with all below it. */
  readonly done: number
  /** Undefined when there is nothing to undo. */
  readonly undo: Undo | undefined
  /** When there are any nothing was changed; the first {@link MOST_TOLD}. */
  readonly conflicts: readonly { readonly entry: string; readonly existing: string }[]
  readonly conflictCount: number
  /** What stayed though it should not have, or came out otherwise; the first {@link MOST_TOLD}. */
  readonly kept: readonly Kept[]
  /** Ids of the first {@link MOST_SHOWN} that were changed or made. */
  readonly entries: readonly string[]
  /** Why it ended early. What is told above was done all the same. */
  readonly failure?: unknown
}

export interface Kept {
  readonly name: string
  /** A sentence for people, without its beginning: "it was moved since". */
  readonly why: string
}

export const MOST_TOLD = 1000
export const MOST_SHOWN = 500

export interface BulkByEntry {
  /**
   * @param ids in the order in which they are changed; what lies below another one goes with it
   * @throws {SpaceError} `not-found`, `not-folder`, `bad-input` for a folder into itself and for names
   *   that cannot be; then nothing was changed
   */
  change(ids: readonly string[], change: BulkChange, options?: BulkOptions): Promise<BulkDone>
  /**
   * Makes a file or folder what it was, also one that is in the trash.
   *
   * @throws {SpaceError} `not-found` when it was not there then
   */
  restoreAt(wanted: Wanted, options?: BulkOptions): Promise<BulkDone>
  /** Its own `undo` makes the change again. */
  undo(undo: Undo, options?: BulkOptions): Promise<BulkDone>
}
