import type { ErrorCode } from './errors.ts'
import type { SpaceDirectory } from './handles.ts'

/** One file or folder that the person gives: dropped, pasted or chosen. */
export interface BringItem {
  /** Names from the folder that it goes into down to it; at least one, at most 64. */
  readonly path: readonly string[]
  /** Absent for a folder. Folders around files need not be named: only empty ones must be. */
  readonly file?: File
}

/**
 * What to do where something of that name is there already: `replace` makes a new version of the
 * file, `keep-both` takes a free name such as `name (2).ext`, `merge` brings what is in a folder into
 * the folder that is there.
 */
export type BringAnswer = 'replace' | 'keep-both' | 'skip' | 'merge'

/** Something is there already. Nothing was changed yet. */
export interface BringConflict {
  readonly path: readonly string[]
  readonly coming: BringFacts
  readonly existing: BringFacts
  /** Both have the same size and time of change: most likely it is the same file. */
  readonly isSame: boolean
  /** Those that are possible here, the first being the most careful one that brings all of it. */
  readonly answers: readonly BringAnswer[]
}

export interface BringFacts {
  readonly kind: 'file' | 'directory'
  /** Bytes; 0 for folders. */
  readonly size: number
  /** ms since 1970; 0 where nobody knows, as for a folder that comes. */
  readonly lastModified: number
}

/** Why something failed, in words for people. */
export interface Problem {
  readonly code: ErrorCode
  readonly message: string
  readonly why?: string
  readonly try?: string
}

/**
 * Where a bringing stands.
 *
 * `looking`: what is there is compared; `asking`: only what waits for an answer is left; `sending`;
 * `waiting`: it goes on by itself as soon as Space can be reached, see {@link BringState.problem};
 * `paused`: until `resume()`; `stopped`: something must be done first, such as making room, see
 * `problem`, then `retry()`; `done`: all that could be brought is there, and {@link BringState.failed}
 * tells the rest, which `retry()` tries again; `cancelled`.
 */
export type BringPhase =
  | 'looking'
  | 'asking'
  | 'sending'
  | 'waiting'
  | 'paused'
  | 'stopped'
  | 'done'
  | 'cancelled'

export interface BringState {
  readonly phase: BringPhase
  /** What was found so far; it grows until {@link BringState.isCounted}. */
  readonly totalFiles: number
  readonly totalBytes: number
  readonly isCounted: boolean
  /** What is durable in the drive, with what was there before. */
  readonly doneFiles: number
  /** With bytes of large files that are on their way. */
  readonly doneBytes: number
  /** Of `doneFiles`, those of an earlier try that did not have to travel again. */
  readonly thereFiles: number
  /** By the person's answer. */
  readonly skippedFiles: number
  readonly folders: number
  /** Path of a file that is on its way now. */
  readonly current: readonly string[] | null
  /** The first 1,000 that could not be brought, each with its cause; all others went on. */
  readonly failed: readonly { readonly path: readonly string[]; readonly problem: Problem }[]
  readonly failedFiles: number
  /** What all of it waits for in `waiting` and `stopped`; null else. What was brought is safe. */
  readonly problem: Problem | null
  /** For `space.edits.undo`, once it is `done` or `cancelled` and something was brought. */
  readonly undo: string | null
}

export interface BringOptions {
  /** What the person sees it by, such as the name of the folder dropped; of the first item if not given. */
  name?: string
  /**
   * Asked when all was looked at, and again when something came in between; one answer for each, in
   * their order. Throwing cancels. All are skipped when this is not given.
   */
  conflicts?: (list: readonly BringConflict[]) => Promise<readonly BringAnswer[]>
}

/** Files on their way into the drive. They go on while the page is open. */
export interface Bringing {
  /** Of the {@link Transfer} that the person sees. */
  readonly id: Promise<string>
  readonly folder: SpaceDirectory
  readonly state: BringState
  /** The state now and after changes, at most ten a second; ends with `done` or `cancelled`. */
  watch(options?: { signal?: AbortSignal }): AsyncIterable<BringState>
  /** What is on its way is finished up to the next few megabytes. */
  pause(): void
  resume(): void
  /** What is there stays; {@link BringState.undo} takes it back. */
  cancel(): void
  /** Goes on after `stopped`; tries those that failed once more after `done`. */
  retry(): void
  /** Resolves when it is `done` or `cancelled` for the first time; never rejects. */
  readonly ended: Promise<BringState>
}
