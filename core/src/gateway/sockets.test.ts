import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSockets } from './sockets.ts'

test('whoever opens a way out is seen, by the name that was asked for, until it is closed', async () => {
  using sockets = openSockets(() => 5)
  // NOTE: an address of documents, which nobody answers; it is the trying that is told.
  const socket = connect({ host: '192.0.2.1', port: 443 })
  socket.on('error', () => undefined)
  await once(socket, 'connectionAttempt')
  expect(sockets.out()).toMatchObject([{ host: '192.0.2.1', port: 443, sentBytes: 0, since: 5 }])
  const closed = once(socket, 'close')
  socket.destroy()
  await closed
  expect(sockets.out()).toEqual([])
})

test('what stays on this machine is no way out, and programs of this machine are counted', async () => {
  using sockets = openSockets(() => 7)
  const dir = mkdtempSync(join(tmpdir(), 'space-sockets-'))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  const near = createServer((socket) => socket.resume())
  const program = createServer((socket) => socket.resume())
  near.listen(0, '127.0.0.1')
  program.listen(join(dir, 's'))
  await Promise.all([once(near, 'listening'), once(program, 'listening')])
  const accepted = Promise.all([once(near, 'connection'), once(program, 'connection')])
  const sides = [
    connect((near.address() as AddressInfo).port, '127.0.0.1'),
    connect(join(dir, 's')),
  ]
  const others = (await accepted).flat() as Socket[]
  expect(sockets.out()).toEqual([])
  expect(sockets.programs()).toEqual([7])
  const gone = others.map((socket) => once(socket, 'close'))
  for (const side of sides) side.destroy()
  await Promise.all(gone)
  for (const server of [near, program]) server.close()
  expect(sockets.programs()).toEqual([])
})
