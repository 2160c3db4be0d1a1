import fs from 'node:fs'
import { SpaceError } from '@space/sdk'
import {
  type BlockRow,
  type Codec,
  HEADER,
  MAX_BLOCK_BYTES,
  MAX_HEAD_BYTES,
  SEGMENT_BYTES,
  sameBytes,
  segmentPath,
  sha256,
  writeHead,
} from './car.ts'
import { diskFiles, type Files, isErrno, writeError } from './files.ts'
import { nextNumber, type Spare, takeSpare } from './spares.ts'

export type { BlockRow, Codec }

/** What a `sync` made durable; plain data that passes between threads. */
export interface Synced {
  readonly segment: number
  /** Bytes that the segment had when its writer began: it tells one use of it from the next. */
  readonly start: number
  /** Bytes from the start of the segment that are safe. */
  readonly length: number
  /** Whether its writer will never append to it again. */
  readonly closed: boolean
  /**
   * Blocks of this segment that could not be made durable here, at their new place. They win over
   * rows that `append` returned before, so `SegmentStore.record` is given every `Synced` as it came.
   */
  readonly moved: readonly BlockRow[]
}

export interface SegmentWriter {
  /**
   * Appends blocks of at most 2 MiB; they are durable only after the next `sync`. The buffers may be
   * reused at once. When it throws, none of the blocks of this call counts as written.
   *
   * @throws {SpaceError} `disk-full`, `io`, `too-large`
   */
  append(blocks: readonly Uint8Array[], codec?: Codec): BlockRow[]
  /**
   * Makes all that was appended before the call durable. Calls made while one is running share the
   * next one.
   *
   * @throws {SpaceError} `io` when the disk refuses twice; the writer is of no use after that
   */
  sync(): Promise<Synced[]>
  /** Makes the next `append` begin another segment, so that others may have the present one. */
  rotate(): void
  /** Syncs and closes; a second call does nothing and resolves to an empty list. */
  close(): Promise<Synced[]>
}

interface Segment {
  readonly number: number
  readonly fd: number
  readonly start: number
  length: number
  synced: number
  /** Rows of what is not yet synced, oldest first. */
  rows: BlockRow[]
}

/** Blocks that go out by one writev; Linux takes 1,024 buffers. */
const GROUP_BLOCKS = 256

/**
 * Open a writer of segments for one thread. It goes on in a spare segment when there is one, and no
 * file is opened or made before the first `append`.
 *
 * @param dir the store's folder, the one that has `segments/`
 * @param counter next free segment number and spares, shared by all writers of the store
 */
