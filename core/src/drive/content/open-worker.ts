import fs from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { SpaceError, isSpaceError } from '@space/sdk'
import { type OpenJob, type OpenUnit, toPlain, type PlainError } from './messages.ts'
import type { Reader } from './reader.ts'

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = fs.constants
/** Zeros from this length on become a hole. */
const HOLE_BYTES = 2 ** 16
/** Bytes between two looks at the event loop. */
const BREATH_BYTES = 4 * 2 ** 20

export interface OpenReport {
  progress(job: number, bytes: number): void
  opened(job: number, unit: number, error?: PlainError): void
}

/** Takes units of a job until none is left, and writes their plaintext. */
export async function runOpenJob(
  { job, units, counter }: OpenJob,
  reader: Reader,
  report: OpenReport,
): Promise<void> {
  const shared = new Int32Array(counter)
  let bytes = 0
  for (;;) {
    const next = Atomics.add(shared, 0, 1)
    const unit = units[next]
    if (unit === undefined || isAborted()) break
    try {
      await write(unit)
      report.opened(job, next)
    } catch (error) {
      report.opened(job, next, toPlain(error))
    }
  }
  report.progress(job, bytes)

  function isAborted(): boolean {
    return Atomics.load(shared, 1) === 1
  }

  async function write(unit: OpenUnit): Promise<void> {
    const { target } = unit
    const fd = 'fd' in target ? target.fd : createTarget(target.path, target.mode)
    try {
      await writeChunks(unit, fd)
      if (!('fd' in target)) finishTarget(fd, target.mode, unit.end, unit.mtimeMs)
    } catch (error) {
      if (!('fd' in target)) fs.unlinkSync(target.path)
      throw isSpaceError(error) ? error : writeFailure(error)
    } finally {
      if (!('fd' in target)) fs.closeSync(fd)
    }
  }

  async function writeChunks({ content, start, end }: OpenUnit, fd: number): Promise<void> {
    for (const { part, at } of reader.chunks(content, start, end)) {
      // Whoever has the start of a chunk writes it, also beyond `end`.
      if (at < start) continue
      const plain = reader.piece(part, at)
      if (!isHole(plain)) writeAll(fd, plain, at)
      bytes += plain.length
      if (bytes < BREATH_BYTES) continue
      report.progress(job, bytes)
      bytes = 0
      await setImmediate()
      if (isAborted()) throw new SpaceError('aborted', 'Stopped')
    }
  }
}

/** Creates a file that was not there. @throws {SpaceError} `exists`, `disk-full`, `io` */
export function createTarget(path: string, mode: number): number {
  try {
    return fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)
  } catch (error) {
    throw writeFailure(error)
  }
}

/** Length (a hole may be at the end), permissions beyond the umask, time. */
export function finishTarget(fd: number, mode: number, size: number, mtimeMs?: number): void {
  try {
    // Shorter files have no holes, and a thousand small files are a thousand calls.
    if (size >= HOLE_BYTES) fs.ftruncateSync(fd, size)
    setMode(() => fs.fchmodSync(fd, mode))
    if (mtimeMs !== undefined) fs.futimesSync(fd, fileTime(mtimeMs), fileTime(mtimeMs))
  } catch (error) {
    throw writeFailure(error)
  }
}

/** A disk without permissions, such as that of a camera, refuses those it cannot hold: of a file of ours. */
export function setMode(set: () => void): void {
  try {
    set()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error
  }
}

/**
 * A time as Node sets it: it takes negative seconds for "now", but not a date before 1970. That is of
 * whole milliseconds, and would be rounded up to the next one by itself.
 */
export function fileTime(ms: number): number | Date {
  return ms < 0 ? new Date(Math.floor(ms)) : ms / 1000
}

function isHole(plain: Uint8Array): boolean {
  return (
    plain.length >= HOLE_BYTES &&
    plain[0] === 0 &&
    // Every byte equals the one before it, and the first is zero.
    Buffer.compare(plain.subarray(1), plain.subarray(0, -1)) === 0
  )
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  let done = 0
  while (done < bytes.length) {
    done += fs.writeSync(fd, bytes, done, bytes.length - done, position + done)
  }
}

function writeFailure(cause: unknown): SpaceError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new SpaceError('disk-full', 'The disk is full', { cause })
  }
  if (code === 'EEXIST') return new SpaceError('exists', 'A file is there already', { cause })
  return new SpaceError('io', 'The file could not be written', { cause, why: code })
}
