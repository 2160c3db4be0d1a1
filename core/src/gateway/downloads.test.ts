import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { expect, test } from 'vitest'
import type { Content } from '../api/urls.ts'
import { closing, OTHER, openSample, type Answer, type Sample } from './gateway.samples.ts'

const OURS = { 'Sec-Fetch-Site': 'same-origin' }

interface Told {
  ended: number
  closed: number
}

function content(text: string, told: Told, name = 'a.txt'): Content {
  return {
    name,
    size: Buffer.byteLength(text),
    version: undefined,
    async *read() {
      yield Buffer.from(text)
    },
    close: () => void (told.closed += 1),
  }
}

function minted(sample: Sample, made: Partial<Content> = {}, text = 'alpha') {
  const stop = new AbortController()
  const told: Told = { ended: 0, closed: 0 }
  const path = sample.downloads.mint({
    alive: stop.signal,
    open: async () => ({ ...content(text, told), ...made }),
    end: () => void (told.ended += 1),
  })
  return { path, stop, told }
}

const take = (sample: Sample, path: string, headers: object = OURS): Promise<Answer> =>
  sample.ask({ path, headers: { ...headers } })

test('the person gets the bytes as a file, in no type that shows, and once', async () => {
  await using sample = await openSample()
  const { path, told } = minted(sample)
  expect(path).toMatch(/^\/~save\/[\w-]{43}$/)
  const { status, headers, body } = await take(sample, path)
  expect([status, body.toString()]).toEqual([200, 'alpha'])
  expect(headers).toMatchObject({
    'content-length': '5',
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment; filename="a.txt"; filename*=UTF-8\'\'a.txt',
    'cache-control': 'no-store',
    'accept-ranges': 'none',
    'x-content-type-options': 'nosniff',
  })
  expect(headers['content-security-policy']).toContain('sandbox')
  expect((await take(sample, path)).status).toBe(404)
  expect(told).toEqual({ ended: 1, closed: 1 })
})

test('an empty file is a file', async () => {
  await using sample = await openSample()
  const { path, told } = minted(sample, {}, '')
  const { status, headers, body } = await take(sample, path)
  expect([status, headers['content-length'], body.length]).toEqual([200, '0', 0])
  expect(told).toEqual({ ended: 1, closed: 1 })
})

test.each<[string, object]>([
  ['no page at all', {}],
  ['an address that was typed or pasted', { 'Sec-Fetch-Site': 'none' }],
  ['a page of the web', { 'Sec-Fetch-Site': 'cross-site' }],
  ['an app', { 'Sec-Fetch-Site': 'same-site' }],
  ['an app by its origin', { ...OURS, Origin: `http://app-${OTHER}.localhost` }],
  ['a page that frames it', { ...OURS, 'Sec-Fetch-Dest': 'iframe', 'Sec-Fetch-Mode': 'navigate' }],
  ['a service worker', { ...OURS, 'Service-Worker': 'script' }],
])('a download is refused to %s, and still good for the window', async (_, headers) => {
  await using sample = await openSample()
  const { path } = minted(sample)
  const { status, body } = await take(sample, path, headers)
  expect(status).toBe(403)
  expect(body.toString()).not.toContain('alpha')
  expect((await take(sample, path)).body.toString()).toBe('alpha')
})

test('it is nothing on the origin of an app, and nothing by another method', async () => {
  await using sample = await openSample()
  const { path } = minted(sample)
  const onApp = await sample.ask({ host: sample.app, path, headers: OURS })
  expect(onApp.status).toBe(404)
  const capability = path.replace('~save', '~cap')
  expect((await sample.ask({ host: sample.app, path: capability, headers: OURS })).status).toBe(404)
  for (const method of ['HEAD', 'POST', 'PUT', 'DELETE'])
    expect((await sample.ask({ method, path, headers: OURS })).status).toBe(405)
  expect((await take(sample, path)).status).toBe(200)
})

test('a token that is not one, was used up, is late, or whose grant is over finds nothing', async () => {
  await using sample = await openSample()
  const never = ['', 'x', 'A'.repeat(43), '../auth', '%2e%2e']
  for (const token of never)
    expect([404, 400, 405]).toContain((await take(sample, `/~save/${token}`)).status)
  const revoked = minted(sample)
  revoked.stop.abort()
  expect((await take(sample, revoked.path)).status).toBe(404)
  const late = minted(sample)
  sample.wait(60_000)
  expect((await take(sample, late.path)).status).toBe(404)
  expect([revoked.told.ended, late.told.ended]).toEqual([1, 1])
})

test('a revoke cuts off what is on its way, so that no half file looks whole', async () => {
  await using sample = await openSample()
  const read = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(1000)
    await new Promise(() => undefined)
  }
  const { path, stop } = minted(sample, { size: 2000, read })
  const sent = request({
    host: '127.0.0.1',
    port: sample.port,
    path,
    headers: { Host: sample.shell, ...OURS },
    setHost: false,
  }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.on('error', () => undefined)
  await once(response, 'data')
  const closed = closing(response)
  stop.abort()
  await closed
  expect(response.complete).toBe(false)
})

test('what cannot be opened is said without its name, and what breaks off is cut off', async () => {
  await using sample = await openSample()
  const { path } = minted(sample)
  await take(sample, path)
  const failing = sample.downloads.mint({
    alive: new AbortController().signal,
    open: async () => {
      throw new Error('/taxes/secret.txt')
    },
    end: () => undefined,
  })
  const { status, body } = await take(sample, failing)
  expect([status, body.toString()]).toEqual([500, 'This cannot be saved now\n'])
  const short = minted(sample, { size: 9 })
  await expect(take(sample, short.path)).rejects.toThrow()
})

test('no more than sixteen wait or are sent, and those that nobody fetched make room again', async () => {
  await using sample = await openSample()
  const all = Array.from({ length: 16 }, () => minted(sample))
  expect(() => minted(sample)).toThrowError(expect.objectContaining({ code: 'busy' }))
  all[0]?.stop.abort()
  minted(sample)
  expect(() => minted(sample)).toThrowError(expect.objectContaining({ code: 'busy' }))
  sample.wait(60_000)
  minted(sample)
  expect(all.map(({ told }) => told.ended)).toEqual(all.map(() => 1))
})
