import type { AppRef, AppsFacet } from './owner/apps.ts'
import type { EntryRow, FilesFacet } from './owner/entries.ts'
import type { HealthFacet } from './owner/health.ts'
import type { HomeFacet } from './owner/home.ts'
import type { OutsideFacet } from './owner/outside.ts'
import type { PrivacyFacet } from './owner/privacy.ts'
import type { ErasingFacet, OpeningsFacet, SavesFacet } from './owner/hands.ts'
import type { Transfer } from './space.ts'
import type { FileKind, FileType, Mode } from './values.ts'

export type { AppRef, AppsFacet, InspectedApp, InstalledApp, OpenedApp } from './owner/apps.ts'
export type { EntryRow, FilesFacet } from './owner/entries.ts'
export type { Checked, Checking, Concern, Health, HealthFacet } from './owner/health.ts'
export type { FirstStep, HomeFacet, HomeState, KeptPast, ReadWords } from './owner/home.ts'
export type { CopyPlace, Leaving, OutsideFacet, OutsideRow } from './owner/outside.ts'
export type { OpenLink, Privacy, PrivacyFacet } from './owner/privacy.ts'
export type {
  Erasing,
  ErasingFacet,
  Opening,
  OpeningChoice,
  OpeningsFacet,
  Saving,
  SavesFacet,
} from './owner/hands.ts'

/**
 * What the person's own shell can ask of the daemon: `facet.function` on the wire, parameters as a
 * list, a last `signal` being the wire's cancel. Every value is JSON; times are ms since 1970.
 *
 * A stream of states gives the state now and then each newer one; states in between may be left out.
 */
export interface Host {
  readonly daemon: DaemonFacet
  readonly apps: AppsFacet
  readonly grants: GrantsFacet
  readonly consent: ConsentFacet
  readonly activity: ActivityFacet
  readonly trials: TrialsFacet
  readonly files: FilesFacet
  readonly transfers: TransfersFacet
  readonly openings: OpeningsFacet
  readonly saves: SavesFacet
  readonly erasing: ErasingFacet
  readonly outside: OutsideFacet
  readonly settings: SettingsFacet
  readonly home: HomeFacet
  readonly health: HealthFacet
  readonly privacy: PrivacyFacet
}

export interface DaemonFacet {
  hello(): Promise<Hello>
}

export interface Hello {
  readonly version: string
  /** Id of the person's drive. */
  readonly drive: string
  /** The person's DID that others know. */
  readonly did: string
  /** `full` when this browser was launched by Space with its own proxy. */
  readonly isolation: 'full' | 'partial'
  /** How this person starts Space, such as `npx space`. */
  readonly command: string
}

/** How long, as people choose it. A session ends when the app is closed or the daemon stops. */
export type Lasting = 'session' | 'day' | 'until-off'

export interface Grant {
  readonly id: string
  readonly app: AppRef
  readonly resource: GrantResource
  readonly mode: Mode
  readonly until: 'session' | number | null
  /** The app works on a copy, see {@link TrialsFacet}. */
  readonly trial: string | null
  /** The app's words when it asked. */
  readonly label: string
  readonly madeAt: number
  readonly usedAt: number | null
  /** The app's own folder: it cannot be revoked while the app is installed. */
  readonly isPrivate: boolean
}

export type GrantResource =
  | { readonly kind: 'entry'; readonly entry: EntryRow }
  /** Something that was granted and is gone or in the trash. */
  | { readonly kind: 'gone'; readonly name: string }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'identity'; readonly did: string }

/** What an app would see if it got this. */
export interface GrantPreview {
  readonly entry: EntryRow
  readonly files: number
  readonly folders: number
  readonly bytes: number
  /** Most frequent first, at most eight. */
  readonly kinds: readonly { readonly kind: FileKind; readonly files: number }[]
  /** The newest, at most eight. */
  readonly sample: readonly EntryRow[]
  /** Apps that can open it already. */
  readonly sharedWith: readonly AppRef[]
}

