import fs from 'node:fs'
import { SpaceError } from '@space/sdk'
import type { SegmentStore } from '../../blocks/segments.ts'
import type { Content } from './content.ts'
import { type OpenUnit, fromPlain, toPlain } from './messages.ts'
import { createTarget, finishTarget } from './open-worker.ts'
import type { Pool } from './pool-workers.ts'
import { throwIfAborted } from './seal-files.ts'

/** A content to be written to a new file of this machine. */
export interface OpenFile {
  readonly content: Content
  /** Must not be there yet; it is removed again when the content cannot be read. */
  readonly path: string
  /** Permission bits, whatever the umask; 0o600 when not given. */
  readonly mode?: number | undefined
  /** Time of the last change, ms since 1970; now when not given. */
  readonly mtimeMs?: number | undefined
}

/** What one thread writes of a large file at once. */
const UNIT_BYTES = 32 * 2 ** 20

interface Large {
  readonly job: OpenFile
  readonly index: number
  readonly fd: number
}

/**
 * Write contents to files with the worker threads; everything is checked with tag and SHA-256.
 *
 * Returns for each job what went wrong, or `undefined`. Long runs of zeros become holes.
 *
 * @throws {SpaceError} `aborted`; what is unfinished then is removed
 */
export async function openFiles(
  { blocks, pool }: { blocks: SegmentStore; pool: Pool },
  jobs: readonly OpenFile[],
  options: {
    signal?: AbortSignal | undefined
    onBytes?: ((bytes: number) => void) | undefined
    /** Told of everything that goes wrong; a large file can fail in several places. */
    onError?: ((error: SpaceError, job: OpenFile) => void) | undefined
  } = {},
): Promise<(SpaceError | undefined)[]> {
  const { signal, onBytes, onError } = options
  throwIfAborted(signal)
  const results: (SpaceError | undefined)[] = jobs.map(() => undefined)
  const finished = new Set<number>()
  const large: Large[] = []
  const memory = new SharedArrayBuffer(8)
  const shared = new Int32Array(memory)
  const isStopped = (): boolean => Atomics.load(shared, 1) === 1
  const stop = (): void => {
    Atomics.store(shared, 1, 1)
  }
  using _lease = blocks.lease()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const units = jobs.flatMap((job, index) => unitsOf(job, index))
    if (units.length === 0) return results
    await pool.run(
      { op: 'open', units, counter: memory },
      {
        count: units.length,
        stop,
        onAnswer(answer) {
          if ('progress' in answer) onBytes?.(answer.progress)
          if (!('opened' in answer)) return
          const index = units[answer.opened]?.index ?? -1
          if (answer.error === undefined) {
            finished.add(index)
            return
          }
          const error = fromPlain(answer.error)
          const job = jobs[index]
          if (job !== undefined) onError?.(error, job)
          results[index] ??= error
        },
      },
    )
    throwIfAborted(signal)
    // Closed while it ran: what was not taken is not written.
    if (isStopped()) throw new SpaceError('aborted', 'Stopped')
    for (const { job, index, fd } of large) {
      if (results[index] === undefined) attempt(index, () => finishLarge(job, fd))
    }
    return results
  } catch (error) {
    for (const { index } of large) {
      results[index] ??= new SpaceError('aborted', 'Stopped')
    }
    for (const index of finished) {
      const path = jobs[index]?.path
      if (path !== undefined && !large.some((one) => one.index === index)) removeFile(path)
    }
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    for (const { job, index, fd } of large) {
      fs.closeSync(fd)
      if (results[index] !== undefined) removeFile(job.path)
    }
  }

  function unitsOf(job: OpenFile, index: number): OpenUnit[] {
    const { content, path, mode = 0o600, mtimeMs } = job
    if (content.size <= UNIT_BYTES) {
      return [{ index, content, start: 0, end: content.size, target: { path, mode }, mtimeMs }]
    }
    // Several threads write to one descriptor: the path is looked up once.
    const fd = attempt(index, () => createTarget(path, mode))
    if (fd === undefined) return []
    large.push({ job, index, fd })
    return Array.from({ length: Math.ceil(content.size / UNIT_BYTES) }, (_, i) => {
      const start = i * UNIT_BYTES
      const end = Math.min(start + UNIT_BYTES, content.size)
      return { index, content, start, end, target: { fd } }
    })
  }

  function attempt<T>(index: number, work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      results[index] ??= fromPlain(toPlain(error))
      return undefined
    }
  }
}

function finishLarge({ content, mode = 0o600, mtimeMs }: OpenFile, fd: number): void {
  finishTarget(fd, mode, content.size, mtimeMs)
}

function removeFile(path: string): void {
  fs.rmSync(path, { force: true })
}
