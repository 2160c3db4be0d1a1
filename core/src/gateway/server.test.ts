import { once } from 'node:events'
import { connect } from 'node:net'
import { openEndpoint } from '@space/sdk/wire'
import { expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { channelOfWebSocket, textsOf } from '../rpc/websocket.ts'
import { type Answer, dialRpc, LABEL, openSample, OTHER, type Sample } from './gateway.samples.ts'

const APP_ANSWER = {
  'connection-allowlist': '(response-origin)',
  'content-security-policy': expect.stringContaining("default-src 'none'; script-src 'self'"),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': expect.stringContaining('camera=()'),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'cache-control': 'no-store',
}

test('the shell and the files of an app are served, each on its own origin', async () => {
  await using sample = await openSample()
  sample.files.set('/main.js', Buffer.from('1'))
  expect(await sample.ask({ host: sample.shell })).toMatchObject({ status: 200 })
  const script = await sample.ask({ host: sample.app, path: '/main.js?v=1' })
  expect(script).toMatchObject({ status: 200, body: Buffer.from('1') })
  expect(script.headers['content-type']).toContain('javascript')
  expect(await sample.ask({ host: sample.shell, path: '/main.js' })).toMatchObject({ status: 404 })
  const other = `app-${OTHER}.localhost:${sample.port}`
  expect(await sample.ask({ host: other, path: '/main.js' })).toMatchObject({ status: 404 })
})

test('it is reached by IPv4 and, where there is one, by IPv6', async () => {
  await using sample = await openSample()
  const socket = connect(sample.port, '::1')
  await once(socket, 'connect')
  socket.write(`GET / HTTP/1.1\r\nHost: ${sample.shell}\r\nConnection: close\r\n\r\n`)
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  expect(bytes.toString()).toMatch(/^HTTP\/1.1 200/)
})

test('every page of an app begins with the guard', async () => {
  await using sample = await openSample()
  sample.files.set('/index.html', Buffer.from('<!doctype html><script src="x.js"></script>'))
  const page = await sample.ask({ host: sample.app, path: '/index.html' })
  expect(page.body.toString()).toMatch(/^<!doctype html><script>\/\*\*\n \* The first script/)
})

test.each(['/index.html', '/main.js', '/a.svg'])(
  'a HEAD of %s says what a GET would, without the length: nothing is read for it',
  async (path) => {
    await using sample = await openSample()
    sample.files.set(path, Buffer.from('<!doctype html>'))
    const got = await sample.ask({ host: sample.app, path })
    sample.unreadable.add(path)
    const head = await sample.ask({ host: sample.app, path, method: 'HEAD' })
    expect(head.status).toBe(200)
    const { date: _, 'content-length': length, ...headers } = got.headers
    expect(Number(length)).toBeGreaterThan(0)
    expect(head.headers).toEqual({ ...headers, date: expect.anything() })
  },
)

test.each<[string, number, Parameters<Sample['ask']>[0]]>([
  ['a file', 200, { path: '/main.js' }],
  ['HEAD', 200, { path: '/main.js', method: 'HEAD' }],
  ['a shared file', 200, { path: '/space/sdk.js' }],
  ['nothing', 404, { path: '/none' }],
  ['no such shared file', 404, { path: '/space/none.js' }],
  ['no such capability', 404, { path: '/~cap/AAAAAAAAAAAAAAAAAAAAAA' }],
  ['a fault inside', 500, { path: '/broken' }],
  ['POST', 405, { path: '/main.js', method: 'POST', body: 'x' }],
  ['OPTIONS', 405, { path: '/main.js', method: 'OPTIONS' }],
  ['TRACE', 405, { path: '/main.js', method: 'TRACE' }],
  ['a GET with a body', 405, { path: '/main.js', headers: { 'Content-Length': '1' }, body: 'x' }],
  ['a service worker', 403, { path: '/main.js', headers: { 'Service-Worker': 'script' } }],
  ['another origin', 403, { path: '/main.js', headers: { Origin: 'http://evil.example' } }],
  ['a way up', 400, { path: '/../main.js' }],
  ['a hidden way up', 400, { path: '/%2e%2e/main.js' }],
  ['a hidden slash', 400, { path: '/a%2fmain.js' }],
  ['a zero', 400, { path: '/a%00' }],
  ['half an escape', 400, { path: '/%e' }],
  ['a whole URL', 400, { path: 'http://evil.example/main.js' }],
  ['an expectation', 417, { path: '/main.js', headers: { Expect: 'x' } }],
])(
  '%s on the origin of an app is answered with %i and all headers',
  async (_, status, question) => {
    await using sample = await openSample()
    sample.files.set('/main.js', Buffer.from('1'))
    const answer = await sample.ask({ host: sample.app, ...question })
    expect(answer.status).toBe(status)
    if (status === 417) expect(answer.headers['content-security-policy']).toContain('sandbox')
    else expect(answer.headers).toMatchObject(APP_ANSWER)
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(answer.headers['location']).toBeUndefined()
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    expect(answer.body.toString()).not.toContain('secret')
  },
)

test.each([
  ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ['an address without end', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
  ['no HTTP', 'hello there\r\n\r\n', 400],
  ['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx', 400],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n', 405],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', 421],
  ['two hosts', 'GET / HTTP/1.1\r\nHost: SHELL\r\nHost: SHELL\r\n\r\n', 421],
  ['an old protocol', 'GET / HTTP/1.0\r\n\r\n', 421],
  [
    'an upgrade of an app',
    'GET /rpc HTTP/1.1\r\nHost: APP\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
    403,
  ],
  [
    'an upgrade to h2c',
    'GET / HTTP/1.1\r\nHost: SHELL\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n',
    403,
  ],
])('%s is refused, and the refusal is inert', async (_name, text, status) => {
  await using sample = await openSample()
  const answer = await raw(
    sample,
    text.replaceAll('SHELL', sample.shell).replace('APP', sample.app),
  )
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer.toLowerCase()).toContain("content-security-policy: default-src 'none'; sandbox")
})

