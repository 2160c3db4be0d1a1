import { SpaceError } from '@space/sdk'
import { type Channel, decodeText, encodeText, type Message } from '@space/sdk/wire'
import { i18n } from '@space/ui'

/** Who speaks: the owner, or one app on whose behalf the shell relays. */
export interface Hello {
  readonly bearer: string
  readonly app?: string
}

/** Opens connections to the daemon. */
export type Dial = (hello: Hello, options?: { signal?: AbortSignal }) => Promise<Channel>

/** Bytes that may wait in the browser before `send` slows its caller down. */
const WAITING_BYTES = 2 ** 20
/** A daemon that says nothing for so long is not there. */
const HELLO_MS = 10_000
/** The daemon closes with these when it does not know the bearer, or the app is not open. */
const UNKNOWN = 4401
const NOT_OPEN = 4404

/**
 * Dial the daemon over the browser's WebSocket: the bearer goes in the first message, never in the
 * address, and the connection counts once the daemon said yes.
 *
 * @throws {SpaceError} `denied` when the daemon knows the bearer no more, `not-found` when the app is
 *   not open, `offline` when the daemon is away
 */
export function dialWebSocket(url: string): Dial {
  return async (hello, { signal } = {}) => {
    signal?.throwIfAborted()
    const socket = new WebSocket(url)
    const limit = AbortSignal.timeout(HELLO_MS)
    const stop = signal === undefined ? limit : AbortSignal.any([signal, limit])
    try {
      await greeted(socket, hello, stop)
    } catch (error) {
      socket.close()
      throw error
    }
    return channelOf(socket)
  }
}

function greeted(socket: WebSocket, hello: Hello, stop: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const done = new AbortController()
  const heard = { signal: done.signal }
  socket.addEventListener('open', () => socket.send(JSON.stringify({ v: 1, ...hello })), heard)
  socket.addEventListener(
    'message',
    ({ data }) => (isYes(data) ? resolve() : reject(away())),
    heard,
  )
  socket.addEventListener('close', ({ code }) => reject(problemOf(code)), heard)
  stop.addEventListener('abort', () => reject(away()), heard)
  return promise.finally(() => done.abort())
}

function isYes(data: unknown): boolean {
  try {
    const answer: unknown = JSON.parse(String(data))
    return typeof answer === 'object' && answer !== null && Reflect.get(answer, 'ok') === true
  } catch {
    return false
  }
}

function channelOf(socket: WebSocket): Channel {
  const waiting: (Message | SpaceError)[] = []
  let isOver = socket.readyState >= WebSocket.CLOSING
  let wake = (): void => undefined
  socket.addEventListener('message', ({ data }) => {
    try {
      waiting.push(decodeText(String(data)))
    } catch (error) {
      if (error instanceof SpaceError) waiting.push(error)
    }
    wake()
  })
  socket.addEventListener('close', () => {
    isOver = true
    wake()
  })

  async function* messages(): AsyncGenerator<Message> {
    for (;;) {
      const next = waiting.shift()
      if (next instanceof SpaceError) throw next
      if (next !== undefined) yield next
      else if (isOver) return
      else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  }

  return {
    messages: messages(),
    async send(message) {
      const text = encodeText(message)
      if (socket.readyState !== WebSocket.OPEN) throw away()
      socket.send(text)
      // NOTE: a WebSocket tells nobody when its buffer empties; asking is the only way to slow down.
      while (socket.bufferedAmount > WAITING_BYTES && socket.readyState === WebSocket.OPEN) {
        await new Promise((resolve) => {
          setTimeout(resolve, 10)
        })
      }
    },
    close() {
      socket.close()
    },
  }
}

function problemOf(code: number): SpaceError {
  if (code === NOT_OPEN) return new SpaceError('not-found', i18n.t('This app is not open'))
  if (code !== UNKNOWN) return away()
  return new SpaceError('denied', i18n.t('This window is not signed in to Space'), {
    why: i18n.t('Space was restarted, or the window was opened without its code'),
    try: i18n.t('run “space open” to get a new window'),
  })
}

function away(): SpaceError {
  return new SpaceError('offline', i18n.t('Space does not answer'), {
    why: i18n.t('it stopped in the background, or is starting'),
    try: i18n.t('run “space open”'),
  })
}
