/** The person's own space in their window: the first run, the words that bring it back, its lock. */
import { isSpaceError, SpaceError } from '@space/sdk'
import type { FirstStep, HomeState, KeptPast, ReadWords } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import type { Keeping } from '../../drive/drive.ts'
import type { Clock, Kept } from '../../grants/ports.ts'
import { openSignal } from '../../grants/signal.ts'
import { choice, fields, list, maybe, number, text, texts, wrong } from '../params.ts'

/** What an open home gives. */
export interface HomePowers {
  /** Absolute path. */
  readonly folder: string
  readonly kept: {
    isKept(): boolean
    kind(): HomeState['lock']
    reveal(proof: Proof): Promise<string>
    test(phrase: string): Promise<unknown>
    testSome(words: readonly { readonly place: number; readonly word: string }[]): Promise<void>
    protect(proof: Proof, next: Lock): Promise<void>
  }
  deviceName(): string
  /** Durable. */
  renameDevice(name: string): Promise<void>
  isNew(): Promise<boolean>
  /** Makes it ready; what it returns ends all connections. */
  recover?(phrase: string): Promise<() => void>
  readWords(typed: string): { words: readonly string[]; fault?: SpaceError }
  allWords(): readonly string[]
  /** A number from 0 to below `below`, by chance. */
  draw(below: number): number
  keeping(): Promise<Keeping>
  setKeeping(wanted: Keeping): Promise<Keeping>
}

interface Proof {
  readonly passphrase?: () => Promise<string>
}
type Lock = { kind: 'file' } | { kind: 'passphrase'; passphrase: string }

const DAY_MS = 24 * 60 * 60_000
const REMIND_MS = 3 * DAY_MS
const NAME_CHARS = 64
const SECRET_CHARS = 4096
const WORDS = 24
const ASKED = 3
const STEPS = ['welcome', 'you', 'kit', 'files'] as const

/** What is kept of it beside the home. */
interface Begun {
  readonly step: FirstStep
  readonly person: string
  readonly confirmedAt: number | null
  readonly remindAt: number | null
}

/** What is kept when a home is made, so that its window begins there. */
export function beginningOf(begin: 'welcome' | 'recovered' | 'home', now: number): Begun {
  const fresh = { person: '', confirmedAt: null, remindAt: null }
  if (begin === 'welcome') return { ...fresh, step: 'welcome' }
  if (begin === 'recovered') return { ...fresh, step: 'you', confirmedAt: now }
  return { ...fresh, step: null, remindAt: now + REMIND_MS }
}