test.each(['', '127.0.0.1', 'localhost', '[::1]', 'evil.example', 'space.localhost.evil.example'])(
  'the host %j, however it leads here, is answered with 421',
  async (name) => {
    await using sample = await openSample()
    const host = name === '' ? '' : `${name}:${sample.port}`
    expect(await sample.ask({ host })).toMatchObject({ status: 421 })
    const code = sample.auth.makeCode()
    const answer = await exchange(sample, code, { host, origin: `http://${host}` })
    expect(answer.status).toBe(421)
  },
)

test('a code is exchanged for a bearer, by our own page only, and once', async () => {
  await using sample = await openSample()
  const code = sample.auth.makeCode()
  const refused = [
    await exchange(sample, code, { origin: '' }),
    await exchange(sample, code, { origin: 'null' }),
    await exchange(sample, code, { origin: `http://${sample.app}` }),
    await exchange(sample, code, { type: 'text/plain' }),
    await exchange(sample, code, { site: 'cross-site' }),
    await sample.ask({ path: `/auth?code=${code}` }),
  ]
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 415, 403, 405])
  const answer = await exchange(sample, code)
  expect(answer.status).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  const { bearer } = JSON.parse(answer.body.toString()) as { bearer: string }
  expect(sample.auth.session(bearer)).toBeDefined()
  expect((await exchange(sample, code)).status).toBe(403)
})

test('another user of this machine exchanges nothing, also with the right code', async () => {
  await using sample = await openSample()
  const code = sample.auth.makeCode()
  vi.spyOn(process, 'getuid').mockReturnValue((process.getuid?.() ?? 0) + 1)
  const refused = await exchange(sample, code)
  vi.restoreAllMocks()
  if (process.platform === 'linux') expect(refused.status).toBe(403)
  expect((await exchange(sample, code)).status).toBe(process.platform === 'linux' ? 200 : 403)
})

