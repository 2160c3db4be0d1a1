import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import { type Endpoint, openEndpoint, type Facets } from '@space/sdk/wire'
import { dial, listen } from './socket.ts'

test('a call brings a value, and undefined fields stay away', async () => {
  await using pair = await connected({
    math: {
      add: (params) => ({ sum: (params as number[]).reduce((a, b) => a + b), no: undefined }),
    },
  })
  expect(await pair.client.call('math.add', [1, 2.5])).toEqual({ sum: 3.5 })
})

test('a SpaceError keeps its code, words and facts; other errors show only their code', async () => {
  await using pair = await connected({
    bad: {
      known: () => {
        throw new SpaceError('exists', 'It is there', { why: 'w', try: 't', facts: { path: '/a' } })
      },
      unknown: () => {
        throw Object.assign(new Error('secret words'), { code: 'EBADF' })
      },
    },
  })
  await expect(pair.client.call('bad.known')).rejects.toMatchObject({
    code: 'exists',
    message: 'It is there',
    why: 'w',
    try: 't',
    facts: { path: '/a' },
  })
  const error = await pair.client.call('bad.unknown').catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'internal', facts: { cause: 'EBADF' } })
  expect(JSON.stringify(error) + String(error)).not.toContain('secret')
})

test('an error with very long words and odd facts arrives shortened, and the connection lives on', async () => {
  const long = 'x'.repeat(100_000)
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`fact${i}`, i]))
  await using pair = await connected({
    bad: {
      long: () => {
        throw new SpaceError('exists', long, { why: long, try: long, facts: { path: long } })
      },
      odd: () => {
        throw new SpaceError('exists', 'm', { facts: { size: Number.NaN, ...many } })
      },
    },
    a: { ping: () => 'pong' },
  })
  const cut = `${'x'.repeat(4095)}…`
  await expect(pair.client.call('bad.long')).rejects.toMatchObject({
    code: 'exists',
    message: cut,
    why: cut,
    try: cut,
    facts: { path: cut },
  })
  await expect(pair.client.call('bad.odd')).rejects.toMatchObject({
    code: 'exists',
    facts: { size: 'NaN', fact0: 0 },
  })
  expect(await pair.client.call('a.ping')).toBe('pong')
})

test.each(['no.such', 'a.b.c', 'a', '', '__proto__.toString', 'a.constructor', 'constructor.name'])(
  'the unknown function %j is not found and nothing inherited is reachable',
  async (method) => {
    await using pair = await connected({ a: { b: () => 1 } })
    await expect(pair.client.call(method)).rejects.toMatchObject({ code: 'not-found' })
    expect(await pair.client.call('a.b')).toBe(1)
  },
)

test('a list of 25,000 objects arrives whole', async () => {
  const list = Array.from({ length: 25_000 }, (_, i) => ({ name: `n${i}`.repeat(30), i }))
  await using pair = await connected({ a: { list: () => list } })
  expect(await pair.client.call('a.list')).toEqual(list)
})

test('a cancelled call tells the other side and brings what that says', async () => {
  const began = Promise.withResolvers<void>()
  await using pair = await connected({
    a: {
      wait: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () =>
            reject(new SpaceError('aborted', 'stopped', { facts: { doneFiles: 7 } })),
          )
          began.resolve()
        }),
    },
  })
  const stop = new AbortController()
  const call = pair.client.call('a.wait', null, { signal: stop.signal })
  await began.promise
  stop.abort()
  await expect(call).rejects.toMatchObject({ code: 'aborted', facts: { doneFiles: 7 } })
})

test('progress arrives while the call runs', async () => {
  const seen = Promise.withResolvers<unknown>()
  const go = Promise.withResolvers<void>()
  await using pair = await connected({
    a: {
      async work(_, { onProgress }) {
        onProgress({ doneBytes: 5 })
        await go.promise
        return 'done'
      },
    },
  })
  const call = pair.client.call('a.work', null, { onProgress: seen.resolve })
  expect(await seen.promise).toEqual({ doneBytes: 5 })
  go.resolve()
  expect(await call).toBe('done')
})

test('a stream is made only as fast as it is read, and large chunks are cut', async () => {
  let made = 0
  await using pair = await connected({
    a: {
      async *bytes() {
        for (; made < 200; made += 1) yield new Uint8Array(1000).fill(made)
      },
      async *large() {
        yield new Uint8Array(3 * 2 ** 20).fill(9)
      },
    },
  })
  const stream = pair.client.stream('a.bytes')[Symbol.asyncIterator]()
  for (let i = 0; i < 20; i += 1) {
    expect((await stream.next()).value).toEqual(new Uint8Array(1000).fill(i))
  }
  expect(made).toBeLessThan(40)
  let length = 0
  for await (const chunk of pair.client.stream('a.large')) length += (chunk as Uint8Array).length
  expect(length).toBe(3 * 2 ** 20)
})

