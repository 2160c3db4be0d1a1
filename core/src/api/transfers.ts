/** What is being brought in, for the person to see beside the address bar. */
import type { Transfer } from '@space/sdk'
import { isSpaceError } from '@space/sdk'
import type { Clock } from '../grants/ports.ts'
import { openSignal } from '../grants/signal.ts'

/** A shorter and smaller one is a save as any other: nothing to tell the person of. */
const LONG_MS = 1000
const LONG_BYTES = 8 * 2 ** 20
/** Of those that are over. */
const MOST_OVER = 50

export interface TransferOfApp extends Transfer {
  /** Label of the app. */
  readonly app: string
  readonly startedAt: number
  /** Whether it took, or takes, so long or so much that the person may ask what is going on. */
  readonly isLong: boolean
  readonly problem: string | null
}

export interface TransferList {
  begin(what: { app: string; name: string; totalBytes: number | undefined }): RunningTransfer
  list(): TransferOfApp[]
  /** Ends it for the app as well. */
  cancel(id: string): void
  watch(signal: AbortSignal): AsyncIterable<TransferOfApp[]>
}

export interface RunningTransfer {
  /** The same bytes, counted; ends with an error when the person cancels. */
  count(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>
  doneBytes(): number
  end(error?: unknown): void
}

export function openTransfers(clock: Clock, newId: () => string): TransferList {
  const all = new Map<string, TransferOfApp>()
  const stops = new Map<string, AbortController>()
  const changed = openSignal()

  const put = (one: TransferOfApp): void => {
    all.set(one.id, one)
    const over = [...all.values()].filter(({ id }) => !stops.has(id))
    for (const { id } of over.slice(0, Math.max(0, over.length - MOST_OVER))) all.delete(id)
    changed.fire()
  }

  return {
    begin({ app, name, totalBytes }) {
      const stop = new AbortController()
      let one: TransferOfApp = {
        id: newId(),
        app,
        name,
        direction: 'in',
        state: 'running',
        doneBytes: 0,
        ...(totalBytes === undefined ? {} : { totalBytes }),
        startedAt: clock.now(),
        isLong: (totalBytes ?? 0) > LONG_BYTES,
        problem: null,
      }
      const update = (change: Partial<TransferOfApp>): void => {
        one = { ...one, ...change }
        put(one)
      }
      stops.set(one.id, stop)
      put(one)
      const growLong = clock.after(LONG_MS, () => update({ isLong: true }))
      return {
        async *count(source) {
          for await (const bytes of source) {
            stop.signal.throwIfAborted()
            yield bytes
            const doneBytes = one.doneBytes + bytes.length
            update({ doneBytes, isLong: one.isLong || doneBytes > LONG_BYTES })
          }
          stop.signal.throwIfAborted()
        },
        doneBytes: () => one.doneBytes,
        end(error) {
          if (!stops.delete(one.id)) return
          growLong[Symbol.dispose]()
          const problem =
            error === undefined
              ? null
              : isSpaceError(error)
                ? error.message
                : 'It failed inside Space'
          update({ state: error === undefined ? 'done' : 'failed', problem })
        },
      }
    },
    list: () => [...all.values()],
    cancel: (id) => stops.get(id)?.abort(new DOMException('Cancelled by the person', 'AbortError')),
    watch(signal) {
      const changes = changed.follow(signal)
      return (async function* () {
        yield [...all.values()]
        for await (const _ of changes) yield [...all.values()]
      })()
    },
  }
}
