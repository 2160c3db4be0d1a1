import { type BlockRow, HEADER, recordBytes, SEGMENT_BYTES } from './car.ts'
import type { Synced } from './segment-writer.ts'
import { offerSpare, type Spare, takeSpare } from './spares.ts'

/**
 * Which segments have a writer, or rows that are still on their way: nobody else may touch those.
 * All others can be compacted, or offered to the next writer.
 */
export interface Tally {
  countRow(row: BlockRow): void
  /** Takes note that a writer has left its segment; what it tells twice counts once. */
  countClosed(synced: Synced): void
  isActive(segment: number): boolean
  /** Offers segments to writers, unless they are active, nearly full or had a disk that failed. */
  offer(spares: Iterable<Spare>): void
  /** Takes back what no writer has taken, and offers nothing more until the next `offer`. */
  withdraw(): void
}

/** One writer's use of a segment, from the length it had at its start. */
interface Term {
  readonly start: number
  readonly offsets: Set<number>
  /** Bytes of the segment that are known, its start included. */
  bytes: number
  /** Its final length, once it is closed. */
  length?: number
}

/** Longer segments are left as they are. */
const SPARE_BYTES = SEGMENT_BYTES / 2

/** @param first number of the first segment that is made in this session */
export function openTally(first: number, counter: SharedArrayBuffer): Tally {
  const memory = new Int32Array(counter)
  const terms = new Map<number, Term>()
  const complete = new Set<number>()
  /** Offered segments, with those that a writer has taken. */
  const lent = new Set<number>()
  /** Left as they were found, or written in place of others: the disk has failed. */
  const spent = new Set<number>()
  let isPaused = true

  return { countRow, countClosed, isActive, offer, withdraw }

  function countRow({ segment, offset, length }: BlockRow): void {
    const term = termOf(segment)
    if (term === undefined || offset < term.start || term.offsets.has(offset)) return
    term.offsets.add(offset)
    term.bytes += recordBytes(length)
    countComplete(segment, term)
  }

  function countClosed({ segment, start, length, closed, moved }: Synced): void {
    for (const copy of moved) spent.add(copy.segment)
    const term = closed ? termOf(segment) : undefined
    // A call that shared its sync with another may tell of an earlier use only now.
    if (term === undefined || term.start !== start) return
    term.length = length
    countComplete(segment, term)
  }

  function termOf(segment: number): Term | undefined {
    const known = terms.get(segment)
    if (known !== undefined || complete.has(segment) || segment < first) return known
    const term = { start: HEADER.length, offsets: new Set<number>(), bytes: HEADER.length }
    terms.set(segment, term)
    return term
  }

  function countComplete(segment: number, { start, bytes, length }: Term): void {
    if (length !== bytes) return
    terms.delete(segment)
    lent.delete(segment)
    complete.add(segment)
    if (length === start) spent.add(segment)
    if (!isPaused) offerOne({ segment, length })
  }

  function isActive(segment: number): boolean {
    return lent.has(segment) || (segment >= first && !complete.has(segment))
  }

  function offer(spares: Iterable<Spare>): void {
    isPaused = false
    for (const spare of spares) if (!isActive(spare.segment)) offerOne(spare)
  }

  function offerOne(spare: Spare): void {
    const { segment, length } = spare
    if (length > SPARE_BYTES || spent.has(segment)) return
    // NOTE: noted before it is offered: another thread may take it at once.
    lent.add(segment)
    complete.delete(segment)
    terms.set(segment, { start: length, offsets: new Set(), bytes: length })
    if (!offerSpare(memory, spare)) takeBack(segment)
  }

  function withdraw(): void {
    isPaused = true
    for (let spare = takeSpare(memory); spare !== undefined; spare = takeSpare(memory)) {
      takeBack(spare.segment)
    }
  }

  function takeBack(segment: number): void {
    lent.delete(segment)
    terms.delete(segment)
    complete.add(segment)
  }
}