export interface Gift {
  /** Label of the app. */
  readonly app: string
  /** Id of a file or folder; null: everything in the space. */
  readonly entry: string | null
  readonly mode: Mode
  readonly lasting: Lasting
}

export interface GrantsFacet {
  list(): Promise<readonly Grant[]>
  /** Never wider: less to do, or for a shorter time. @throws {SpaceError} `bad-input` when it were wider */
  narrow(id: string, to: { mode?: Mode; lasting?: Lasting }): Promise<Grant>
  /** Everything it opened is dead when this returns. */
  revoke(id: string): Promise<void>
  /** Undo of {@link GrantsFacet.revoke}, for a minute after it. @throws {SpaceError} `not-found` */
  reinstate(id: string): Promise<Grant>
  watch(signal: AbortSignal): AsyncIterable<readonly Grant[]>
  preview(entry: string): Promise<GrantPreview>
  /**
   * Give something to an app that came with Space, without its asking.
   *
   * @throws {SpaceError} `denied` for any other app: those ask, and the person chooses; `not-found`
   */
  give(gift: Gift): Promise<Grant>
}

/** What an app wants of the person. One at a time in the whole space. */
export type ConsentRequest = {
  readonly id: string
  readonly app: AppRef
  readonly askedAt: number
} & (
  | {
      readonly kind: 'pick'
      readonly open: 'directory' | 'file' | 'files' | 'save'
      /** The widest that the app asked for. */
      readonly mode: Mode
      /** The app's own words. */
      readonly label: string
      readonly types: readonly FileType[]
      readonly suggestedName: string | null
      /** Folder where the same purpose was answered last; null: the root. */
      readonly startIn: EntryRow | null
    }
  | {
      readonly kind: 'host'
      readonly host: string
      readonly reason: string
      /** How often the app tried it before it was granted. */
      readonly blocked: number
    }
  | {
      readonly kind: 'identity'
      readonly reason: string
      readonly did: string
      /** The one that the app knows until now. */
      readonly appDid: string
    }
)

export type ConsentAnswer =
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'picked'
      /** Ids of entries; one unless `files` was asked for. For `save` the folder. */
      readonly entries: readonly string[]
      /** For `save`: the name of the new file. */
      readonly name?: string
      readonly mode: Mode
      readonly lasting: Lasting
      /** Give a copy to try on; for folders only. */
      readonly trial?: boolean
    }
  | { readonly kind: 'allowed'; readonly lasting: Lasting }

export interface ConsentFacet {
  /** The request that waits now, null when none does. It becomes null when the app went away. */
  requests(signal: AbortSignal): AsyncIterable<ConsentRequest | null>
  /** @throws {SpaceError} `not-found` when it no longer waits, `bad-input` when the answer is wider than the question */
  answer(id: string, answer: ConsentAnswer): Promise<void>
  /** Apps that were refused three times in a row and may not ask any more. */
  blocked(): Promise<readonly { readonly app: AppRef; readonly at: number }[]>
  unblock(label: string): Promise<void>
}

/** Something an app did or tried; equal ones that follow each other are one line with a count. */
export interface ActivityLine {
  readonly id: string
  readonly app: AppRef
  readonly action: ActivityAction
  /** What it was done to, as it is called now; null when it is gone, and for hosts. */
  readonly entry: EntryRow | null
  /** Its name then, or the host. */
  readonly name: string
  readonly firstAt: number
  readonly lastAt: number
  readonly count: number
  readonly refused: boolean
}

export type ActivityAction =
  | 'list'
  | 'read'
  | 'search'
  | 'add'
  | 'write'
  | 'move'
  | 'remove'
  | 'restore'
  | 'mark'
  | 'contact'
  | 'identity'
  | 'granted'
  | 'revoked'

