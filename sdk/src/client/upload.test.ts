import { expect, test } from 'vitest'
import { createTestHost, type TestHost } from '../testing/index.ts'
import { openSpace } from './space.ts'

const MIB = 2 ** 20

/** A file of this many bytes goes in while `fault` may spoil each request of an upload. */
async function write(
  bytes: number,
  fault: (put: number, init: RequestInit, host: TestHost) => Promise<RequestInit | undefined>,
  signal?: AbortSignal,
): Promise<{ host: TestHost; closing: Promise<void>; waits: number[] }> {
  const host = createTestHost()
  const waits: number[] = []
  let puts = 0
  const space = await openSpace(host.relay, {
    async request(url, init) {
      if (init.method !== 'PUT') return host.fetch(url, init)
      puts += 1
      const sent = await fault(puts, init, host)
      const reply = sent === undefined ? undefined : await host.fetch(url, sent)
      if (reply === undefined || sent !== init) throw new TypeError('Failed to fetch')
      return reply
    },
    wait: async (ms) => void waits.push(ms),
  })
  const folder = await space.data.directory()
  const file = await folder.getFileHandle('a', { create: true })
  const writable = await file.createWritable(signal === undefined ? {} : { signal })
  const closing = (async () => {
    await writable.write(new Uint8Array(bytes).map((_, index) => (index * 7) >> 8))
    await writable.close()
  })()
  // Some tests look at it later.
  closing.catch(() => undefined)
  return { host, closing, waits }
}

async function isWhole(host: TestHost, bytes: number): Promise<boolean> {
  const text = await host.person.read('Apps/Test/a')
  const written = new Uint8Array(bytes).map((_, index) => (index * 7) >> 8)
  return text === new TextDecoder().decode(written)
}

test('a slice that never arrived is sent again', async () => {
  const { host, closing, waits } = await write(9 * MIB, async (put, init) =>
    put === 1 ? undefined : init,
  )
  await closing
  expect(await isWhole(host, 9 * MIB)).toBe(true)
  expect(waits).toEqual([250])
})

test('of a slice that arrived in part only the rest is sent', async () => {
  const lengths: number[] = []
  const { host, closing } = await write(9 * MIB, async (put, init) => {
    const slice = init.body as Uint8Array<ArrayBuffer>
    lengths.push(slice.length)
    if (put !== 1) return init
    return { ...init, body: slice.slice(0, 3 * MIB) }
  })
  await closing
  expect(lengths).toEqual([9 * MIB, 6 * MIB])
  expect(await isWhole(host, 9 * MIB)).toBe(true)
})

test('a slice whose answer was lost is not sent twice', async () => {
  let puts = 0
  const { host, closing } = await write(9 * MIB, async (put, init) => {
    puts += 1
    return put === 1 ? { ...init } : init
  })
  await closing
  expect(puts).toBe(1)
  expect(await isWhole(host, 9 * MIB)).toBe(true)
})

test('a daemon that stays away is waited for, longer each time, and then given up', async () => {
  const { host, closing, waits } = await write(10, async () => undefined)
  await expect(closing).rejects.toMatchObject({ code: 'offline' })
  expect(waits.slice(0, 7)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000])
  expect(await host.person.read('Apps/Test/a')).toBe('')
})

test('what the daemon refuses is not tried again, and says why', async () => {
  let puts = 0
  const { closing } = await write(10, async (_, init, host) => {
    puts += 1
    const [grant] = await host.person.grants()
    await host.person.revoke(grant?.id ?? '')
    return init
  })
  await expect(closing).rejects.toMatchObject({ code: 'grant-revoked' })
  expect(puts).toBe(1)
})

test('a writer that is stopped says aborted and leaves the file', async () => {
  const stop = new AbortController()
  const { host, closing } = await write(
    10,
    async () => {
      stop.abort()
      return undefined
    },
    stop.signal,
  )
  await expect(closing).rejects.toMatchObject({ code: 'aborted' })
  expect(await host.person.read('Apps/Test/a')).toBe('')
})

test('a full private folder says quota, and the file stays as it was', async () => {
  const host = createTestHost()
  host.quota(8)
  const space = await host.connect()
  const file = await (await space.data.directory()).getFileHandle('a', { create: true })
  const writable = await file.createWritable()
  await writable.write('more than eight')
  await expect(writable.close()).rejects.toMatchObject({ code: 'quota' })
  expect((await file.getFile()).size).toBe(0)
})
