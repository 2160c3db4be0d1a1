import { isSpaceError } from '@space/sdk'
import type { AppRef, ConsentAnswer, ConsentFacet, ConsentRequest } from '@space/sdk/host'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { type Problem, problemOf } from '@space/ui'

/** What an app asks of the person now, subscribed to; and who may not ask any more. */
export interface ConsentState {
  readonly request: ConsentRequest | undefined
  readonly isAnswering: boolean
  readonly problem: Problem | undefined
  readonly blocked: readonly { readonly app: AppRef; readonly at: number }[]
  take(request: ConsentRequest | null): void
  answer(answer: ConsentAnswer): Promise<void>
  loadBlocked(): Promise<void>
  unblock(label: string): Promise<void>
}

export function createConsentStore(port: ConsentFacet): StoreApi<ConsentState> {
  return createStore<ConsentState>()((set, get) => ({
    request: undefined,
    isAnswering: false,
    problem: undefined,
    blocked: [],
    take(request) {
      if (request?.id === get().request?.id) return
      set({ request: request ?? undefined, isAnswering: false, problem: undefined })
    },
    async answer(answer) {
      const { request } = get()
      if (request === undefined) return
      set({ isAnswering: true, problem: undefined })
      const gone = { request: undefined, isAnswering: false, problem: undefined }
      try {
        await port.answer(request.id, answer)
        if (get().request === request) set(gone)
      } catch (error) {
        if (get().request !== request) return
        // A question that nobody waits for any more needs no answer.
        if (isSpaceError(error, 'not-found') || answer.kind === 'refused') set(gone)
        else set({ isAnswering: false, problem: problemOf(error) })
      }
    },
    async loadBlocked() {
      set({ blocked: await port.blocked() })
    },
    async unblock(label) {
      await port.unblock(label)
      await get().loadBlocked()
    },
  }))
}
