import fs from 'node:fs'
import { type BlockTable, openBlockTable } from './block-table.ts'
import {
  type BlockRow,
  HEADER,
  MAX_HEAD_BYTES,
  readHead,
  sameBytes,
  segmentNumber,
  segmentPath,
} from './car.ts'
import { diskFiles, type Files, isErrno } from './files.ts'
import { type Index, openIndex, openIndexAnew } from './index.ts'
import { type DamagedStretch, openWindow, salvage, scan, type Window } from './salvage.ts'

export interface Recovered {
  /** Blocks found that the index did not know. */
  readonly blocks: number
  /** Bytes of unfinished writes that were cut off. */
  readonly cutBytes: number
  /** Whether the index was missing or damaged and was rebuilt. */
  readonly rebuilt: boolean
}

interface Found {
  readonly whole: readonly BlockRow[]
  readonly broken: readonly BlockRow[]
  readonly stretches: readonly DamagedStretch[]
}

const WINDOW_BYTES = 4 * 2 ** 20
const SECTOR_BYTES = 4096

/**
 * Open the index of the store in `dir`, or a new one when it does not belong to the segments there.
 *
 * Only a compaction removes segments, and what was alive in them is elsewhere by then. So one that is
 * missing tells that the index is older than the segments: SQLite drops, without a word, the newest
 * changes from a damaged byte of its log on. If the segment is lost, what was in it is damaged.
 */
export function openBelieved(dir: string): { index: Index; table: BlockTable } {
  const path = `${dir}/index.db`
  const index = openIndex(path)
  try {
    const table = openBlockTable(index)
    const lost = lostRows(dir, table)
    if (lost === undefined) return { index, table }
    const last = table.lastNumber()
    index.close()
    return openWithout(path, lost, last)
  } catch (error) {
    index.close()
    throw error
  }
}

function openWithout(path: string, lost: readonly BlockRow[], lastNumber: number) {
  const index = openIndexAnew(path)
  try {
    const table = openBlockTable(index)
    index.transaction(() => {
      table.takeNumber(lastNumber)
      lost.forEach((row) => table.markDamaged(row))
    })
    return { index, table }
  } catch (error) {
    index.close()
    throw error
  }
}

/** What is not where the index says, once it says so of anything; `undefined` as a rule. */
function lostRows(dir: string, table: BlockTable): BlockRow[] | undefined {
  const short = table
    .segments()
    .filter(({ dead }) => !dead)
    .map(({ id, synced }) => ({ id, synced, size: sizeOf(segmentPath(dir, id)) }))
    .filter(({ synced, size }) => size === undefined || size < synced)
  if (short.length === 0) return undefined
  const behind = short.flatMap(({ id, size = 0 }) =>
    table.inSegment(id).filter(({ offset, length }) => offset + length > size),
  )
  return [...table.damaged(), ...behind]
}

/**
 * Bring the index and the segments of `dir` together after whatever happened: unfinished writes are
 * cut off, and finished ones that the index does not know are added.
 */
