import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { openDenyProxy } from './proxy.ts'

test('whatever is asked of it is refused, and counted by host', async () => {
  await using proxy = await openDenyProxy()
  const answers = [
    await said(proxy.port, 'GET http://evil.example/x HTTP/1.1\r\nHost: evil.example\r\n\r\n'),
    await said(proxy.port, 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n'),
    await said(proxy.port, 'CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: x\r\n\r\n'),
    await said(
      proxy.port,
      'GET http://ws.example/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
    ),
    await said(proxy.port, `CONNECT ${'x'.repeat(300)}.example:443 HTTP/1.1\r\nHost: x\r\n\r\n`),
  ]
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 403 /)
  expect(proxy.refused()).toEqual([
    { host: 'evil.example', count: 2 },
    { host: '2001:db8::1', count: 1 },
    { host: 'ws.example', count: 1 },
    { host: 'something that is no name', count: 1 },
  ])
})

test('what a page chooses as names cannot fill the memory', async () => {
  await using proxy = await openDenyProxy()
  for (let i = 0; i < 1100; i += 1) {
    await said(proxy.port, `CONNECT h${i}.example:443 HTTP/1.1\r\nHost: x\r\n\r\n`)
  }
  expect(proxy.refused()).toHaveLength(1000)
})

async function said(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  let answer = ''
  socket.on('data', (bytes: Buffer) => (answer += bytes.toString()))
  socket.write(text)
  await once(socket, 'close')
  return answer
}
