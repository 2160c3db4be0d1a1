/** How the rows of an index are sealed: each is refused anywhere but in its place. */
import { openView, seal } from '../../crypto/seal.ts'
import { SpaceError } from '@space/sdk'
import type { Index } from '../../blocks/index.ts'

/** Heads, details, and copies of the whole. */
type Table = 'h' | 'd' | 'c'

export interface RowVault {
  seal(table: Table, n: number, bytes: Uint8Array): Uint8Array
  /** A view into a reused buffer. @throws {SpaceError} `corrupt-index` */
  open(table: Table, n: number, sealed: Uint8Array): Uint8Array
  /** The error for what the index should have and has not. */
  damaged(why: string, cause?: unknown): unknown
}

export function openRowVault(index: Index, storageKey: Uint8Array): RowVault {
  const damaged = (why: string, cause?: unknown): unknown =>
    index.failed(
      new SpaceError('corrupt-index', 'the index of this space is damaged', {
        why: `${why}; the index is only a cache, your files are not touched`,
        try: 'run the same command again: the index is made anew from the log',
        cause,
      }),
    )

  return {
    damaged,
    seal: (table, n, bytes) => seal(storageKey, 'row', ad(table, n), bytes),
    open(table, n, sealed) {
      try {
        return openView(storageKey, 'row', ad(table, n), sealed)
      } catch (cause) {
        throw damaged('a row cannot be opened', cause)
      }
    },
  }
}

const adBytes = Buffer.alloc(9)
/** Table and row number: a sealed row is refused anywhere but in its place. */
function ad(table: Table, n: number): Uint8Array {
  adBytes[0] = table.charCodeAt(0)
  adBytes.writeBigUInt64BE(BigInt(n), 1)
  return adBytes
}