test('leaving a stream early ends its source', async () => {
  const ended = Promise.withResolvers<string>()
  await using pair = await connected({
    a: {
      async *endless() {
        try {
          for (;;) yield 1
        } finally {
          ended.resolve('ended')
        }
      },
      ping: () => 'pong',
    },
  })
  for await (const item of pair.client.stream('a.endless')) {
    expect(item).toBe(1)
    break
  }
  expect(await ended.promise).toBe('ended')
  expect(await pair.client.call('a.ping')).toBe('pong')
})

test('an error inside a stream comes after the items before it', async () => {
  await using pair = await connected({
    a: {
      async *broken() {
        yield 1
        throw new SpaceError('corrupt-block', 'damaged', { facts: { offset: 42 } })
      },
    },
  })
  const got: unknown[] = []
  const read = async (): Promise<void> => {
    for await (const item of pair.client.stream('a.broken')) got.push(item)
  }
  await expect(read()).rejects.toMatchObject({ code: 'corrupt-block', facts: { offset: 42 } })
  expect(got).toEqual([1])
})

test('a lost connection ends calls and streams with offline, and aborts the other side', async () => {
  const aborted = Promise.withResolvers<string>()
  const began = Promise.withResolvers<void>()
  await using pair = await connected({
    a: {
      wait: (_, { signal }) => {
        signal.addEventListener('abort', () => aborted.resolve('aborted'))
        began.resolve()
        return new Promise(() => undefined)
      },
      async *stream(_, { signal }) {
        yield 1
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    },
  })
  const call = pair.client.call('a.wait')
  const stream = pair.client.stream('a.stream')[Symbol.asyncIterator]()
  await stream.next()
  await began.promise
  const next = stream.next()
  const outcomes = Promise.allSettled([call, next])
  pair.cut()
  expect(await outcomes).toMatchObject([
    { status: 'rejected', reason: { code: 'offline' } },
    { status: 'rejected', reason: { code: 'offline' } },
  ])
  expect(await aborted.promise).toBe('aborted')
  await expect(pair.client.call('a.wait')).rejects.toMatchObject({ code: 'offline' })
})

test('both sides may offer functions on one connection', async () => {
  const server = Promise.withResolvers<Endpoint>()
  await using _pair = await connected({}, { me: { name: () => 'client' } }, server.resolve)
  expect(await (await server.promise).call('me.name')).toBe('client')
})

test.each([
  ['NaN', Number.NaN],
  ['a function', () => 1],
  ['a circle', circle()],
])('%s in the arguments is bad input, and the connection lives on', async (_name, params) => {
  await using pair = await connected({ a: { echo: (value) => value } })
  await expect(pair.client.call('a.echo', { params })).rejects.toMatchObject({ code: 'bad-input' })
  const stream = pair.client.stream('a.echo', params)[Symbol.asyncIterator]()
  await expect(stream.next()).rejects.toMatchObject({ code: 'bad-input' })
  expect(await pair.client.call('a.echo', [1])).toEqual([1])
})

test('an answer that cannot be sent is a fault inside, not of the caller', async () => {
  await using pair = await connected({
    a: {
      one: () => ({ size: Number.NaN }),
      list: () => [Number.NaN],
      async *items() {
        yield Number.NaN
      },
    },
  })
  await expect(pair.client.call('a.one')).rejects.toMatchObject({ code: 'internal' })
  await expect(pair.client.call('a.list')).rejects.toMatchObject({ code: 'internal' })
  const stream = pair.client.stream('a.items')[Symbol.asyncIterator]()
  await expect(stream.next()).rejects.toMatchObject({ code: 'internal' })
})

function circle(): unknown {
  const round: { self?: unknown } = {}
  round.self = round
  return round
}

async function connected(
  facets: Facets,
  own: Facets = {},
  onServer: (endpoint: Endpoint) => void = () => undefined,
): Promise<AsyncDisposable & { client: Endpoint; cut: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'space-rpc-'))
  const path = join(folder, 's')
  let cut = (): void => undefined
  const listener = await listen(path, (channel) => {
    cut = () => channel.close()
    onServer(openEndpoint(channel, facets))
  })
  const channel = await dial(path)
  if (channel === undefined) throw new Error('nobody listens')
  const client = openEndpoint(channel, own)
  return {
    client,
    cut: () => cut(),
    async [Symbol.asyncDispose]() {
      channel.close()
      await listener[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}
