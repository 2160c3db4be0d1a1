import { SpaceError } from '@space/sdk'
import type { AppRelay, Batch, Reply } from '@space/sdk/relay'
import { type Endpoint, toWireError } from '@space/sdk/wire'
import { i18n } from '@space/ui'

/** What the shell itself answers to an app, by method. */
export interface ShellMethods {
  readonly calls: Readonly<Record<string, ShellCall>>
  readonly streams: Readonly<Record<string, ShellStream>>
}

export type ShellCall = (params: readonly unknown[], signal: AbortSignal) => unknown
export type ShellStream = (
  params: readonly unknown[],
  signal: AbortSignal,
) => AsyncIterable<unknown>

export interface RelayPowers {
  /** The app's own connection to the daemon, opened at its first call and again after it was lost. */
  readonly daemon: () => Promise<Pick<Endpoint, 'call' | 'stream'>>
  readonly shell: ShellMethods
  /** Whether the person just acted, and this app is what they see. */
  readonly mayAsk: () => boolean
}

/** Calls and streams of one app that may be open at once. */
const MOST_OPEN = 64
/** Items of a stream that wait here while the app fetches none. */
const MOST_ITEMS = 64

/** Methods that make Space ask the person. */
const ASKING =
  /^(?:pick\.|net\.ask$|identity\.ask$|ui\.(?:openLink|openFile|openOutside|saveAs|erase)$)/
/** Methods that are the shell's own, whether it has them or not. */
const OF_SHELL = /^(?:ui|address|theme|commands)\./

/** Carry the calls of one app; failures become values, since comlink would strip an error of its code. */
export function openRelay({ daemon, shell, mayAsk }: RelayPowers): AppRelay & { close(): void } {
  const open = new Map<number, AbortController>()
  const streams = new Map<number, Pump>()

  const begin = (id: unknown, method: unknown, params: unknown): Begun => {
    if (!Number.isSafeInteger(id) || typeof method !== 'string' || !Array.isArray(params)) {
      throw new SpaceError('bad-input', 'A call is a number, a name and a list of values')
    }
    if (open.has(id as number)) throw new SpaceError('bad-input', 'This call is running already')
    if (open.size >= MOST_OPEN) {
      throw new SpaceError('busy', i18n.t('This app asks for too much at once'))
    }
    if (ASKING.test(method) && !mayAsk()) {
      throw new SpaceError('not-asked', i18n.t('An app may ask only when it was just used'), {
        try: i18n.t('ask from a click or a key press'),
      })
    }
    const stop = new AbortController()
    open.set(id as number, stop)
    return { id: id as number, method, params: params as readonly unknown[], stop }
  }

  const frozen: AppRelay & { close(): void } = Object.assign(Object.create(null) as object, {
    async call(id: unknown, method: unknown, params: unknown): Promise<Reply> {
      try {
        const call = begin(id, method, params)
        try {
          return { ok: true, value: (await run(call)) ?? null }
        } finally {
          open.delete(call.id)
        }
      } catch (error) {
        return failed(error)
      }
    },
    async open(id: unknown, method: unknown, params: unknown): Promise<Reply> {
      try {
        const call = begin(id, method, params)
        try {
          streams.set(call.id, pump(await stream(call), call.stop.signal))
          return { ok: true, value: null }
        } catch (error) {
          open.delete(call.id)
          throw error
        }
      } catch (error) {
        return failed(error)
      }
    },
    async next(id: unknown): Promise<Reply> {
      const from = streams.get(id as number)
      try {
        if (from === undefined) throw new SpaceError('bad-input', 'There is no such stream')
        const batch = await from.take()
        if (batch.done) forget(id as number)
        return { ok: true, value: batch }
      } catch (error) {
        forget(id as number)
        return failed(error)
      }
    },
    async cancel(id: unknown): Promise<void> {
      open.get(id as number)?.abort()
    },
    close(): void {
      for (const stop of open.values()) stop.abort()
      open.clear()
      streams.clear()
    },
  })

  const forget = (id: number): void => {
    if (!streams.delete(id)) return
    open.get(id)?.abort()
    open.delete(id)
  }
  const run = async ({ method, params, stop }: Begun): Promise<unknown> => {
    if (OF_SHELL.test(method)) {
      const call = own(shell.calls, method)
      return call(params, stop.signal)
    }
    const line = await daemon()
    stop.signal.throwIfAborted()
    return line.call(method, params, { signal: stop.signal })
  }
  const stream = async ({ method, params, stop }: Begun): Promise<AsyncIterable<unknown>> => {
    if (OF_SHELL.test(method)) return own(shell.streams, method)(params, stop.signal)
    const line = await daemon()
    stop.signal.throwIfAborted()
    return line.stream(method, params, { signal: stop.signal })
  }
  return Object.freeze(frozen)
}

interface Begun {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
  readonly stop: AbortController
}

function own<Method>(methods: Readonly<Record<string, Method>>, name: string): Method {
  // Every name has a dot here, so none is one that objects have by themselves.
  const method = methods[name]
  if (method === undefined)
    throw new SpaceError('not-found', i18n.t('This Space has nothing of that name'))
  return method
}

interface Pump {
  take(): Promise<Batch>
}

/** Read ahead of the app, but not far: what it does not fetch slows its source down. */
function pump(source: AsyncIterable<unknown>, signal: AbortSignal): Pump {
  let items: unknown[] = []
  let end: { error?: unknown } | undefined
  let news = Promise.withResolvers<void>()
  let room = Promise.withResolvers<void>()
  const read = async (): Promise<void> => {
    try {
      for await (const item of source) {
        items.push(item)
        news.resolve()
        if (signal.aborted) break
        while (items.length >= MOST_ITEMS && !signal.aborted) {
          room = Promise.withResolvers<void>()
          await room.promise
        }
      }
      end = {}
    } catch (error) {
      end = { error }
    }
    news.resolve()
  }
  signal.addEventListener('abort', () => room.resolve())
  void read()
  return {
    async take() {
      if (items.length === 0 && end === undefined) await news.promise
      const taken = items
      items = []
      news = Promise.withResolvers<void>()
      room.resolve()
      if (taken.length === 0 && end !== undefined && 'error' in end) throw end.error
      const done = taken.length === 0 && end !== undefined
      if (end !== undefined) news.resolve()
      return { done, items: taken }
    },
  }
}

function failed(error: unknown): Reply {
  return { ok: false, error: toWireError(error) }
}
