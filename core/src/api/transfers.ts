/** What is being brought in, for the person to see beside the address bar. */
import type { Problem, Transfer, TransferState } from '@space/sdk'
import { SpaceError } from '@space/sdk'
import { toWireError } from '@space/sdk/wire'
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

/** What the person, or another window, wants of whoever runs a transfer. */
export type Wish = 'run' | 'pause' | 'cancel'

export interface TransferList {
  begin(what: Beginning): RunningTransfer
  list(): TransferOfApp[]
  /** @throws {SpaceError} `not-found`, `bad-input` for one that cannot be paused */
  wish(id: string, wish: Wish): void
  /** Takes one that nobody runs out of the list. */
  forget(id: string): void
  watch(signal: AbortSignal): AsyncIterable<TransferOfApp[]>
}

export interface Beginning {
  readonly app: string
  readonly name: string
  readonly totalBytes?: number | undefined
  /** `in` when not given. What is done inside is only told of when it takes long. */
  readonly direction?: Transfer['direction']
  /**
   * Given, it is many files and its sender hears of wishes; not given, it is one file, and `cancel`
   * breaks it off.
   */
  readonly many?: {
    readonly id: string
    readonly startedAt: number
    readonly doneBytes: number
    readonly doneFiles: number
    onWish(wish: Wish): void
    onForget(): void
  }
}

type Counts = Pick<
  TransferOfApp,
  'doneBytes' | 'totalBytes' | 'doneFiles' | 'totalFiles' | 'failedFiles'
>

export interface RunningTransfer {
  readonly now: TransferOfApp
  /** The same bytes, counted; ends with an error when the person cancels. */
  count(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>
  doneBytes(): number
  /** Of many files. */
  tell(change: Partial<Counts> & { state?: TransferState; cause?: Problem | null }): void
  end(error?: unknown): void
}

const OVER: ReadonlySet<TransferState> = new Set(['done', 'failed', 'cancelled'])

export function openTransfers(clock: Clock, newId: () => string): TransferList {
  const all = new Map<string, TransferOfApp>()
  /** What each can be told, while it is not over. */
  const acts = new Map<string, { onWish?(wish: Wish): void; stop?(): void; onForget?(): void }>()
  const changed = openSignal()

  const put = (one: TransferOfApp): void => {
    all.set(one.id, one)
    const over = [...all.values()].filter(({ state }) => OVER.has(state))
    for (const { id } of over.slice(0, Math.max(0, over.length - MOST_OVER))) all.delete(id)
    changed.fire()
  }

  return {
    begin({ app, name, totalBytes, direction = 'in', many }) {
      const stop = new AbortController()
      let one: TransferOfApp = {
        id: many?.id ?? newId(),
        app,
        name,
        direction,
        state: 'running',
        doneBytes: many?.doneBytes ?? 0,
        ...(totalBytes === undefined ? {} : { totalBytes }),
        ...(many === undefined ? {} : { doneFiles: many.doneFiles }),
        startedAt: many?.startedAt ?? clock.now(),
        isLong: direction === 'inside' || (totalBytes ?? 0) > LONG_BYTES,
        problem: null,
      }
      const update = (change: Partial<TransferOfApp>): void => {
        one = { ...one, ...change }
        if (OVER.has(one.state)) {
          acts.delete(one.id)
          growing[Symbol.dispose]()
        }
        put(one)
      }
      const isOver = (): boolean => OVER.has(one.state)
      const growing = clock.after(LONG_MS, () => update({ isLong: true }))
      acts.set(
        one.id,
        many ?? {
          stop: () => stop.abort(new DOMException('Cancelled by the person', 'AbortError')),
        },
      )
      put(one)
      return {
        get now() {
          return one
        },
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
        tell(change) {
          if (isOver()) return
          const { doneBytes, totalBytes: bytes = 0 } = { ...one, ...change }
          const isLong = one.isLong || Math.max(doneBytes, bytes) > LONG_BYTES
          const { cause, ...rest } = change
          one = cause === undefined ? one : withCause(one, cause)
          update({ isLong, ...rest })
        },
        end(error) {
          if (isOver()) return
          one = withCause(one, error === undefined ? null : problemOf(error))
          update({ state: error === undefined ? 'done' : 'failed' })
        },
      }
    },
    list: () => [...all.values()],
    wish(id, wish) {
      const act = acts.get(id)
      if (act === undefined) {
        if (all.has(id)) return
        throw new SpaceError('not-found', 'There is no such transfer')
      }
      if (act.onWish !== undefined) act.onWish(wish)
      else if (wish === 'cancel') act.stop?.()
      else
        throw new SpaceError('bad-input', 'This cannot be paused', {
          why: 'it is a single file that the app is saving',
        })
    },
    forget(id) {
      const one = all.get(id)
      if (one === undefined || one.state === 'running') return
      acts.get(id)?.onForget?.()
      acts.delete(id)
      all.delete(id)
      changed.fire()
    },
    watch(signal) {
      const changes = changed.follow(signal)
      return (async function* () {
        yield [...all.values()]
        for await (const _ of changes) yield [...all.values()]
      })()
    },
  }
}

function withCause(one: TransferOfApp, cause: Problem | null): TransferOfApp {
  const { cause: _, ...bare } = one
  return cause === null ? { ...bare, problem: null } : { ...bare, problem: cause.message, cause }
}

function problemOf(error: unknown): Problem {
  const { code, message, why, try: way } = toWireError(error)
  return {
    code,
    message,
    ...(why === undefined ? {} : { why }),
    ...(way === undefined ? {} : { try: way }),
  }
}
