/** When somebody's last connection is gone, and did not come back. */

/** Waits `ms` and acts, unless disposed before. */
export type After = (ms: number, act: () => void) => Disposable

export interface Left<Key> extends Disposable {
  joined(key: Key, closed: Promise<unknown>): void
}

/**
 * Tells of each key whose last connection was closed `waitMs` ago. A window that is loaded again, or a
 * machine that is busy, is back before that.
 */
export function openLeft<Key>(waitMs: number, after: After, tell: (key: Key) => void): Left<Key> {
  const counts = new Map<Key, number>()
  const leaving = new Map<Key, Disposable>()
  let isOver = false
  const stay = (key: Key): void => {
    leaving.get(key)?.[Symbol.dispose]()
    leaving.delete(key)
  }
  return {
    joined(key, closed) {
      stay(key)
      counts.set(key, (counts.get(key) ?? 0) + 1)
      void closed.then(() => {
        const left = (counts.get(key) ?? 1) - 1
        if (left > 0) return counts.set(key, left)
        counts.delete(key)
        if (isOver) return undefined
        const leave = (): void => {
          leaving.delete(key)
          tell(key)
        }
        return leaving.set(key, after(waitMs, leave))
      })
    },
    [Symbol.dispose]() {
      isOver = true
      for (const key of leaving.keys()) stay(key)
    },
  }
}
