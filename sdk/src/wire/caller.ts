import { SpaceError } from '../errors.ts'
import type { CallOptions } from './facet.ts'
import { fromWireError } from '../wire-error.ts'
import type { Message } from './message.ts'

/** Items of a stream that may be on their way; a chunk of a file is at most 1 MiB. */
const WINDOW_ITEMS = 8

/** Calls the other side and sorts its answers. */
export interface Caller {
  call(method: string, params?: unknown, options?: CallOptions): Promise<unknown>
  stream(method: string, params?: unknown, options?: CallOptions): AsyncGenerator<unknown>
  /** Whether `message` was an answer. @throws {SpaceError} `bad-input` when it breaks the rules */
  take(message: Message): boolean
  /** The connection is gone: everything that waits learns `offline`. */
  lose(): void
}

interface Waiting {
  answer(message: Message): void
  fail(error: SpaceError): void
}

export function openCaller(send: (message: Message) => Promise<void>): Caller {
  const waiting = new Map<number, Waiting>()
  let nextId = 1
  let lost = false

  const begin = (method: string, params: unknown, credit: number, wait: Waiting): number => {
    const id = nextId
    nextId += 1
    if (lost) wait.fail(offline())
    else {
      waiting.set(id, wait)
      send(['call', id, method, params, credit]).catch((error: unknown) => {
        waiting.delete(id)
        wait.fail(error instanceof SpaceError ? error : offline(error))
      })
    }
    return id
  }
  const tell = (message: Message): void => {
    // A failure here is a lost connection, which `lose` reports to everyone who waits.
    send(message).catch(() => undefined)
  }

  return {
    async call(method, params, { signal, onProgress } = {}) {
      signal?.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const list: unknown[] = []
      const id = begin(method, params, 0, {
        answer(message) {
          if (message[0] === 'progress') onProgress?.(message[2])
          else if (message[0] === 'part') for (const value of message[2]) list.push(value)
          else if (message[0] === 'error') reject(fromWireError(message[2]))
          else if (message[0] === 'result') resolve(joined(list, message[2]))
          else throw new SpaceError('bad-input', 'A stream came where a value was asked for')
        },
        fail: reject,
      })
      const cancel = (): void => tell(['cancel', id])
      signal?.addEventListener('abort', cancel)
      try {
        return await promise
      } finally {
        signal?.removeEventListener('abort', cancel)
      }
    },

    async *stream(method, params, { signal, onProgress } = {}) {
      signal?.throwIfAborted()
      const items: unknown[] = []
      let due = WINDOW_ITEMS
      let over: SpaceError | 'end' | undefined
      let wake = (): void => undefined
      const id = begin(method, params, WINDOW_ITEMS, {
        answer(message) {
          if (message[0] === 'progress') onProgress?.(message[2])
          else if (message[0] === 'item') {
            due -= 1
            if (due < 0) throw new SpaceError('bad-input', 'More came than was asked for')
            items.push(message[2])
          } else if (message[0] === 'error') over = fromWireError(message[2])
          else if (message[0] === 'end') over = 'end'
          else throw new SpaceError('bad-input', 'A value came where a stream was asked for')
          wake()
        },
        fail(error) {
          over = error
          wake()
        },
      })
      const cancel = (): void => tell(['cancel', id])
      signal?.addEventListener('abort', cancel)
      let read = 0
      try {
        for (;;) {
          if (items.length > 0) {
            yield items.shift()
            read += 1
            if (read >= WINDOW_ITEMS / 2 && over === undefined) {
              due += read
              tell(['credit', id, read])
              read = 0
            }
          } else if (over === 'end') return
          else if (over !== undefined) throw over
          else {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
          }
        }
      } finally {
        signal?.removeEventListener('abort', cancel)
        if (over === undefined) {
          // The reader left early. The id stays known until the other side closes it.
          cancel()
          waiting.set(id, { answer: () => undefined, fail: () => undefined })
        }
      }
    },

    take(message) {
      const [type, id] = message
      if (type === 'call' || type === 'cancel' || type === 'credit') return false
      const wait = waiting.get(id)
      if (wait === undefined)
        throw new SpaceError('bad-input', 'An answer came that nobody waits for')
      if (type === 'result' || type === 'error' || type === 'end') waiting.delete(id)
      try {
        wait.answer(message)
      } catch (error) {
        if (error instanceof SpaceError) wait.fail(error)
        throw error
      }
      return true
    },

    lose() {
      lost = true
      const left = [...waiting.values()]
      waiting.clear()
      for (const wait of left) wait.fail(offline())
    },
  }
}

function joined(list: unknown[], rest: unknown): unknown {
  if (list.length === 0) return rest
  if (!Array.isArray(rest)) throw new SpaceError('bad-input', 'A list ended with something else')
  for (const value of rest as unknown[]) list.push(value)
  return list
}

function offline(cause?: unknown): SpaceError {
  return new SpaceError('offline', 'The connection to Space was lost', {
    why: 'the daemon stopped, or was restarted',
    try: 'run the command again',
    ...(cause === undefined ? {} : { cause }),
  })
}