export interface ActivityFilter {
  readonly app?: string
  /** An entry and all below it. */
  readonly entry?: string
  /** Lines older than the one with this id. */
  readonly before?: string
  /** 100 when not given, at most 1,000. */
  readonly limit?: number
}

/** Which changes of an app to undo. */
export interface UndoRange {
  readonly app: string
  readonly since: number
  readonly entry?: string
}

export interface UndoLine {
  readonly entry: EntryRow
  readonly change: 'added' | 'changed' | 'moved' | 'removed'
  /** What undoing does, such as "goes to the trash" or "back to the version of 14:02". */
  readonly undo: string
  /** Why it would be left alone: the person or another app changed it since. */
  readonly keptBecause: string | null
}

export interface ContactRow {
  readonly app: AppRef
  readonly host: string
  readonly allowed: number
  readonly blocked: number
  readonly lastAt: number
}

export interface ActivityFacet {
  /** Newest first. */
  list(filter: ActivityFilter): Promise<readonly ActivityLine[]>
  /** New lines, and older ones whose count grew. */
  watch(filter: ActivityFilter, signal: AbortSignal): AsyncIterable<ActivityLine>
  /** Hosts that apps spoke to or tried to. */
  contacts(app: string | null): Promise<readonly ContactRow[]>
  /** Only what an undo would set back, or leave alone for a reason. */
  undoPreview(range: UndoRange): Promise<readonly UndoLine[]>
  /** Never destroys: what is undone stays among versions and in the trash. */
  undo(range: UndoRange): Promise<{ readonly undone: number; readonly kept: number }>
}

/** A copy of a folder that an app works on instead. */
export interface Trial {
  readonly id: string
  readonly app: AppRef
  readonly folder: EntryRow
  readonly copy: EntryRow
  readonly madeAt: number
  readonly changes: number
}

export interface TrialChange {
  readonly path: string
  readonly kind: 'added' | 'changed' | 'removed'
  readonly entryKind: 'file' | 'folder'
  readonly bytesBefore: number | null
  readonly bytesAfter: number | null
  /** The folder itself changed there since the copy was made: applying keeps both. */
  readonly conflict: boolean
  /** Names what the app made of it, so that what is applied is what was reviewed. */
  readonly version: string
}

export interface TrialsFacet {
  list(): Promise<readonly Trial[]>
  review(id: string): Promise<readonly TrialChange[]>
  /**
   * All, or the given changes; older versions stay. The rest stays on trial. Nothing is applied, and the
   * error is `conflict`, when the app changed one of them since the review.
   */
  apply(
    id: string,
    options: { changes?: readonly Pick<TrialChange, 'path' | 'version'>[] },
  ): Promise<{ readonly applied: number }>
  /** The copy is gone for good, and the grant with it. */
  discard(id: string): Promise<void>
}

/** A transfer with the app it runs for; null: the person's own. */
export interface TransferRow extends Transfer {
  readonly app: AppRef | null
  readonly startedAt: number
  /** Why it failed, in words for people; null unless it did. */
  readonly problem: string | null
}

export interface TransfersFacet {
  /** What takes longer than a second or is larger than 8 MiB, what failed, and what nobody sends any more. */
  watch(signal: AbortSignal): AsyncIterable<readonly TransferRow[]>
  /** Whoever sends it hears of these. Only what is many files can be paused. @throws {SpaceError} `not-found`, `bad-input` */
  pause(id: string): Promise<void>
  resume(id: string): Promise<void>
  cancel(id: string): Promise<void>
  /** Takes one that is over, or that nobody sends, out of the list; what came stays. */
  forget(id: string): Promise<void>
}

/** What the person chose for all their windows. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark'
  readonly density: 'comfortable' | 'compact'
  /** Labels of apps in the rail, in their order. */
  readonly pinned: readonly string[]
}

export interface SettingsFacet {
  get(): Promise<Settings>
  /** @throws {SpaceError} `bad-input` for a name or a value that does not exist */
  set(change: Partial<Settings>): Promise<Settings>
}