test('wrong codes are answered with 403, from the sixth in a minute on with 429, right ones with 200', async () => {
  await using sample = await openSample()
  const states: number[] = []
  for (let i = 0; i < 6; i += 1) states.push((await exchange(sample, 'wrong')).status)
  expect(states).toEqual([403, 403, 403, 403, 403, 429])
  expect((await exchange(sample, sample.auth.makeCode())).status).toBe(200)
})

test('what is no code is bad input, however long', async () => {
  await using sample = await openSample()
  for (const body of ['', '{', 'null', '[]', '{"code":1}', `{"code":"${'x'.repeat(10_000)}"}`])
    expect((await exchange(sample, '', { body })).status).toBe(400)
})

test('the owner calls over a WebSocket after its hello', async () => {
  await using sample = await openSample({ daemon: { hello: () => 'here' } })
  await using client = await hello(sample, { v: 1, bearer: bearerOf(sample) })
  expect(await client.endpoint.call('daemon.hello')).toBe('here')
})

test('a call right behind the hello is not lost', async () => {
  await using sample = await openSample({ a: { b: () => 7 } })
  const socket = dialRpc(sample.port)
  await once(socket, 'open')
  socket.send(JSON.stringify({ v: 1, bearer: bearerOf(sample) }))
  socket.send(JSON.stringify(['call', 1, 'a.b', null, 0]))
  const texts = textsOf(socket, 1000)
  expect((await texts.all.next()).value).toBe('{"v":1,"ok":true}')
  expect((await texts.all.next()).value).toBe('["result",1,7]')
})

test('an app gets what it was offered and nothing of the owner', async () => {
  await using sample = await openSample({ daemon: { hello: () => 'owner' } })
  const alive = new AbortController()
  sample.opened.set(LABEL, { facets: { app: { info: () => 'app' } }, alive: alive.signal })
  const bearer = bearerOf(sample)
  await using client = await hello(sample, { v: 1, bearer, app: LABEL })
  expect(await client.endpoint.call('app.info')).toBe('app')
  await expect(client.endpoint.call('daemon.hello')).rejects.toMatchObject({ code: 'not-found' })
  alive.abort()
  await client.endpoint.closed
  expect((await closed(sample, { v: 1, bearer, app: LABEL })).code).toBe(4404)
  expect((await closed(sample, { v: 1, bearer, app: OTHER })).code).toBe(4404)
})

test('a session that ends closes its connections', async () => {
  await using sample = await openSample()
  const bearer = bearerOf(sample)
  await using client = await hello(sample, { v: 1, bearer })
  sample.auth.session(bearer)?.end()
  await client.endpoint.closed
  expect((await closed(sample, { v: 1, bearer })).code).toBe(4401)
})

test.each([
  ['nothing', undefined],
  ['a wrong bearer', { v: 1, bearer: 'x' }],
  ['no bearer', { v: 1 }],
  ['another version', { v: 2, bearer: 'GOOD' }],
  ['a call', ['call', 1, 'daemon.hello', null, 0]],
  ['a strange app', { v: 1, bearer: 'GOOD', app: 7 }],
  ['no JSON', 'hello'],
])('%s as hello closes the connection with 4401', async (_name, first) => {
  await using sample = await openSample({ daemon: { hello: () => 1 } })
  const text = JSON.stringify(first)?.replace('GOOD', bearerOf(sample))
  const { code, said } = await closed(sample, text)
  expect(code).toBe(4401)
  expect(said).toEqual([])
})

test('a hello that is too long, or bytes, closes the connection too', async () => {
  await using sample = await openSample()
  const long = { v: 1, bearer: bearerOf(sample), more: 'x'.repeat(2000) }
  expect((await closed(sample, long)).said).toEqual([])
  expect((await closed(sample, Buffer.from('{}'))).said).toEqual([])
})

