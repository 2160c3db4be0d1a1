/** Where the first run stands: the step that is shown next, null once the person went through. */
export type FirstStep = 'welcome' | 'you' | 'kit' | 'files' | null

/** How the person stands with their own space. */
export interface HomeState {
  readonly step: FirstStep
  /** What they want to be called; empty when they did not say. */
  readonly person: string
  /** What this device is called. */
  readonly device: string
  /** `file`: whoever can read this user's files can open the space; else it wants a passphrase, or the system's. */
  readonly lock: 'file' | 'passphrase' | 'os'
  /** Whether the 24 words still lie, sealed, on this device. */
  readonly wordsKept: boolean
  /** When the person proved that they have the words; null when that is not known. */
  readonly confirmedAt: number | null
  /** When to remind them of the words that are kept; null: they were not asked yet. */
  readonly remindAt: number | null
  /** Nothing was done here yet, so that another space may take this one's place. */
  readonly mayRecover: boolean
  /** Absolute path of the folder where everything lies. */
  readonly folder: string
}

/** The words that were typed, and what is wrong with them. */
export interface ReadWords {
  /** How many of the list of words came before the first fault. */
  readonly known: number
  /** The place of the wrong word, from 1; null when only all of them together are wrong. */
  readonly fault: {
    readonly place: number | null
    readonly what: string
    readonly try: string
  } | null
}

/** How long what was changed or removed can be had again. Days are whole. */
export type KeptPast = {
  readonly trashDays: number
} & (
  | { readonly versions: 'all' }
  | {
      readonly versions: 'thinned'
      readonly allDays: number
      readonly dailyDays: number
      /** null: for ever. */
      readonly weeklyDays: number | null
    }
)

export interface HomeFacet {
  watch(signal: AbortSignal): AsyncIterable<HomeState>
  /** The step to go on with after a reload, or in another window. */
  goTo(step: FirstStep): Promise<void>
  /** What is given is changed. @throws {SpaceError} `bad-input` when it is longer than 64 characters */
  call(names: { person?: string; device?: string }): Promise<void>
  /**
   * Lock the space with another passphrase, or with none (`next` null).
   *
   * @throws {SpaceError} `denied` without the passphrase of now, `wrong-key`
   */
  lock(change: { now: string | null; next: string | null }): Promise<void>
  /**
   * The 24 words.
   *
   * @throws {SpaceError} `not-found` once they were confirmed, `denied` without the passphrase where there
   *   is one, `wrong-key`
   */
  words(passphrase: string | null): Promise<readonly string[]>
  /** Three places, from 1, chosen by chance: the words to ask for. Each call chooses anew. */
  choosePlaces(): Promise<readonly number[]>
  /**
   * The person has the words: all 24, or the three that were chosen last. From then on they are no longer
   * on this device.
   *
   * @throws {SpaceError} `wrong-phrase`; three other places are to be chosen then
   */
  confirm(words: readonly string[]): Promise<void>
  /** Ask again in three days. */
  remindLater(): Promise<void>
  /** The 2,048 words that phrases are made of, in order. */
  wordList(): Promise<readonly string[]>
  readWords(typed: string): Promise<ReadWords>
  /**
   * The space of these words takes the place of this one, which is new and empty. The connection ends, and
   * the next one is to that space.
   *
   * @throws {SpaceError} `wrong-phrase`, `conflict` when something was done here already
   */
  recover(words: string): Promise<void>
  keeping(): Promise<KeptPast>
  /** @throws {SpaceError} `bad-input` when the days are out of order */
  keep(past: KeptPast): Promise<KeptPast>
}
