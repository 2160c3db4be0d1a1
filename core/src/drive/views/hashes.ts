/** Which files hold the same bytes. */
import { isSpaceError } from '@space/sdk'
import type { DriveParts } from '../parts.ts'
import { NONE } from '../tree/columns.ts'
import { currentVersions } from '../tree/registers.ts'
import type { Slices } from './slices.ts'

const HASH_BYTES = 16

export interface Hashes {
  /**
   * Groups of rows whose bytes are equal, two at least in each; empty files are in none. Reads the
   * versions of those of equal size, each once until it changes.
   */
  groups(rows: Iterable<number>, slices: Slices): Promise<Map<string, number[]>>
}

export function openHashes(parts: DriveParts): Hashes {
  const { columns } = parts.tree
  let hashes = new Uint8Array(0)
  // 1 + the version of the columns in which the row changed before it was read
  let readAt = new Float64Array(0)

  const grow = (): void => {
    if (readAt.length >= columns.count) return
    const [larger, at] = [columns.count * 2 * HASH_BYTES, columns.count * 2]
    const [moreHashes, moreAt] = [new Uint8Array(larger), new Float64Array(at)]
    moreHashes.set(hashes)
    moreAt.set(readAt)
    hashes = moreHashes
    readAt = moreAt
  }
  /** Says whether the row holds bytes that can be compared. */
  const read = (row: number): void => {
    const changedAt = columns.changedAt(row) + 1
    if (readAt[row] === changedAt) return
    const at = row * HASH_BYTES
    hashes.fill(0, at, at + HASH_BYTES)
    try {
      const [current] = currentVersions(parts.tree.registersOf(row))
      const ref = current?.content?.ref
      if (ref !== undefined && ref !== null) hashes.set(ref[4].subarray(0, HASH_BYTES), at)
    } catch (error) {
      // What is damaged is told of where it is read; it is equal to nothing.
      if (!isSpaceError(error)) throw error
    }
    readAt[row] = changedAt
  }
  const keyOf = (row: number): string =>
    `${columns.sizeOf(row)} ${Buffer.from(hashes.buffer, row * HASH_BYTES, HASH_BYTES).toString('latin1')}`
  const isEmpty = (row: number): boolean =>
    hashes.subarray(row * HASH_BYTES, row * HASH_BYTES + HASH_BYTES).every((byte) => byte === 0)

  return {
    async groups(rows, slices) {
      const bySize = new Map<number, number>()
      const twins: number[] = []
      for (const row of rows) {
        const size = columns.sizeOf(row)
        if (size === 0) continue
        const first = bySize.get(size)
        if (first === undefined) {
          bySize.set(size, row)
          continue
        }
        if (first !== NONE) twins.push(first)
        bySize.set(size, NONE)
        twins.push(row)
      }
      grow()
      // each batch of the log is opened once
      twins.sort((a, b) => columns.sourceOf(a) - columns.sourceOf(b) || a - b)
      for (const row of twins) {
        read(row)
        if (slices.isOver()) await slices.rest()
      }
      grow()
      const groups = new Map<string, number[]>()
      for (const row of twins) {
        if (isEmpty(row)) continue
        const key = keyOf(row)
        const group = groups.get(key)
        if (group === undefined) groups.set(key, [row])
        else group.push(row)
      }
      for (const [key, group] of groups) if (group.length < 2) groups.delete(key)
      return groups
    },
  }
}
