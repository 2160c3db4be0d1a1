/** What this device keeps beside the drive: named values and append-only logs, all of it sealed. */
import { decode, encode } from '../crypto/codec.ts'
import { hmac } from '../crypto/hash.ts'
import { kdf } from '../crypto/keys.ts'
import { open, seal } from '../crypto/seal.ts'
import { openRows, type Rows } from './rows.ts'

/** Lines a log keeps when nothing else is said. */
export const LOG_LINES = 10_000
/** Lines that one {@link Log.list} reads at most while it looks for those that are asked for. */
export const LIST_LINES = 50_000

export interface Settings extends Disposable {
  /** Undefined when it was never set, or does not open: the file was changed from outside. */
  get(name: string): unknown
  /** Durable when this returns; `undefined` removes. @throws {SpaceError} `disk-full`, `io` */
  set(name: string, value: unknown): void
  /** The log of this name; `keep` is how many of its newest lines stay. */
  log(name: string, options?: { keep?: number }): Log
}

export interface Line {
  /** Grows with each line and is never used twice. */
  readonly n: number
  readonly value: unknown
}

/** Lines that are only ever added; the oldest go when there are too many. */
export interface Log {
  /** All in one durable write. @throws {SpaceError} `disk-full`, `io` */
  append(values: readonly unknown[]): void
  /** Newest first, from below the number `before`; at most `limit` of those that pass `where`. */
  list(options: { before?: number; limit: number; where?: (value: unknown) => boolean }): Line[]
}

/**
 * Open `settings.db` in the folder `dir`, or a new one where none can be read: what was in it is then
 * as if it had never been set, and the damaged file stays beside it as `settings.db.damaged`.
 *
 * Values are whatever dag-cbor can hold. Names are only there as keyed hashes, sizes are padded; how
 * many settings and lines there are can be seen.
 *
 * @param key 32 bytes, local to this device
 * @throws {SpaceError} `disk-full`, `io`
 */
export function openSettings({ dir, key }: { dir: string; key: Uint8Array }): Settings {
  const rows = openRows(dir)
  const sealKey = kdf(key, 'settings')
  const nameKey = kdf(key, 'settings-names')
  return {
    get(name) {
      const id = hmac(nameKey, text.encode(`value/${name}`))
      const sealed = rows.value(id)
      return sealed === undefined ? undefined : opened(sealKey, id, sealed)
    },
    set(name, value) {
      const id = hmac(nameKey, text.encode(`value/${name}`))
      if (value === undefined) rows.removeValue(id)
      else rows.setValue(id, seal(sealKey, TYPE, id, encode(value)))
    },
    log: (name, { keep = LOG_LINES } = {}) =>
      openLog(rows, sealKey, hmac(nameKey, text.encode(`log/${name}`)), keep),
    [Symbol.dispose]: () => rows.close(),
  }
}

const TYPE = 'setting'
const text = new TextEncoder()

function openLog(rows: Rows, key: Uint8Array, id: Uint8Array, keep: number): Log {
  let next = rows.lastLine(id) + 1
  return {
    append(values) {
      const lines = values.map((value, i) => {
        const n = next + i
        return { n, sealed: seal(key, TYPE, lineAd(id, n), encode(value)) }
      })
      rows.addLines(id, lines, next + values.length - 1 - keep)
      next += values.length
    },
    list({ before = next, limit, where = () => true }) {
      const found: Line[] = []
      let seen = 0
      for (const { n, sealed } of rows.lines(id, before)) {
        if (found.length >= limit || seen++ >= LIST_LINES) break
        const value = opened(key, lineAd(id, n), sealed)
        if (value !== undefined && where(value)) found.push({ n, value })
      }
      return found
    },
  }
}

/** A line belongs to one log and one place there. */
function lineAd(id: Uint8Array, n: number): Uint8Array {
  const ad = new Uint8Array(id.length + 8)
  ad.set(id)
  new DataView(ad.buffer).setBigUint64(id.length, BigInt(n))
  return ad
}

function opened(key: Uint8Array, ad: Uint8Array, sealed: Uint8Array): unknown {
  try {
    return decode(open(key, TYPE, ad, sealed))
  } catch {
    // changed from outside: as good as absent, and never believed
    return undefined
  }
}
