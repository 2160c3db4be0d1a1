import { type ClientRequest, request as ask } from 'node:http'
import { SpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import {
  type Answer,
  closing,
  get,
  LABEL,
  openSample,
  OTHER,
  type Sample,
} from './gateway.samples.ts'

const forever = new AbortController().signal
const TEN = Buffer.from('0123456789')

test('a file is sent in slices and saved at the commit', async () => {
  await using sample = await openSample()
  const saved = saver()
  const { url, upload } = sample.urls.forWriting(LABEL, forever, {
    size: 10,
    maxBytes: 100,
    ...saved,
  })
  const first = await put(sample, url, 0, TEN.subarray(0, 4), 10)
  expect(first.status).toBe(204)
  expect(first.headers).toMatchObject({ 'upload-offset': '4', 'upload-length': '10' })
  await expect(sample.urls.commit(LABEL, upload)).rejects.toMatchObject({
    code: 'bad-input',
    facts: { offset: 4, size: 10 },
  })
  expect((await put(sample, url, 4, TEN.subarray(4), 10)).status).toBe(204)
  expect(saved.files).toEqual([])
  expect(await sample.urls.commit(LABEL, upload)).toBe('saved')
  expect(saved.files).toEqual([TEN])
  await expect(sample.urls.commit(LABEL, upload)).rejects.toMatchObject({ code: 'not-found' })
  expect((await put(sample, url, 0, TEN, 10)).status).toBe(404)
})

test('a file of a length nobody knows ends with the commit, and has its limit', async () => {
  await using sample = await openSample()
  const saved = saver()
  const { url, upload } = sample.urls.forWriting(LABEL, forever, { maxBytes: 12, ...saved })
  expect((await put(sample, url, 0, TEN, '*')).status).toBe(204)
  const more = await put(sample, url, 10, TEN.subarray(0, 3), '*')
  expect(more.status).toBe(413)
  expect(JSON.parse(more.body.toString())).toMatchObject({ code: 'quota', facts: { maxBytes: 12 } })
  expect((await put(sample, url, 10, TEN.subarray(0, 2), 12)).status).toBe(204)
  await sample.urls.commit(LABEL, upload)
  expect(saved.files).toEqual([Buffer.concat([TEN, TEN.subarray(0, 2)])])
})

test('an empty file needs no slice', async () => {
  await using sample = await openSample()
  const saved = saver()
  const { upload } = sample.urls.forWriting(LABEL, forever, { size: 0, maxBytes: 100, ...saved })
  await sample.urls.commit(LABEL, upload)
  expect(saved.files).toEqual([Buffer.alloc(0)])
})

test('an upload goes on where a lost connection left it', async () => {
  await using sample = await openSample()
  const saved = saver()
  const { url, upload } = sample.urls.forWriting(LABEL, forever, {
    size: 10,
    maxBytes: 100,
    ...saved,
  })
  const broken = beginPut(sample, url, 0, 10, 10)
  broken.write(TEN.subarray(0, 3))
  await offsetIs(sample, url, 3)
  broken.destroy()
  expect((await put(sample, url, 0, TEN, 10)).status).toBe(409)
  const rest = await put(sample, url, 3, TEN.subarray(3), 10)
  expect(rest.status).toBe(204)
  await sample.urls.commit(LABEL, upload)
  expect(saved.files).toEqual([TEN])
})

test('a new slice takes over from one whose connection hangs', async () => {
  await using sample = await openSample()
  const saved = saver()
  const { url, upload } = sample.urls.forWriting(LABEL, forever, {
    size: 10,
    maxBytes: 100,
    ...saved,
  })
  const hanging = beginPut(sample, url, 0, 10, 10)
  const cut = closing(hanging)
  hanging.write(TEN.subarray(0, 3))
  await offsetIs(sample, url, 3)
  expect((await put(sample, url, 3, TEN.subarray(3), 10)).status).toBe(204)
  await cut
  await sample.urls.commit(LABEL, upload)
  expect(saved.files).toEqual([TEN])
})

test.each<[string, number, Record<string, string>]>([
  ['no range', 400, { 'Content-Range': '' }],
  ['another total', 400, { 'Content-Range': 'bytes 0-9/11' }],
  ['less than announced', 400, { 'Content-Range': 'bytes 0-8/10' }],
  ['a gap', 409, { 'Content-Range': 'bytes 3-9/10', 'Content-Length': '7' }],
])('a slice with %s is answered with %i and changes nothing', async (_name, status, headers) => {
  await using sample = await openSample()
  const saved = saver()
  const { url } = sample.urls.forWriting(LABEL, forever, { size: 10, maxBytes: 100, ...saved })
  const body = TEN.subarray(0, Number(headers['Content-Length'] ?? 10))
  const answer = await get(sample, url, { method: 'PUT', headers, body })
  expect(answer.status).toBe(status)
  expect(answer.headers['connection-allowlist']).toBe('(response-origin)')
  const head = await get(sample, url, { method: 'HEAD' })
  expect(head.headers['upload-offset']).toBe('0')
})

test('a file that is being sent cannot be read there', async () => {
  await using sample = await openSample()
  const { url } = sample.urls.forWriting(LABEL, forever, { size: 10, maxBytes: 100, ...saver() })
  expect((await get(sample, url)).status).toBe(405)
})

test('turning access off ends an upload, and nothing of it is saved', async () => {
  await using sample = await openSample()
  const saved = saver()
  const alive = new AbortController()
  const { url, upload } = sample.urls.forWriting(LABEL, alive.signal, {
    size: 10,
    maxBytes: 100,
    ...saved,
  })
  const running = beginPut(sample, url, 0, 10, 10)
  const cut = closing(running)
  running.write(TEN.subarray(0, 3))
  await offsetIs(sample, url, 3)
  alive.abort()
  await cut
  expect(await saved.failure).toMatchObject({ code: 'grant-revoked' })
  expect((await put(sample, url, 3, TEN.subarray(3), 10)).status).toBe(404)
  await expect(sample.urls.commit(LABEL, upload)).rejects.toMatchObject({ code: 'not-found' })
  expect(saved.files).toEqual([])
})

test('an app ends its own uploads only', async () => {
  await using sample = await openSample()
  const saved = saver()
  const { url, upload } = sample.urls.forWriting(LABEL, forever, {
    size: 10,
    maxBytes: 100,
    ...saved,
  })
  await put(sample, url, 0, TEN, 10)
  await sample.urls.abort(OTHER, upload)
  await expect(sample.urls.commit(OTHER, upload)).rejects.toMatchObject({ code: 'not-found' })
  await sample.urls.abort(LABEL, upload)
  expect(await saved.failure).toMatchObject({ code: 'aborted' })
  await expect(sample.urls.commit(LABEL, upload)).rejects.toMatchObject({ code: 'not-found' })
})

test('a write that fails tells the slice, and the commit why', async () => {
  await using sample = await openSample()
  const { url, upload } = sample.urls.forWriting(LABEL, forever, {
    size: 10,
    maxBytes: 100,
    write: async (source) => {
      for await (const _ of source) throw new SpaceError('disk-full', 'The disk is full')
    },
  })
  const answer = await put(sample, url, 0, TEN, 10)
  expect(answer.status).toBe(507)
  expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'disk-full' })
  await expect(sample.urls.commit(LABEL, upload)).rejects.toMatchObject({ code: 'disk-full' })
})

