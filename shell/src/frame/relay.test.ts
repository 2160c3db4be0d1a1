import { SpaceError } from '@space/sdk'
import type { Reply } from '@space/sdk/relay'
import { expect, test } from 'vitest'
import { openRelay, type RelayPowers } from './relay.ts'

type Line = Awaited<ReturnType<RelayPowers['daemon']>>

function open(powers: Partial<RelayPowers> & { line?: Partial<Line> } = {}) {
  const line: Line = {
    call: async (method, params) => ({ method, params }),
    stream: async function* none() {
      // Ends at once.
    },
    ...powers.line,
  }
  return openRelay({
    daemon: async () => line,
    mayAsk: () => true,
    shell: { calls: {}, streams: {} },
    ...powers,
  })
}

function errorOf(reply: Reply): string | undefined {
  return reply.ok ? undefined : reply.error.code
}

test('a call goes to the daemon as it is, and its answer back', async () => {
  const reply = await open().call(1, 'files.list', [{ grant: 'g' }])
  expect(reply).toEqual({
    ok: true,
    value: { method: 'files.list', params: [{ grant: 'g' }] },
  })
})

test('a failure is a value with its code and its words', async () => {
  const line = {
    call: async () => {
      throw new SpaceError('grant-revoked', 'It was taken back', { why: 'the person did' })
    },
  }
  const reply = await open({ line }).call(1, 'files.list', [])
  expect(reply).toMatchObject({
    ok: false,
    error: { code: 'grant-revoked', message: 'It was taken back', why: 'the person did' },
  })
})

test('what is no error of Space tells an app nothing of the shell', async () => {
  const line = {
    call: async () => {
      throw new TypeError('at /home/mira/secret.ts')
    },
  }
  const reply = await open({ line }).call(1, 'files.list', [])
  expect(errorOf(reply)).toBe('internal')
  expect(JSON.stringify(reply)).not.toContain('secret')
})

test.each([
  'pick.open',
  'net.ask',
  'identity.ask',
  'ui.openLink',
  'ui.openFile',
  'ui.openOutside',
  'ui.saveAs',
  'ui.erase',
])('%s is refused unless the person just acted in this app', async (method) => {
  let called = 0
  const line = { call: async () => (called += 1) }
  const shell = { calls: { [method]: () => (called += 1) }, streams: {} }
  const relay = open({ line, shell, mayAsk: () => false })
  expect(errorOf(await relay.call(1, method, [{}]))).toBe('not-asked')
  expect(errorOf(await relay.open(2, method, [{}]))).toBe('not-asked')
  expect(called).toBe(0)
})

test('reading needs no gesture', async () => {
  const relay = open({ mayAsk: () => false })
  expect(errorOf(await relay.call(1, 'files.list', []))).toBeUndefined()
})

test('methods of the shell never reach the daemon, whether the shell has them or not', async () => {
  let called = 0
  const relay = open({
    line: { call: async () => (called += 1) },
    shell: { calls: { 'ui.title': ([title]) => title }, streams: {} },
  })
  expect(await relay.call(1, 'ui.title', ['x'])).toEqual({ ok: true, value: 'x' })
  expect(errorOf(await relay.call(2, 'ui.share', []))).toBe('not-found')
  expect(errorOf(await relay.call(3, 'theme.constructor', []))).toBe('not-found')
  expect(errorOf(await relay.call(4, 'ui.__proto__', []))).toBe('not-found')
  expect(called).toBe(0)
})

test.each([
  ['an id that is a text', ['1', 'files.list', []]],
  ['an id that is no whole number', [1.5, 'files.list', []]],
  ['a method that is a number', [1, 2, []]],
  ['parameters that are no list', [1, 'files.list', { length: 1 }]],
])('%s is bad input', async (_what, [id, method, params]) => {
  const relay = open()
  const reply = await relay.call(id as number, method as string, params as unknown[])
  expect(errorOf(reply)).toBe('bad-input')
})

test('an id that runs cannot be used again, and is free when it is over', async () => {
  const gate = Promise.withResolvers<unknown>()
  const relay = open({ line: { call: () => gate.promise } })
  const first = relay.call(7, 'files.list', [])
  expect(errorOf(await relay.call(7, 'files.list', []))).toBe('bad-input')
  gate.resolve('done')
  expect(await first).toEqual({ ok: true, value: 'done' })
  expect(errorOf(await relay.call(7, 'files.list', []))).toBeUndefined()
})

test('an app that calls without end is told that it is busy', async () => {
  const relay = open({ line: { call: () => new Promise(() => undefined) } })
  for (let id = 0; id < 64; id += 1) void relay.call(id, 'files.list', [])
  expect(errorOf(await relay.call(64, 'files.list', []))).toBe('busy')
})

test('cancel reaches the daemon, and the call still answers', async () => {
  const line: Partial<Line> = {
    call: (_method, _params, { signal } = {}) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new SpaceError('aborted', 'Stopped')))
      }),
  }
  const relay = open({ line })
  const reply = relay.call(1, 'files.list', [])
  await relay.cancel(1)
  expect(errorOf(await reply)).toBe('aborted')
})

test('a stream is fetched piece by piece, and ends', async () => {
  const line: Partial<Line> = {
    stream: async function* numbers() {
      for (let at = 0; at < 200; at += 1) yield at
    },
  }
  const relay = open({ line })
  await relay.open(1, 'files.watch', [])
  const items: unknown[] = []
  for (;;) {
    const reply = await relay.next(1)
    if (!reply.ok) throw new Error(reply.error.code)
    const batch = reply.value as { done: boolean; items: unknown[] }
    if (batch.done) break
    items.push(...batch.items)
  }
  expect(items).toEqual(Array.from({ length: 200 }, (_, at) => at))
  expect(errorOf(await relay.next(1))).toBe('bad-input')
})

test('an app that fetches nothing slows its source down', async () => {
  let made = 0
  const line: Partial<Line> = {
    stream: async function* endless() {
      for (;;) {
        made += 1
        yield made
      }
    },
  }
  const relay = open({ line })
  await relay.open(1, 'files.watch', [])
  // Long enough for a source that nobody slows down to make many more.
  for (let turns = 0; turns < 2000; turns += 1) await Promise.resolve()
  expect(made).toBe(64)
  relay.close()
})

test('what was read before a stream failed is handed over first', async () => {
  const line: Partial<Line> = {
    stream: async function* failing() {
      yield 1
      throw new SpaceError('grant-revoked', 'It was taken back')
    },
  }
  const relay = open({ line })
  await relay.open(1, 'files.watch', [])
  expect(await relay.next(1)).toMatchObject({ ok: true, value: { items: [1] } })
  expect(errorOf(await relay.next(1))).toBe('grant-revoked')
})

test('closing the frame stops everything that the app left running', async () => {
  const stopped: string[] = []
  const line: Partial<Line> = {
    call: (method, _params, { signal } = {}) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          stopped.push(method)
          reject(new SpaceError('aborted', 'Stopped'))
        })
      }),
  }
  const relay = open({ line })
  const calls = [relay.call(1, 'a.a', []), relay.call(2, 'b.b', [])]
  // The daemon's line is looked up first.
  await Promise.resolve()
  await Promise.resolve()
  relay.close()
  await Promise.all(calls)
  expect(stopped).toEqual(['a.a', 'b.b'])
})

test('the relay is frozen and has no prototype', () => {
  const relay = open()
  expect(Object.isFrozen(relay)).toBe(true)
  expect(Object.getPrototypeOf(relay)).toBeNull()
})