test.each([
  ['no origin', undefined],
  ['another page', 'http://evil.example'],
  ['an app', 'APP'],
  ['none to speak of', 'null'],
])('a WebSocket of %s is refused', async (_name, origin) => {
  await using sample = await openSample()
  const socket = new WebSocket(`ws://127.0.0.1:${sample.port}/rpc`, {
    headers: { Host: sample.shell },
    ...(origin === undefined ? {} : { origin: origin.replace('APP', `http://${sample.app}`) }),
  })
  const [error] = (await once(socket, 'error')) as [Error]
  expect(error.message).toContain('403')
})

test('an app that sends too long a message is cut off, the owner is not', async () => {
  const echo = { a: { length: (text: unknown) => String(text).length } }
  await using sample = await openSample(echo)
  sample.opened.set(LABEL, { facets: echo, alive: new AbortController().signal })
  const bearer = bearerOf(sample)
  const long = 'x'.repeat(2 ** 20)
  await using owner = await hello(sample, { v: 1, bearer })
  expect(await owner.endpoint.call('a.length', long)).toBe(2 ** 20)
  await using app = await hello(sample, { v: 1, bearer, app: LABEL })
  await expect(app.endpoint.call('a.length', long)).rejects.toMatchObject({ code: 'offline' })
})

test('strangers who never say hello lock nobody out', async () => {
  await using sample = await openSample({ a: { b: () => 1 } })
  const strangers = Array.from({ length: 40 }, () => dialRpc(sample.port))
  const first = once(strangers[0] ?? dialRpc(sample.port), 'close')
  await Promise.all(strangers.map((socket) => once(socket, 'open')))
  await using client = await hello(sample, { v: 1, bearer: bearerOf(sample) })
  expect(await client.endpoint.call('a.b')).toBe(1)
  // Not because its time was over, which has a code of its own.
  expect((await first)[0]).toBe(1006)
  for (const socket of strangers) socket.terminate()
})

function bearerOf({ auth }: Sample): string {
  return auth.exchange(auth.makeCode())
}

async function hello(sample: Sample, first: unknown) {
  const socket = dialRpc(sample.port)
  const texts = textsOf(socket, 2 ** 22)
  await once(socket, 'open')
  socket.send(JSON.stringify(first))
  expect((await texts.all.next()).value).toBe('{"v":1,"ok":true}')
  const endpoint = openEndpoint(channelOfWebSocket(socket, texts))
  return { endpoint, [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose]() }
}

/** Says `first` and waits for the end; what was answered until then. */
async function closed(sample: Sample, first: unknown): Promise<{ code: number; said: string[] }> {
  const socket = dialRpc(sample.port)
  const said: string[] = []
  socket.on('message', (data: Buffer) => said.push(data.toString()))
  const end = once(socket, 'close')
  await once(socket, 'open')
  if (typeof first === 'string' || Buffer.isBuffer(first)) socket.send(first)
  else if (first !== undefined) socket.send(JSON.stringify(first))
  const [code] = (await end) as [number]
  return { code, said }
}

async function exchange(
  sample: Sample,
  code: string,
  changed: { host?: string; origin?: string; type?: string; site?: string; body?: string } = {},
): Promise<Answer> {
  const { host = sample.shell, origin = `http://${sample.shell}` } = changed
  const { type = 'application/json', site = 'same-origin' } = changed
  return sample.ask({
    host,
    method: 'POST',
    path: '/auth',
    headers: {
      ...(origin === '' ? {} : { Origin: origin }),
      'Content-Type': type,
      'Sec-Fetch-Site': site,
    },
    body: changed.body ?? JSON.stringify({ code }),
  })
}

async function raw(sample: Sample, text: string): Promise<string> {
  const socket = connect(sample.port, '127.0.0.1')
  socket.on('error', () => undefined)
  let answer = ''
  socket.on('data', (bytes: Buffer) => (answer += bytes.toString()))
  socket.end(text)
  await once(socket, 'close')
  return answer
}
