/**
 * Segments that have room and no writer, and the number of the next new one, in memory that all
 * threads of a store share. A spare goes to the first writer that asks, and to no other.
 */

/** A segment that may be gone on with: it ends behind `length` bytes, which are all durable. */
export interface Spare {
  readonly segment: number
  readonly length: number
}

const NEXT = 0
const TAKEN = 1
const OFFERED = 2
const FIRST_SLOT = 3
const SLOTS = 64

/** Make the shared memory of a store whose next new segment is `first`. */
export function newCounter(first: number): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(4 * (FIRST_SLOT + 2 * SLOTS))
  Atomics.store(new Int32Array(memory), NEXT, first)
  return memory
}

export function nextNumber(memory: Int32Array): number {
  return Atomics.add(memory, NEXT, 1)
}

/** Takes the spare that was offered first; memory of a single number has none. */
export function takeSpare(memory: Int32Array): Spare | undefined {
  if (memory.length <= FIRST_SLOT) return undefined
  for (;;) {
    const turn = Atomics.load(memory, TAKEN)
    if (turn >= Atomics.load(memory, OFFERED)) return undefined
    const slot = slotOf(turn)
    const segment = Atomics.load(memory, slot)
    const length = Atomics.load(memory, slot + 1)
    // NOTE: a slot is written again only when its turn is over, so what was read is of this turn.
    if (Atomics.compareExchange(memory, TAKEN, turn, turn + 1) === turn) return { segment, length }
  }
}

/** Offers a spare; false when there are enough. Only the thread that keeps the index may call it. */
export function offerSpare(memory: Int32Array, { segment, length }: Spare): boolean {
  const turn = Atomics.load(memory, OFFERED)
  if (turn - Atomics.load(memory, TAKEN) >= SLOTS) return false
  const slot = slotOf(turn)
  Atomics.store(memory, slot, segment)
  Atomics.store(memory, slot + 1, length)
  Atomics.store(memory, OFFERED, turn + 1)
  return true
}

function slotOf(turn: number): number {
  return FIRST_SLOT + 2 * (turn % SLOTS)
}
