import { expose } from 'comlink'
import { expect, test } from 'vitest'
import { PING_MESSAGE, PONG_MESSAGE } from '../relay.ts'
import { createTestHost, type TestHost } from '../testing/index.ts'
import { openPort } from './open.ts'

/** The SDK at one end of a channel, comlink as a shell uses it at the other. */
async function connected(host: TestHost) {
  const { port1, port2 } = new MessageChannel()
  expose(host.relay, port1)
  const space = await openPort(port2)
  return {
    space,
    port: port1,
    [Symbol.dispose]() {
      port1.close()
      port2.close()
    },
  }
}

test('calls, streams and errors cross a real port', async () => {
  const host = createTestHost({ files: { 'Box/a.txt': 'alpha' } })
  using page = await connected(host)
  await host.person.answer({ paths: ['Box'] })
  const box = await page.space.pick.directory({ mode: 'read', label: 'A box' })
  expect(await Array.fromAsync(box.keys())).toEqual(['a.txt'])
  await expect(box.getFileHandle('no')).rejects.toMatchObject({
    name: 'SpaceError',
    code: 'not-found',
    message: 'There is no no',
  })
  const grants = page.space.grants.watch()[Symbol.asyncIterator]()
  expect((await grants.next()).value).toHaveLength(1)
  const ended = new Promise((resolve) => box.addEventListener('revoked', resolve))
  await host.person.revoke(box.grant)
  await ended
  expect(box.isRevoked).toBe(true)
  expect((await grants.next()).value).toEqual([])
})

test('the page answers when the shell asks whether it is alive', async () => {
  using page = await connected(createTestHost())
  const pong = new Promise((resolve) =>
    page.port.addEventListener('message', ({ data }) => data === PONG_MESSAGE && resolve(data)),
  )
  page.port.postMessage(PING_MESSAGE)
  expect(await pong).toBe(PONG_MESSAGE)
})

test('what cannot be sent is bad input, and the port goes on', async () => {
  using page = await connected(createTestHost())
  const label = (() => 'no text') as unknown as string
  await expect(page.space.pick.directory({ mode: 'read', label })).rejects.toMatchObject({
    code: 'bad-input',
  })
  expect((await page.space.data.directory()).kind).toBe('directory')
})