export async function recover(
  dir: string,
  index: Index,
  table: BlockTable,
  files: Files = diskFiles,
): Promise<Recovered> {
  const known = new Map(table.segments().map((segment) => [segment.id, segment]))
  const result = { blocks: 0, cutBytes: 0 }
  const rebuilt = index.fresh
  const buffer = Buffer.allocUnsafeSlow(WINDOW_BYTES)
  const lost = table.stretches()
  for (const segment of segmentNumbers(dir)) {
    const row = known.get(segment)
    known.delete(segment)
    const path = segmentPath(dir, segment)
    const size = fs.statSync(path).size
    if (row?.dead === true) {
      files.unlink(path)
      index.transaction(() => table.removeSegment(segment))
    } else if (size !== row?.synced) {
      await recoverOne(segment, path, size, row?.synced ?? 0)
    }
  }
  for (const { id } of known.values()) index.transaction(() => table.removeSegment(id))
  for (const stretch of lost) lookAgain(stretch)
  if (rebuilt) index.markWhole()
  return { ...result, rebuilt }

  async function recoverOne(
    segment: number,
    path: string,
    size: number,
    synced: number,
  ): Promise<void> {
    const fd = fs.openSync(path, 'r+')
    try {
      const disk = careful(files, fd)
      const window = openWindow(disk.read, buffer, size)
      const start = synced < HEADER.length ? startOf(window, size) : synced
      // What the disk does not give looks empty, and is not.
      const isTorn = (at: number): boolean =>
        (rebuilt ? isEmpty(window, at, size) : isUnfinished(window, at, size)) && !disk.hasFailed()
      if (start === 0 && isTorn(0)) {
        files.unlink(path)
        result.cutBytes += size
        return
      }
      const short = scanned(window, segment, start, size)
      // Without an index nobody knows what was acknowledged, so nothing whole is thrown away; nor is
      // it where the header is not ours, or the disk does not give all.
      const isCareful = rebuilt || start === 0 || disk.hasFailed()
      const found = isCareful && short.end < size ? salvage(window, segment, start, size) : short
      const { end } = found
      // Somebody else's file, or all of it is lost.
      if (start === 0 && found.whole.length === 0 && !rebuilt) return
      const stretches = [...found.stretches]
      const keep = isCareful && end < size && !isTorn(end)
      if (keep) stretches.push({ segment, offset: end, length: size - end })
      if (end < size && !keep) {
        files.truncate(fd, end)
        result.cutBytes += size - end
      }
      // What was found may still be in memory only; the index must not promise more than the disk.
      await files.sync(fd)
      index.transaction(() => {
        take({ ...found, stretches })
        table.setSynced(segment, keep ? size : end)
      })
    } finally {
      fs.closeSync(fd)
    }
  }

  function take({ whole, broken, stretches }: Found): void {
    for (const row of whole) {
      const known = table.find(row.digest)
      if (known !== undefined && (known.codec === row.codec || row.codec === 'raw')) continue
      table.add(row)
      result.blocks += 1
      if (row.codec === 'dag-cbor') table.addPending(row)
    }
    for (const row of broken) if (table.find(row.digest) === undefined) table.markDamaged(row)
    for (const stretch of stretches) table.addStretch(stretch)
  }

  /** The segment may have been brought back from a copy, or a disk may read again. */
  function lookAgain(stretch: DamagedStretch): void {
    const { segment, offset, length } = stretch
    const path = segmentPath(dir, segment)
    const size = sizeOf(path) ?? 0
    const end = offset + length
    if (size < end) return
    const fd = fs.openSync(path, 'r')
    try {
      const window = openWindow(careful(files, fd).read, buffer, end)
      const start = Math.max(offset, HEADER.length)
      if (scan(window, segment, start, end, []) === start) return
      const found = salvage(window, segment, start, end)
      const rest = { segment, offset: found.end, length: end - found.end }
      const stretches = rest.length > 0 ? [...found.stretches, rest] : found.stretches
      index.transaction(() => {
        table.removeStretch(stretch)
        take({ ...found, stretches })
      })
    } finally {
      fs.closeSync(fd)
    }
  }
}

function scanned(
  window: Window,
  segment: number,
  start: number,
  size: number,
): Found & { end: number } {
  const whole: BlockRow[] = []
  const end = scan(window, segment, start, size, whole)
  return { whole, broken: [], stretches: [], end }
}

/** Numbers of the segment files in `dir`, ascending; other files are not ours. */
export function segmentNumbers(dir: string): number[] {
  return fs
    .readdirSync(`${dir}/segments`, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => segmentNumber(entry.name))
    .filter((number) => number !== undefined)
    .sort((a, b) => a - b)
}

/** Reads around what the disk does not give: that is zeros, which no hash fits. */
function careful(files: Files, fd: number) {
  let hasFailed = false
  return { read, hasFailed: () => hasFailed }

  function read(into: Uint8Array, at: number): number {
    try {
      return files.read(fd, into, at)
    } catch (error) {
      if (!isErrno(error, 'EIO')) throw error
      hasFailed = true
      into.fill(0)
      if (into.length <= SECTOR_BYTES) return into.length
    }
    for (let done = 0; done < into.length;) {
      const next = Math.min(into.length, done + SECTOR_BYTES - ((at + done) % SECTOR_BYTES))
      read(into.subarray(done, next), at + done)
      done = next
    }
    return into.length
  }
}

function startOf(window: Window, size: number): number {
  const isOurs = size >= HEADER.length && sameBytes(window(0, HEADER.length), HEADER)
  return isOurs ? HEADER.length : 0
}

/** Whether the rest of a segment looks like a write that a crash cut short, not like damage. */
function isUnfinished(window: Window, at: number, size: number): boolean {
  const rest = size - at
  if (at === 0 && rest < HEADER.length) return true
  const head = at === 0 ? undefined : readHead(window(at, MAX_HEAD_BYTES), 0)
  if (at > 0 && rest <= MAX_HEAD_BYTES && head === undefined) return true
  if (head !== undefined && at + head.size + head.length > size) return true
  return isEmpty(window, at, size)
}

function isEmpty(window: Window, at: number, size: number): boolean {
  for (let i = at; i < size; i += 2 ** 20) {
    if (window(i, 2 ** 20).some((byte) => byte !== 0)) return false
  }
  return true
}

function sizeOf(path: string): number | undefined {
  return fs.statSync(path, { throwIfNoEntry: false })?.size
}
