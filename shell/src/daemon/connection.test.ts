import { SpaceError } from '@space/sdk'
import { type Channel, type Message, openEndpoint } from '@space/sdk/wire'
import { expect, onTestFinished, test } from 'vitest'
import { openConnection } from './connection.ts'
import type { Hello } from './websocket.ts'

/** Two ends of one line in memory. */
function pair(): [Channel, Channel] {
  const ends = [new TransformStream<Message>(), new TransformStream<Message>()] as const
  const writers = ends.map(({ writable }) => writable.getWriter())
  const close = (): void => {
    for (const writer of writers) writer.close().catch(() => undefined)
  }
  const end = (mine: 0 | 1, theirs: 0 | 1): Channel => ({
    messages: ends[mine].readable,
    send: async (message) => writers[theirs]?.write(message),
    close,
  })
  return [end(0, 1), end(1, 0)]
}

/** A daemon that can be away, or no longer know the bearer. */
function daemon() {
  const hellos: Hello[] = []
  const waits: { ms: number; go: () => void }[] = []
  let refusal: SpaceError | undefined
  let cut = (): void => undefined
  let waiting = Promise.withResolvers<void>()
  let held: string | undefined = 'secret'
  const connection = openConnection({
    dial: async (hello) => {
      hellos.push(hello)
      if (refusal !== undefined) throw refusal
      const [here, there] = pair()
      cut = () => there.close()
      openEndpoint(there, {
        daemon: { hello: () => ({ version: '0.1.0', app: hello.app ?? null }) },
        grants: {
          async *watch(_params, { signal }) {
            yield []
            await new Promise((resolve) => {
              signal.addEventListener('abort', resolve)
            })
          },
        },
      })
      return here
    },
    bearer: {
      get current() {
        return held
      },
      forget: () => {
        held = undefined
      },
    },
    now: () => 1000,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        waits.push({ ms, go: resolve })
        signal.addEventListener('abort', () => resolve())
        const told = waiting
        waiting = Promise.withResolvers()
        told.resolve()
      }),
  })
  onTestFinished(() => connection.close())
  const becomes = (status: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (connection.state.getState().status === status) resolve()
      }
      connection.state.subscribe(look)
      look()
    })
  return {
    connection,
    hellos,
    waits,
    waited: () => waiting.promise,
    becomes,
    refuse: (error?: SpaceError) => {
      refusal = error
    },
    cut: () => cut(),
  }
}

test('calls of the owner go over the line, with the bearer in the hello', async () => {
  const { connection, hellos, becomes } = daemon()
  await becomes('ready')
  expect(await connection.host.daemon.hello()).toMatchObject({ version: '0.1.0' })
  expect(hellos).toEqual([{ bearer: 'secret' }])
})

test('an app has a line of its own', async () => {
  const { connection, hellos, becomes } = daemon()
  await becomes('ready')
  const line = await connection.openApp('ledger', new AbortController().signal)
  expect(await line.call('daemon.hello', [])).toMatchObject({ app: 'ledger' })
  expect(hellos.at(-1)).toEqual({ bearer: 'secret', app: 'ledger' })
})

test('a lost connection heals, and what follows the daemon begins anew', async () => {
  const { connection, waits, becomes, cut } = daemon()
  const begun: AbortSignal[] = []
  connection.whenReady(async (signal) => void begun.push(signal))
  await becomes('ready')
  cut()
  await becomes('lost')
  expect(connection.state.getState()).toEqual({ status: 'lost', retryAt: 1250 })
  expect(begun[0]?.aborted).toBe(true)
  await expect(connection.host.daemon.hello()).rejects.toMatchObject({ code: 'offline' })
  waits[0]?.go()
  await becomes('ready')
  expect(await connection.host.daemon.hello()).toMatchObject({ version: '0.1.0' })
  expect(begun).toHaveLength(2)
  expect(begun[1]?.aborted).toBe(false)
})

test('pauses between tries grow, and the person can hurry', async () => {
  const { connection, waits, waited, becomes, refuse, cut } = daemon()
  await becomes('ready')
  refuse(new SpaceError('offline', 'Nobody is there'))
  cut()
  await becomes('lost')
  for (let tries = 0; tries < 4; tries += 1) {
    const next = waited()
    connection.retry()
    await next
  }
  const pauses = waits.map(({ ms }) => ms)
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000])
})

test('a bearer that the daemon knows no more is forgotten, and asked for anew', async () => {
  const { connection, becomes, refuse, cut, hellos, waits } = daemon()
  await becomes('ready')
  refuse(new SpaceError('denied', 'Who are you?'))
  cut()
  await becomes('lost')
  waits[0]?.go()
  await becomes('signed-out')
  expect(hellos).toHaveLength(2)
  await expect(connection.openApp('ledger', new AbortController().signal)).rejects.toMatchObject({
    code: 'denied',
  })
})
