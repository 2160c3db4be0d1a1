/** Views of a drive as a port: many entries, sorted, window by window, for somebody who may see a part of it. */
import type { Day, Find, Mark, Order, Storage, Tally } from '@space/sdk'

/** What is looked at; entries by id. What each means to a person is told in the SDK. */
export interface ViewOf {
  readonly folder: string
  readonly find?: Find | undefined
  readonly trash?: boolean | undefined
  /** ms since 1970. */
  readonly at?: number | undefined
  readonly inside?: string | undefined
  readonly order: Order
}

/** How much of the drive may be seen. */
export interface Scope {
  /** The folder that was given, and nothing beside it. */
  readonly top: string
  /** Whether what was removed from it may be seen as well. */
  readonly mayRestore: boolean
  /** When only some entries may be seen: whether this one. */
  readonly sees?: ((entry: string) => boolean) | undefined
}

export interface SeenRow {
  readonly id: string
  readonly name: string
  readonly kind: 'file' | 'folder'
  readonly size: number
  readonly mtime: number
  /** Of the content that is shown; null for folders. */
  readonly version: string | null
  readonly mark: Mark
  /** Names from the folder of the view to the one it is or was in. */
  readonly path?: readonly string[]
  readonly trashedAt?: number
  readonly daysLeft?: number
  readonly group?: string
}

export interface SeenRows {
  readonly revision: string
  readonly total: number
  readonly rows: readonly SeenRow[]
}

export type Sought =
  | { readonly entry: string }
  | { readonly startsWith: string; readonly after: number }

/**
 * The views of one reader. What was sorted is kept for the next window, for this reader only, and as
 * much as {@link KEPT_ORDERS} and {@link KEPT_ROWS} say.
 */
export interface Views {
  /** @throws {SpaceError} `not-found`, `not-folder` */
  rows(
    view: ViewOf,
    scope: Scope,
    window: { readonly from: number; readonly count: number },
    signal?: AbortSignal,
  ): Promise<SeenRows>
  rowOf(
    view: ViewOf,
    scope: Scope,
    sought: Sought,
    signal?: AbortSignal,
  ): Promise<number | undefined>
  /**
   * Ids of the rows in these ranges, each once, in their order.
   *
   * @throws {SpaceError} `conflict` when the revision is another one, `bad-input` for a range that is none
   */
  chosen(
    view: ViewOf,
    scope: Scope,
    choice: { ranges: readonly (readonly [number, number])[]; revision: string },
    signal?: AbortSignal,
  ): Promise<string[]>
  /** The same until a row of the view comes, goes or changes. */
  revision(view: ViewOf, scope: Scope, signal?: AbortSignal): Promise<string>
}

/** Sums over all that is below. */
export interface SumsByEntry {
  /** Of entries that are there, or in the trash. */
  tally(ids: readonly string[]): Tally
  storage(folder: string, scope: Scope, signal?: AbortSignal): Promise<Omit<Storage, 'freeBytes'>>
  days(
    folder: string,
    scope: Scope,
    options: { before: number; limit: number },
    signal?: AbortSignal,
  ): Promise<Day[]>
}

export interface ViewsByEntry extends SumsByEntry {
  /** The views of a new reader. */
  views(): Views
  /** Whether `id` is in the trash, and was `top` or below it before. */
  wasWithin(id: string, top: string): boolean
  /** Says only that something changed in the drive; many changes may be one. */
  pulses(signal: AbortSignal): AsyncIterable<unknown>
}

export const KEPT_ORDERS = 24
export const KEPT_ROWS = 1_000_000