export function openSegmentWriter(
  dir: string,
  counter: SharedArrayBuffer,
  files: Files = diskFiles,
): SegmentWriter {
  const next = new Int32Array(counter)
  // Heads and the list of buffers are reused: a fresh buffer per block costs more than the write.
  const heads = Buffer.allocUnsafeSlow(GROUP_BLOCKS * MAX_HEAD_BYTES)
  const headViews = Array.from({ length: GROUP_BLOCKS }, (_, i) =>
    Array.from({ length: 4 }, (_, varint) =>
      heads.subarray(i * MAX_HEAD_BYTES, i * MAX_HEAD_BYTES + 37 + varint),
    ),
  )
  let current: Segment | undefined
  let dirty: Segment[] = []
  /** Told again with every sync: whoever records first must not record the lost place. */
  const rescued: Synced[] = []
  let failure: SpaceError | undefined
  let closed = false
  let last: Promise<unknown> = Promise.resolve()
  let waiting: Promise<Synced[]> | undefined

  return { append, sync, rotate, close }

  function append(blocks: readonly Uint8Array[], codec: Codec = 'raw'): BlockRow[] {
    if (failure !== undefined) throw failure
    if (closed) throw new SpaceError('internal', 'The segment writer is closed')
    const rows: BlockRow[] = []
    let buffers: Uint8Array[] = []
    let group: BlockRow[] = []
    let segment = current
    let at = segment?.length ?? 0
    const flush = (): void => {
      if (segment === undefined || group.length === 0) return
      writeGroup(segment, buffers, at)
      for (const row of group) segment.rows.push(row)
      rows.push(...group)
      buffers = []
      group = []
    }
    for (const block of blocks) {
      if (block.length > MAX_BLOCK_BYTES) {
        throw new SpaceError('too-large', 'A block is longer than 2 MiB')
      }
      if (group.length === GROUP_BLOCKS) flush()
      if (segment === undefined || at + block.length + MAX_HEAD_BYTES > SEGMENT_BYTES) {
        flush()
        segment = current = reopenSpare() ?? createSegment()
        at = segment.length
      }
      const digest = sha256(block)
      const index = group.length
      const size = writeHead(heads, index * MAX_HEAD_BYTES, digest, block.length, codec)
      const head = headViews[index]?.[size - 37]
      if (head === undefined) throw new SpaceError('internal', 'A record head has a wrong size')
      if (block.length > 0) buffers.push(head, block)
      else buffers.push(head)
      const { number } = segment
      group.push({ digest, segment: number, offset: at + size, length: block.length, codec })
      at += size + block.length
    }
    flush()
    return rows
  }

  /** Writes at the segment's end up to `end`, or leaves it as it was and closes it. */
  function writeGroup(segment: Segment, buffers: readonly Uint8Array[], end: number): void {
    try {
      writeAll(files, segment.fd, buffers, segment.length)
      segment.length = end
    } catch (error) {
      try {
        files.truncate(segment.fd, segment.length)
      } catch {
        // What is left lies behind the synced length, where the next start cuts it.
      }
      current = undefined
      throw writeError(error)
    }
  }

  /** A spare that is not what it was said to be stays with nobody until the next start. */
  function reopenSpare(): Segment | undefined {
    for (let spare = takeSpare(next); spare !== undefined; spare = takeSpare(next)) {
      const fd = openSpare(spare)
      if (fd === undefined) continue
      const { segment: number, length } = spare
      const segment = { number, fd, start: length, length, synced: length, rows: [] }
      dirty.push(segment)
      return segment
    }
    return undefined
  }

  function openSpare({ segment, length }: Spare): number | undefined {
    let fd: number | undefined
    try {
      fd = files.reopen(segmentPath(dir, segment))
      const header = Buffer.alloc(HEADER.length)
      fs.readSync(fd, header, 0, header.length, 0)
      // Bytes behind the length were never checked, and a shorter file has lost some.
      if (fs.fstatSync(fd).size === length && sameBytes(header, HEADER)) return fd
    } catch {
      // A new one serves as well.
    }
    if (fd !== undefined) fs.closeSync(fd)
    return undefined
  }

  function createSegment(): Segment {
    try {
      const { number, path, fd } = createFile()
      try {
        writeAll(files, fd, [HEADER], 0)
        files.syncFolder(`${dir}/segments`)
      } catch (error) {
        fs.closeSync(fd)
        files.unlink(path)
        throw error
      }
      const { length } = HEADER
      const segment = { number, fd, start: length, length, synced: length, rows: [] }
      dirty.push(segment)
      return segment
    } catch (error) {
      current = undefined
      throw writeError(error)
    }
  }

  function createFile(): { number: number; path: string; fd: number } {
    for (;;) {
      const number = nextNumber(next)
      const path = segmentPath(dir, number)
      try {
        return { number, path, fd: files.create(path) }
      } catch (error) {
        if (!isErrno(error, 'EEXIST')) throw error
      }
    }
  }

  // NOTE: one fdatasync at a time. The kernel reports a lost write to one caller only, so a second
  // call running beside a failing one could wrongly succeed.
  function sync(): Promise<Synced[]> {
    if (waiting === undefined) {
      waiting = last.then(() => {
        waiting = undefined
        return syncDirty()
      })
      last = waiting.catch(() => undefined)
    }
    return waiting
  }

  async function syncDirty(): Promise<Synced[]> {
    if (failure !== undefined) throw failure
    const done: Synced[] = []
    const segments = dirty.slice() // a rescue adds one that is synced already
    for (const segment of segments) {
      const { length } = segment
      const rows = segment.rows.length
      try {
        if (length > segment.synced) await files.sync(segment.fd)
        segment.synced = length
        segment.rows.splice(0, rows)
        done.push(settled(segment, length))
      } catch (error) {
        await rescue(segment, error)
      }
    }
    return [...rescued, ...done]
  }

  function settled(segment: Segment, length: number): Synced {
    const isClosed = segment !== current && segment.length === length
    if (isClosed) forget(segment)
    return told(segment, length, [], isClosed)
  }

  /**
   * Writes what a failed fdatasync may have lost to a new segment. The failed one is never synced
   * again: a second fdatasync would succeed without having written anything.
   */
  async function rescue(segment: Segment, cause: unknown): Promise<void> {
    if (current === segment) current = undefined
    try {
      const copy = createSegment()
      const moved = segment.rows.map((row) => copyBlock(segment, copy, row))
      await files.sync(copy.fd)
      forget(segment)
      forget(copy)
      rescued.push(told(segment, segment.synced, moved), told(copy, copy.length, []))
    } catch {
      failure = writeError(cause)
      throw failure
    }
  }

  function told(
    { number, start }: Segment,
    length: number,
    moved: readonly BlockRow[],
    closed = true,
  ): Synced {
    return { segment: number, start, length, closed, moved }
  }

  function copyBlock(from: Segment, to: Segment, row: BlockRow): BlockRow {
    const bytes = Buffer.allocUnsafeSlow(row.length)
    const got = fs.readSync(from.fd, bytes, 0, row.length, row.offset)
    if (got !== row.length || !sameBytes(sha256(bytes), row.digest)) {
      throw new SpaceError('io', 'A block that was just written cannot be read back')
    }
    const size = writeHead(heads, 0, row.digest, row.length, row.codec)
    writeAll(files, to.fd, [heads.subarray(0, size), bytes], to.length)
    const place = { segment: to.number, offset: to.length + size }
    to.length += size + row.length
    return { ...row, ...place }
  }

  function forget(segment: Segment): void {
    dirty = dirty.filter((other) => other !== segment)
    fs.closeSync(segment.fd)
  }

  function rotate(): void {
    if (current !== undefined && current.length > HEADER.length) current = undefined
  }

  async function close(): Promise<Synced[]> {
    if (closed) return []
    closed = true
    current = undefined
    try {
      return await sync()
    } finally {
      for (const segment of dirty) forget(segment)
    }
  }
}

/** Writes everything; a write that ends early is gone on with until the disk says why. */
function writeAll(
  files: Files,
  fd: number,
  buffers: readonly Uint8Array[],
  position: number,
): void {
  let rest = buffers
  let at = position
  while (rest.length > 0) {
    const written = files.write(fd, rest, at)
    if (written <= 0) throw writeError(undefined)
    at += written
    rest = behind(rest, written)
  }
}

function behind(buffers: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest: Uint8Array[] = []
  let skip = bytes
  for (const buffer of buffers) {
    if (skip < buffer.length) rest.push(skip > 0 ? buffer.subarray(skip) : buffer)
    skip = Math.max(0, skip - buffer.length)
  }
  return rest
}
