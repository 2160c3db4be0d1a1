/** Small pictures out of large ones, in processes that may fail. */
import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { createRequire } from 'node:module'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { SpaceError } from '@space/sdk'

/** Makes one WebP of at most `px` × `px`, upright, without what a camera wrote beside the picture. */
export interface Maker extends AsyncDisposable {
  /** How many pictures are made at once. */
  readonly width: number
  /**
   * Undefined when there is no picture in `bytes` that can be shown, or it takes too long or too much.
   *
   * @throws {SpaceError} `aborted`; `internal` when no picture can be made on this machine
   */
  make(bytes: Uint8Array, px: number, signal?: AbortSignal): Promise<Uint8Array | undefined>
}

/** One picture; a bomb that would take longer is no picture. */
const DEADLINE_MS = 15_000
/** A process that nobody needs gives its memory back. */
const IDLE_MS = 20_000
/** No thumbnail is larger; what says so is astray. */
const MOST_BYTES = 4 * 2 ** 20
/** So that whoever looks at something else does not wait. */
const NICE = 10

type Child = ChildProcessByStdio<Writable, Readable, null>

interface Hand {
  make(bytes: Uint8Array, px: number, signal?: AbortSignal): Promise<Uint8Array | undefined>
  end(): Promise<void>
}

/** Undefined where sharp, or a binary of it for this machine, is not installed. */
export function openMaker(width = 2): Maker | undefined {
  try {
    createRequire(import.meta.url).resolve('sharp')
  } catch {
    return undefined
  }
  const free: Hand[] = Array.from({ length: width }, openHand)
  const all = [...free]
  const waiting: (() => void)[] = []
  return {
    width,
    async make(bytes, px, signal) {
      while (free.length === 0) {
        const { promise, resolve } = Promise.withResolvers<void>()
        waiting.push(resolve)
        await promise
      }
      const hand = free.pop()
      if (hand === undefined) throw new Error('two were given one hand')
      try {
        signal?.throwIfAborted()
        return await hand.make(bytes, px, signal)
      } finally {
        free.push(hand)
        waiting.shift()?.()
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((hand) => hand.end()))
    },
  }
}

/** One process, started when it is needed, again after it failed, and ended when it is not. */
function openHand(): Hand {
  let child: Child | undefined
  let ready = Promise.resolve()
  let idle: NodeJS.Timeout | undefined
  const started = (): Child => {
    if (child !== undefined) return child
    const made = spawn(
      process.execPath,
      ['--max-old-space-size=64', join(import.meta.dirname, 'thumb-process.ts')],
      { env: { MALLOC_ARENA_MAX: '2' }, stdio: ['pipe', 'pipe', 'ignore'] },
    )
    // A pipe that broke is told by the end of the process.
    made.stdin.on('error', () => undefined)
    made.on('error', () => undefined)
    made.once('exit', () => {
      if (child === made) child = undefined
    })
    try {
      if (made.pid !== undefined) setPriority(made.pid, NICE)
    } catch {
      // Where this is not allowed it is as quick as all others.
    }
    child = made
    ready = readiness(made)
    // Whoever asks next is told.
    ready.catch(() => undefined)
    return made
  }
  const stop = async (): Promise<void> => {
    clearTimeout(idle)
    const gone = child
    child = undefined
    if (gone === undefined || gone.exitCode !== null || gone.signalCode !== null) return
    const { promise, resolve } = Promise.withResolvers<void>()
    gone.once('exit', () => resolve())
    gone.kill('SIGKILL')
    await promise
  }
  return {
    async make(bytes, px, signal) {
      clearTimeout(idle)
      const asked = started()
      try {
        await ready
      } catch (cause) {
        await stop()
        throw new SpaceError('internal', 'Small pictures cannot be made on this machine', { cause })
      }
      try {
        const answer = answerOf(asked, AbortSignal.timeout(DEADLINE_MS), signal)
        const head = Buffer.alloc(8)
        head.writeUInt32LE(px, 0)
        head.writeUInt32LE(bytes.length, 4)
        asked.stdin.write(head)
        asked.stdin.write(bytes)
        const picture = await answer
        return picture.length === 0 ? undefined : picture
      } catch {
        // Whatever it still does is not for the next one.
        await stop()
        if (signal?.aborted === true)
          throw new SpaceError('aborted', 'Nobody waits for this picture')
        return undefined
      } finally {
        idle = setTimeout(() => void stop(), IDLE_MS)
        idle.unref()
      }
    },
    end: stop,
  }
}

/** Resolves when the process says that it can work. */
function readiness(child: Child): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const fail = (): void => reject(new Error('the process ended before it was ready'))
  child.stdout.once('data', () => resolve())
  child.once('exit', fail)
  child.once('error', fail)
  return promise
}

/** The next answer of a process; rejects when it ends, says too much, or a signal fires. */
function answerOf(child: Child, ...signals: (AbortSignal | undefined)[]): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const over = new AbortController()
  const fail = (): void => reject(new Error('no picture came'))
  let held = Buffer.alloc(0)
  const take = (piece: Buffer): void => {
    held = Buffer.concat([held, piece])
    if (held.length < 4) return
    const length = held.readUInt32LE(0)
    if (length > MOST_BYTES || held.length > 4 + length) return fail()
    if (held.length === 4 + length) resolve(held.subarray(4))
  }
  child.stdout.on('data', take)
  child.once('exit', fail)
  child.once('error', fail)
  for (const signal of signals) {
    if (signal?.aborted === true) fail()
    signal?.addEventListener('abort', fail, { signal: over.signal })
  }
  return promise.finally(() => {
    over.abort()
    child.stdout.off('data', take)
    child.off('exit', fail)
    child.off('error', fail)
  })
}
