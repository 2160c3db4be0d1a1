import { SpaceError } from '@space/sdk'
import type { Host } from '@space/sdk/host'
import type { Endpoint } from '@space/sdk/wire'
import { createStore } from 'zustand/vanilla'
import type { Connection, ConnectionState } from '../daemon/connection.ts'

/** A connection that is there, or away, as a test says. */
export interface FakeConnection extends Connection {
  lose(retryAt: number): void
  heal(): void
}

/** @param appCall answers what an app calls of the daemon */
export function createFakeConnection(
  host: Host,
  appCall: (app: string, method: string, params: unknown) => unknown = () => null,
): FakeConnection {
  const state = createStore<ConnectionState>()(() => ({ status: 'ready' }))
  const works = new Set<(signal: AbortSignal) => Promise<void>>()
  let lost = new AbortController()
  const begin = (work: (signal: AbortSignal) => Promise<void>): void => {
    work(lost.signal).catch(() => undefined)
  }
  const heal = (): void => {
    lost = new AbortController()
    state.setState({ status: 'ready' }, true)
    for (const work of works) begin(work)
  }
  return {
    state,
    host,
    heal,
    retry: heal,
    whenReady(work) {
      works.add(work)
      begin(work)
    },
    lose(retryAt) {
      lost.abort()
      state.setState({ status: 'lost', retryAt }, true)
    },
    close: () => lost.abort(),
    async openApp(label) {
      if (lost.signal.aborted) throw new SpaceError('offline', 'Space does not answer')
      const endpoint: Endpoint = {
        call: async (method, params) => appCall(label, method, params),
        async *stream() {
          yield []
        },
        use: 'idle',
        closed: new Promise(() => undefined),
        async [Symbol.asyncDispose]() {
          // Nothing is open.
        },
      }
      return endpoint
    },
  }
}
