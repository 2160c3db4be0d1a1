import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { isOfAnotherUser } from './peer.ts'

afterEach(() => vi.restoreAllMocks())

test.each(['127.0.0.1', '::1'])('whose connection it is is told apart on %s', async (host) => {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  const client = connect((server.address() as AddressInfo).port, host)
  const [socket] = (await accepted) as [Socket]
  try {
    expect(await isOfAnotherUser(socket)).toBe(false)
    const own = process.getuid?.() ?? 0
    vi.spyOn(process, 'getuid').mockReturnValue(own + 1)
    expect(await isOfAnotherUser(socket)).toBe(process.platform === 'linux')
  } finally {
    client.destroy()
    server.close()
  }
})

test('a connection that the system does not list is not taken for one of ours', async () => {
  const unlisted = { remotePort: 1, localPort: 1 } as Socket
  expect(await isOfAnotherUser(unlisted)).toBe(process.platform === 'linux')
})
