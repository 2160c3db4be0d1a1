import { isSpaceError } from '../errors.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5000

/** Resolves after `ms`. @throws `aborted` when `signal` fires first */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>

/** A stream that is opened again whenever the connection was lost; it begins anew then. */
export async function* lasting<T>(
  wait: Wait,
  open: () => AsyncIterable<T>,
  signal?: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  let waitMs = FIRST_WAIT_MS
  for (;;) {
    try {
      for await (const item of open()) {
        waitMs = FIRST_WAIT_MS
        yield item
      }
      return
    } catch (error) {
      if (!isSpaceError(error, 'offline')) throw error
    }
    try {
      await wait(waitMs, signal)
    } catch {
      // Only `signal` ends a wait.
      return
    }
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)
  }
}
