/** Long work in slices, so that the daemon answers others in between. */
import { setImmediate } from 'node:timers/promises'

/** Registers read in one slice, at some 50 µs each. */
const SLICE_READS = 256

export interface Slices {
  /** Call with each `reads` that were done: whether it is time for a {@link rest}. */
  isOver(reads?: number): boolean
  /** @throws the reason of the signal */
  rest(): Promise<void>
}

export function openSlices(signal?: AbortSignal): Slices {
  let done = 0
  return {
    isOver(reads = 1) {
      done += reads
      return done >= SLICE_READS
    },
    async rest() {
      done = 0
      await setImmediate()
      signal?.throwIfAborted()
    },
  }
}
