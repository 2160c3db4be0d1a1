import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from '@ipld/dag-cbor'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Endpoint,
  type Facets,
  type Message,
  MESSAGE_BYTES,
  openEndpoint,
} from '@space/sdk/wire'
import { listen } from './socket.ts'
import { decodeMessage, frame, unframe } from './frame.ts'

test.each([
  ['garbage', Uint8Array.of(0, 0, 0, 3, 255, 255, 255)],
  ['a length of zero', new Uint8Array(4)],
  ['a huge length', Uint8Array.of(255, 255, 255, 255, 1)],
  ['a length just above the limit', header(MESSAGE_BYTES + 1)],
  ['a message that is no list', frame(encode({ call: 1 }))],
  ['an unknown kind of message', frame(encode(['shout', 1]))],
  ['a call with a name that is no text', frame(encode(['call', 1, 7, null, 0]))],
  ['a call with a negative id', frame(encode(['call', -1, 'a.b', null, 0]))],
  ['a call with too much credit', frame(encode(['call', 1, 'a.wait', null, 1e6]))],
  ['an answer that nobody waits for', frame(encode(['result', 5, 1]))],
  ['an error with a code that does not exist', frame(encode(['error', 5, { code: 'x' }]))],
  ['the same id twice', twice(frame(encode(['call', 1, 'a.wait', null, 0])))],
  ['a deep nest', frame(new Uint8Array(1_000_000).fill(0x81))],
  ['a list that claims more than it has', frame(Uint8Array.of(0x9b, 0, 0, 255, 255, 0, 0, 0, 0))],
])('%s closes the connection and leaves the others alone', async (_name, bytes) => {
  await using attacked = await served({ a: { wait: forever, ping: () => 'pong' } })
  const bad = await attacked.raw()
  const closed = once(bad, 'close')
  bad.resume()
  bad.write(bytes)
  await closed
  const good = await attacked.raw()
  good.write(frame(encode(['call', 1, 'a.ping', null, 0])))
  expect(await firstMessage(good)).toEqual(frame(encode(['result', 1, 'pong'])).subarray(4))
})

test('any bytes either close the connection or wait for more; nothing throws outside', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 64 }), async (bytes) => {
      const channel = {
        messages: decoded(once1(frame(bytes))),
        send: async () => undefined,
        close: () => undefined,
      }
      await openEndpoint(channel, { a: { b: () => 1 } }).closed
    }),
    { numRuns: 300 },
  )
})

test('cancels and credits for unknown ids are nothing, however many', async () => {
  await using attacked = await served({ a: { ping: () => 'pong' } })
  const flood = await attacked.raw()
  const one = frame(encode(['cancel', 99]))
  const two = frame(encode(['credit', 98, 60]))
  flood.write(Buffer.concat(Array.from({ length: 20_000 }, (_, i) => (i % 2 ? one : two))))
  flood.write(frame(encode(['call', 1, 'a.ping', null, 0])))
  expect(await firstMessage(flood)).toEqual(frame(encode(['result', 1, 'pong'])).subarray(4))
})

test('credit cannot be hoarded', async () => {
  await using attacked = await served({ a: { wait: forever } })
  const hoarder = await attacked.raw()
  const closed = once(hoarder, 'close')
  hoarder.write(frame(encode(['call', 1, 'a.wait', null, 60])))
  hoarder.write(frame(encode(['credit', 1, 60])))
  await closed
  await expect(attacked.endpoints[0]?.closed).resolves.toMatchObject({ code: 'bad-input' })
})

test('no more than 64 calls of one connection run', async () => {
  let running = 0
  const wait = (): Promise<never> => {
    running += 1
    return forever()
  }
  await using attacked = await served({ a: { wait, ping: () => 'pong' } })
  const flood = await attacked.raw()
  const calls = Array.from({ length: 65 }, (_, i) => frame(encode(['call', i, 'a.wait', null, 0])))
  flood.write(Buffer.concat(calls))
  expect(Buffer.from(await firstMessage(flood)).toString()).toContain('too-large')
  expect(running).toBe(64)
})

test('a reader that never reads stops being read and served', async () => {
  let served1 = 0
  const big = (): Uint8Array => {
    served1 += 1
    return new Uint8Array(2 ** 20)
  }
  await using attacked = await served({ a: { big, ping: () => 'pong' } })
  const mute = await attacked.raw()
  mute.pause()
  const calls = Array.from({ length: 5000 }, (_, i) => frame(encode(['call', i, 'a.big', null, 0])))
  mute.write(Buffer.concat(calls))
  // Another connection is served meanwhile, many times over: enough turns for the flood to be read.
  const good = await attacked.raw()
  for (let i = 0; i < 200; i += 1) {
    const answer = firstMessage(good)
    good.write(frame(encode(['call', i, 'a.ping', null, 0])))
    await answer
  }
  expect(served1).toBeLessThanOrEqual(66)
})

test('a stream that is never read makes no more than its credit', async () => {
  let made = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      made += 1
      yield new Uint8Array(1000)
    }
  }
  await using attacked = await served({ a: { endless, ping: () => 'pong' } })
  const mute = await attacked.raw()
  mute.write(frame(encode(['call', 1, 'a.endless', null, 8])))
  const good = await attacked.raw()
  for (let i = 0; i < 50; i += 1) {
    const answer = firstMessage(good)
    good.write(frame(encode(['call', i, 'a.ping', null, 0])))
    await answer
  }
  expect(made).toBe(9)
})

test('a message that arrives byte by byte is understood', async () => {
  const message = encode(['call', 1, 'a.b', null, 0])
  const framed = frame(message)
  async function* trickle(): AsyncGenerator<Uint8Array> {
    for (const byte of [...framed, ...framed]) yield Uint8Array.of(byte)
  }
  const got: Uint8Array[] = []
  for await (const one of unframe(trickle())) got.push(Uint8Array.from(one))
  expect(got).toEqual([message, message])
})

test('a stream that ends inside a message is bad input', async () => {
  const read = async (): Promise<void> => {
    for await (const _ of unframe(once1(Uint8Array.of(0, 0, 0, 9, 1)))) continue
  }
  await expect(read()).rejects.toMatchObject({ code: 'bad-input' })
})

async function* decoded(source: AsyncIterable<Uint8Array>): AsyncGenerator<Message> {
  for await (const bytes of unframe(source)) yield decodeMessage(bytes)
}

function forever(): Promise<never> {
  return new Promise<never>(() => undefined)
}

function header(length: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, length)
  return bytes
}

function twice(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, bytes])
}

async function* once1(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** The next whole message on a raw socket; for answers that fit one read. */
async function firstMessage(socket: Socket): Promise<Uint8Array> {
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  return Uint8Array.from(chunk.subarray(4))
}

async function served(
  facets: Facets,
): Promise<AsyncDisposable & { raw: () => Promise<Socket>; endpoints: Endpoint[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'space-rpc-'))
  const path = join(folder, 's')
  const endpoints: Endpoint[] = []
  const sockets: Socket[] = []
  const listener = await listen(path, (channel) => endpoints.push(openEndpoint(channel, facets)))
  return {
    endpoints,
    async raw() {
      const socket = connect(path)
      socket.on('error', () => undefined)
      sockets.push(socket)
      await once(socket, 'connect')
      return socket
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await listener[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}
