import type { After } from './left.ts'

/** After work that took a while its key rests so many times as long. */
const REST = 4

/**
 * Makes work of one key wait for the one before, and for a rest after it: work that blocks everybody
 * gets a fifth of the time at most, whoever asks for it again and again.
 *
 * @param now ms
 */
export function openPace(now: () => number, after: After) {
  const turns = new Map<string, Promise<void>>()
  return async function paced<T>(key: string, work: () => T): Promise<T> {
    const before = turns.get(key)
    const { promise, resolve } = Promise.withResolvers<void>()
    turns.set(key, promise)
    await before
    const start = now()
    try {
      return work()
    } finally {
      const done = (): void => {
        if (turns.get(key) === promise) turns.delete(key)
        resolve()
      }
      const tookMs = now() - start
      if (tookMs < 1) done()
      else after(tookMs * REST, done)
    }
  }
}