test('uploads nobody goes on with make room after ten minutes', async () => {
  await using sample = await openSample()
  const begin = () =>
    sample.urls.forWriting(LABEL, forever, { size: 10, maxBytes: 100, ...saver() })
  const first = begin()
  for (let i = 1; i < 32; i += 1) begin()
  expect(begin).toThrowError(expect.objectContaining({ code: 'busy' }))
  sample.wait(600_000)
  begin()
  await expect(sample.urls.commit(LABEL, first.upload)).rejects.toMatchObject({ code: 'not-found' })
})

/** What came whole, and why something did not. */
function saver() {
  const files: Uint8Array[] = []
  const failed = Promise.withResolvers<unknown>()
  return {
    files,
    failure: failed.promise,
    async write(source: AsyncIterable<Uint8Array>): Promise<unknown> {
      try {
        files.push(Buffer.concat(await Array.fromAsync(source)))
        return 'saved'
      } catch (error) {
        failed.resolve(error)
        throw error
      }
    },
  }
}

async function put(
  sample: Sample,
  path: string,
  start: number,
  body: Uint8Array,
  total: number | '*',
): Promise<Answer> {
  const range = `bytes ${start}-${start + body.length - 1}/${total}`
  const headers = { 'Content-Range': range, 'Content-Length': String(body.length) }
  return get(sample, path, { method: 'PUT', headers, body })
}

function beginPut(
  sample: Sample,
  path: string,
  start: number,
  end: number,
  total: number,
): ClientRequest {
  const request = ask({
    host: '127.0.0.1',
    port: sample.port,
    method: 'PUT',
    path,
    agent: false,
    headers: {
      Host: sample.app,
      'Content-Range': `bytes ${start}-${end - 1}/${total}`,
      'Content-Length': String(end - start),
    },
  })
  request.on('error', () => undefined)
  return request
}

/** Asks until so many bytes have arrived. */
async function offsetIs(sample: Sample, path: string, offset: number): Promise<void> {
  for (;;) {
    const { headers } = await get(sample, path, { method: 'HEAD' })
    if (headers['upload-offset'] === String(offset)) return
  }
}
