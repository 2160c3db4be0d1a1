import type { AppRef } from '@space/sdk/host'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** Session. A web address that an app wants to open, waiting for the person. */
export interface LinkState {
  readonly asked: { readonly app: Pick<AppRef, 'name' | 'hue'>; readonly url: string } | undefined
  /** Resolves to whether the person said yes; another question meanwhile is refused. */
  ask(app: Pick<AppRef, 'name' | 'hue'>, url: string, signal: AbortSignal): Promise<boolean>
  answer(isYes: boolean): void
}

export function createLinkStore(): StoreApi<LinkState> {
  let resolve: (isYes: boolean) => void = () => undefined
  return createStore<LinkState>()((set, get) => ({
    asked: undefined,
    ask(app, url, signal) {
      if (get().asked !== undefined || signal.aborted) return Promise.resolve(false)
      const answer = Promise.withResolvers<boolean>()
      resolve = answer.resolve
      set({ asked: { app, url } })
      signal.addEventListener('abort', () => get().answer(false))
      return answer.promise
    },
    answer(isYes) {
      set({ asked: undefined })
      resolve(isYes)
      resolve = () => undefined
    },
  }))
}
