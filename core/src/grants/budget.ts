/** How much one app may ask at once, so that it cannot take the daemon for itself. */
import { SpaceError } from '@space/sdk'

export interface Budget {
  /** One call. @throws {SpaceError} `busy` */
  spend(): void
  /** One thing that stays open until it is disposed of. @throws {SpaceError} `busy` */
  take(what: 'stream' | 'fetch'): Disposable
}

export const LIMITS = {
  /** Calls in a second, and as many again in one go after a quiet second. */
  callsPerSecond: 5000,
  stream: 64,
  fetch: 8,
}

/** @param now ms; when the clock is set back, nothing is lost and nothing won */
export function openBudget(now: () => number, limits: Readonly<typeof LIMITS> = LIMITS): Budget {
  const most = 2 * limits.callsPerSecond
  let left = most
  let at = now()
  const taken = { stream: 0, fetch: 0 }
  return {
    spend() {
      const time = now()
      left = Math.min(most, left + (Math.max(0, time - at) / 1000) * limits.callsPerSecond)
      at = time
      if (left < 1)
        throw new SpaceError('busy', 'The app asks too often', {
          why: `${limits.callsPerSecond} calls in a second are enough`,
          try: 'wait a moment',
        })
      left -= 1
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
