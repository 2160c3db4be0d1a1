/** A change of many entries among the transfers, once it takes so long that the person may ask. */
import { withoutPaths } from '../grants/words.ts'
import type { Session } from './session.ts'
import type { RunningTransfer } from './transfers.ts'

const LONG_MS = 1000

export interface ChangeProgress {
  /** Fires when the person stops it. */
  readonly signal: AbortSignal
  onProgress(doneEntries: number, totalEntries: number): void
  end(error?: unknown): void
}

interface Place {
  readonly app: Pick<Session['app'], 'label'>
  readonly powers: Pick<Session['powers'], 'clock' | 'transfers' | 'newId'>
}

/** @param name what the person knows it by */
export function openProgress({ app, powers }: Place, name: string): ChangeProgress {
  const { clock, transfers, newId } = powers
  const startedAt = clock.now()
  const stop = new AbortController()
  let transfer: RunningTransfer | undefined
  return {
    signal: stop.signal,
    onProgress(doneFiles, totalFiles) {
      if (transfer === undefined && clock.now() - startedAt < LONG_MS) return
      transfer ??= transfers.begin({
        app: app.label,
        name,
        direction: 'inside',
        many: {
          id: newId(),
          startedAt,
          doneBytes: 0,
          doneFiles,
          onWish(wish) {
            if (wish === 'cancel')
              stop.abort(new DOMException('Stopped by the person', 'AbortError'))
          },
          onForget: () => undefined,
        },
      })
      transfer.tell({ doneFiles, totalFiles })
    },
    // the app reads of it among its transfers
    end: (error) => transfer?.end(withoutPaths(error)),
  }
}
