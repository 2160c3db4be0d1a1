import { SpaceError } from '@space/sdk'
import { type Channel, decodeText, encodeText, type Message } from '@space/sdk/wire'
import type { RawData, WebSocket } from 'ws'

/** Messages that may wait to be read before the sender is slowed down. */
const WAITING = 64
/** Bytes that may wait to be sent before a writer is slowed down. */
const BUFFERED_BYTES = 2 ** 20
/** How long the other side has to agree that a connection is over. */
const CLOSING_MS = 1000
const TOO_BIG = 1009
const UNSUPPORTED = 1003

/** The texts that come over a WebSocket, in order, from the first one on. */
export interface Texts {
  /**
   * Ends with the connection; may be read by one reader after the other.
   *
   * @throws {SpaceError} `bad-input` for bytes, or a text above `limit`, which close the connection
   */
  readonly all: AsyncGenerator<string, undefined>
  /** Bytes that one text may have. */
  limit: number
}

/** Begin to read at once, so that nothing is missed. */
export function textsOf(socket: WebSocket, limit: number): Texts {
  const waiting: string[] = []
  let wake = (): void => undefined
  let broken: SpaceError | undefined
  let isOver = false

  socket.on('message', (data: RawData, isBinary: boolean) => {
    const bytes = data as Buffer
    if (broken !== undefined) return
    if (isBinary || bytes.length > texts.limit) {
      broken = new SpaceError('bad-input', 'The other side sent what is no message')
      socket.close(isBinary ? UNSUPPORTED : TOO_BIG)
    } else {
      waiting.push(bytes.toString())
      if (waiting.length >= WAITING) socket.pause()
    }
    wake()
  })
  socket.on('close', () => {
    isOver = true
    wake()
  })
  // A broken connection shows as the end of the texts; without a listener it would end the process.
  socket.on('error', () => undefined)

  async function* read(): AsyncGenerator<string, undefined> {
    for (;;) {
      const text = waiting.shift()
      if (text !== undefined) {
        if (waiting.length < WAITING && socket.isPaused) socket.resume()
        yield text
      } else if (broken !== undefined) throw broken
      else if (isOver) return undefined
      else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  }
  const texts: Texts = { all: read(), limit }
  return texts
}

/** Messages as JSON text over an open WebSocket. */
export function channelOfWebSocket(socket: WebSocket, texts: Texts): Channel {
  async function* messages(): AsyncGenerator<Message> {
    for await (const text of texts.all) yield decodeText(text)
  }
  return {
    messages: messages(),
    async send(message) {
      const text = encodeText(message)
      if (socket.readyState !== socket.OPEN)
        throw new SpaceError('offline', 'The connection is closed')
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      socket.send(text, (error) => {
        if (error) reject(new SpaceError('offline', 'The connection is closed', { cause: error }))
        else resolve()
      })
      if (socket.bufferedAmount > BUFFERED_BYTES) await promise
      // The end of `messages` tells of a lost connection.
      else promise.catch(() => undefined)
    },
    close() {
      if (socket.readyState === socket.CLOSED) return
      const timer = setTimeout(() => socket.terminate(), CLOSING_MS)
      socket.once('close', () => clearTimeout(timer))
      // A paused socket would never see the answer to it.
      socket.resume()
      socket.close(1000)
    },
  }
}
