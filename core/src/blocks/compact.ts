import fs from 'node:fs'
import { SpaceError } from '@space/sdk'
import type { BlockTable } from './block-table.ts'
import {
  type BlockRow,
  digestKey,
  HEADER,
  recordBytes,
  sameBytes,
  segmentPath,
  sha256,
} from './car.ts'
import type { Files } from './files.ts'
import type { Index } from './index.ts'
import { list, openWindow } from './salvage.ts'
import type { SegmentReader } from './segment-reader.ts'
import type { SegmentWriter, Synced } from './segment-writer.ts'

export interface CompactOptions {
  /**
   * Whether anything kept refers to the block. Asked again right before a segment is given up, so it
   * must tell the truth at that moment, pins included. A block that is live and not in the index comes
   * back when it is met.
   */
  isLive(digest: Uint8Array): boolean
  signal?: AbortSignal | undefined
  onProgress?: ((progress: { doneBytes: number; totalBytes: number }) => void) | undefined
  /** Also rewrite segments of which less than an eighth is dead. */
  everything?: boolean
}

export interface Compacted {
  /** Bytes of the segments that were removed, less those of the copies. */
  readonly freedBytes: number
  /** Bytes that follow when those who read now have ended, or at the next start. */
  readonly laterBytes: number
  /** Bytes of the live blocks of the store. */
  readonly liveBytes: number
}

export interface CompactParts {
  readonly dir: string
  readonly index: Index
  readonly table: BlockTable
  readonly reader: SegmentReader
  readonly files: Files
  openWriter(): SegmentWriter
  record(rows: readonly BlockRow[], synced: readonly Synced[]): void
  /** Gives a block a new place. */
  place(row: BlockRow): void
  /** Whether some thread may still append to the segment, or rows of it are still on their way. */
  isActive(segment: number): boolean
  /** Whether the block was written or asked for since the compaction began. */
  isTouched(digest: Uint8Array): boolean
}

const GROUP_BYTES = 8 * 2 ** 20
/** Read at once while only the heads of records are looked for. */
const HEADS_BYTES = 64 * 2 ** 10
/** More small segments than this are merged, whole as they are. */
const SMALL_SEGMENTS = 8
const SMALL_BYTES = 16 * 2 ** 20

/**
 * Give back the room of dead blocks: live ones move to new segments, old segments are unlinked.
 *
 * A crash at any point leaves every live block at one place at least. What was done stays when
 * `signal` fires; the rest is left for the next time.
 */
