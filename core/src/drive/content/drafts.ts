import type { StoreForThreads } from '../../blocks/segments.ts'
import { keyedHash, sha256 } from '../../crypto/hash.ts'
import { open as openSealed, seal } from '../../crypto/seal.ts'
import { decodeNode, encodeNode, NODE_PARTS } from './nodes.ts'
import type { Part } from './part.ts'
import type { Hold, Pins } from './pins.ts'

/** A stream that began and did not end is kept so long. */
const KEPT_MS = 7 * 24 * 60 * 60_000
/** Of one file: by far more than any drive of today holds. */
const ROWS = 2 ** 20

export const DRAFT_SCHEMA =
  'create table if not exists drafts(name blob not null, n integer not null, v blob not null, primary key(name, n)) strict, without rowid'

/**
 * Beginnings of files that are durable and belong to no file yet, so that a stream that broke goes on
 * where it was, also after the process was killed. The rows are a cache: without them it begins anew.
 *
 * A draft is called by whoever sends it; names lie hashed in the index, and parts sealed.
 */
export interface Drafts {
  /** Its parts in the order of the file; none when there is no such draft. */
  partsOf(name: string): readonly Part[]
  bytesOf(name: string): number
  /** Call it inside the transaction that records the blocks. */
  add(name: string, parts: readonly Part[]): void
  /** Call it inside the transaction that makes the content count, or when nobody will go on. */
  drop(name: string): void
}

interface Draft {
  readonly parts: Part[]
  bytes: number
  rows: number
  readonly hold: Hold
}

export function openDrafts(
  { index, find }: Pick<StoreForThreads, 'index' | 'find'>,
  powers: { storageKey: Uint8Array; drive: Uint8Array; pins: Pins; now(): number },
): Drafts {
  const { storageKey, drive, pins, now } = powers
  index.exec(DRAFT_SCHEMA)
  const select = index.prepare('select name, n, v from drafts order by name, n')
  const insert = index.prepare('insert or replace into drafts(name, n, v) values (?, ?, ?)')
  const remove = index.prepare('delete from drafts where name = ?')
  const hash = keyedHash(storageKey, Buffer.concat([Buffer.from('draft'), drive]))
  const idOf = (name: string): Uint8Array => hash(sha256(Buffer.from(name)))
  const drafts = new Map<string, Draft>()
  const draftOf = (id: string): Draft => {
    const known = drafts.get(id)
    if (known !== undefined) return known
    const made: Draft = { parts: [], bytes: 0, rows: 0, hold: pins.hold() }
    drafts.set(id, made)
    return made
  }
  const take = (draft: Draft, parts: readonly Part[]): void => {
    for (const part of parts) {
      for (const digest of part.digests) draft.hold.add(digest)
      draft.parts.push(part)
      draft.bytes += part.size
    }
    draft.rows += 1
  }
  const forget = (id: string): void => {
    drafts.get(id)?.hold.release()
    drafts.delete(id)
  }

  const bad = new Set<string>()
  const before: { id: string; name: Uint8Array }[] = []
  for (const { name, n, v } of select.all()) {
    if (!(name instanceof Uint8Array) || !(v instanceof Uint8Array)) continue
    const id = keyOf(name)
    if (before.at(-1)?.id !== id) before.push({ id, name })
    const row = read(name, Number(n), v)
    const isWhole =
      row !== undefined &&
      draftOf(id).rows === n &&
      now() - row.at < KEPT_MS &&
      row.parts.every(({ digests }) => digests.every((digest) => find(digest) !== undefined))
    if (isWhole) take(draftOf(id), row.parts)
    else bad.add(id)
  }
  for (const { id, name } of before) {
    if (!bad.has(id)) continue
    forget(id)
    remove.run(name)
  }

  function read(
    name: Uint8Array,
    n: number,
    v: Uint8Array,
  ): { at: number; parts: Part[] } | undefined {
    try {
      const plain = Buffer.from(openSealed(storageKey, 'row', adOf(name, n), v))
      const size = plain.readDoubleBE(8)
      const node = decodeNode(plain.subarray(16), 1, size)
      const parts = Array.from({ length: node.count }, (_, i) => node.part(i))
      return { at: plain.readDoubleBE(0), parts }
    } catch {
      // a cache: what cannot be read is sent again
      return undefined
    }
  }

  return {
    partsOf: (name) => drafts.get(keyOf(idOf(name)))?.parts ?? [],
    bytesOf: (name) => drafts.get(keyOf(idOf(name)))?.bytes ?? 0,
    add(name, parts) {
      const id = idOf(name)
      const draft = draftOf(keyOf(id))
      for (let from = 0; from < parts.length && draft.rows < ROWS; from += NODE_PARTS) {
        const some = parts.slice(from, from + NODE_PARTS)
        const head = Buffer.alloc(16)
        head.writeDoubleBE(now(), 0)
        head.writeDoubleBE(
          some.reduce((sum, { size }) => sum + size, 0),
          8,
        )
        const box = seal(
          storageKey,
          'row',
          adOf(id, draft.rows),
          Buffer.concat([head, encodeNode(some)]),
        )
        insert.run(id, draft.rows, box)
        take(draft, some)
      }
    },
    drop(name) {
      const id = idOf(name)
      if (!drafts.has(keyOf(id))) return
      remove.run(id)
      forget(keyOf(id))
    },
  }
}

/** table ‖ row id, so that no row can stand for another one. */
function adOf(name: Uint8Array, n: number): Uint8Array {
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(n)
  return Buffer.concat([Buffer.from('drafts'), name, tail])
}

function keyOf(name: Uint8Array): string {
  return Buffer.from(name).toString('hex')
}
