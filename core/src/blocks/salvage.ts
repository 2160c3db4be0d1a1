/**
 * Finding what is whole in a segment that nobody has a list of.
 *
 * What is read may be hostile: a block can hold the heads of thousands of records that are none. All
 * work is therefore bounded by the bytes that are gone through.
 */
import {
  type BlockRow,
  HEADER,
  MAX_HEAD_BYTES,
  readHead,
  recordBytes,
  sameBytes,
  sha256,
} from './car.ts'

/** A stretch of a segment in which nobody can say what was. */
export interface DamagedStretch {
  readonly segment: number
  readonly offset: number
  readonly length: number
}

/** A view of a segment that gives `bytes` from `at` on, or all there is; valid until the next call. */
export type Window = (at: number, bytes: number) => Uint8Array

export interface Salvaged {
  readonly whole: readonly BlockRow[]
  /** Records whose name can be read and whose bytes are not what it says. */
  readonly broken: readonly BlockRow[]
  readonly stretches: readonly DamagedStretch[]
  /** Behind it no record was found. */
  readonly end: number
  /** Bytes that were searched or hashed. */
  readonly steps: number
}

/** Bytes searched at once. */
const SEARCH_BYTES = 64 * 2 ** 10
/** Bytes that may be hashed in vain for each byte that is gone through, and once for nothing. */
const VAIN_SHARE = 8
const VAIN_BYTES = 64 * 2 ** 20
/** What is shorter than a record, such as the header of a segment, has lost no block. */
const SHORTEST_RECORD = recordBytes(0)
/** Every CID is `01 <codec> 12 20 …`. */
const CID_MARK = Buffer.from('1220', 'hex')

/**
 * Read all records from `start` to `end`, going on behind whatever is damaged.
 *
 * Among heads that were made up to cost time, a true record may be passed over: its bytes are then
 * part of a stretch, which nothing is cut from.
 */
export function salvage(window: Window, segment: number, start: number, end: number): Salvaged {
  const whole: BlockRow[] = []
  const broken: BlockRow[] = []
  const stretches: DamagedStretch[] = []
  let searched = 0
  let hashed = 0
  let inVain = 0
  let at = start
  for (;;) {
    const row = recordAt(at)
    if (row !== undefined) {
      whole.push(row)
      at = endOf(row)
      continue
    }
    if (at >= end) break
    const chain = brokenChain(at)
    const last = chain.at(-1)
    if (last !== undefined) {
      for (const one of chain) broken.push(one)
      at = endOf(last)
      continue
    }
    const next = findRecord(at)
    if (next === undefined) break
    const length = startOf(next) - at
    if (length >= SHORTEST_RECORD) stretches.push({ segment, offset: at, length })
    whole.push(next)
    at = endOf(next)
  }
  return { whole, broken, stretches, end: at, steps: searched + hashed }

  function recordAt(from: number): BlockRow | undefined {
    const claimed = claimAt(window, segment, from, end)
    if (claimed === undefined) return undefined
    const bytes = endOf(claimed) - from
    hashed += bytes
    if (isWhole(window, claimed)) return claimed
    inVain += bytes
    return undefined
  }

  /** A broken record and those behind it, if their heads lead to a whole one or to the end. */
  function brokenChain(from: number): BlockRow[] {
    const chain: BlockRow[] = []
    for (let next = from; mayTry();) {
      const claimed = claimAt(window, segment, next, end)
      if (claimed === undefined) break
      chain.push(claimed)
      next = endOf(claimed)
      if (next === end || recordAt(next) !== undefined) return chain
    }
    return []
  }

  /** The first whole record behind `from`, found by the look of its CID and proved by its hash. */
  function findRecord(from: number): BlockRow | undefined {
    for (let base = from; base < end;) {
      const bytes = viewOf(window(base, Math.min(SEARCH_BYTES, end - base)))
      const found = bytes.indexOf(CID_MARK)
      const passed = found < 0 ? Math.max(1, bytes.length - CID_MARK.length + 1) : found + 1
      searched += passed
      const cid = base + found - 2
      base += passed
      if (found < 0 || cid <= from || window(cid, 1)[0] !== 1) continue
      for (let varint = 4; varint >= 1; varint -= 1) {
        const row = cid - varint > from && mayTry() ? recordAt(cid - varint) : undefined
        if (row !== undefined) return row
      }
    }
    return undefined
  }

  function mayTry(): boolean {
    return inVain <= VAIN_BYTES + VAIN_SHARE * (at - start + searched)
  }
}

/** @param read fills `into` from `at` on and says with how many bytes */
export function openWindow(
  read: (into: Uint8Array, at: number) => number,
  buffer: Uint8Array,
  size: number,
): Window {
  let start = 0
  let length = 0
  return (at, bytes) => {
    const end = Math.min(at + bytes, size)
    if (at < start || end > start + length) {
      start = at
      length = read(buffer.subarray(0, size - at), at)
    }
    return buffer.subarray(at - start, Math.min(end - start, length))
  }
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
    const row = claimAt(window, segment, at, end)
    if (row === undefined || !isWhole(window, row)) return at
    found.push(row)
    at = endOf(row)
  }
}

/**
 * Lists what is in a segment by the heads of its records, and by a search from the first damaged one
 * on. The bytes of most are not looked at: some may not be what their head says.
 *
 * @param heads a view for reading little at many places
 * @param records a view that holds the longest record
 */
export function list(heads: Window, records: Window, segment: number, end: number): BlockRow[] {
  const found: BlockRow[] = []
  for (let at = HEADER.length; at < end;) {
    const row = claimAt(heads, segment, at, end)
    if (row === undefined) return [...found, ...salvage(records, segment, at, end).whole]
    found.push(row)
    at = endOf(row)
  }
  return found
}

/** What the head at `at` says; its bytes are not looked at. */
function claimAt(window: Window, segment: number, at: number, end: number): BlockRow | undefined {
  if (at >= end) return undefined
  const bytes = window(at, MAX_HEAD_BYTES)
  const head = readHead(bytes, 0)
  if (head === undefined || at + head.size + head.length > end) return undefined
  const digest = Buffer.from(bytes.subarray(head.size - 32, head.size))
  return { digest, segment, offset: at + head.size, length: head.length, codec: head.codec }
}

// NOTE: asks for the head as well: the window then never has to go back to it.
function isWhole(window: Window, row: BlockRow): boolean {
  const size = recordBytes(row.length)
  const record = window(startOf(row), size)
  if (record.length !== size) return false
  return sameBytes(sha256(record.subarray(size - row.length)), row.digest)
}

function startOf({ offset, length }: BlockRow): number {
  return offset + length - recordBytes(length)
}

function endOf({ offset, length }: BlockRow): number {
  return offset + length
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
