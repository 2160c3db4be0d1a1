import { isSpaceError } from '@space/sdk'
import type { Statement } from '../../blocks/index.ts'
import { keyedHash } from '../../crypto/hash.ts'
import { openView, seal } from '../../crypto/seal.ts'
import { type Part, blocksTouched, isPossible, samePlace } from './part.ts'
import type { Lookup, Placed } from './sealer.ts'

/**
 * Which plaintexts this device has sealed, or opened and checked, in one drive.
 *
 * NOTE: never make a row from a ref that was only read in somebody else's node: an editor could
 * plant a wrong piece under the hash of your future content.
 */
export interface Dedup extends Lookup {
  /** Whether this very piece was sealed or checked here, so that its tag alone is enough. */
  isChecked(part: Part): boolean
}

/** The powers of a thread over the index. */
export interface DedupPowers {
  readonly storageKey: Uint8Array
  /** 16 bytes. */
  readonly drive: Uint8Array
  /** Selects `v` by `h` from `dedup`. */
  readonly select: Pick<Statement, 'get'>
  has(digest: Uint8Array): boolean
}

export const DEDUP_SCHEMA =
  'create table if not exists dedup(h blob primary key, v blob not null) strict, without rowid'
export const DEDUP_SELECT = 'select v from dedup where h = ?'
export const DEDUP_DELETE = 'delete from dedup where h = ?'
export const DEDUP_REPLACE = 'insert or replace into dedup(h, v) values (?, ?)'

/** Open the dedup rows of a drive for looking up; a row whose blocks are gone counts as none. */
export function openDedup({ storageKey, drive, select, has }: DedupPowers): Dedup {
  const nameOf = keyedHash(storageKey, drive)

  return {
    nameOf,
    find(name, sha256) {
      const place = read(name, sha256)
      return place?.digests.every((digest) => has(digest)) === true ? place : undefined
    },
    isChecked(part) {
      const place = read(nameOf(part.sha256), part.sha256)
      return place !== undefined && samePlace({ ...place, size: 0 }, part)
    },
  }

  function read(name: Uint8Array, sha256: Uint8Array): Omit<Part, 'size'> | undefined {
    const value = select.get(name)?.['v']
    if (!(value instanceof Uint8Array)) return undefined
    try {
      return decodePlace(openView(storageKey, 'row', adOf(name), value), sha256)
    } catch (error) {
      // A row that does not open is as good as none: it is a cache.
      if (isSpaceError(error, 'wrong-key')) return undefined
      throw error
    }
  }
}

/** Writes the rows of pieces sealed now; call it inside the transaction that records their blocks. */
export function writeDedup(
  replace: Pick<Statement, 'run'>,
  storageKey: Uint8Array,
  placed: Iterable<Pick<Placed<unknown>, 'part' | 'name' | 'fresh'>>,
): void {
  for (const { part, name, fresh } of placed) {
    if (fresh) replace.run(name, seal(storageKey, 'row', adOf(name), encodePlace(part)))
  }
}

const TABLE = Buffer.from('dedup')
const ad = Buffer.concat([TABLE, Buffer.alloc(32)])

/** table ‖ row id, in one reused buffer. */
function adOf(name: Uint8Array): Uint8Array {
  ad.set(name, TABLE.length)
  return ad
}

/** u32 offset ‖ u32 length ‖ key ‖ digests: a fixed layout, because imports read thousands. */
function encodePlace({ digests, offset, length, key }: Part): Uint8Array {
  const out = Buffer.allocUnsafe(40 + 32 * digests.length)
  out.writeUInt32BE(offset, 0)
  out.writeUInt32BE(length, 4)
  out.set(key, 8)
  for (const [i, digest] of digests.entries()) out.set(digest, 40 + 32 * i)
  return out
}

function decodePlace(plain: Uint8Array, sha256: Uint8Array): Omit<Part, 'size'> | undefined {
  if (plain.length < 40) return undefined
  // The view is reused by the next row that is opened: this copy is ours.
  const bytes = Uint8Array.from(plain)
  const view = new DataView(bytes.buffer)
  const offset = view.getUint32(0)
  const length = view.getUint32(4)
  if (!isPossible(offset, length)) return undefined
  const count = blocksTouched(offset, length)
  if (bytes.length !== 40 + 32 * count) return undefined
  return {
    digests: Array.from({ length: count }, (_, i) => bytes.subarray(40 + 32 * i, 72 + 32 * i)),
    offset,
    length,
    key: bytes.subarray(8, 40),
    sha256: Uint8Array.from(sha256),
  }
}
