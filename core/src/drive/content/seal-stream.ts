import { SpaceError } from '@space/sdk'
import type { BlockRow, Synced } from '../../blocks/segment-writer.ts'
import type { StoreForThreads } from '../../blocks/segments.ts'
import type { Content } from './content.ts'
import { CUT_MAX_BYTES, WHOLE_BYTES, cut } from './cut.ts'
import { DEDUP_REPLACE, type Dedup, writeDedup } from './dedup.ts'
import { openForest } from './forest.ts'
import type { Hold, Pins } from './pins.ts'
import { pinning, throwIfAborted } from './seal-files.ts'
import { type Placed, type Sealer, openSealer } from './sealer.ts'

/** A stream that is sealed and appended; its last blocks are not yet durable. */
export interface SealedStream {
  readonly content: Content
  /** Rows of the blocks that the caller's next `writer.sync` makes durable. */
  readonly rows: readonly BlockRow[]
  /**
   * Records the rows, and what dedup needs. To be called in the transaction that makes the content
   * count, with what `writer.sync` resolved to after this stream was sealed.
   */
  record(synced: readonly Synced[]): void
  /** As {@link SealedFile.release}. */
  release(): void
}

export interface SealStreamParts {
  readonly blocks: StoreForThreads
  readonly storageKey: Uint8Array
  readonly dedup: Dedup
  readonly pins: Pins
}

const ROOM_BYTES = 2 ** 21
/** Blocks after which a long stream is made durable on the way. */
const GROUP_BLOCKS = 64

/**
 * Seal a stream of unknown length on the main thread; memory does not grow with its length.
 *
 * Only the end of it is left for the caller to sync, so that a small save costs one fdatasync.
 */
export async function sealStream(
  parts: SealStreamParts,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<SealedStream> {
  const { blocks, pins, dedup, storageKey } = parts
  const hold = pins.hold()
  const lookup = pinning(dedup, hold)
  const sealer = openSealer<undefined>(blocks.writer, lookup)
  const forest = openForest(blocks.writer, lookup)
  const tree = forest.plant()
  let rows: BlockRow[] = []
  let placed: Pick<Placed<unknown>, 'part' | 'name' | 'fresh'>[] = []
  try {
    for await (const chunk of cutStream(source)) {
      throwIfAborted(signal)
      sealer.put(chunk, undefined)
      if (sealer.appended >= GROUP_BLOCKS) await commitGroup()
    }
    throwIfAborted(signal)
    sealer.end()
    collect(sealer, hold)
    tree.end()
    forest.settle()
    collect(forest, hold)
    return {
      content: tree.content(),
      rows,
      record: (synced) => record(rows, synced),
      release: hold.release,
    }
  } catch (error) {
    await abandon().catch(() => undefined)
    hold.release()
    throw error
  }

  function collect(from: Pick<Sealer<undefined>, 'take'> | typeof forest, held: Hold): void {
    const taken = from.take()
    rows.push(...taken.rows)
    for (const piece of taken.placed) {
      for (const digest of piece.part.digests) held.add(digest)
      placed.push(piece)
      if (from === sealer) tree.push(piece.part)
    }
  }

  async function commitGroup(): Promise<void> {
    collect(sealer, hold)
    collect(forest, hold)
    const synced = await blocks.writer.sync()
    record(rows, synced)
    rows = []
    placed = []
  }

  /** What was appended is recorded all the same: the store keeps count of its segments. */
  async function abandon(): Promise<void> {
    rows.push(...sealer.take().rows, ...forest.take().rows)
    if (rows.length > 0) record(rows, await blocks.writer.sync())
  }

  function record(durable: readonly BlockRow[], synced: readonly Synced[]): void {
    blocks.record(durable, synced, () =>
      writeDedup(blocks.index.prepare(DEDUP_REPLACE), storageKey, placed),
    )
  }
}

/** Chunks of a stream, as views that are valid until the next one is asked for. */
export async function* cutStream(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let buffer = Buffer.alloc(0)
  let fill = 0
  let total = 0
  for await (const bytes of source) {
    if (!(bytes instanceof Uint8Array)) {
      throw new SpaceError('bad-input', 'A stream gave something that is not bytes')
    }
    for (let from = 0; from < bytes.length;) {
      const take = Math.min(ROOM_BYTES - fill, bytes.length - from)
      // Grows with the file: a small save must not cost two fresh megabytes.
      if (fill + take > buffer.length) {
        const length = Math.min(ROOM_BYTES, Math.max(2 * buffer.length, fill + take))
        buffer = Buffer.concat([buffer.subarray(0, fill)], length)
      }
      buffer.set(bytes.subarray(from, from + take), fill)
      fill += take
      from += take
      total += take
      if (fill === ROOM_BYTES) yield* cutFull()
    }
  }
  if (total <= WHOLE_BYTES) {
    if (fill > 0) yield buffer.subarray(0, fill)
    return
  }
  for (let at = 0; at < fill;) {
    const length = cut(buffer, at, fill - at)
    yield buffer.subarray(at, at + length)
    at += length
  }

  function* cutFull(): Generator<Uint8Array> {
    let at = 0
    while (fill - at >= CUT_MAX_BYTES) {
      const length = cut(buffer, at, fill - at)
      yield buffer.subarray(at, at + length)
      at += length
    }
    buffer.copyWithin(0, at, fill)
    fill -= at
  }
}
