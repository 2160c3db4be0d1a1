// The process that holds our drive while it is measured: it works on request, as the daemon does.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { keepHeapSmall } from '../../core/src/home/heap.ts'
import { seededStream } from './data.ts'
import { openOurs, type OpenSpace } from './open-ours.ts'
import type { Answer, Reply, Request } from './requests.ts'

/** How many files the small saves go round. */
const SAVED_FILES = 20

keepHeapSmall()
const home = process.argv[2] ?? ''
let space: OpenSpace | undefined

process.on('message', (request: Request) => void reply(request))

async function reply(request: Request): Promise<void> {
  const message: Reply = await answer(request).then(
    (done) => ({ answer: done }),
    (error: unknown) => ({ error: error instanceof Error ? String(error.stack) : String(error) }),
  )
  process.send?.(message, () => {
    if (request.op === 'close') process.disconnect()
  })
}

async function answer(request: Request): Promise<Answer> {
  if (request.op === 'open') return open()
  const { drive } = space ?? failed('the drive is not open')
  switch (request.op) {
    case 'import':
      return timed(async () => {
        const report = await drive.import(request.sources, request.to, { recursive: true })
        if (report.problems[0] !== undefined) failed(report.problems[0].message)
        return report.files
      })
    case 'export':
      return timed(async () => {
        const report = await drive.export(request.paths, request.to)
        if (report.problems[0] !== undefined) failed(report.problems[0].message)
        return report.files
      })
    case 'ranges': {
      const { path, size, bytes, count } = request
      const last = size - bytes
      return repeated(count, (i) => {
        // A stride that meets no two places alike; every read is somewhere new.
        const start = Math.floor((((i + 1) * 0.6180339887498949) % 1) * last)
        return drain(drive.read(path, { start, end: start + bytes }))
      })
    }
    case 'saves':
      return saves(request.plain, request.bytes, request.count)
    case 'list':
      return repeated(request.count, async () => (await drive.list(request.path)).length)
    case 'search':
      return repeated(
        request.texts.length,
        async (i) => (await drive.search({ text: request.texts[i] ?? '' })).length,
      )
    case 'read':
      return repeated(request.times, () => drain(drive.read(request.path)))
    case 'close':
      return timed(async () => {
        await space?.[Symbol.asyncDispose]()
        return 0
      })
  }
}

async function open(): Promise<Answer> {
  const before = liveMB()
  const done = await timed(async () => {
    space = await openOurs(home)
    return 1
  })
  return { ...done, grownMB: liveMB() - before }
}

async function saves(plainPath: string, bytes: number, count: number): Promise<Answer> {
  const { drive } = space ?? failed('the drive is not open')
  const next = seededStream('saves')
  const samples: number[] = []
  const plain: number[] = []
  const fd = openSync(plainPath, 'a')
  try {
    for (let i = 0; i < count; i++) {
      const body = next(bytes)
      let start = performance.now()
      // By turns, as a person saves: one file with hundreds of versions is another question.
      await drive.write(`/saved-${i % SAVED_FILES}`, [body])
      samples.push(performance.now() - start)
      start = performance.now()
      writeSync(fd, body)
      fdatasyncSync(fd)
      plain.push(performance.now() - start)
    }
  } finally {
    closeSync(fd)
  }
  return { ms: sum(samples), samples, plain, count, grownMB: 0 }
}

async function timed(work: () => Promise<number>): Promise<Answer> {
  const start = performance.now()
  const count = await work()
  return { ms: performance.now() - start, samples: [], plain: [], count, grownMB: 0 }
}

async function repeated(times: number, work: (i: number) => Promise<number>): Promise<Answer> {
  const samples: number[] = []
  let count = 0
  for (let i = 0; i < times; i++) {
    const start = performance.now()
    count += await work(i)
    samples.push(performance.now() - start)
  }
  return { ms: sum(samples), samples, plain: [], count, grownMB: 0 }
}

async function drain(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0
  for await (const chunk of chunks) bytes += chunk.length
  return bytes
}

/** What is reachable: heap and buffers behind a collection (needs --expose-gc). */
function liveMB(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1e6
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

function failed(why: string): never {
  throw new Error(why)
}
