import { PING_MESSAGE, PONG_MESSAGE } from '@space/sdk/relay'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openLiveness } from './liveness.ts'

function open() {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => {
    port1.close()
    port2.close()
  })
  let answers = true
  port2.addEventListener('message', ({ data }) => {
    if (data === PING_MESSAGE && answers) port2.postMessage(PONG_MESSAGE)
  })
  port1.start()
  port2.start()
  return {
    liveness: openLiveness(port1),
    freeze: () => {
      answers = false
    },
  }
}

test('an app that answers is alive', async () => {
  const { liveness } = open()
  expect(await liveness.ask(60_000)).toBe(true)
})

test('an app that answered before and does not any more is told of', async () => {
  const { liveness, freeze } = open()
  await liveness.ask(60_000)
  freeze()
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const asked = liveness.ask(4000)
  vi.advanceTimersByTime(4000)
  expect(await asked).toBe(false)
})

test('a page without the sdk, which never answers, counts as alive', async () => {
  const { liveness, freeze } = open()
  freeze()
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const asked = liveness.ask(4000)
  vi.advanceTimersByTime(4000)
  expect(await asked).toBe(true)
})
