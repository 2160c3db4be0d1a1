import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { closing, LABEL, openSample, type Sample } from './gateway.samples.ts'

const QUICK = { headersMs: 150, requestMs: 300, idleMs: 100_000, checkMs: 50 }

test.each([
  ['headers that never end', 'GET / HTTP/1.1\r\nHost: SHELL\r\nX-A: '],
  ['a first line that never ends', 'GET /'],
  ['a body that never comes', 'POST /auth HTTP/1.1\r\nHost: SHELL\r\nContent-Length: 9\r\n\r\n'],
])('%s: whoever is that slow is cut off, with an inert answer', async (_name, text) => {
  await using sample = await openSample({}, undefined, QUICK)
  const { socket, closed } = await opened(sample)
  let answer = ''
  socket.on('data', (bytes: Buffer) => (answer += bytes.toString()))
  socket.write(text.replace('SHELL', sample.shell))
  await closed
  expect(answer === '' || /content-security-policy: default-src 'none'/i.test(answer)).toBe(true)
})

test('somebody who says nothing at all is cut off', async () => {
  await using sample = await openSample({}, undefined, { ...QUICK, idleMs: 100 })
  await (
    await opened(sample)
  ).closed
})

test('a reader that takes nothing for long is cut off, and the read below it ends', async () => {
  await using sample = await openSample({}, undefined, { ...QUICK, idleMs: 100 })
  const stopped = Promise.withResolvers<void>()
  const path = sample.urls.forReading(LABEL, new AbortController().signal, async () => ({
    name: 'a',
    version: 'v1',
    size: 2 ** 40,
    async *read({ signal }) {
      signal.addEventListener('abort', () => stopped.resolve())
      while (!signal.aborted) yield new Uint8Array(2 ** 20)
    },
  }))
  const { socket } = await opened(sample)
  socket.pause()
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${sample.app}\r\n\r\n`)
  await stopped.promise
  socket.destroy()
})

test('hundreds of connections that do nothing keep nobody out for long', async () => {
  await using sample = await openSample({}, undefined, { ...QUICK, idleMs: 200 })
  const idle = await Promise.all(Array.from({ length: 300 }, () => opened(sample)))
  expect((await sample.ask({})).status).toBe(200)
  await Promise.all(idle.map(({ closed }) => closed))
})

/** It may be cut off before anybody waits for it, so `closed` is waited for from the start. */
async function opened({ port }: Sample): Promise<{ socket: Socket; closed: Promise<void> }> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.resume()
  const closed = closing(socket)
  await once(socket, 'connect')
  return { socket, closed }
}
