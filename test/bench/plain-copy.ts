import { mkdirSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

/** What one thread of the plain copy is given. */
export interface CopyTask {
  readonly source: string
  readonly bytes: number
  readonly dir: string
  /** Next segment number, shared. */
  readonly counter: SharedArrayBuffer
  /** Next block to take, shared. */
  readonly turn: SharedArrayBuffer
}

/**
 * Copies `source` into segments under `dir` by the writer that the drive uses, with its groups and
 * flushes, but neither cut nor sealed; in ms, threads already running. What no format can beat.
 */
export async function copyPlain(source: string, dir: string): Promise<number> {
  mkdirSync(join(dir, 'segments'), { recursive: true })
  const task: CopyTask = {
    source,
    bytes: statSync(source).size,
    dir,
    counter: new SharedArrayBuffer(4),
    turn: new SharedArrayBuffer(4),
  }
  const threads = Array.from(
    { length: Math.min(4, availableParallelism()) },
    () => new Worker(new URL('plain-copy-thread.ts', import.meta.url), { workerData: task }),
  )
  await Promise.all(threads.map((thread) => said(thread)))
  const start = performance.now()
  const done = threads.map((thread) => said(thread))
  for (const thread of threads) thread.postMessage('go')
  await Promise.all(done)
  const ms = performance.now() - start
  await Promise.all(threads.map((thread) => thread.terminate()))
  return ms
}

function said(thread: Worker): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  thread.once('message', () => resolve())
  thread.once('error', reject)
  return promise
}
