import type { HomeFacet } from '@space/sdk/host'
import { isSpaceError } from '@space/sdk'
import { type Problem, problemOf } from '@space/ui'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

export const WORDS = 24

/**
 * Session. The 24 words while they are looked at or typed: in memory alone, and gone with
 * {@link KitState.forget}.
 */
export interface KitState {
  /** The words of this space while they are shown. */
  readonly words: readonly string[] | undefined
  /** Which of them are asked for, from 1; all when undefined. */
  readonly places: readonly number[] | undefined
  /** All words there are, to complete what is typed. */
  readonly list: readonly string[]
  readonly isBusy: boolean
  /** The passphrase is wanted before they are shown. */
  readonly isLocked: boolean
  readonly problem: Problem | undefined
  /** The place that the problem is about, from 1. */
  readonly wrongPlace: number | undefined
  loadList(): Promise<void>
  reveal(passphrase: string | null): Promise<void>
  /** Three by chance, or with `all` every one. */
  ask(all?: boolean): Promise<void>
  /** Whether they are right; they are then no longer on this device. */
  confirm(typed: readonly string[]): Promise<boolean>
  /** Says what is wrong with what was typed so far. */
  check(typed: readonly string[]): Promise<void>
  /** Whether the space of these words is on its way: this connection ends with it. */
  recover(typed: readonly string[]): Promise<boolean>
  clear(): void
  forget(): void
}

type Port = Pick<
  HomeFacet,
  'words' | 'choosePlaces' | 'confirm' | 'wordList' | 'readWords' | 'recover'
>

const EMPTY = {
  words: undefined,
  places: undefined,
  isBusy: false,
  isLocked: false,
  problem: undefined,
  wrongPlace: undefined,
}

export function createKitStore(port: Port): StoreApi<KitState> {
  return createStore<KitState>()((set, get) => {
    const run = async (work: () => Promise<void>): Promise<boolean> => {
      set({ isBusy: true, problem: undefined, wrongPlace: undefined })
      try {
        await work()
        set({ isBusy: false })
        return true
      } catch (error) {
        const place = isSpaceError(error) ? error.facts['position'] : undefined
        set({
          isBusy: false,
          problem: problemOf(error),
          wrongPlace: typeof place === 'number' ? place : undefined,
        })
        return false
      }
    }
    return {
      ...EMPTY,
      list: [],
      async loadList() {
        if (get().list.length === 0) await run(async () => set({ list: await port.wordList() }))
      },
      async reveal(passphrase) {
        set({ isBusy: true, problem: undefined })
        try {
          set({ isBusy: false, words: await port.words(passphrase), isLocked: false })
        } catch (error) {
          const isLocked = isSpaceError(error, 'denied') || isSpaceError(error, 'wrong-key')
          // That it wants a passphrase is no problem; that this was not it is one.
          const problem = isSpaceError(error, 'denied') ? undefined : problemOf(error)
          set({ isBusy: false, isLocked, problem })
        }
      },
      async ask(all = false) {
        await run(async () => set({ places: all ? undefined : await port.choosePlaces() }))
      },
      async confirm(typed) {
        const isRight = await run(() => port.confirm(typed))
        if (isRight) set({ words: undefined, places: undefined })
        return isRight
      },
      async check(typed) {
        try {
          const { fault } = await port.readWords(typed.join(' '))
          set(
            fault === null
              ? { problem: undefined, wrongPlace: undefined }
              : {
                  problem: { what: fault.what, try: fault.try },
                  wrongPlace: fault.place ?? undefined,
                },
          )
        } catch {
          // What is wrong is said again when all of them are there.
        }
      },
      async recover(typed) {
        set({ isBusy: true, problem: undefined, wrongPlace: undefined })
        try {
          await port.recover(typed.join(' '))
        } catch (error) {
          // The connection ends with it, sometimes before the answer came.
          if (!isSpaceError(error, 'offline')) {
            set({ isBusy: false, problem: problemOf(error) })
            return false
          }
        }
        return true
      },
      clear: () => set({ problem: undefined, wrongPlace: undefined }),
      forget: () => set(EMPTY),
    }
  })
}
