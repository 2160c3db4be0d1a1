/** Asking the person: one question at a time, and not again and again. */
import { SpaceError } from '@space/sdk'
import type { FileType } from '@space/sdk'
import type { Lasting } from '@space/sdk/host'
import type { Actions } from './capability.ts'
import type { Kept } from './ports.ts'
import { openSignal } from './signal.ts'

/** Refusals in a row after which an app may not ask any more until the person lets it. */
export const DISMISSALS = 3

/** What an app asks for; the words are its own and shown as such. */
export type Wish =
  | {
      readonly kind: 'pick'
      readonly open: 'directory' | 'file' | 'files' | 'save'
      readonly purpose: string
      readonly mode: Actions
      readonly label: string
      readonly types: readonly FileType[]
      readonly suggestedName: string
    }
  | { readonly kind: 'host'; readonly host: string; readonly label: string }
  | { readonly kind: 'identity'; readonly label: string }

export interface Question {
  readonly id: string
  readonly app: string
  readonly wish: Wish
  readonly askedAt: number
}

/** What the person chose; entries are ids, `name` is for a new file in the one folder that was chosen. */
export interface Choice {
  readonly entries: readonly string[]
  readonly name?: string
  readonly actions: Actions
  readonly lasting: Lasting
  /** Give the app a copy of the folder and review its changes later. */
  readonly trial: boolean
}

export interface Consent {
  /**
   * Ask, and wait for the person. `signal` is the end of the app's session.
   *
   * @throws {SpaceError} `busy` while another question is open, `grant-denied` when the person did not want
   *   to, or has not wanted to three times before, `aborted`
   */
  ask(app: string, wish: Wish, signal: AbortSignal): Promise<Choice>
  /** The question that is open now, and after each change. */
  questions(signal: AbortSignal): AsyncIterable<Question | null>
  /** The open question. @throws {SpaceError} `not-found` */
  open(id: string): Question
  /** Undefined is "not now". @throws {SpaceError} `not-found` when the question is gone */
  answer(id: string, choice: Choice | undefined): void
  /** Labels of apps that may not ask. */
  blocked(): { app: string; at: number }[]
  unblock(app: string): void
}

export function openConsent(powers: {
  kept: Kept
  now: () => number
  newId: () => string
}): Consent {
  const { kept, now, newId } = powers
  const dismissals = readCounts(kept.get())
  const changed = openSignal()
  let asked: { question: Question; answer: (choice: Choice | undefined) => void } | undefined

  return {
    async ask(app, wish, signal) {
      if ((dismissals.get(app)?.count ?? 0) >= DISMISSALS)
        throw new SpaceError('grant-denied', 'The app may not ask any more', {
          why: `the person did not want to, ${DISMISSALS} times`,
          try: 'allow it to ask again in the settings of Space',
        })
      if (asked !== undefined)
        throw new SpaceError('busy', 'The person is being asked something already', {
          try: 'ask again when that is answered',
        })
      if (signal.aborted) throw stopped()
      const question: Question = { id: newId(), app, wish, askedAt: now() }
      const { promise, resolve, reject } = Promise.withResolvers<Choice | undefined>()
      const stop = (): void => {
        // NOTE: else an app could show its question for a moment, again and again, and never be blocked
        count(app, (dismissals.get(app)?.count ?? 0) + 1)
        reject(stopped())
      }
      signal.addEventListener('abort', stop, { once: true })
      asked = { question, answer: resolve }
      changed.fire()
      try {
        const choice = await promise
        count(app, choice === undefined ? (dismissals.get(app)?.count ?? 0) + 1 : 0)
        if (choice === undefined)
          throw new SpaceError('grant-denied', 'The person did not want to', {
            why: 'they chose "not now"',
          })
        return choice
      } finally {
        signal.removeEventListener('abort', stop)
        asked = undefined
        changed.fire()
      }
    },
    questions(signal) {
      const changes = changed.follow(signal)
      return (async function* () {
        yield asked?.question ?? null
        for await (const _ of changes) yield asked?.question ?? null
      })()
    },
    open,
    answer(id, choice) {
      open(id)
      asked?.answer(choice)
    },
    blocked: () =>
      [...dismissals].flatMap(([app, { count, at }]) => (count >= DISMISSALS ? [{ app, at }] : [])),
    unblock: (app) => count(app, 0),
  }

  function open(id: string): Question {
    if (asked?.question.id === id) return asked.question
    throw new SpaceError('not-found', 'This question is not open any more', {
      why: 'it was answered, or the app was closed',
    })
  }

  function count(app: string, n: number): void {
    if ((dismissals.get(app)?.count ?? 0) === n) return
    if (n === 0) dismissals.delete(app)
    else dismissals.set(app, { count: n, at: now() })
    kept.set([...dismissals].map(([app, { count, at }]) => ({ app, count, at })))
    changed.fire()
  }
}

function stopped(): SpaceError {
  return new SpaceError('aborted', 'The app was closed before the person answered')
}

function readCounts(value: unknown): Map<string, { count: number; at: number }> {
  const counts = new Map<string, { count: number; at: number }>()
  for (const one of Array.isArray(value) ? (value as unknown[]) : []) {
    const { app, count, at } = (one ?? {}) as Record<string, unknown>
    if (typeof app === 'string' && typeof count === 'number' && typeof at === 'number')
      counts.set(app, { count, at })
  }
  return counts
}
