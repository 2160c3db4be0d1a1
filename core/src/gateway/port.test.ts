import { createServer } from 'node:http'
import { once } from 'node:events'
import { SpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import { freePort, openSample } from './gateway.samples.ts'
import { FIRST_PORT, onKeptPort } from './port.ts'

test('the first free port is kept, and only that one is tried from then on', async () => {
  const tried: number[] = []
  let value: unknown
  const kept = { get: () => value, set: (port: number) => void (value = port) }
  const open = async (port: number) => {
    tried.push(port)
    if (port < FIRST_PORT + 2) throw new SpaceError('in-use', 'taken')
    return { port, [Symbol.asyncDispose]: async () => expect.unreachable() }
  }
  expect(await onKeptPort(kept, open)).toMatchObject({ port: FIRST_PORT + 2 })
  expect(value).toBe(FIRST_PORT + 2)
  expect(await onKeptPort(kept, open)).toMatchObject({ port: FIRST_PORT + 2 })
  expect(tried).toEqual([FIRST_PORT, FIRST_PORT + 1, FIRST_PORT + 2, FIRST_PORT + 2])
  value = FIRST_PORT
  await expect(onKeptPort(kept, open)).rejects.toMatchObject({ code: 'in-use' })
})

test('what else goes wrong chooses no port', async () => {
  const kept = { get: () => undefined, set: () => expect.unreachable() }
  const open = async (): Promise<never> => {
    throw new SpaceError('io', 'no')
  }
  await expect(onKeptPort(kept, open)).rejects.toMatchObject({ code: 'io' })
})

test('what listens on a port that cannot be kept is closed', async () => {
  const closed: number[] = []
  const kept = {
    get: () => undefined,
    set: () => {
      throw new SpaceError('disk-full', 'full')
    },
  }
  const open = async (port: number) => ({
    [Symbol.asyncDispose]: async () => void closed.push(port),
  })
  await expect(onKeptPort(kept, open)).rejects.toMatchObject({ code: 'disk-full' })
  expect(closed).toEqual([FIRST_PORT])
})

test.each(['127.0.0.1', '::1'])('a port that another program has on %s is in use', async (host) => {
  const port = await freePort()
  const other = createServer().listen({ port, host, ipv6Only: true })
  await once(other, 'listening')
  try {
    await expect(openSample({}, port)).rejects.toMatchObject({ code: 'in-use', facts: { port } })
  } finally {
    other.close()
  }
})
