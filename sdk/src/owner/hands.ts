import type { Launch } from '../space.ts'
import type { AppRef } from './apps.ts'
import type { EntryRow } from './entries.ts'

/**
 * What an app names to the shell, as it came. The daemon checks it as it checks each call of that app,
 * and throws the same: `grant-denied`, `grant-revoked`, `grant-expired`, `not-found`, `bad-input`.
 */
export type AppsHandle = unknown

/** An app that can have a file, and what for. */
export interface OpeningChoice {
  readonly app: AppRef
  readonly action: Launch<unknown>['action']
}

/** A file that an app wants to be opened with another one. */
export interface Opening {
  readonly file: EntryRow
  /** MIME type told from the name; empty when unknown. */
  readonly type: string
  /** The other apps whose manifests say that they open it; never one that could do more than the asking one. */
  readonly choices: readonly OpeningChoice[]
  /** One of them, when the person said that it is always that one. */
  readonly usual: OpeningChoice | null
}

export interface OpeningsFacet {
  /** @throws {SpaceError} `is-folder`, and for the {@link AppsHandle} */
  look(from: string, file: AppsHandle): Promise<Opening>
  /**
   * Give this one file to `to.app` until it is closed, to change for `edit` and to read else, and put it
   * among its launches. With `always` nobody is asked for this type from now on.
   *
   * @throws {SpaceError} `denied` for what is none of the choices, and for the {@link AppsHandle}
   */
  open(
    from: string,
    file: AppsHandle,
    to: { app: string; action: OpeningChoice['action']; always?: boolean },
  ): Promise<void>
  /** What is opened without asking. */
  usual(): Promise<readonly (OpeningChoice & { readonly type: string })[]>
  /** Ask again for this type. */
  forget(type: string): Promise<void>
}

/** What an app wants to be saved outside of Space: one file or folder, or several of one grant. */
export interface Saving {
  /** Names exactly what is shown here, for ten minutes. */
  readonly id: string
  /** The only one, or the first. */
  readonly entry: EntryRow
  readonly items: number
  /** 1 for a file. */
  readonly files: number
  readonly folders: number
  readonly bytes: number
}

export interface SavesFacet {
  look(from: string, entries: readonly AppsHandle[]): Promise<Saving>
  /**
   * The person said yes: the names that they were shown, of a file the version of then, and of folders
   * what is in them. A path of the shell's origin, good for one download within a minute. It ends with the session of
   * this window, and with the app's grant, also in the middle.
   *
   * @throws {SpaceError} `conflict` when a folder no longer holds as many files, folders and bytes,
   *   `not-found` when it was asked for too long ago, `busy` while many are on their way, and as `look`
   */
  begin(id: string): Promise<{ readonly path: string }>
}

/** What an app wants to be gone for ever, as it lies in the trash now. */
export interface Erasing {
  /** Names exactly these entries, for ten minutes. */
  readonly id: string
  readonly items: number
  /** Of all of them and all below, with older versions. */
  readonly bytes: number
  /** Of the first three. */
  readonly names: readonly string[]
}

export interface ErasingFacet {
  /**
   * @param trashed ids of entries in the trash of `folder`, or `all`
   * @throws {SpaceError} `not-found` when nothing of it is there, and for the {@link AppsHandle}
   */
  look(from: string, folder: AppsHandle, trashed: unknown): Promise<Erasing>
  /**
   * The person said yes. What is no longer in the trash by now stays as it is.
   *
   * @throws {SpaceError} `not-found` when it was asked for too long ago, and as `look`
   */
  erase(id: string): Promise<{ readonly erased: number }>
}
