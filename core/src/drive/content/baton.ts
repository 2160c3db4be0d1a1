import type { FileStat } from './messages.ts'

/** Bytes of shared memory behind a baton. */
export const BATON_BYTES = 80

/**
 * Where reading has come to, shared by the threads of one job. Only who holds it may look at it or
 * move it on; the lock also orders the plain numbers behind it.
 */
export interface Baton {
  /** Waits for the baton. */
  take(): void
  give(): void
  /** Tells all threads to stop at the next window. Needs no lock. */
  abort(): void
  readonly isAborted: boolean
  /** Which file comes next. */
  file: number
  /** Which byte of it comes next; a float64, so beyond 4 GiB. */
  offset: number
  /** How often it was begun again, because it changed. */
  attempt: number
  /** What the file was when its first window was read. */
  stat: FileStat
}

export function openBaton(memory: SharedArrayBuffer): Baton {
  const flags = new Int32Array(memory, 0, 2)
  const numbers = new Float64Array(memory, 8, 4)
  const stats = new BigInt64Array(memory, 40, 4)
  return {
    take() {
      while (Atomics.compareExchange(flags, 0, 0, 1) !== 0) Atomics.wait(flags, 0, 1)
    },
    give() {
      Atomics.store(flags, 0, 0)
      Atomics.notify(flags, 0, 1)
    },
    abort() {
      Atomics.store(flags, 1, 1)
    },
    get isAborted() {
      return Atomics.load(flags, 1) === 1
    },
    get file() {
      return numbers[0] ?? 0
    },
    set file(file) {
      numbers[0] = file
    },
    get offset() {
      return numbers[1] ?? 0
    },
    set offset(offset) {
      numbers[1] = offset
    },
    get attempt() {
      return numbers[2] ?? 0
    },
    set attempt(attempt) {
      numbers[2] = attempt
    },
    get stat() {
      const [mtimeNs = 0n, ctimeNs = 0n, ino = 0n, dev = 0n] = stats
      return {
        size: numbers[3] ?? 0,
        mtimeNs,
        ctimeNs,
        ino: BigInt.asUintN(64, ino),
        dev: BigInt.asUintN(64, dev),
      }
    },
    set stat({ size, mtimeNs, ctimeNs, ino, dev }) {
      numbers[3] = size
      stats.set([mtimeNs, ctimeNs, BigInt.asIntN(64, ino), BigInt.asIntN(64, dev)])
    },
  }
}
