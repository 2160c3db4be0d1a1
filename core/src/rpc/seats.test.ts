import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from '@ipld/dag-cbor'
import { expect, test } from 'vitest'
import { openEndpoint } from '@space/sdk/wire'
import { openSeats } from './seats.ts'
import { dial, listen } from './socket.ts'
import { frame } from './frame.ts'

test('connections that never call lock nobody out: the oldest of them leaves', async () => {
  await using served = await serve(8)
  const mute = await Promise.all(Array.from({ length: 8 }, served.raw))
  const closed = Promise.race(mute.map((socket) => closing(socket)))
  expect(await served.ping()).toBe('pong')
  await closed
  expect(mute.filter((socket) => socket.closed)).toHaveLength(1)
})

test('whoever has called stays as long as another never did', async () => {
  await using served = await serve(2)
  const patient = await served.client()
  expect(await patient.call('a.ping')).toBe('pong')
  for (let i = 0; i < 5; i += 1) await served.raw()
  expect(await served.ping()).toBe('pong')
  expect(await patient.call('a.ping')).toBe('pong')
})

test('of those that called, the one without a running call leaves', async () => {
  await using served = await serve(2)
  const working = await served.client()
  const done = working.call('a.wait')
  await served.waits()
  const resting = await served.client()
  await resting.call('a.ping')
  expect(await served.ping()).toBe('pong')
  expect(await resting.closed).toBeUndefined()
  served.go()
  expect(await done).toBe('waited')
})

test('while all seats work the newest is closed, and no work is lost', async () => {
  await using served = await serve(1)
  const working = await served.client()
  const done = working.call('a.wait')
  await served.waits()
  await expect(served.ping()).rejects.toMatchObject({ code: 'offline' })
  served.go()
  expect(await done).toBe('waited')
  expect(await working.call('a.ping')).toBe('pong')
})

test('a message that is no call makes a connection no better than a mute one', async () => {
  await using served = await serve(1)
  const trickster = await served.raw()
  const closed = closing(trickster)
  trickster.write(frame(encode(['cancel', 1])))
  expect(await served.ping()).toBe('pong')
  await closed
})

/** Resolves when the socket is closed, however it came to that. */
function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

async function serve(count: number) {
  const folder = mkdtempSync(join(tmpdir(), 'space-rpc-'))
  const path = join(folder, 's')
  const stack = new AsyncDisposableStack()
  stack.defer(() => rmSync(folder, { recursive: true }))
  const seats = stack.use(openSeats(count))
  const { promise: waits, resolve: waiting } = Promise.withResolvers<void>()
  const { promise: gone, resolve: go } = Promise.withResolvers<void>()
  const wait = async (): Promise<string> => {
    waiting()
    await gone
    return 'waited'
  }
  const facets = { a: { ping: () => 'pong', wait } }
  stack.use(await listen(path, (channel) => seats.take(openEndpoint(channel, facets))))
  stack.defer(go)
  const client = async () => {
    const channel = await dial(path)
    if (channel === undefined) throw new Error('nobody listens')
    return stack.use(openEndpoint(channel))
  }
  return {
    client,
    go,
    waits: () => waits,
    async ping(): Promise<unknown> {
      return (await client()).call('a.ping')
    },
    async raw(): Promise<Socket> {
      const socket = stack.adopt(connect(path), (open) => void open.destroy())
      socket.on('error', () => undefined)
      socket.resume()
      await once(socket, 'connect')
      return socket
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
