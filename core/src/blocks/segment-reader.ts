import fs from 'node:fs'
import { SpaceError } from '@space/sdk'
import { type Place, segmentPath } from './car.ts'

/** Reads from segments by place. A place stays readable while a lease taken before is held. */
export interface SegmentReader {
  /** @throws {SpaceError} `missing-block` when the segment is gone, `corrupt-block` when it is short */
  readSpan(segment: number, offset: number, length: number, into: Uint8Array): void
  /** Reads spans one behind the other; returns the filled part of `out`. */
  readInto(out: Uint8Array, spans: readonly Place[]): Uint8Array
  lease(): Disposable
  hasLeases(): boolean
  /** Does `work` when every lease that is held now has ended; never when the reader is closed before. */
  afterLeases(work: () => void): void
  /** Closes what is open of a segment. */
  forget(segment: number): void
  close(): void
}

const OPEN_FILES = 64

export function openSegmentReader(dir: string): SegmentReader {
  const open = new Map<number, number>()
  const leases = new Set<object>()
  let waiting: { readonly leases: Set<object>; work(): void }[] = []

  return {
    readSpan,
    readInto,
    lease,
    hasLeases: () => leases.size > 0,
    afterLeases: (work) => void waiting.push({ leases: new Set(leases), work }),
    forget,
    close,
  }

  function readSpan(segment: number, offset: number, length: number, into: Uint8Array): void {
    const facts = { segment, offset }
    if (length > into.length) {
      throw new SpaceError('internal', 'The buffer is shorter than the span', { facts })
    }
    const fd = fdOf(segment)
    let done = 0
    while (done < length) {
      const got = readOnce(fd, into, done, length - done, offset + done, facts)
      if (got === 0) {
        throw new SpaceError('corrupt-block', 'A segment is shorter than its blocks', { facts })
      }
      done += got
    }
  }

  function readInto(out: Uint8Array, spans: readonly Place[]): Uint8Array {
    let at = 0
    for (const { segment, offset, length } of spans) {
      readSpan(segment, offset, length, out.subarray(at))
      at += length
    }
    return out.subarray(0, at)
  }

  function fdOf(segment: number): number {
    let fd = open.get(segment)
    if (fd !== undefined) {
      // Moved to the end: the map is in order of last use.
      open.delete(segment)
    } else {
      try {
        fd = fs.openSync(segmentPath(dir, segment), 'r')
      } catch (cause) {
        throw new SpaceError('missing-block', 'A segment is missing', { cause, facts: { segment } })
      }
    }
    open.set(segment, fd)
    for (const [oldest, oldestFd] of open) {
      if (open.size <= OPEN_FILES) break
      open.delete(oldest)
      fs.closeSync(oldestFd)
    }
    return fd
  }

  function lease(): Disposable {
    const held = {}
    leases.add(held)
    return {
      [Symbol.dispose]() {
        leases.delete(held)
        for (const one of waiting) one.leases.delete(held)
        const over = waiting.filter((one) => one.leases.size === 0)
        waiting = waiting.filter((one) => one.leases.size > 0)
        for (const { work } of over) work()
      },
    }
  }

  function forget(segment: number): void {
    const fd = open.get(segment)
    if (fd === undefined) return
    open.delete(segment)
    fs.closeSync(fd)
  }

  function close(): void {
    waiting = []
    for (const fd of open.values()) fs.closeSync(fd)
    open.clear()
  }
}

function readOnce(
  fd: number,
  into: Uint8Array,
  at: number,
  length: number,
  position: number,
  facts: Readonly<Record<string, number>>,
): number {
  try {
    return fs.readSync(fd, into, at, length, position)
  } catch (cause) {
    throw new SpaceError('corrupt-block', 'The disk could not read a block', { cause, facts })
  }
}
