import { isSpaceError, SpaceError } from '@space/sdk'
import type { Host } from '@space/sdk/host'
import { type Endpoint, openEndpoint } from '@space/sdk/wire'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { i18n } from '@space/ui'
import type { Bearer } from './bearer.ts'
import { hostOver } from './host.ts'
import type { Dial } from './websocket.ts'

/** Session. How this window stands with the daemon. */
export type ConnectionState =
  | { readonly status: 'connecting' }
  | { readonly status: 'ready' }
  /** `retryAt` in ms since 1970. */
  | { readonly status: 'lost'; readonly retryAt: number }
  /** This window holds no bearer that the daemon knows: only a new code helps. */
  | { readonly status: 'signed-out' }

export interface Connection {
  readonly state: StoreApi<ConnectionState>
  /** Calls go to whichever connection is alive; without one they throw `offline`. */
  readonly host: Host
  /** Runs `work` now if there is a connection, and again after each new one; `signal` fires when it is lost. */
  whenReady(work: (signal: AbortSignal) => Promise<void>): void
  /** A connection of its own on behalf of one app. */
  openApp(label: string, signal: AbortSignal): Promise<Endpoint>
  /** Try at once instead of at `retryAt`. */
  retry(): void
  close(): void
}

export interface ConnectionPowers {
  readonly dial: Dial
  readonly bearer: Bearer
  readonly now: () => number
  /** Resolves after `ms`, or at once when `signal` fires. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Pauses between tries; the last one repeats. */
const PAUSES_MS = [250, 500, 1000, 2000, 4000, 8000]

/** Keep one connection to the daemon, and come back whenever it is lost. */
export function openConnection({ dial, bearer, now, wait }: ConnectionPowers): Connection {
  const state = createStore<ConnectionState>()(() => ({ status: 'connecting' }))
  const works = new Set<(signal: AbortSignal) => Promise<void>>()
  const over = new AbortController()
  let live: { endpoint: Endpoint; lost: AbortSignal } | undefined
  let hurry = (): void => undefined

  const endpoint = (): Endpoint => {
    if (live !== undefined) return live.endpoint
    throw new SpaceError('offline', i18n.t('Space does not answer'), {
      why: i18n.t('it stopped in the background, or is starting'),
    })
  }
  const begin = (work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): void => {
    // What a work cannot tell the person in its own place is lost with its connection.
    work(signal).catch(() => undefined)
  }

  /** One connection from its hello to its end. */
  const oneLife = async (held: string): Promise<void> => {
    const lost = new AbortController()
    const channel = await dial({ bearer: held }, { signal: over.signal })
    const opened = openEndpoint(channel)
    live = { endpoint: opened, lost: lost.signal }
    state.setState({ status: 'ready' }, true)
    for (const work of works) begin(work, lost.signal)
    await opened.closed
    live = undefined
    lost.abort()
  }

  const run = async (): Promise<void> => {
    let tries = 0
    while (!over.signal.aborted) {
      const held = bearer.current
      if (held === undefined) return state.setState({ status: 'signed-out' }, true)
      try {
        await oneLife(held)
        tries = 0
      } catch (error) {
        if (isSpaceError(error, 'denied')) bearer.forget()
      }
      if (over.signal.aborted || bearer.current === undefined) continue
      const pause = PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)] ?? 0
      tries += 1
      state.setState({ status: 'lost', retryAt: now() + pause }, true)
      const hurried = new AbortController()
      hurry = () => hurried.abort()
      await wait(pause, AbortSignal.any([hurried.signal, over.signal]))
    }
  }
  void run()

  return {
    state,
    host: hostOver({
      call: async (...call) => endpoint().call(...call),
      stream: (...call) => endpoint().stream(...call),
    }),
    whenReady(work) {
      works.add(work)
      if (live !== undefined) begin(work, live.lost)
    },
    async openApp(app, signal) {
      const held = bearer.current
      if (held === undefined) throw new SpaceError('denied', i18n.t('This window is not signed in'))
      return openEndpoint(await dial({ bearer: held, app }, { signal }))
    },
    retry() {
      hurry()
    },
    close() {
      over.abort()
      void live?.endpoint[Symbol.asyncDispose]()
    },
  }
}

/** Hand each state of a stream to `take`, until `signal` fires or the connection is lost. */
export async function follow<State>(
  states: AsyncIterable<State>,
  take: (state: State) => void,
): Promise<void> {
  for await (const state of states) take(state)
}
