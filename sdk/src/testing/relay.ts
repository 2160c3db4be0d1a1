import type { AppCalls, AppStreams } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import type { AppRelay, Reply } from '../relay.ts'
import { toWireError } from '../wire-error.ts'

export type Calls = Partial<{
  readonly [N in keyof AppCalls]: (
    ...params: Parameters<AppCalls[N]>
  ) => ReturnType<AppCalls[N]> | Promise<ReturnType<AppCalls[N]>>
}>

export type Streams = {
  readonly [N in keyof AppStreams]: (
    signal: AbortSignal,
    ...params: Parameters<AppStreams[N]>
  ) => AsyncIterable<ReturnType<AppStreams[N]>>
}

type AnyCall = (...params: unknown[]) => unknown
type AnyStream = (signal: AbortSignal, ...params: unknown[]) => AsyncIterable<unknown>

/** What a shell exposes to a frame, over functions of this page. `check` throws while it is offline. */
export function openRelay(calls: Calls, streams: Streams, check: () => void): AppRelay {
  const running = new Map<number, AbortController>()
  const opened = new Map<number, AsyncIterator<unknown>>()

  const answer = async (work: () => unknown): Promise<Reply> => {
    try {
      check()
      const value = await work()
      // What is no JSON here would not arrive elsewhere either.
      return { ok: true, value: JSON.parse(JSON.stringify(value ?? null)) as unknown }
    } catch (error) {
      return { ok: false, error: toWireError(error) }
    }
  }
  const start = (id: number): AbortSignal => {
    if (running.has(id)) throw new SpaceError('bad-input', `Call ${id} is running`)
    const controller = new AbortController()
    running.set(id, controller)
    return controller.signal
  }

  return Object.freeze({
    call: (id: number, method: string, params: readonly unknown[]) =>
      answer(async () => {
        const work = own(calls, method) as AnyCall | undefined
        if (work === undefined) throw unknownMethod(method)
        const signal = start(id)
        try {
          const value = await work(...params)
          if (signal.aborted) throw new SpaceError('aborted', 'Stopped before it was done')
          return value
        } finally {
          running.delete(id)
        }
      }),
    open: (id: number, method: string, params: readonly unknown[]) =>
      answer(() => {
        const begin = own(streams, method) as AnyStream | undefined
        if (begin === undefined) throw unknownMethod(method)
        opened.set(id, begin(start(id), ...params)[Symbol.asyncIterator]())
      }),
    next: (id: number) =>
      answer(async () => {
        const items = opened.get(id)
        if (items === undefined) throw new SpaceError('not-found', `No stream ${id} is open`)
        const over = (): void => {
          opened.delete(id)
          running.delete(id)
        }
        try {
          const { done = false, value } = await items.next()
          if (done) over()
          return { done, items: done ? [] : [value] }
        } catch (error) {
          over()
          throw error
        }
      }),
    async cancel(id: number) {
      running.get(id)?.abort()
    },
  })
}

/** Only what was put there: `constructor` and the like are no methods. */
function own(table: object, method: string): unknown {
  return Object.hasOwn(table, method) ? Reflect.get(table, method) : undefined
}

function unknownMethod(method: string): SpaceError {
  return new SpaceError('not-found', `There is no ${method}`)
}
