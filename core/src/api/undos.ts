/** What an app changed last, kept so that it can be undone as long as the app is open. */
import { SpaceError } from '@space/sdk'
import type { Undo } from '../drive/bulk/bulk.ts'

/** So many changes, and of many entries so many steps: each is remembered in memory. */
const MOST_CHANGES = 100
const MOST_STEPS = 500_000

export interface KeptUndo {
  readonly undo: Undo
  /** By which it was done, and may be undone. */
  readonly grants: readonly string[]
}

/** Of one app. */
export interface Undos {
  /** Gives the token. The newest one is kept however large it is. */
  keep(change: KeptUndo): string
  /** @throws {SpaceError} `not-found` for what is not, or no longer, to be undone */
  get(token: string): KeptUndo
  /** It was undone. */
  used(token: string): void
}

export function openUndos(newId: () => string): Undos {
  const all = new Map<string, KeptUndo>()
  let steps = 0
  const drop = (token: string): void => {
    steps -= all.get(token)?.undo.steps.length ?? 0
    all.delete(token)
  }
  return {
    keep(change) {
      const token = newId()
      all.set(token, change)
      steps += change.undo.steps.length
      for (const oldest of all.keys()) {
        if (oldest === token || (all.size <= MOST_CHANGES && steps <= MOST_STEPS)) break
        drop(oldest)
      }
      return token
    },
    get(token) {
      const change = all.get(token)
      if (change !== undefined) return change
      throw new SpaceError('not-found', 'This cannot be undone any more', {
        why: 'it was undone already, or too much was changed since, or the app was closed',
      })
    },
    used: drop,
  }
}
