/** How much one app may ask at once, so that it cannot take the daemon for itself. */
import { SpaceError } from '@space/sdk'

export interface Budget {
  /** One call. @throws {SpaceError} `busy` */
  spend(): void
  /** Do what keeps the daemon from all else meanwhile; how long it took is the app's to pay. */
  work<T>(act: () => T): T
  /** One thing that stays open until it is disposed of. @throws {SpaceError} `busy` */
  take(what: 'stream' | 'fetch' | 'zip'): Disposable
}

export const LIMITS = {
  /** Calls in a second, and as many again in one go after a quiet second. */
  callsPerSecond: 5000,
  /** How long the daemon works for one app in a second; twice as long after a quiet time. */
  workMsPerSecond: 300,
  stream: 64,
  fetch: 8,
  zip: 2,
}

/**
 * @param now ms; when the clock is set back, nothing is lost and nothing won
 * @param ticks ms of a clock that measures how long something takes
 */
export function openBudget(
  now: () => number,
  ticks: () => number,
  limits: Readonly<typeof LIMITS> = LIMITS,
): Budget {
  const mostCalls = 2 * limits.callsPerSecond
  const mostMs = 2 * limits.workMsPerSecond
  let calls = mostCalls
  let workMs = mostMs
  let at = now()
  const taken = { stream: 0, fetch: 0, zip: 0 }

  return {
    spend() {
      const time = now()
      const seconds = Math.max(0, time - at) / 1000
      at = time
      calls = Math.min(mostCalls, calls + seconds * limits.callsPerSecond)
      workMs = Math.min(mostMs, workMs + seconds * limits.workMsPerSecond)
      if (calls < 1) throw tooOften(`${limits.callsPerSecond} calls in a second are enough`)
      if (workMs < 0) throw tooOften('what it asked for takes long')
      calls -= 1
    },
    work(act) {
      const began = ticks()
      try {
        return act()
      } finally {
        workMs -= ticks() - began
      }
    },
    take(what) {
      if (taken[what] >= limits[what])
        throw new SpaceError('busy', `The app has too many of these open: ${what}`, {
          why: `${limits[what]} at once are enough`,
          try: 'close what is not needed any more',
        })
      taken[what] += 1
      let isOpen = true
      return {
        [Symbol.dispose]() {
          if (isOpen) taken[what] -= 1
          isOpen = false
        },
      }
    },
  }
}

function tooOften(why: string): SpaceError {
  return new SpaceError('busy', 'The app asks too often', { why, try: 'wait a moment' })
}
