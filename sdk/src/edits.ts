import type { Chosen, Done } from './entries.ts'
import type { SpaceDirectory, SpaceHandle } from './handles.ts'
import type { Mark } from './values.ts'

/**
 * What to do with an entry whose name is taken where it goes.
 *
 * - `ask`: nothing at all is changed, and every such pair is told of in {@link Done.conflicts}.
 * - `keep-both`: it goes there as `name (2).ext`.
 * - `replace`: a file over a file becomes its newest version, so the former content is the version
 *   below it; a moved file's own history goes to the trash. Whatever else it meets goes to the trash as
 *   a whole, and it takes the place.
 * - `skip`: it stays where it is.
 * - `merge`: what is in the folder goes into the folder that is there, each name of it by the same
 *   rules; a moved folder that is empty then goes to the trash. Of two that are not both folders it
 *   means `ask`.
 *
 * Two of those that were chosen never replace each other, nor are they merged: `keep-both`.
 */
export type ConflictAnswer = 'ask' | 'keep-both' | 'replace' | 'skip' | 'merge'

export interface ConflictAnswers {
  /** For all that nothing else is said of; `ask` when not given, and `keep-both` for what comes back from the trash. */
  readonly conflicts?: ConflictAnswer
  /** For a folder that meets a folder; as `conflicts` when not given. */
  readonly folders?: ConflictAnswer
  /** By the id of the entry that comes (`conflicts` of {@link Done}), also of one inside of a merged folder. */
  readonly each?: Readonly<Record<string, ConflictAnswer>>
}

/** What can be done to many entries at once. */
export type EntryChange<Folder> =
  | { readonly kind: 'move'; readonly folder: Folder }
  /** No content is copied. What is copied into the folder where it is becomes `name (2).ext`. */
  | { readonly kind: 'copy'; readonly folder: Folder }
  /** Beside itself, as `name (2).ext`. */
  | { readonly kind: 'duplicate' }
  /** To the person's trash. */
  | { readonly kind: 'remove' }
  /** Out of the trash, to where it was; where that folder is gone, to the nearest one above it that is there. */
  | { readonly kind: 'restore' }
  | { readonly kind: 'mark'; readonly mark: Partial<Mark> }
  /** Of one entry. */
  | { readonly kind: 'rename'; readonly name: string }

/** Handles, or what a view chose. */
export type Selection = readonly SpaceHandle[] | Chosen

/**
 * Changes of many entries, each with its undo. What was chosen inside of something else that was chosen
 * goes along with it.
 *
 * They are done in order and durably. When one ends early (a full disk, the end of a grant, a lost
 * daemon), the first of them are done as a whole and the others not at all; `disk-full` and `io` then
 * have `done` and `undo` in their `facts`.
 *
 * Beside what handles throw: `bad-input` for a folder that would go into itself, and then nothing was
 * changed; `conflict` for a choice of a view that is no longer as it was.
 */
export interface Edits {
  move(what: Selection, folder: SpaceDirectory, answers?: ConflictAnswers): Promise<Done>
  copy(what: Selection, folder: SpaceDirectory, answers?: ConflictAnswers): Promise<Done>
  duplicate(what: Selection): Promise<Done>
  remove(what: Selection): Promise<Done>
  /** What lies in the trash, as a view of it gives it. */
  restore(what: Selection, answers?: ConflictAnswers): Promise<Done>
  mark(what: Selection, mark: Partial<Mark>): Promise<Done>
  rename(what: SpaceHandle, name: string, answers?: ConflictAnswers): Promise<Done>
  /**
   * Makes a change undone; its own `undo` makes it again.
   *
   * All is as it was but for what was changed since by whomever, which stays and is told of in `kept`.
   * Copies go to the trash, and a file that was replaced gets its former content as its newest version:
   * nothing is lost by undoing. A token lasts as long as the app is open, the last 100 of them (and as
   * many as concern half a million entries), and it is used once.
   *
   * @throws `not-found` for a token that is used, too old, or another app's
   */
  undo(token: string): Promise<Done>
}
