/** Telling whoever watches a part of the drive what changed in it. */
import type { Columns } from './tree/columns.ts'
import type { Change } from './by-entry.ts'
import type { Shown } from './tree/tree.ts'

/** A reader that is further behind is told to look anew instead. */
export const MOST_WAITING = 1_000

export interface Watchers {
  readonly isWatched: boolean
  /** Tell of a change; `undefined` when nothing that was known holds any more. */
  tell(shown: Shown | undefined): void
  /** Changes at and below the entry with this id, wherever it goes. */
  watch(id: Uint8Array, signal: AbortSignal): AsyncIterable<Change>
  /** Says only that something changed; several changes may be one. */
  pulses(signal: AbortSignal): AsyncIterable<Change>
}

export function openWatchers(columns: Columns): Watchers {
  const listeners = new Set<(shown: Shown | undefined) => void>()
  let watching = 0

  /** Listens from the moment of the call, so that nothing is missed before the first is asked for. */
  const follow = (
    signal: AbortSignal,
    pick: (shown: Shown) => Change[],
    { onEnd = () => undefined, most = MOST_WAITING }: { onEnd?: () => void; most?: number } = {},
  ): AsyncGenerator<Change> => {
    let queue: Change[] = []
    let wake = (): void => undefined
    const listener = (shown: Shown | undefined): void => {
      const news = shown === undefined || shown.isTurned ? undefined : pick(shown)
      if (news === undefined || queue.length + news.length > most) queue = [{ kind: 'resync' }]
      else queue.push(...news)
      wake()
    }
    const stop = (): void => {
      if (listeners.delete(listener)) onEnd()
      signal.removeEventListener('abort', stop)
      wake()
    }
    listeners.add(listener)
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    return (async function* () {
      try {
        while (!signal.aborted) {
          const next = queue.shift()
          if (next !== undefined) yield next
          else await new Promise<void>((resolve) => (wake = resolve))
        }
      } finally {
        stop()
      }
    })()
  }

  return {
    get isWatched() {
      return watching > 0
    },
    tell(shown) {
      for (const listener of listeners) listener(shown)
    },
    watch(id, signal) {
      watching++
      const pick = (shown: Shown): Change[] => changesBelow(shown, columns.find(id))
      return follow(signal, pick, { onEnd: () => void watching-- })
    },
    pulses: (signal) => follow(signal, () => [{ kind: 'resync' }], { most: 1 }),
  }
}

function changesBelow({ sights }: Shown, top: number): Change[] {
  return sights.flatMap(({ id, before, after, isChanged, by }): Change[] => {
    const from = before?.above.includes(top) === true ? before.path : undefined
    const path = after?.above.includes(top) === true ? after.path : undefined
    const who = by !== undefined && { by }
    if (path === undefined)
      return from === undefined ? [] : [{ kind: 'removed', id, path: from, ...who }]
    if (from === undefined) return [{ kind: 'added', id, path, ...who }]
    const changes: Change[] = from === path ? [] : [{ kind: 'moved', id, path, from, ...who }]
    if (isChanged) changes.push({ kind: 'changed', id, path, ...who })
    return changes
  })
}
