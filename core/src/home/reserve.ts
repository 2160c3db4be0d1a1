import { closeSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes } from '../crypto/hash.ts'

const RESERVE_BYTES = 4 * 2 ** 20
const PART_BYTES = 2 ** 18
/** Only a disk with so much room is asked for one. */
const AMPLE_BYTES = 16 * RESERVE_BYTES

/**
 * Room that a file of the home holds, so that on a full disk a home can still be opened, its files
 * read, removed and swept. Whatever else wants room finds it taken.
 */
export interface Reserve {
  /** Run `work`, with the reserve given up where the disk is low, and take back what then fits. */
  lend<T>(work: () => Promise<T>): Promise<T>
  /** Put room aside where the disk has enough and there is none yet, or less. */
  fill(): void
}

/** To be used with the lock of the home held. */
export function openReserve(dir: string): Reserve {
  const path = join(dir, 'reserve')

  return {
    async lend(work) {
      // NOTE: before the work, not after it failed: a change that failed half way may have been made.
      const isLent = freeBytes() < RESERVE_BYTES && heldBytes() > 0
      if (isLent) rmSync(path, { force: true })
      try {
        return await work()
      } finally {
        if (isLent) write()
      }
    },
    fill() {
      if (heldBytes() !== RESERVE_BYTES && freeBytes() >= AMPLE_BYTES) write()
    },
  }

  function freeBytes(): number {
    const { bavail, bsize } = statfsSync(dir)
    return bavail * bsize
  }

  function heldBytes(): number {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0
  }

  /** What does not fit is done without: nobody's work may fail because of a reserve. */
  function write(): void {
    let fd: number | undefined
    try {
      fd = openSync(path, 'w', 0o600)
      // Chance, because a disk that compresses would keep no room for zeros.
      for (let bytes = 0; bytes < RESERVE_BYTES; bytes += PART_BYTES)
        writeSync(fd, randomBytes(PART_BYTES))
    } catch {
      // As much as there was.
    } finally {
      if (fd !== undefined) closeSync(fd)
    }
  }
}
