import type { AppRef } from './apps.ts'
import type { EntryRow } from './entries.ts'
import type { AppsHandle } from './hands.ts'

/** Where an unlocked copy lies: in memory it is gone with the power, on the disk it leaves traces. */
export type CopyPlace = 'memory' | 'disk'

/** A file that an app wants to be opened in a program of the computer. */
export interface Leaving {
  readonly file: EntryRow
  /** Whether what is saved there comes back; only where the app may change the file itself. */
  readonly canChange: boolean
  /** Where the copy will lie. */
  readonly place: CopyPlace
  /** It is open outside already, so nothing more leaves. */
  readonly isOpen: boolean
}

/** An unlocked copy on this computer. */
export interface OutsideRow {
  readonly id: string
  /** The app that had it opened. */
  readonly app: AppRef
  /** Whether that app may no longer open the file; what is saved in the copy comes back all the same. */
  readonly isAppOver: boolean
  /** As it is called inside. */
  readonly name: string
  readonly since: number
  readonly place: CopyPlace
  readonly canChange: boolean
  /** When something that was saved there last came back; null when nothing did. */
  readonly savedAt: number | null
  /** What was saved there while the file changed inside too came back beside it, by this name. */
  readonly keptAs: string | null
  /** A program left a sign that it has the copy open. */
  readonly isInUse: boolean
  /** Why something that was saved there is not inside yet; it is tried again. */
  readonly problem: string | null
}

export interface OutsideFacet {
  /**
   * @throws {SpaceError} `is-folder`; `bad-input` for a program, which nothing opens but starts;
   *   `not-found` when this computer cannot open files, and for the {@link AppsHandle}
   */
  look(from: string, file: AppsHandle): Promise<Leaving>
  /**
   * The person said yes: put the copy down and open it. One that is open already is opened again.
   *
   * @throws {SpaceError} `busy` when many are open, `disk-full`, `not-found` when no program takes it,
   *   and as `look`
   */
  open(from: string, file: AppsHandle): Promise<void>
  /** All of them, the newest first. */
  watch(signal: AbortSignal): AsyncIterable<readonly OutsideRow[]>
  /**
   * Bring back what was saved last and remove the copy.
   *
   * @throws {SpaceError} what kept it from coming back; the copy is then still there
   */
  done(id: string): Promise<void>
}
