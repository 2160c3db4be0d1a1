import type { SpaceError } from '@space/sdk'
import type { SpaceLink } from '@space/sdk/links'
import type { Drive } from './drive/drive.ts'
import type { Front } from './home/front.ts'

export type KeyringKind = 'file' | 'passphrase' | 'os'

/** The state of a home in a few facts. */
export interface Status {
  readonly did: string
  /** Absolute path of the home. */
  readonly home: string
  /** Id of the drive, 32 hex digits. */
  readonly drive: string
  readonly files: number
  /** Plaintext bytes of the newest versions. */
  readonly bytes: number
  readonly keyring: KeyringKind
  /** Whether the phrase still lies sealed in the keyring: the recovery kit was not confirmed. */
  readonly phraseKept: boolean
  /** The daemon that holds the home, null when a command opened it by itself. */
  readonly daemon: {
    readonly pid: number
    /** Where its window is found, such as `http://space.localhost:7723`; none without a gateway. */
    readonly address?: string
  } | null
}

export interface IdentityShown {
  readonly did: string
  readonly name: string
  readonly devices: readonly {
    readonly key: string
    readonly name: string
    readonly here: boolean
  }[]
}

export interface Check {
  /** A few words, such as `free room`. */
  readonly name: string
  readonly state: 'ok' | 'warning' | 'failed'
  readonly message: string
  /** What the person can do. */
  readonly try?: string
}

/** An open home: who the person is and what they own. */
export interface Space extends AsyncDisposable {
  readonly drive: Drive
  status(): Promise<Status>
  identityShow(): Promise<IdentityShown>
  /**
   * The 24 words. A keyring under a passphrase wants it again, so that not everybody who reaches an
   * open space has them.
   *
   * @throws {SpaceError} `not-found` once a passed recovery test has erased it, `denied` without the
   *   passphrase, `wrong-key`
   */
  revealPhrase(proof: Unlock): Promise<string>
  /** Compares identities, then erases the kept phrase. @throws {SpaceError} `wrong-phrase` */
  recoveryTest(phrase: string): Promise<{ did: string }>
  doctor(): Promise<Check[]>
}

/** The keyring of an open home. Everything that writes it goes through here, one after the other. */
export interface KeptWords {
  /** Whether the 24 words still lie in it. */
  isKept(): boolean
  kind(): KeyringKind
  protection(): NewProtection
  /** See {@link Space.revealPhrase}. */
  reveal(proof: Unlock): Promise<string>
  /** See {@link Space.recoveryTest}. */
  test(phrase: string): Promise<{ did: string }>
  /**
   * Erases the kept phrase when each of these words is the one at its place, from 1.
   *
   * @throws {SpaceError} `wrong-phrase`, `not-found` when it is not kept
   */
  testSome(words: readonly { readonly place: number; readonly word: string }[]): Promise<void>
  /** From now on `next` unlocks it. @throws {SpaceError} `denied`, `wrong-key` as to reveal the words */
  protect(proof: Unlock, next: NewProtection): Promise<void>
}

/**
 * Makes ready the space of somebody's words, to take the place of a home that is new. What it returns does
 * that, and with it ends all connections.
 *
 * @throws {SpaceError} `wrong-phrase`, `conflict`, `disk-full`, `io`
 */
export type Recover = (phrase: string) => Promise<() => void>

/** An open home of this process. What is given to others is its {@link Space}. */
export interface Home extends Space {
  /**
   * Show it to browsers.
   *
   * @throws {SpaceError} `in-use` when another program has the port of this home
   */
  openPlatform(how?: Showing): Promise<Platform>
  /** Whether nobody did anything here yet: no file, nothing in the trash, and the words still kept. */
  isNew(): Promise<boolean>
  /**
   * Make ready beside this home the one of these words, which the next {@link Homes.openHome} of the same
   * folder opens in its place: it takes the place once `commit` was called, also when that is cut short.
   * A home that is made ready and not committed is nothing, and gone with the next opening.
   *
   * @throws {SpaceError} `wrong-phrase`, `conflict` when this one is not new, `disk-full`, `io`
   */
  prepareOther(phrase: string): Promise<OtherHome>
}

export interface OtherHome {
  commit(): void
  /** Opens it, and the one that is there until now. */
  readonly unlock: Unlock
}

