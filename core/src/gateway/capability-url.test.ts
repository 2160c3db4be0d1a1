import { once } from 'node:events'
import { type ClientRequest, createServer, type IncomingMessage, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import type { Content } from '../api/urls.ts'
import { randomBytes } from '../crypto/hash.ts'
import type { Exchange } from './answer.ts'
import { openCapabilityUrls } from './capability-url.ts'
import {
  closing,
  get,
  LABEL,
  openSample,
  OTHER,
  type Question,
  type Sample,
} from './gateway.samples.ts'

const forever = new AbortController().signal
const TEN = Buffer.from('0123456789')

test('a file is read whole, in part, and by its headers alone', async () => {
  await using sample = await openSample()
  const path = sample.urls.forReading(LABEL, forever, async () => content('a.txt', TEN))
  expect(path).toMatch(/^\/~cap\/[\w-]{22}$/)
  const whole = await get(sample, path)
  expect(whole).toMatchObject({ status: 200, body: TEN })
  expect(whole.headers).toMatchObject({
    'accept-ranges': 'bytes',
    'content-length': '10',
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    etag: '"v1"',
    'connection-allowlist': '(response-origin)',
  })
  const part = await get(sample, path, { headers: { Range: 'bytes=2-4' } })
  expect(part).toMatchObject({ status: 206, body: Buffer.from('234') })
  expect(part.headers['content-range']).toBe('bytes 2-4/10')
  const head = await get(sample, path, { method: 'HEAD', headers: { Range: 'bytes=-3' } })
  expect(head).toMatchObject({ status: 206, body: Buffer.alloc(0) })
  expect(head.headers).toMatchObject({ 'content-range': 'bytes 7-9/10', 'content-length': '3' })
})

test('a range outside of the file is answered with its size, and all headers', async () => {
  await using sample = await openSample()
  const path = sample.urls.forReading(LABEL, forever, async () => content('a.svg', TEN))
  const answer = await get(sample, path, { headers: { Range: 'bytes=10-' } })
  expect(answer.status).toBe(416)
  expect(answer.headers['content-range']).toBe('bytes */10')
  expect(answer.headers['content-security-policy']).toContain('sandbox')
})

test('a range of another version is answered with all of this one', async () => {
  await using sample = await openSample()
  const path = sample.urls.forReading(LABEL, forever, async () => content('a', TEN))
  const headers = { Range: 'bytes=2-4' }
  const same = await get(sample, path, { headers: { ...headers, 'If-Range': '"v1"' } })
  expect(same.status).toBe(206)
  const other = await get(sample, path, { headers: { ...headers, 'If-Range': '"v0"' } })
  expect(other).toMatchObject({ status: 200, body: TEN })
  const known = await get(sample, path, { headers: { 'If-None-Match': '"x", "v1"' } })
  expect(known).toMatchObject({ status: 304, body: Buffer.alloc(0) })
  expect(known.headers['connection-allowlist']).toBe('(response-origin)')
})

test('what is made while it is read has a size, no ranges and no name for its bytes', async () => {
  await using sample = await openSample()
  const open = async (): Promise<Content> => ({ ...content('a.zip', TEN), version: undefined })
  const path = sample.urls.forReading(LABEL, forever, open)
  const headers = { Range: 'bytes=2-4', 'If-None-Match': '*' }
  const whole = await get(sample, path, { headers })
  expect(whole).toMatchObject({ status: 200, body: TEN })
  expect(whole.headers).toMatchObject({
    'accept-ranges': 'none',
    'content-length': '10',
    'content-type': 'application/zip',
    'cache-control': 'no-store',
  })
  expect(whole.headers.etag).toBeUndefined()
  const same = await get(sample, path, { headers: { ...headers, 'If-Range': '"undefined"' } })
  expect(same).toMatchObject({ status: 200, body: TEN })
})

test('for who left while it was opened, nothing is read', async () => {
  await using urls = openCapabilityUrls(() => 0, randomBytes)
  const arrived = Promise.withResolvers<Exchange>()
  const server = createServer((request, response) =>
    arrived.resolve({ request, response, headers: {} }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const leaving = ask({ host: '127.0.0.1', port, agent: false }).on('error', () => undefined)
  leaving.end()
  const exchange = await arrived.promise
  let reads = 0
  const path = urls.forReading(LABEL, forever, async () => {
    leaving.destroy()
    await once(exchange.response, 'close')
    return {
      ...content('a', TEN),
      async *read() {
        reads += 1
        yield TEN
      },
    }
  })
  await urls.serve(exchange, LABEL, path.slice('/~cap/'.length), {})
  expect(reads).toBe(0)
  server.close()
})

test.each<[string, Question, Partial<Content>]>([
  ['read to its end', {}, {}],
  ['asked about', { method: 'HEAD' }, {}],
  ['known already', { headers: { 'If-None-Match': '"v1"' } }, {}],
  ['asked for beyond its end', { headers: { Range: 'bytes=10-' } }, {}],
  ['cut off', {}, { size: 11 }],
])('what was opened is closed once when it was %s', async (_, question, more) => {
  await using sample = await openSample()
  let closings = 0
  const closed = Promise.withResolvers<void>()
  const close = (): void => {
    closings += 1
    closed.resolve()
  }
  const open = async (): Promise<Content> => ({ ...content('a', TEN), ...more, close })
  const path = sample.urls.forReading(LABEL, forever, open)
  await get(sample, path, question).catch(() => undefined)
  await closed.promise
  await get(sample, path, { method: 'HEAD' })
  expect(closings).toBe(2)
})

test.each(['html', 'svg', 'xml', 'xhtml'])('a .%s of a person can do nothing', async (ending) => {
  await using sample = await openSample()
  const open = async (): Promise<Content> => content(`a.${ending}`, TEN)
  const answer = await get(sample, sample.urls.forReading(LABEL, forever, open))
  const policy = String(answer.headers['content-security-policy'])
  expect(policy).toMatch(/frame-ancestors http:\/\/space\.localhost:\d+, sandbox$/)
  expect(answer.headers['content-disposition']).toBeUndefined()
})

test('a name and a version cannot write headers', async () => {
  await using sample = await openSample()
  const path = sample.urls.forReading(LABEL, forever, async () => ({
    ...content('a\r\nSet-Cookie: x=1.html\r\n', TEN),
    version: 'v"\r\nX: 1',
  }))
  const answer = await get(sample, path)
  expect(answer.headers.etag).toBe('"v___X__1"')
  expect(answer.headers['content-type']).toBe('application/octet-stream')
  expect(answer.headers['set-cookie']).toBeUndefined()
})

test('an empty file is empty', async () => {
  await using sample = await openSample()
  const path = sample.urls.forReading(LABEL, forever, async () => content('a', Buffer.alloc(0)))
  expect(await get(sample, path)).toMatchObject({ status: 200, body: Buffer.alloc(0) })
})

test.each<[string, (sample: Sample, path: string) => Question]>([
  ['another app', (sample) => ({ host: `app-${OTHER}.localhost:${sample.port}` })],
  ['the shell', (sample) => ({ host: sample.shell })],
  ['a longer path', (_, path) => ({ path: `${path}/` })],
  ['a shorter token', (_, path) => ({ path: path.slice(0, -1) })],
  ['a name of every object', () => ({ path: '/~cap/constructor' })],
  ['no token', () => ({ path: '/~cap/' })],
])('%s finds nothing with a token', async (_name, question) => {
  await using sample = await openSample()
  const path = sample.urls.forReading(LABEL, forever, async () => content('a', TEN))
  const answer = await get(sample, path, question(sample, path))
  expect(answer.status).toBe(404)
  expect(answer.body.toString()).toContain('There is nothing here')
})

test('a URL lives ten minutes from its last use', async () => {
  await using sample = await openSample()
  const path = sample.urls.forReading(LABEL, forever, async () => content('a', TEN))
  sample.wait(599_999)
  expect((await get(sample, path)).status).toBe(200)
  sample.wait(599_999)
  expect((await get(sample, path)).status).toBe(200)
  sample.wait(600_000)
  expect((await get(sample, path)).status).toBe(404)
})

test.each(['PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'])(
  'a URL for reading refuses %s',
  async (method) => {
    await using sample = await openSample()
    const path = sample.urls.forReading(LABEL, forever, async () => content('a', TEN))
    const answer = await get(sample, path, { method })
    expect(answer.status).toBe(405)
    expect(answer.headers).toMatchObject({
      allow: 'GET, HEAD',
      'x-content-type-options': 'nosniff',
    })
  },
)

test('turning access off cuts a stream that runs, and ends the read below it', async () => {
  await using sample = await openSample()
  const alive = new AbortController()
  const stopped = Promise.withResolvers<void>()
  const path = sample.urls.forReading(LABEL, alive.signal, async () => ({
    ...content('a', TEN),
    size: 2 ** 40,
    async *read({ signal }) {
      signal.addEventListener('abort', () => stopped.resolve())
      while (!signal.aborted) yield new Uint8Array(2 ** 16)
    },
  }))
  const { response } = await begun(sample, path)
  const cut = closing(response)
  response.on('error', () => undefined)
  response.resume()
  await once(response, 'data')
  alive.abort()
  await stopped.promise
  await cut
  expect(response.complete).toBe(false)
  expect((await get(sample, path)).status).toBe(404)
})

test('whoever leaves a download ends the read below it', async () => {
  await using sample = await openSample()
  const stopped = Promise.withResolvers<void>()
  const path = sample.urls.forReading(LABEL, forever, async () => ({
    ...content('a', TEN),
    size: 2 ** 40,
    async *read({ signal }) {
      signal.addEventListener('abort', () => stopped.resolve())
      while (!signal.aborted) yield new Uint8Array(2 ** 16)
    },
  }))
  const { request, response } = await begun(sample, path)
  await once(response, 'data')
  request.destroy()
  await stopped.promise
})

test('a file that turns out damaged is cut off, never ended as if it were whole', async () => {
  await using sample = await openSample()
  const path = sample.urls.forReading(LABEL, forever, async () => ({
    ...content('a', TEN),
    async *read() {
      yield TEN.subarray(0, 4)
      throw new SpaceError('corrupt-block', 'damaged')
    },
  }))
  await expect(get(sample, path)).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test.each([
  ['grant-revoked', 404],
  ['not-found', 404],
  ['too-large', 413],
  ['busy', 429],
  ['io', 500],
] as const)('what cannot be opened for %s is answered with %i', async (code, status) => {
  await using sample = await openSample()
  const path = sample.urls.forReading(LABEL, forever, async () => {
    throw new SpaceError(code, 'words for the app')
  })
  const answer = await get(sample, path)
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.body.toString())).toMatchObject({ code, message: 'words for the app' })
})

test('a fault inside tells the app nothing of the inside', async () => {
  await using sample = await openSample()
  const path = sample.urls.forReading(LABEL, forever, async () => {
    throw new Error('a secret')
  })
  const answer = await get(sample, path)
  expect(answer.status).toBe(500)
  expect(answer.body.toString()).not.toContain('secret')
})

test('of very many URLs of an app the oldest die, those of others live on', async () => {
  await using sample = await openSample()
  const mint = (label: string) =>
    sample.urls.forReading(label, forever, async () => content('a', TEN))
  const other = mint(OTHER)
  const first = mint(LABEL)
  for (let i = 0; i < 4096; i += 1) mint(LABEL)
  expect((await get(sample, first)).status).toBe(404)
  const host = `app-${OTHER}.localhost:${sample.port}`
  expect((await get(sample, other, { host })).status).toBe(200)
})

function content(name: string, bytes: Uint8Array): Content {
  return {
    name,
    size: bytes.length,
    version: 'v1',
    async *read({ start, end }) {
      yield bytes.subarray(start, end)
    },
  }
}

async function begun(
  sample: Sample,
  path: string,
): Promise<{ request: ClientRequest; response: IncomingMessage }> {
  const headers = { Host: sample.app }
  const request = ask({ host: '127.0.0.1', port: sample.port, path, headers, agent: false })
  request.on('error', () => undefined)
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  response.on('error', () => undefined)
  return { request, response }
}
