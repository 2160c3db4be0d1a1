import { SpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import { type DaemonProcess, type DaemonState, keepDaemon } from './daemon.ts'
import { trayWords } from './tray.ts'

interface Started {
  readonly ready: PromiseWithResolvers<void>
  readonly ended: PromiseWithResolvers<void>
  readonly passphrase: () => Promise<string>
  isStopped: boolean
}

function keeping() {
  const started: Started[] = []
  const states: DaemonState[] = []
  const waits: { ms: number; go: () => void }[] = []
  const asked: boolean[] = []
  const clock = { ms: 0 }
  const daemon = keepDaemon({
    launch(passphrase): DaemonProcess {
      const one: Started = {
        ready: Promise.withResolvers<void>(),
        ended: Promise.withResolvers<void>(),
        passphrase,
        isStopped: false,
      }
      started.push(one)
      return {
        ready: one.ready.promise,
        ended: one.ended.promise,
        async stop() {
          one.isStopped = true
          one.ended.resolve()
        },
      }
    },
    async passphrase(isAgain) {
      asked.push(isAgain)
      return 'words'
    },
    now: () => clock.ms,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        waits.push({ ms, go: resolve })
        signal.addEventListener('abort', () => resolve())
      }),
    changed: (state) => void states.push(state),
  })
  const run = async (): Promise<void> => {
    const done = daemon.start()
    started.at(-1)?.ready.resolve()
    await done
  }
  return { daemon, started, states, waits, asked, clock, run }
}

test('the daemon is started once, however often it is asked for', async () => {
  const { daemon, started, states } = keeping()
  const both = [daemon.start(), daemon.start()]
  started[0]?.ready.resolve()
  await Promise.all(both)
  await daemon.start()
  expect(started).toHaveLength(1)
  expect(states.map(({ status }) => status)).toEqual(['starting', 'ready'])
})

test('one that ends by itself is started again, after growing pauses', async () => {
  const { started, waits, run } = keeping()
  await run()
  for (const [i, ms] of [250, 1000, 4000, 15_000, 60_000, 60_000].entries()) {
    started.at(-1)?.ended.resolve()
    await expect.poll(() => waits.length).toBe(i + 1)
    expect(waits[i]?.ms).toBe(ms)
    waits[i]?.go()
    await expect.poll(() => started.length).toBe(i + 2)
    started.at(-1)?.ready.resolve()
    await new Promise(setImmediate)
  }
})

test('one that ran well for a minute is started again at once', async () => {
  const { started, waits, clock, run } = keeping()
  await run()
  started[0]?.ended.resolve()
  await expect.poll(() => waits.length).toBe(1)
  waits[0]?.go()
  await expect.poll(() => started.length).toBe(2)
  started[1]?.ready.resolve()
  await new Promise(setImmediate)
  clock.ms += 60_000
  started[1]?.ended.resolve()
  await expect.poll(() => waits.length).toBe(2)
  expect(waits[1]?.ms).toBe(250)
})

test('the person can hurry one that waits', async () => {
  const { daemon, started, waits, run } = keeping()
  await run()
  started[0]?.ended.resolve()
  await expect.poll(() => waits.length).toBe(1)
  const hurried = daemon.start()
  started[1]?.ready.resolve()
  await hurried
  expect([started.length, daemon.state.status]).toEqual([2, 'ready'])
})

test('one that somebody else started is used, and left running', async () => {
  const { daemon, started } = keeping()
  const done = daemon.start()
  started[0]?.ready.reject(new SpaceError('in-use', 'Another daemon runs'))
  await done
  expect(daemon.state).toEqual({ status: 'ready', isOurs: false })
  await daemon.stop()
  expect(started[0]?.isStopped).toBe(false)
})

test('a passphrase that was wrong is asked for again', async () => {
  const { daemon, started, asked, states } = keeping()
  const done = daemon.start()
  await started[0]?.passphrase()
  started[0]?.ready.reject(new SpaceError('wrong-key', 'This is not the passphrase'))
  await expect.poll(() => started.length).toBe(2)
  await started[1]?.passphrase()
  started[1]?.ready.resolve()
  await done
  expect(asked).toEqual([false, true])
  expect(states.map(({ status }) => status)).toEqual([
    'starting',
    'locked',
    'starting',
    'locked',
    'ready',
  ])
})

test('one that cannot start says why, and is not tried again by itself', async () => {
  const { daemon, started, waits } = keeping()
  const done = daemon.start()
  started[0]?.ready.reject(new SpaceError('disk-full', 'The disk is full'))
  await expect(done).rejects.toMatchObject({ code: 'disk-full' })
  expect([waits.length, trayWords(daemon.state)]).toEqual([0, 'Stopped: The disk is full'])
  const again = daemon.start()
  started[1]?.ready.resolve()
  await again
  expect(trayWords(daemon.state)).toBe('Running')
})

test('it is ended well, and stays ended', async () => {
  const { daemon, started, waits, run } = keeping()
  await run()
  await daemon.stop()
  await expect(daemon.start()).rejects.toMatchObject({ code: 'aborted' })
  expect([started[0]?.isStopped, started.length, waits.length]).toEqual([true, 1, 0])
  expect(trayWords(daemon.state)).toBe('Stopped')
})
