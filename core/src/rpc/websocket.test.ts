import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type Endpoint, type Facets, MESSAGE_BYTES, openEndpoint } from '@space/sdk/wire'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { channelOfWebSocket, textsOf } from './websocket.ts'

test('calls, lists and errors cross it as they cross a socket', async () => {
  const list = Array.from({ length: 2500 }, (_, i) => ({ i, no: undefined }))
  await using pair = await connected({
    a: {
      echo: (params) => params,
      list: () => list,
      bad: () => {
        throw Object.assign(new Error('secret words'), { code: 'EBADF' })
      },
    },
  })
  expect(await pair.client.call('a.echo', { a: 1, no: undefined })).toEqual({ a: 1 })
  expect(await pair.client.call('a.list')).toEqual(list.map(({ i }) => ({ i })))
  const error = await pair.client.call('a.bad').catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'internal', facts: { cause: 'EBADF' } })
  expect(JSON.stringify(error)).not.toContain('secret')
})

test('bytes do not cross it: bad input of the caller, a fault of ours; it lives on', async () => {
  await using pair = await connected({ a: { echo: (p) => p, bytes: () => new Uint8Array(3) } })
  const given = pair.client.call('a.echo', [new Uint8Array(3)])
  await expect(given).rejects.toMatchObject({ code: 'bad-input' })
  await expect(pair.client.call('a.bytes')).rejects.toMatchObject({ code: 'internal' })
  expect(await pair.client.call('a.echo', [1])).toEqual([1])
})

test('a stream is made only as fast as it is read', async () => {
  let made = 0
  await using pair = await connected({
    a: {
      async *count() {
        for (; ; made += 1) yield made
      },
    },
  })
  const stream = pair.client.stream('a.count')[Symbol.asyncIterator]()
  for (let i = 0; i < 20; i += 1) expect((await stream.next()).value).toBe(i)
  expect(made).toBeLessThan(40)
})

test('a reader that never reads stops being served', async () => {
  let served = 0
  const text = 'x'.repeat(2 ** 20)
  await using pair = await connected({
    a: {
      big: () => {
        served += 1
        return text
      },
      ping: () => 'pong',
    },
  })
  pair.raw.pause()
  for (let i = 1; i < 3000; i += 1) pair.raw.send(JSON.stringify(['call', i, 'a.big', null, 0]))
  await using other = await pair.another()
  for (let i = 0; i < 300; i += 1) expect(await other.call('a.ping')).toBe('pong')
  expect(served).toBeLessThan(200)
})

test('a connection that is lost ends calls on both sides', async () => {
  const aborted = Promise.withResolvers<string>()
  const began = Promise.withResolvers<void>()
  await using pair = await connected({
    a: {
      wait: (_, { signal }) => {
        signal.addEventListener('abort', () => aborted.resolve('aborted'))
        began.resolve()
        return new Promise(() => undefined)
      },
    },
  })
  const call = pair.client.call('a.wait')
  const outcome = call.catch((error: unknown) => error)
  await began.promise
  pair.raw.terminate()
  expect(await outcome).toMatchObject({ code: 'offline' })
  expect(await aborted.promise).toBe('aborted')
})

test.each([
  ['text that is no message', 'hello'],
  ['an answer nobody waits for', '["result",5,1]'],
  ['bytes', Buffer.from('["call",1,"a.b",null,0]')],
  ['a text that is too long', `["call",1,"a.b","${'x'.repeat(MESSAGE_BYTES)}",0]`],
])('%s closes the connection', async (_name, text) => {
  await using pair = await connected({ a: { b: () => 1 } })
  const closed = once(pair.raw, 'close')
  pair.raw.send(text)
  await closed
  await expect(pair.client.call('a.b')).rejects.toMatchObject({ code: 'offline' })
})

test('an endpoint that is closed waits for nobody who does not answer', async () => {
  await using pair = await connected({ a: { b: () => 1 } })
  await pair.client.call('a.b')
  pair.raw.pause()
  await pair.server()?.[Symbol.asyncDispose]()
  expect(await pair.server()?.closed).toBeUndefined()
})

async function connected(facets: Facets) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const endpoints: Endpoint[] = []
  server.on('connection', (socket) => {
    const texts = textsOf(socket, MESSAGE_BYTES)
    endpoints.push(openEndpoint(channelOfWebSocket(socket, texts), facets))
  })
  const dial = async (): Promise<{ raw: WebSocket; client: Endpoint }> => {
    const raw = new WebSocket(`ws://127.0.0.1:${port}`)
    const channel = channelOfWebSocket(raw, textsOf(raw, 2 * MESSAGE_BYTES))
    await once(raw, 'open')
    return { raw, client: openEndpoint(channel) }
  }
  const { raw, client } = await dial()
  return {
    raw,
    client,
    server: () => endpoints[0],
    another: async () => (await dial()).client,
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate()
      raw.terminate()
      await Promise.all(endpoints.map((endpoint) => endpoint.closed))
      server.close()
    },
  }
}