export async function compactSegments(
  parts: CompactParts,
  options: CompactOptions,
): Promise<Compacted> {
  const { table, index, reader, files, dir } = parts
  const { signal } = options
  const isLive = (row: BlockRow): boolean =>
    options.isLive(row.digest) || parts.isTouched(row.digest) || table.isPending(row.digest)
  const { candidates, liveBytes, totalBytes } = choose()
  const buffer = Buffer.allocUnsafeSlow(GROUP_BYTES)
  const heads = Buffer.allocUnsafeSlow(HEADS_BYTES)
  // Those that an earlier run gave up and could not unlink.
  const removed = table.segments().flatMap(({ id, dead }) => (dead ? [id] : []))
  let removedBytes = removed.reduce((sum, segment) => sum + sizeOf(segment), 0)
  let copiedBytes = 0
  let doneBytes = 0
  const writer = parts.openWriter()
  try {
    for (const segment of candidates) {
      signal?.throwIfAborted()
      const size = sizeOf(segment)
      const copied = await moveLive(segment)
      if (copied !== undefined) {
        removed.push(segment)
        removedBytes += size
        copiedBytes += copied
      }
      doneBytes += size
      options.onProgress?.({ doneBytes, totalBytes })
    }
  } finally {
    const synced = await writer.close()
    index.transaction(() => parts.record([], synced))
  }
  const net = Math.max(0, removedBytes - copiedBytes)
  // Whoever reads slowly, or not at all, keeps what it reads from going, and nobody from going on.
  if (reader.hasLeases()) {
    reader.afterLeases(() => tryUnlink(removed))
    return { freedBytes: 0, laterBytes: net, liveBytes }
  }
  unlinkDead(removed)
  return { freedBytes: net, laterBytes: 0, liveBytes }

  function choose(): { candidates: number[]; liveBytes: number; totalBytes: number } {
    const live = new Map<number, number>()
    let all = 0
    for (const row of table.all()) {
      if (!isLive(row)) continue
      all += row.length
      live.set(row.segment, (live.get(row.segment) ?? 0) + recordBytes(row.length))
    }
    // A damaged block that is still wanted may be readable in part, and is the only copy here.
    const held = new Set(
      [...table.stretches(), ...table.damaged().filter(isLive)].map(({ segment }) => segment),
    )
    const chosen: number[] = []
    const small: number[] = []
    for (const { id, dead } of table.segments()) {
      if (dead || held.has(id) || parts.isActive(id)) continue
      const size = sizeOf(id)
      const deadBytes = size - HEADER.length - (live.get(id) ?? 0)
      const isWorth = deadBytes > 0 && (options.everything === true || deadBytes * 8 >= size)
      // A segment with nothing but its header is what an idle start leaves behind.
      if (isWorth || !live.has(id)) chosen.push(id)
      else if (size < SMALL_BYTES) small.push(id)
    }
    if (small.length > SMALL_SEGMENTS) chosen.push(...small)
    // What needs no copies goes first, and is gone when there is no room for those of the rest.
    chosen.sort((a, b) => (live.get(a) ?? 0) - (live.get(b) ?? 0))
    const total = chosen.reduce((sum, id) => sum + sizeOf(id), 0)
    return { candidates: chosen, liveBytes: all, totalBytes: total }
  }

  /** Returns the bytes of the copies, or `undefined` when the segment has to stay. */
  async function moveLive(segment: number): Promise<number | undefined> {
    const moved = new Map<string, BlockRow>()
    const passed = new Set<string>()
    let copiedBytes = 0
    let isWhole = true
    const strays = straysIn(segment)
    if (strays === undefined) return undefined
    for (;;) {
      const rows = table.inSegment(segment)
      const others = strays.filter(({ digest }) => table.find(digest) === undefined)
      const todo = [...rows, ...others].filter(
        (row) => !passed.has(digestKey(row.digest)) && isLive(row),
      )
      if (todo.length === 0) {
        if (!isWhole) return undefined
        // NOTE: nothing may be awaited between the last look at isLive and this commit.
        index.transaction(() => giveUp(segment, rows, others, moved))
        return copiedBytes
      }
      for (const { digest } of todo) passed.add(digestKey(digest))
      for (const group of groups(todo)) {
        signal?.throwIfAborted()
        const { rows: copies, damaged } = copyGroup(group)
        // One that was damaged before is not lost with this copy, which is damaged too.
        const lost = damaged.filter(({ digest }) => !table.isDamaged(digest))
        if (lost.length > 0) {
          index.transaction(() => lost.forEach((row) => table.markDamaged(row)))
          isWhole = false
        }
        for (const { from, to } of copies) {
          moved.set(digestKey(from.digest), to)
          copiedBytes += recordBytes(to.length)
        }
        const synced = await writer.sync()
        index.transaction(() => parts.record([], synced))
      }
      if (!isWhole) return undefined
    }
  }

  /**
   * Records that the index places nowhere. It may be wrong, and theirs the only copy there is: such a
   * block goes with the others when it is alive. `undefined` when there is a change of a log among
   * them, or not all can be read: nobody can say what that change needs, so all stays as it is.
   */
  function straysIn(segment: number): BlockRow[] | undefined {
    const size = sizeOf(segment)
    const read = (into: Uint8Array, at: number): number => {
      reader.readSpan(segment, at, into.length, into)
      return into.length
    }
    try {
      const records = list(
        openWindow(read, heads, size),
        openWindow(read, buffer, size),
        segment,
        size,
      )
      const strays = records.filter(({ digest }) => table.find(digest) === undefined)
      const isLog = (row: BlockRow): boolean =>
        row.codec === 'dag-cbor' && readWhole(row, buffer.subarray(0, row.length))
      return strays.some(isLog) ? undefined : strays
    } catch {
      return undefined
    }
  }

  function copyGroup(group: readonly BlockRow[]): {
    rows: { from: BlockRow; to: BlockRow }[]
    damaged: BlockRow[]
  } {
    const damaged: BlockRow[] = []
    const copies: { from: BlockRow; to: BlockRow }[] = []
    let at = 0
    for (const from of group) {
      const bytes = buffer.subarray(at, at + from.length)
      at += from.length
      if (!readWhole(from, bytes)) {
        damaged.push(from)
        continue
      }
      const [to] = writer.append([bytes], from.codec)
      if (to === undefined) throw new SpaceError('internal', 'A block was not written')
      copies.push({ from, to })
    }
    return { rows: copies, damaged }
  }

  function readWhole(row: BlockRow, into: Uint8Array): boolean {
    try {
      reader.readSpan(row.segment, row.offset, row.length, into)
    } catch {
      return false
    }
    return sameBytes(sha256(into), row.digest)
  }

  function giveUp(
    segment: number,
    rows: readonly BlockRow[],
    strays: readonly BlockRow[],
    moved: ReadonlyMap<string, BlockRow>,
  ): void {
    for (const { digest } of [...rows, ...strays]) {
      const copy = moved.get(digestKey(digest))
      if (copy !== undefined) parts.place(copy)
    }
    for (const { digest } of rows) if (!moved.has(digestKey(digest))) table.remove(digest)
    table.markDead(segment)
  }

  function unlinkDead(segments: readonly number[]): void {
    // An earlier compaction that waited for its readers may have been first.
    const dead = new Set(table.segments().flatMap(({ id, dead }) => (dead ? [id] : [])))
    const left = segments.filter((segment) => dead.has(segment))
    if (left.length === 0) return
    for (const segment of left) {
      reader.forget(segment)
      files.unlink(segmentPath(dir, segment))
    }
    files.syncFolder(`${dir}/segments`)
    index.transaction(() => left.forEach((segment) => table.removeSegment(segment)))
  }

  function tryUnlink(segments: readonly number[]): void {
    try {
      unlinkDead(segments)
    } catch {
      // The next compaction, or start, does it: the segments stay marked.
    }
  }

  function sizeOf(segment: number): number {
    return fs.statSync(segmentPath(dir, segment), { throwIfNoEntry: false })?.size ?? 0
  }
}

function* groups(rows: readonly BlockRow[]): Generator<BlockRow[]> {
  let group: BlockRow[] = []
  let bytes = 0
  for (const row of rows) {
    if (bytes + row.length > GROUP_BYTES) {
      yield group
      group = []
      bytes = 0
    }
    group.push(row)
    bytes += row.length
  }
  if (group.length > 0) yield group
}
