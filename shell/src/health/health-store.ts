import type { Health, HealthFacet } from '@space/sdk/host'
import { type Problem, problemOf } from '@space/ui'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { follow } from '../daemon/connection.ts'

/** Session. How the files are, followed while somebody looks. */
export interface HealthState {
  readonly health: Health | undefined
  readonly problem: Problem | undefined
  /** Ends with `signal`, or with the connection. */
  follow(signal: AbortSignal): Promise<void>
  beginCheck(): Promise<void>
  stopCheck(): Promise<void>
}

export function createHealthStore(port: HealthFacet): StoreApi<HealthState> {
  return createStore<HealthState>()((set) => ({
    health: undefined,
    problem: undefined,
    async follow(signal) {
      try {
        await follow(port.watch(signal), (health) => set({ health, problem: undefined }))
      } catch (error) {
        if (!signal.aborted) set({ problem: problemOf(error) })
      }
    },
    async beginCheck() {
      await port.beginCheck()
    },
    async stopCheck() {
      await port.stopCheck()
    },
  }))
}
