/** Entries and many of them, as they lie on the wire. */
import type { Find, Mark, Order } from './values.ts'

/**
 * What names a granted file or folder on the wire. It is not a secret: every call checks that the
 * grant is this app's, alive and wide enough, and that the entry lies within it at that moment.
 */
export interface HandleRef {
  readonly grant: string
  /** 32 hex digits; stays with the entry through moves and renames. */
  readonly entry: string
  readonly kind: 'file' | 'folder'
  readonly name: string
}

/** What the app sees of an entry. */
export interface EntryStat extends HandleRef {
  /** Plaintext bytes; 0 for folders. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly mtime: number
  /** Name of the newest version, the ETag of its URL; null for folders. */
  readonly version: string | null
  /** MIME type told from the name; empty when unknown. */
  readonly type: string
  readonly mark: Mark
}

/**
 * One way to look at many entries: what is in a folder; what is found below it; what was removed from
 * it (for grants to change); or what was in it at a time.
 */
export interface View {
  readonly folder: HandleRef
  /** Of all below the folder; of the trash itself with `trash`; of all that was below with `at`. */
  readonly find?: Find
  readonly trash?: true
  /** The folder as it was then, ms since 1970. What it cannot see today an app does not see then. */
  readonly at?: number
  /** With `at`: id of a folder that was below it then, which may be gone now, to look into. */
  readonly inside?: string
  readonly order: Order
}

/** A row of a view. In the past it is as it was then: read it by its version. */
export interface Row extends EntryStat {
  /** Names from the view's folder to its parent: when finding, and in the trash, where it was. */
  readonly path?: readonly string[]
  /** ms since 1970. */
  readonly trashedAt?: number
  readonly daysLeft?: number
  /** Files of equal bytes have the same: when finding duplicates. */
  readonly group?: string
}

export interface RowsPage {
  /** The same until a row comes, goes or changes. */
  readonly revision: string
  /** Of the whole view. */
  readonly total: number
  readonly from: number
  readonly rows: readonly Row[]
}

/** What a change is about. */
export type Chosen =
  /** Entries of one or several grants, at most 10,000. */
  | { readonly entries: readonly HandleRef[] }
  /** Rows of a view; refused with `conflict` when it has another revision by now. */
  | {
      readonly view: View
      /** Row numbers, the last one of each not included; at most 10,000 ranges. */
      readonly ranges: readonly (readonly [from: number, to: number])[]
      readonly revision: string
    }

export interface Conflict {
  /** What comes. */
  readonly entry: EntryStat
  /** What has the name; or another one of those that come with the same name. */
  readonly existing: EntryStat
}

export interface Done {
  /** How many entries were changed, each with all below it. */
  readonly done: number
  /** For {@link Edits.undo}; null when nothing was changed, or nothing of it may be changed back. */
  readonly undo: string | null
  /** At most 1,000; when there are any, nothing was changed. */
  readonly conflicts: readonly Conflict[]
  /** How many conflicts there are. */
  readonly conflictCount: number
  /** What stayed as it was though it should not have, or came out otherwise; at most 1,000. */
  readonly kept: readonly { readonly name: string; readonly why: string }[]
  /** The first 500 that were changed or made, as they are now; without what is in the trash. */
  readonly entries: readonly EntryStat[]
}
