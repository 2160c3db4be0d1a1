/** Files that the person opened with an app, waiting for it to take them. */
import type { Launch } from '@space/sdk'
import type { HandleRef } from '@space/sdk/calls'
import { openSignal } from '../grants/signal.ts'

/** Of one app; beyond them its oldest are left out. */
const MOST = 100

export interface Launches {
  put(app: string, launch: Launch<HandleRef>): void
  /** What waits, then each one that comes; each goes to one follower only. */
  follow(app: string, signal: AbortSignal): AsyncIterable<Launch<HandleRef>>
  /** The app was closed: what it was given for the session is over. */
  forget(app: string): void
}

export function openLaunches(): Launches {
  const waiting = new Map<string, Launch<HandleRef>[]>()
  const came = openSignal()
  const next = (app: string): Launch<HandleRef> | undefined => waiting.get(app)?.shift()

  return {
    put(app, launch) {
      waiting.set(app, [...(waiting.get(app) ?? []), launch].slice(-MOST))
      came.fire()
    },
    follow(app, signal) {
      const changes = came.follow(signal)
      return (async function* () {
        for (let one = next(app); one !== undefined; one = next(app)) yield one
        for await (const _ of changes)
          for (let one = next(app); one !== undefined; one = next(app)) yield one
      })()
    },
    forget: (app) => void waiting.delete(app),
  }
}