export function ownerHome(powers: HomePowers, store: Kept, clock: Clock) {
  const { kept } = powers
  const changed = openSignal()
  let places: number[] = []

  const begun = (): Begun => {
    const before = fields(store.get() ?? {})
    // A home that knows nothing of a window was made without one: it lacks the last two steps only.
    const first: FirstStep = kept.isKept() ? 'kit' : 'files'
    const step = before.get('step')
    const at = (name: string): number | null => {
      const value = before.get(name)
      return typeof value === 'number' ? value : null
    }
    const person = before.get('person')
    return {
      step: step === null ? null : (STEPS.find((one) => one === step) ?? first),
      person: typeof person === 'string' ? person : '',
      confirmedAt: at('confirmedAt'),
      remindAt: at('remindAt'),
    }
  }
  const keep = (change: Partial<Begun>): void => {
    store.set({ ...begun(), ...change })
    changed.fire()
  }
  const state = async (): Promise<HomeState> => ({
    ...begun(),
    device: powers.deviceName(),
    lock: kept.kind(),
    wordsKept: kept.isKept(),
    mayRecover: await powers.isNew(),
    folder: powers.folder,
  })

  return {
    async *watch(_: unknown, { signal }: Running): AsyncGenerator<HomeState> {
      const changes = changed.follow(signal)
      yield await state()
      for await (const _change of changes) yield await state()
    },

    async goTo(params: unknown): Promise<null> {
      keep({ step: maybe(list(params)[0], (step) => choice(step, STEPS)) ?? null })
      return null
    },

    async call(params: unknown): Promise<null> {
      const names = fields(list(params)[0])
      const person = maybe(names.get('person'), plainName)
      const device = maybe(names.get('device'), plainName)
      if (device === '') throw wrong('a name for this device')
      if (device !== undefined) await powers.renameDevice(device)
      keep(person === undefined ? {} : { person })
      return null
    },

    async lock(params: unknown): Promise<null> {
      const change = fields(list(params)[0])
      const next = maybe(change.get('next'), secret)
      if (next === '') throw wrong('a passphrase that is not empty')
      await kept.protect(
        proofOf(change.get('now')),
        next === undefined ? { kind: 'file' } : { kind: 'passphrase', passphrase: next },
      )
      changed.fire()
      return null
    },

    async words(params: unknown): Promise<string[]> {
      return (await kept.reveal(proofOf(list(params)[0]))).split(' ')
    },

    choosePlaces: async (): Promise<number[]> => {
      const all = Array.from({ length: WORDS }, (_, at) => at + 1)
      const chosen = Array.from({ length: ASKED }, () => all.splice(powers.draw(all.length), 1)[0])
      places = chosen.filter((place) => place !== undefined).toSorted((a, b) => a - b)
      return places
    },

    async confirm(params: unknown): Promise<null> {
      const words = texts(list(params)[0], WORDS, 64)
      const asked = places
      // NOTE: good for one try, so that nobody finds a word by trying all of them.
      places = []
      if (words.length === WORDS) await kept.test(words.join(' '))
      else if (words.length === asked.length && asked.length > 0)
        await kept.testSome(asked.map((place, at) => ({ place, word: words[at] ?? '' })))
      else throw wrong('all the words, or those that were asked for')
      keep({ confirmedAt: clock.now(), remindAt: null })
      return null
    },

    async remindLater(): Promise<null> {
      keep({ remindAt: clock.now() + REMIND_MS })
      return null
    },

    wordList: async (): Promise<readonly string[]> => powers.allWords(),

    async readWords(params: unknown): Promise<ReadWords> {
      const { words, fault } = powers.readWords(text(list(params)[0], SECRET_CHARS))
      if (fault === undefined) return { known: words.length, fault: null }
      const place = fault.facts['position']
      return {
        known: words.length,
        fault: {
          place: typeof place === 'number' ? place : null,
          what: fault.message,
          try: fault.try ?? fault.why ?? '',
        },
      }
    },

    async recover(params: unknown): Promise<null> {
      if (powers.recover === undefined)
        throw new SpaceError('conflict', 'No other space can take the place of this one here')
      const go = await powers.recover(text(list(params)[0], SECRET_CHARS))
      // NOTE: the answer goes first.
      clock.after(0, go)
      return null
    },

    keeping: (): Promise<KeptPast> => powers.keeping(),

    async keep(params: unknown): Promise<KeptPast> {
      try {
        return await powers.setKeeping(keepingOf(list(params)[0]))
      } catch (error) {
        if (!isSpaceError(error, 'bad-input')) throw error
        const { why = 'each must be longer than the one before it' } = error
        throw new SpaceError('bad-input', 'These days do not go together', { why, cause: error })
      }
    },
  }
}

function proofOf(passphrase: unknown): Proof {
  const given = maybe(passphrase, secret)
  return given === undefined ? {} : { passphrase: async () => given }
}

function secret(value: unknown): string {
  return text(value, SECRET_CHARS)
}

/** On one line, and nothing in it that is not seen. */
function plainName(value: unknown): string {
  const name = text(value, NAME_CHARS).replaceAll(/\s+/gu, ' ').trim()
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) throw wrong('a name of plain characters')
  return name
}

function keepingOf(value: unknown): Keeping {
  const wanted = fields(value)
  const days = (name: string): number => number(wanted.get(name))
  const trashDays = days('trashDays')
  if (choice(wanted.get('versions'), ['all', 'thinned']) === 'all')
    return { versions: 'all', trashDays }
  return {
    versions: 'thinned',
    allDays: days('allDays'),
    dailyDays: days('dailyDays'),
    weeklyDays: wanted.get('weeklyDays') === null ? null : days('weeklyDays'),
    trashDays,
  }
}
