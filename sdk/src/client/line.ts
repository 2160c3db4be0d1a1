import type { AppCalls, AppStreams, CallName, StreamName } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import type { AppRelay, Batch, Reply } from '../relay.ts'
import { fromWireError } from '../wire-error.ts'
import type { Wait } from './lasting.ts'

/** Typed calls over the one object that the shell offers. */
export interface Line {
  /**
   * A call that finds the daemon busy is made again a few times.
   *
   * @throws {SpaceError} what the other side answered, and `aborted` as soon as `signal` fires
   */
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

/** A busy daemon is asked again after so long, and longer each time. */
const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 2000
/** Together about ten seconds. */
const TRIES = 10
/** Methods that make Space ask the person: that another question is open, an app should know at once. */
const ASKING = /^(?:pick\.open|net\.ask|identity\.ask)$/

export function openLine(relay: AppRelay, wait: Wait): Line {
  let nextId = 1

  const cancel = (id: number): void => {
    // What was done or is gone meanwhile needs no cancelling.
    relay.cancel(id).catch(() => undefined)
  }

  const once = (
    method: string,
    params: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Promise<Reply | undefined> => {
    const id = nextId
    nextId += 1
    return orAbort(
      () => sent(relay.call(id, method, params)),
      signal,
      () => cancel(id),
    )
  }

  return {
    async call<N extends CallName>(
      method: N,
      params: Parameters<AppCalls[N]>,
      signal?: AbortSignal,
    ) {
      for (let tries = 1; ; tries += 1) {
        const reply = await once(method, params, signal)
        if (reply === undefined) throw new SpaceError('aborted', 'Stopped before it was done')
        // What is busy has done nothing of it.
        const mayPass = !reply.ok && reply.error.code === 'busy' && !ASKING.test(method)
        if (!mayPass || tries >= TRIES) return valueOf(reply) as ReturnType<AppCalls[N]>
        await wait(Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS), signal)
      }
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
