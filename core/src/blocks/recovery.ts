import fs from 'node:fs'
import type { BlockTable } from './block-table.ts'
import {
  type BlockRow,
  HEADER,
  MAX_BLOCK_BYTES,
  MAX_HEAD_BYTES,
  readHead,
  sameBytes,
  segmentNumber,
  segmentPath,
  sha256,
} from './car.ts'
import { diskFiles, type Files } from './files.ts'
import type { Index } from './index.ts'

/** A stretch of a segment that cannot be used. */
export interface DamagedStretch {
  readonly segment: number
  readonly offset: number
  readonly length: number
}

export interface Recovered {
  /** Blocks found that the index did not know. */
  readonly blocks: number
  /** Bytes of unfinished writes that were cut off. */
  readonly cutBytes: number
  readonly damaged: readonly DamagedStretch[]
  /** Whether the index was missing or damaged and was rebuilt. */
  readonly rebuilt: boolean
}

/** A window onto a segment that gives at least `bytes` from `at` on, or all there is. */
type Window = (at: number, bytes: number) => Uint8Array

const WINDOW_BYTES = 4 * 2 ** 20

/**
 * Bring the index and the segments of `dir` together after whatever happened: unfinished writes are
 * cut off, finished ones that the index does not know are added, and what is gone is marked damaged.
 */
export async function recover(
  dir: string,
  index: Index,
  table: BlockTable,
  files: Files = diskFiles,
): Promise<Recovered> {
  const known = new Map(table.segments().map((segment) => [segment.id, segment]))
  const result = { blocks: 0, cutBytes: 0, damaged: [] as DamagedStretch[] }
  const rebuilt = index.fresh
  const buffer = Buffer.allocUnsafeSlow(WINDOW_BYTES)
  const numbers = segmentNumbers(dir)
  for (const segment of numbers) {
    const row = known.get(segment)
    known.delete(segment)
    const path = segmentPath(dir, segment)
    const size = fs.statSync(path).size
    if (row?.dead === true) {
      files.unlink(path)
      index.transaction(() => table.removeSegment(segment))
    } else if (row !== undefined && size < row.synced) {
      result.damaged.push({ segment, offset: size, length: row.synced - size })
      index.transaction(() => markBehind(table, segment, size))
    } else if (size !== row?.synced) {
      await recoverOne(segment, path, size, row?.synced ?? 0)
    }
  }
  for (const row of known.values()) {
    if (!row.dead) result.damaged.push({ segment: row.id, offset: 0, length: row.synced })
    index.transaction(() => {
      markBehind(table, row.id, 0)
      table.removeSegment(row.id)
    })
  }
  return { ...result, rebuilt }

  async function recoverOne(
    segment: number,
    path: string,
    size: number,
    synced: number,
  ): Promise<void> {
    const fd = fs.openSync(path, 'r+')
    try {
      const found: BlockRow[] = []
      const damaged: DamagedStretch[] = []
      const window = openWindow(fd, buffer, size)
      let at = synced
      if (synced < HEADER.length) {
        at = startOf(window, size)
        if (at === 0 && isUnfinished(window, 0, size)) {
          files.unlink(path)
          result.cutBytes += size
          return
        }
        // Somebody else's file, or a damaged header: whatever is whole in it is taken, nothing cut.
        if (at === 0) {
          const whole = findRecord(window, segment, 0, size)
          if (whole === undefined) return
          at = startOfRecord(whole)
          damaged.push({ segment, offset: 0, length: at })
        }
      }
      at = scan(window, segment, at, size, found)
      // Without an index nobody knows what was acknowledged, so nothing whole is thrown away.
      while (rebuilt && at < size) {
        const whole = findRecord(window, segment, at, size)
        if (whole === undefined) break
        damaged.push({ segment, offset: at, length: startOfRecord(whole) - at })
        at = scan(window, segment, startOfRecord(whole), size, found)
      }
      const keep = rebuilt && at < size && !isUnfinished(window, at, size)
      if (keep) damaged.push({ segment, offset: at, length: size - at })
      if (at < size && !keep) {
        files.truncate(fd, at)
        result.cutBytes += size - at
      }
      // What was found may still be in memory only; the index must not promise more than the disk.
      await files.sync(fd)
      index.transaction(() => {
        for (const row of found) {
          const known = table.find(row.digest)
          if (known !== undefined && (known.codec === row.codec || row.codec === 'raw')) continue
          table.add(row)
          result.blocks += 1
          if (row.codec === 'dag-cbor') table.addPending(row)
        }
        table.setSynced(segment, keep ? size : at)
      })
      result.damaged.push(...damaged)
    } finally {
      fs.closeSync(fd)
    }
  }
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

/** Adds whole records from `start` on to `found`; returns where the first other byte is. */
export function scan(
  window: Window,
  segment: number,
  start: number,
  end: number,
  found: BlockRow[],
): number {
  for (let at = start; ;) {
    const row = recordAt(window, segment, at, end)
    if (row === undefined) return at
    found.push(row)
    at = row.offset + row.length
  }
}

export function openWindow(fd: number, buffer: Uint8Array, size: number): Window {
  let start = 0
  let length = 0
  return (at, bytes) => {
    const end = Math.min(at + bytes, size)
    if (at < start || end > start + length) {
      start = at
      length = fs.readSync(fd, buffer, 0, Math.min(buffer.length, size - at), at)
    }
    return buffer.subarray(at - start, Math.min(end - start, length))
  }
}

function recordAt(window: Window, segment: number, at: number, end: number): BlockRow | undefined {
  if (at >= end) return undefined
  const head = readHead(window(at, MAX_HEAD_BYTES), 0)
  if (head === undefined || at + head.size + head.length > end) return undefined
  const record = window(at, head.size + head.length)
  if (record.length !== head.size + head.length) return undefined
  const digest = Buffer.from(record.subarray(head.size - 32, head.size))
  if (!sameBytes(sha256(record.subarray(head.size)), digest)) return undefined
  return { digest, segment, offset: at + head.size, length: head.length, codec: head.codec }
}

/** The first whole record behind `at`, found by the look of its CID and proved by its hash. */
function findRecord(
  window: Window,
  segment: number,
  at: number,
  end: number,
): BlockRow | undefined {
  const step = WINDOW_BYTES - MAX_BLOCK_BYTES - 2 * MAX_HEAD_BYTES
  for (let base = at; base < end; base += step) {
    const length = Math.min(step + 4, end - base)
    const cids: number[] = []
    const bytes = Buffer.from(window(base, length))
    for (let i = bytes.indexOf('1220', 0, 'hex'); i >= 0; i = bytes.indexOf('1220', i + 1, 'hex')) {
      if (bytes[i - 2] === 1) cids.push(base + i - 2)
    }
    for (const cid of cids) {
      for (let varint = 4; varint >= 1; varint -= 1) {
        const row = cid - varint > at ? recordAt(window, segment, cid - varint, end) : undefined
        if (row !== undefined && startOfRecord(row) === cid - varint) return row
      }
    }
  }
  return undefined
}

function startOfRecord(row: BlockRow): number {
  const total = 36 + row.length
  return row.offset - 36 - (total < 2 ** 7 ? 1 : total < 2 ** 14 ? 2 : total < 2 ** 21 ? 3 : 4)
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
  for (let i = at; i < size; i += 2 ** 20) {
    if (window(i, 2 ** 20).some((byte) => byte !== 0)) return false
  }
  return true
}

function markBehind(table: BlockTable, segment: number, size: number): void {
  for (const row of table.inSegment(segment)) {
    if (row.offset + row.length > size) table.markDamaged(row)
  }
}
