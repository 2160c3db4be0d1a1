import type { ActivityFacet, ContactRow, Privacy, PrivacyFacet } from '@space/sdk/host'
import { type Problem, problemOf } from '@space/ui'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { follow } from '../daemon/connection.ts'

/** Session. What is connected and what left, followed while somebody looks. */
export interface PrivacyState {
  readonly privacy: Privacy | undefined
  /** Addresses that apps spoke to, or tried to. */
  readonly contacts: readonly ContactRow[]
  readonly problem: Problem | undefined
  /** Ends with `signal`, or with the connection. */
  follow(signal: AbortSignal): Promise<void>
}

export function createPrivacyStore(port: {
  privacy: PrivacyFacet
  activity: Pick<ActivityFacet, 'contacts'>
}): StoreApi<PrivacyState> {
  return createStore<PrivacyState>()((set) => ({
    privacy: undefined,
    contacts: [],
    problem: undefined,
    async follow(signal) {
      try {
        set({ contacts: await port.activity.contacts(null) })
        await follow(port.privacy.watch(signal), (privacy) => set({ privacy, problem: undefined }))
      } catch (error) {
        if (!signal.aborted) set({ problem: problemOf(error) })
      }
    },
  }))
}
