import { SpaceError } from '../errors.ts'
import { openCaller } from './caller.ts'
import type { Channel, Message } from './message.ts'
import type { CallOptions, Facets } from './facet.ts'
import { openServer } from './server.ts'

/** One side of a connection; both sides may offer facets and call the other's. */
export interface Endpoint extends AsyncDisposable {
  /**
   * @param method `facet.function`
   * @throws {SpaceError} what the function threw, or `offline` when the connection is lost. After
   *   `signal` fired it still waits for the other side to say how far it came.
   */
  call(method: string, params?: unknown, options?: CallOptions): Promise<unknown>
  stream(method: string, params?: unknown, options?: CallOptions): AsyncIterable<unknown>
  /** Whether the other side ever called, and whether a call of it runs. */
  readonly use: 'unused' | 'idle' | 'busy'
  /** Resolves when the connection is gone, with the reason when it was a broken rule. */
  readonly closed: Promise<SpaceError | undefined>
}

/** Speak over `channel` until either side closes it; hostile messages close it at once. */
export function openEndpoint(channel: Channel, facets: Facets = {}): Endpoint {
  let over = false
  const send = async (message: Message): Promise<void> => {
    if (over) throw new SpaceError('offline', 'The connection is closed')
    await channel.send(message)
  }
  const caller = openCaller(send)
  const server = openServer(facets, send)

  const read = async (): Promise<SpaceError | undefined> => {
    try {
      for await (const message of channel.messages) {
        if (!caller.take(message)) await server.take(message)
      }
      return undefined
    } catch (error) {
      return error instanceof SpaceError && error.code === 'bad-input' ? error : undefined
    } finally {
      over = true
      channel.close()
      server.abort()
      caller.lose()
    }
  }
  const closed = read()

  return {
    call: caller.call,
    stream: caller.stream,
    closed,
    get use() {
      return server.use()
    },
    async [Symbol.asyncDispose]() {
      over = true
      channel.close()
      await closed
      await server.settled()
    },
  }
}
