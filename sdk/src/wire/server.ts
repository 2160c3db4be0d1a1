import { isSpaceError, SpaceError } from '../errors.ts'
import type { Facets, Running } from './facet.ts'
import { toWireError } from '../wire-error.ts'
import type { Message } from './message.ts'

/** Calls of one connection that may run at once; one more is answered with `too-large`. */
export const RUNNING_CALLS = 64
/** Items a caller may ask for ahead of reading them; more breaks the rules. */
export const CREDIT_ITEMS = 64
const PART_ITEMS = 1000
const ITEM_BYTES = 2 ** 20
const PROGRESS_EVERY_MS = 50

/** Runs what the other side calls. */
export interface Server {
  /** @throws {SpaceError} `bad-input` when the other side broke the rules: close the connection */
  take(message: Message): Promise<void>
  abort(): void
  use(): 'unused' | 'idle' | 'busy'
  /** Resolves when no call runs any more. */
  settled(): Promise<void>
}

interface Job {
  readonly stop: AbortController
  credit: number
  /** Wakes a stream that waits for credit. */
  wake: () => void
  done: Promise<void>
}

export function openServer(facets: Facets, send: (message: Message) => Promise<void>): Server {
  const jobs = new Map<number, Job>()
  let called = false

  return {
    async take(message) {
      const [type, id] = message
      const job = jobs.get(id)
      switch (type) {
        case 'call':
          if (job !== undefined) throw new SpaceError('bad-input', 'An id was used twice')
          if (jobs.size >= RUNNING_CALLS) {
            // NOTE: awaited, so whoever floods us with calls and reads no answer is not read either.
            const busy = new SpaceError('too-large', 'Too many calls run at once on one connection')
            await send(['error', id, toWireError(busy)])
          } else start(id, message[2], message[3], message[4])
          return
        case 'cancel':
          // An unknown id is an answer that crossed this message: nothing to do.
          job?.stop.abort()
          return
        case 'credit':
          if (job === undefined) return
          job.credit = checkedCredit(job.credit + message[2])
          job.wake()
          return
        default:
          throw new SpaceError('bad-input', 'An answer came to a call that nobody made')
      }
    },
    abort() {
      for (const job of jobs.values()) {
        job.stop.abort()
        job.wake()
      }
    },
    use: () => (jobs.size > 0 ? 'busy' : called ? 'idle' : 'unused'),
    async settled() {
      await Promise.allSettled([...jobs.values()].map((job) => job.done))
    },
  }

  function start(id: number, method: string, params: unknown, credit: number): void {
    called = true
    const job: Job = {
      stop: new AbortController(),
      credit: checkedCredit(credit),
      wake: () => undefined,
      done: Promise.resolve(),
    }
    jobs.set(id, job)
    job.stop.signal.addEventListener('abort', () => job.wake())
    job.done = run(id, job, method, params)
      .catch(async (error: unknown) => send(['error', id, toWireError(error)]))
      // The connection is gone: nobody is left to tell.
      .catch(() => undefined)
      .finally(() => jobs.delete(id))
  }

  async function run(id: number, job: Job, method: string, params: unknown): Promise<void> {
    const running: Running = { signal: job.stop.signal, onProgress: progressOf(id) }
    const answer: unknown = await find(facets, method)(params, running)
    if (isStream(answer)) {
      await stream(id, job, answer)
      await send(['end', id])
    } else if (Array.isArray(answer)) await sendList(id, answer)
    else await sendValue(['result', id, answer])
  }

  function progressOf(id: number): (progress: unknown) => void {
    let sending = false
    let last = -Infinity
    return (progress) => {
      const now = performance.now()
      if (sending || !jobs.has(id) || now - last < PROGRESS_EVERY_MS) return
      sending = true
      last = now
      void send(['progress', id, progress])
        .catch(() => undefined)
        .finally(() => {
          sending = false
        })
    }
  }

  async function stream(id: number, job: Job, source: AsyncIterable<unknown>): Promise<void> {
    for await (const item of source) {
      for (const part of cut(item)) {
        while (job.credit === 0 && !job.stop.signal.aborted) {
          await new Promise<void>((resolve) => {
            job.wake = resolve
          })
        }
        if (job.stop.signal.aborted) throw new SpaceError('aborted', 'Stopped before it was done')
        job.credit -= 1
        await sendValue(['item', id, part])
      }
    }
  }

  async function sendList(id: number, list: readonly unknown[]): Promise<void> {
    let at = 0
    while (list.length - at > PART_ITEMS) {
      await sendValue(['part', id, list.slice(at, (at += PART_ITEMS))])
    }
    await sendValue(['result', id, list.slice(at)])
  }

  async function sendValue(message: Message): Promise<void> {
    try {
      await send(message)
    } catch (cause) {
      if (!isSpaceError(cause, 'bad-input')) throw cause
      // A value of ours that cannot travel is no mistake of the caller.
      throw new SpaceError('internal', 'Something failed inside Space', { cause })
    }
  }
}

/** @throws {SpaceError} `not-found`; only own functions count, so no prototype is reachable */
function find(facets: Facets, method: string): Facets[string][string] {
  const [facet = '', name = '', ...more] = method.split('.')
  const offered = Object.hasOwn(facets, facet) ? facets[facet] : undefined
  const found = offered !== undefined && Object.hasOwn(offered, name) ? offered[name] : undefined
  if (typeof found !== 'function' || more.length > 0) {
    throw new SpaceError('not-found', 'There is no such function on this side', {
      facts: { method: method.slice(0, 64) },
    })
  }
  return found
}

function* cut(item: unknown): Iterable<unknown> {
  if (!(item instanceof Uint8Array) || item.length <= ITEM_BYTES) yield item
  else {
    for (let at = 0; at < item.length; at += ITEM_BYTES) yield item.subarray(at, at + ITEM_BYTES)
  }
}

function checkedCredit(items: number): number {
  if (items > CREDIT_ITEMS)
    throw new SpaceError('bad-input', 'More items were asked for than allowed')
  return items
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
