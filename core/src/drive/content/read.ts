import { setImmediate } from 'node:timers/promises'
import type { CID } from 'multiformats/cid'
import { type SpaceError, isSpaceError } from '@space/sdk'
import { cidOf } from '../../blocks/car.ts'
import type { SegmentStore } from '../../blocks/segments.ts'
import { latin1Of } from '../../crypto/text.ts'
import { type Content, damageError } from './content.ts'
import type { Part } from './part.ts'
import type { Reader } from './reader.ts'
import { throwIfAborted } from './seal-files.ts'

export interface ReadOptions {
  /** First byte; 0 when not given. */
  start?: number | undefined
  /** Behind the last byte; the end of the file when not given or beyond it. */
  end?: number | undefined
  signal?: AbortSignal | undefined
  /** May bring a damaged or missing block back: when it says true, the piece is read once more. */
  onDamage?: ((damage: Damage) => boolean | Promise<boolean>) | undefined
}

/** Told of a piece that is damaged, or lies in a block that is: it must not serve as a copy. */
type OnDamaged = (part: Part) => void

export interface Damage {
  /** Plaintext offset of the piece that cannot be read. */
  readonly offset: number
  readonly error: SpaceError
  /** The blocks that are not there or not what their names say; may be empty for a wrong piece. */
  readonly cids: readonly CID[]
}

/** Bytes between two looks at the event loop. */
const BREATH_BYTES = 4 * 2 ** 20

/**
 * Read a range of a file, piece by piece, each checked before a byte of it is given out.
 *
 * @throws {SpaceError} `corrupt-block` or `missing-block` with the plaintext offset in `facts`
 */
export async function* read(
  blocks: SegmentStore,
  reader: Reader,
  content: Content,
  { start = 0, end = content.size, signal, onDamage }: ReadOptions = {},
  onDamaged?: OnDamaged,
): AsyncGenerator<Uint8Array> {
  const to = Math.min(end, content.size)
  let from = Math.max(start, 0)
  let breath = 0
  let repaired = -1
  while (from < to) {
    try {
      for (const { part, at } of reader.chunks(content, from, to)) {
        throwIfAborted(signal)
        const plain = reader.piece(part, at)
        // A copy of what was asked for: the buffer is the next reader's as soon as we wait.
        const bytes = Uint8Array.prototype.slice.call(plain, from - at, to - at)
        from = at + plain.length
        breath += plain.length
        yield bytes
        if (breath >= BREATH_BYTES) {
          breath = 0
          await setImmediate()
        }
      }
      return
    } catch (error) {
      if (!isDamage(error)) throw error
      const offset = Number(error.facts['offset'] ?? from)
      const cids = noteDamage(blocks, reader, content, offset, onDamaged)
      if (onDamage === undefined || repaired === from) throw error
      if (!(await onDamage({ offset, error, cids }))) throw error
      // Once more from here; a second failure at the same place is final.
      repaired = from
    }
  }
}

export interface PieceDamage extends Damage {
  /** Plaintext bytes from `offset` on that hang on the piece. */
  readonly size: number
}

/** What `verify` found. */
export interface ContentCheck {
  readonly blocks: number
  readonly bytes: number
  readonly damages: readonly PieceDamage[]
}

/**
 * Check every piece of a file with tag and SHA-256, and every block that it lies in with its CID.
 *
 * @param known digests of blocks checked before, in latin1: blocks are shared by files
 */
export async function verify(
  blocks: SegmentStore,
  reader: Reader,
  content: Content,
  {
    signal,
    known = new Set(),
    onDamaged,
  }: {
    signal?: AbortSignal | undefined
    known?: Set<string>
    onDamaged?: OnDamaged
  } = {},
): Promise<ContentCheck> {
  let count = 0
  let bytes = 0
  let breath = 0
  const damages: PieceDamage[] = []
  try {
    for (const { part, at, depth } of reader.pieces(content)) {
      throwIfAborted(signal)
      const cids: CID[] = []
      for (const digest of part.digests) {
        const id = latin1Of(digest)
        if (known.has(id)) continue
        if (blocks.check(digest)) known.add(id)
        else cids.push(cidOf(digest, 'raw'))
        count++
        breath += 2 ** 20
      }
      try {
        const plain = reader.piece(part, at)
        if (depth === 0) bytes += plain.length
        if (cids.length > 0) throw damageError('corrupt-block', at)
      } catch (error) {
        if (!isDamage(error)) throw error
        damages.push({ offset: at, size: part.size, error, cids })
        onDamaged?.(part)
      }
      breath += part.length
      if (breath >= BREATH_BYTES) {
        breath = 0
        await setImmediate()
      }
    }
  } catch (error) {
    // Below a damaged node nothing can be checked; its damage is in the list already.
    if (!isDamage(error)) throw error
    if (damages.length === 0) {
      const offset = Number(error.facts['offset'] ?? 0)
      damages.push({ offset, size: content.size - offset, error, cids: [] })
    }
  }
  return { blocks: count, bytes, damages }
}

/** SHA-256 of every block of a file, nodes first; the same one may come again. */
export function* digestsOf(reader: Reader, content: Content): Generator<Uint8Array> {
  for (const { part } of reader.pieces(content)) yield* part.digests
}

/** Whether all blocks of a file are on this device. */
export function isLocal(blocks: SegmentStore, reader: Reader, content: Content): boolean {
  try {
    for (const { part } of reader.pieces(content)) {
      for (const digest of part.digests) if (blocks.find(digest) === undefined) return false
    }
    return true
  } catch (error) {
    if (isDamage(error)) return false
    throw error
  }
}

export function isDamage(error: unknown): error is SpaceError {
  return isSpaceError(error, 'corrupt-block') || isSpaceError(error, 'missing-block')
}

/**
 * The blocks of the pieces that hold byte `offset`, nodes and chunk, which are not what their names say;
 * the store knows of them from then on.
 */
export function noteDamage(
  blocks: SegmentStore,
  reader: Reader,
  content: Content,
  offset: number,
  onDamaged?: OnDamaged,
): CID[] {
  const found: CID[] = []
  try {
    for (const { part, at } of reader.pieces(content)) {
      if (at > offset) break
      if (at + part.size <= offset) continue
      const broken = part.digests.filter((digest) => !blocks.check(digest))
      found.push(...broken.map((digest) => cidOf(digest, 'raw')))
      onDamaged?.(part)
    }
  } catch {
    // Below a damaged node nothing can be looked at; and what cannot be noted, as on a full disk, must
    // not stand before the damage that is to be told.
  }
  return found
}
