import { Worker } from 'node:worker_threads'
import { once } from 'node:events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newCounter, nextNumber, offerSpare, takeSpare } from './spares.ts'

test('spares come out in the order in which they went in, as with a list', () => {
  const step = fc.oneof(
    fc.nat(1000).map((length) => ({ length })),
    fc.constant('take' as const),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const memory = new Int32Array(newCounter(5))
      const model: { segment: number; length: number }[] = []
      for (const [segment, what] of steps.entries()) {
        if (what === 'take') expect(takeSpare(memory)).toEqual(model.shift())
        else if (offerSpare(memory, { segment, ...what })) model.push({ segment, ...what })
        else expect(model).toHaveLength(64)
      }
      expect(nextNumber(memory)).toBe(5)
    }),
  )
})

test('threads that take at once never get the same spare, and together get all', async () => {
  const counter = newCounter(0)
  const memory = new Int32Array(counter)
  const script = `
    const { parentPort, workerData } = require('node:worker_threads')
    import(workerData.url).then(({ takeSpare }) => {
      const memory = new Int32Array(workerData.counter), taken = []
      for (;;) {
        const spare = takeSpare(memory)
        if (spare?.segment === -1) break
        if (spare !== undefined) taken.push(spare.segment + spare.length / 2)
      }
      parentPort.postMessage(taken)
    })`
  const url = new URL('spares.ts', import.meta.url).href
  const threads = Array.from(
    { length: 3 },
    () => new Worker(script, { eval: true, execArgv: [], workerData: { url, counter } }),
  )
  const answers = Promise.all(threads.map((thread) => once(thread, 'message')))
  for (let segment = 0; segment < 5000;) {
    if (offerSpare(memory, { segment, length: 0 })) segment += 1
    else await new Promise((resolve) => setImmediate(resolve))
  }
  for (let stops = 0; stops < threads.length;) {
    if (offerSpare(memory, { segment: -1, length: 0 })) stops += 1
    else await new Promise((resolve) => setImmediate(resolve))
  }
  const taken = (await answers).flat(2) as number[]
  expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 5000 }, (_, i) => i))
}, 60_000)
