import type { AppRef, Erasing, Leaving, Opening, OpeningChoice, Saving } from '@space/sdk/host'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** What an app asks the shell to do with a file, waiting for the person. Undefined is "not now". */
export type HandQuestion =
  | {
      readonly kind: 'open'
      readonly app: AppRef
      readonly opening: Opening
      readonly answer: (given?: OpenAnswer) => void
    }
  | {
      readonly kind: 'save'
      readonly app: AppRef
      readonly saving: Saving
      readonly answer: (given?: SaveAnswer) => void
    }
  | {
      readonly kind: 'outside'
      readonly app: AppRef
      readonly leaving: Leaving
      readonly answer: (given?: OutsideAnswer) => void
    }
  | {
      readonly kind: 'erase'
      readonly app: AppRef
      readonly erasing: Erasing
      readonly answer: (given?: EraseAnswer) => void
    }

export interface OpenAnswer {
  readonly choice: OpeningChoice
  readonly always: boolean
}

export interface SaveAnswer {
  /** Not to ask again for this app while it is open. */
  readonly isRemembered: boolean
}

export type EraseAnswer = 'erase'
export type OutsideAnswer = 'open'

/** Session. One question at a time. */
export interface HandsState {
  readonly asked: HandQuestion | undefined
  /** What the person said; another question meanwhile is refused, as one whose app went away. */
  ask<Answer>(
    signal: AbortSignal,
    question: (answer: (given?: Answer) => void) => HandQuestion,
  ): Promise<Answer | undefined>
}

export function createHandsStore(): StoreApi<HandsState> {
  return createStore<HandsState>()((set, get) => ({
    asked: undefined,
    async ask<Answer>(
      signal: AbortSignal,
      question: (answer: (given?: Answer) => void) => HandQuestion,
    ) {
      if (get().asked !== undefined || signal.aborted) return undefined
      const { promise, resolve } = Promise.withResolvers<Answer | undefined>()
      const refuse = (): void => resolve(undefined)
      signal.addEventListener('abort', refuse)
      set({ asked: question(resolve) })
      try {
        return await promise
      } finally {
        signal.removeEventListener('abort', refuse)
        set({ asked: undefined })
      }
    },
  }))
}
