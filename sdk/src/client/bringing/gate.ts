import type { Problem } from '../../bringing.ts'
import { SpaceError } from '../../errors.ts'

/** Whether the work may go on. */
export interface Gate {
  /** Resolves at once, or when it may go on again. @throws {SpaceError} `aborted` when it is cancelled */
  pass(): Promise<void>
  /** Why it does not go on by itself; null when it does. */
  readonly shut:
    | { readonly by: 'person' }
    | { readonly by: 'problem'; readonly problem: Problem }
    | null
  pause(): void
  /** Something must be done first. */
  stop(problem: Problem): void
  open(): void
  cancel(): void
  readonly cancelled: AbortSignal
}

/** @param onChange when it was shut or opened */
export function openGate(onChange: () => void): Gate {
  const cancelled = new AbortController()
  let shut: Gate['shut'] = null
  let opened = Promise.withResolvers<void>()
  const close = (how: NonNullable<Gate['shut']>): void => {
    // a pause stays one, whatever else happens meanwhile
    if (shut?.by === 'person' || cancelled.signal.aborted) return
    if (shut === null) opened = Promise.withResolvers<void>()
    shut = how
    onChange()
  }
  const open = (): void => {
    if (shut === null) return
    shut = null
    opened.resolve()
    onChange()
  }
  return {
    get shut() {
      return shut
    },
    async pass() {
      while (shut !== null) await opened.promise
      if (cancelled.signal.aborted) throw new SpaceError('aborted', 'Stopped before it was done')
    },
    pause: () => close({ by: 'person' }),
    stop: (problem) => close({ by: 'problem', problem }),
    open,
    cancel() {
      cancelled.abort()
      open()
    },
    cancelled: cancelled.signal,
  }
}
