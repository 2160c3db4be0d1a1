import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { SpaceError } from '@space/sdk'
import type { Synced } from '../../blocks/segment-writer.ts'
import {
  type Answer,
  type OpenJob,
  type Order,
  type SealJob,
  type WorkerPowers,
  fromPlain,
} from './messages.ts'

/** Threads that seal and open; they start with the first job and stay for the next ones. */
export interface Pool extends AsyncDisposable {
  readonly threads: number
  /**
   * Gives a job to `count` threads and resolves when all have ended it. Jobs of one kind follow each
   * other in a thread; one that has nothing to do does not keep the process alive.
   *
   * @throws {SpaceError} what the first thread that failed has reported
   */
  run(job: Omit<SealJob, 'job'> | Omit<OpenJob, 'job'>, options: RunOptions): Promise<void>
}

export interface RunOptions {
  readonly count: number
  onAnswer(answer: Answer): void
  /** Makes the other threads end the job soon, and frees what a dead thread may have held. */
  stop(): void
}

const YOUNG_MIB = 6

interface Thread {
  readonly worker: Worker
  readonly jobs: Map<number, (answer: Answer) => void>
}

export function openPool(
  powers: WorkerPowers,
  threads: number,
  onClosed: (synced: readonly Synced[]) => void,
): Pool {
  const pool: Thread[] = []
  const stops = new Set<() => void>()
  let jobs = 0
  let isClosed = false

  return { threads, run, [Symbol.asyncDispose]: close }

  async function run(
    job: Omit<SealJob, 'job'> | Omit<OpenJob, 'job'>,
    { count, onAnswer, stop }: RunOptions,
  ): Promise<void> {
    if (isClosed) throw new SpaceError('aborted', 'Stopped')
    let failure: Error | undefined
    const fail = (error: unknown): void => {
      failure ??= error instanceof Error ? error : new Error(String(error))
      stop()
    }
    const order = { ...job, job: jobs++ } as SealJob | OpenJob
    stops.add(stop)
    try {
      await Promise.all(
        idlest(Math.min(count, threads)).map((thread) =>
          ask(thread, order, (answer) => {
            try {
              if ('failed' in answer) fail(fromPlain(answer.failed))
              else onAnswer(answer)
            } catch (error) {
              fail(error)
            }
          }),
        ),
      )
    } finally {
      stops.delete(stop)
    }
    if (failure !== undefined) throw failure
  }

  /** Resolves with the last answer, `done` or `failed`; every answer also goes to `on`. */
  function ask(thread: Thread, order: Order, on: (answer: Answer) => void): Promise<Answer> {
    const { worker, jobs: open } = thread
    const { promise, resolve } = Promise.withResolvers<Answer>()
    worker.ref()
    open.set(order.job, (answer) => {
      const isLast = 'done' in answer || 'failed' in answer
      if (isLast) {
        open.delete(order.job)
        if (open.size === 0) worker.unref()
      }
      on(answer)
      if (isLast) resolve(answer)
    })
    worker.postMessage(order)
    return promise
  }

  /** A thread costs 30 MB, so a small job rather waits for one that is there. */
  function idlest(count: number): Thread[] {
    while (pool.length < Math.min(threads, count)) pool.push(start())
    return pool.toSorted((a, b) => a.jobs.size - b.jobs.size).slice(0, count)
  }

  function start(): Thread {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: powers,
      // Options of this process, such as --eval, would keep the thread from starting.
      execArgv: [],
      env: threadEnv(),
      // The bytes are in buffers of their own: three times 16 MiB for young objects is too much.
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    })
    const thread: Thread = { worker, jobs: new Map() }
    worker.unref()
    worker.on('message', (answer: Answer) => thread.jobs.get(answer.job)?.(answer))
    worker.on('error', (cause: unknown) => lose(thread, cause))
    worker.on('exit', () => lose(thread, undefined))
    return thread
  }

  /** A thread is gone: its jobs fail, and the next job starts another one. */
  function lose(thread: Thread, cause: unknown): void {
    const at = pool.indexOf(thread)
    if (at >= 0) pool.splice(at, 1)
    const why = cause instanceof Error ? cause.message : 'The thread ended.'
    for (const [job, on] of thread.jobs) {
      on({ job, failed: { code: 'internal', message: 'A worker thread has ended', why } })
    }
  }

  async function close(): Promise<void> {
    if (isClosed) return
    isClosed = true
    for (const stop of stops) stop()
    await Promise.all(
      [...pool].map(async (thread) => {
        const answer = await ask(thread, { op: 'close', job: jobs++ }, () => undefined)
        if ('done' in answer) onClosed(answer.synced ?? [])
        await thread.worker.terminate()
      }),
    )
  }
}

/** What this process was started from compiled, a thread need not compile again (10 MB of memory). */
function threadEnv(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir()
  return cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) }
}
