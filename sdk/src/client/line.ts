import type { AppCalls, AppStreams, CallName, StreamName } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import type { AppRelay, Batch, Reply } from '../relay.ts'
import { fromWireError } from '../wire-error.ts'

/** Typed calls over the one object that the shell offers. */
export interface Line {
  /** @throws {SpaceError} what the other side answered, and `aborted` as soon as `signal` fires */
  call<N extends CallName>(
    method: N,
    params: Parameters<AppCalls[N]>,
    signal?: AbortSignal,
  ): Promise<ReturnType<AppCalls[N]>>
  /** Ends when `signal` fires; what came is given as it is fetched. */
  stream<N extends StreamName>(
    method: N,
    params: Parameters<AppStreams[N]>,
    signal?: AbortSignal,
  ): AsyncGenerator<ReturnType<AppStreams[N]>, void, undefined>
}

export function openLine(relay: AppRelay): Line {
  let nextId = 1

  const cancel = (id: number): void => {
    // What was done or is gone meanwhile needs no cancelling.
    relay.cancel(id).catch(() => undefined)
  }

  return {
    async call<N extends CallName>(
      method: N,
      params: Parameters<AppCalls[N]>,
      signal?: AbortSignal,
    ) {
      const id = nextId
      nextId += 1
      const reply = await orAbort(
        () => sent(relay.call(id, method, params)),
        signal,
        () => cancel(id),
      )
      if (reply === undefined) throw new SpaceError('aborted', 'Stopped before it was done')
      return valueOf(reply) as ReturnType<AppCalls[N]>
    },

    async *stream<N extends StreamName>(
      method: N,
      params: Parameters<AppStreams[N]>,
      signal?: AbortSignal,
    ) {
      const id = nextId
      nextId += 1
      if (signal?.aborted) return
      let isOver = false
      try {
        const opened = await orAbort(() => sent(relay.open(id, method, params)), signal)
        if (opened === undefined) return
        valueOf(opened)
        for (;;) {
          const reply = await orAbort(() => sent(relay.next(id)), signal)
          if (reply === undefined) return
          const batch = valueOf(reply) as Batch
          isOver = batch.done
          yield* batch.items as ReturnType<AppStreams[N]>[]
          if (isOver) return
        }
      } finally {
        if (!isOver) cancel(id)
      }
    },
  }
}

/** Undefined when `signal` fired first; nothing is begun when it had fired before. */
async function orAbort<T>(
  begin: () => Promise<T>,
  signal: AbortSignal | undefined,
  onAbort?: () => void,
): Promise<T | undefined> {
  if (signal === undefined) return begin()
  if (signal.aborted) return undefined
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const stop = (): void => {
    onAbort?.()
    resolve(undefined)
  }
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([begin(), promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** What comlink throws is about what was sent, such as a function among the parameters. */
async function sent(reply: Promise<Reply>): Promise<Reply> {
  try {
    return await reply
  } catch (cause) {
    throw new SpaceError('bad-input', 'Something was given that cannot be sent', { cause })
  }
}

function valueOf(reply: Reply): unknown {
  if (!reply.ok) throw fromWireError(reply.error)
  return reply.value
}