export interface Showing {
  /** How this person starts Space, such as `npx space`; `space` when not given. */
  readonly command?: string
  /** Where there is a daemon that can do it. */
  readonly recover?: Recover
  /** Of a platform that left the home it showed: its windows see this one from now on. */
  readonly front?: Platform['front']
}

/** What commands do not ask of a drive. */
type NotForCommands = 'write' | 'heads'

/** As commands ask for it: which folder is left out is the home's to say. */
type Transfer<T extends 'import' | 'export'> = (
  from: readonly string[],
  to: string,
  options?: Omit<NonNullable<Parameters<Drive[T]>[2]>, 'except'>,
) => ReturnType<Drive[T]>

/** What a command can reach, in this process or through a daemon. */
export type OpenSpace = Omit<Space, 'drive'> & {
  readonly drive: Omit<Drive, NotForCommands | 'import' | 'export'> & {
    readonly [T in 'import' | 'export']: Transfer<T>
  }
}

export type NewProtection = { kind: 'file' } | { kind: 'passphrase'; passphrase: string }

export interface CreateHome {
  readonly dir: string
  readonly name: string
  readonly protection: NewProtection
  /** The 24 words of an identity that exists: recover it. */
  readonly phrase?: string
  /** Where its window begins: with the first run, after the words that were typed there, or at home. */
  readonly begin?: 'welcome' | 'recovered' | 'home'
}

export interface Unlock {
  /** Asked only when the keyring is under a passphrase. */
  readonly passphrase?: () => Promise<string>
}

/** What a home shows to browsers, as long as a daemon runs. */
export interface Platform extends AsyncDisposable {
  /** What windows see of it, to be given to the platform of another home. */
  readonly front: Front & { readonly port: number }
  /** Such as `http://space.localhost:7723`. */
  readonly address: string
  /**
   * Open a window, or say why not and give a URL that opens one within a minute, once.
   *
   * @param surroundings of whoever asks; undefined when only the URL is wanted
   */
  window(surroundings: Surroundings | undefined, wishes?: WindowWishes): Promise<Shown>
  /** Show nothing until another home is shown; windows stay, and come back by themselves. */
  leave(): Promise<void>
}

/** Environment variables: the display, the path of programs. */
export type Surroundings = Readonly<Record<string, string | undefined>>

export interface WindowWishes {
  /** Where the window goes first. */
  readonly link?: SpaceLink
  /** A program of this user shows the window itself, and reaches nothing but through our proxy. */
  readonly isHosted?: boolean
}

export interface Shown {
  /** None while another program has the port. */
  readonly url?: string
  readonly shown: boolean
  /** Why no window was opened, in words. */
  readonly reason?: string
  /** For a hosted window: of the proxy that refuses everything. */
  readonly proxyPort?: number
}

/** How homes come to be and open. The caller holds the lock of `dir` ({@link lockHome}). */
export interface Homes {
  /**
   * `phrase` is there when a new one was made.
   * @throws {SpaceError} `exists` when `dir` holds a home, `wrong-phrase`
   */
  createHome(home: CreateHome): Promise<{ did: string; phrase?: string }>
  /** @throws {SpaceError} `not-initialized`, `wrong-key`, `newer-version` */
  openHome(home: { dir: string; unlock: Unlock }): Promise<Home>
  /**
   * The known words of a phrase that is entered bit by bit, and what is wrong with the next one, or
   * with all 24. Too few words are no fault.
   */
  readWords(typed: string): { words: string[]; fault?: SpaceError }
  /**
   * Keep the same secrets under another passphrase, or none. `next` is called once the keyring is
   * unlocked. A crash leaves the old keyring or the new one.
   *
   * @throws {SpaceError} `not-initialized`, `wrong-key`, `newer-version`, what `next` throws
   */
  protectAnew(change: {
    dir: string
    unlock: Unlock
    next: () => Promise<NewProtection>
  }): Promise<void>
  /** Whether they can be shown to browsers. */
  readonly hasWindow: boolean
  /** Why no window can be opened there, in words; undefined when one can. */
  windowProblem(surroundings: Surroundings): string | undefined
  /** Whether `dir` holds a home; opens nothing. */
  hasHome(dir: string): Promise<boolean>
}
