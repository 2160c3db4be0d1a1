import { SpaceError } from '@space/sdk'
import type { BlockRow, Synced } from '../../blocks/segment-writer.ts'
import type { StoreForThreads } from '../../blocks/segments.ts'
import type { Content } from './content.ts'
import { CUT_MAX_BYTES, WHOLE_BYTES, cut } from './cut.ts'
import { DEDUP_REPLACE, type Dedup, writeDedup } from './dedup.ts'
import { type Tree, openForest } from './forest.ts'
import type { Drafts } from './drafts.ts'
import type { Part } from './part.ts'
import type { Pins } from './pins.ts'
import { pinning, throwIfAborted } from './seal-files.ts'
import { type Placed, openSealer } from './sealer.ts'

/** Streams that are sealed and appended; their last blocks are not yet durable. */
export interface SealedStreams {
  /** One for each stream, in their order. */
  readonly contents: readonly Content[]
  /** Rows of the blocks that the caller's next `writer.sync` makes durable. */
  readonly rows: readonly BlockRow[]
  /**
   * Records the rows, and what dedup needs. To be called in the transaction that makes the contents
   * count, with what `writer.sync` resolved to after they were sealed.
   */
  record(synced: readonly Synced[]): void
  /** As {@link SealedFile.release}. */
  release(): void
}

export interface SealedStream extends Omit<SealedStreams, 'contents'> {
  readonly content: Content
}

export interface SealStreamParts {
  readonly blocks: StoreForThreads
  readonly storageKey: Uint8Array
  readonly dedup: Dedup
  readonly pins: Pins
  readonly drafts: Drafts
}

export interface SealStreamOptions {
  signal?: AbortSignal | undefined
  /** The source is what follows on the draft of this name, and is added to it as it becomes durable. */
  draft?: string | undefined
}

export type Source = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

const ROOM_BYTES = 2 ** 21
/** Blocks after which a long stream is made durable on the way. */
const GROUP_BLOCKS = 64
/** The same for a draft: what is lost when the process is killed. */
const DRAFT_BLOCKS = 32

/**
 * Seal a stream of unknown length on the main thread; memory does not grow with its length.
 *
 * Only the end of it is left for the caller to sync, so that a small save costs one fdatasync.
 */
export async function sealStream(
  parts: SealStreamParts,
  source: Source,
  options: SealStreamOptions = {},
): Promise<SealedStream> {
  const { contents, ...sealed } = await sealStreams(parts, [source], options)
  const [content] = contents
  if (content === undefined) throw new SpaceError('internal', 'A stream was not sealed')
  return { ...sealed, content }
}

/** Seal many streams one after the other, so that all of them need a single sync. */
export async function sealStreams(
  parts: SealStreamParts,
  sources: Iterable<Source>,
  { signal, draft }: SealStreamOptions = {},
): Promise<SealedStreams> {
  const { blocks, pins, dedup, drafts, storageKey } = parts
  const hold = pins.hold()
  const lookup = pinning(dedup, hold)
  const sealer = openSealer<Tree>(blocks.writer, lookup)
  const forest = openForest(blocks.writer, lookup)
  const trees: Tree[] = []
  const groupBlocks = draft === undefined ? GROUP_BLOCKS : DRAFT_BLOCKS
  let rows: BlockRow[] = []
  let placed: Pick<Placed<unknown>, 'part' | 'name' | 'fresh'>[] = []
  /** Of the draft, what the next group makes durable. */
  let ahead: Part[] = []
  try {
    for (const source of sources) {
      const tree = forest.plant()
      trees.push(tree)
      for (const part of draft === undefined ? [] : drafts.partsOf(draft)) {
        for (const digest of part.digests) hold.add(digest)
        tree.push(part)
      }
      for await (const chunk of cutStream(source)) {
        throwIfAborted(signal)
        sealer.put(chunk, tree)
        if (sealer.appended >= groupBlocks) await commitGroup()
      }
    }
    throwIfAborted(signal)
    sealer.end()
    collect()
    for (const tree of trees) tree.end()
    forest.settle()
    collectNodes()
    return {
      contents: trees.map((tree) => tree.content()),
      rows,
      record(synced) {
        record(rows, synced, () => {
          if (draft !== undefined) drafts.drop(draft)
        })
      },
      release: hold.release,
    }
  } catch (error) {
    await abandon().catch(() => undefined)
    hold.release()
    throw error
  }

  function collect(): void {
    const taken = sealer.take()
    keep(taken)
    for (const { tag, part } of taken.placed) {
      tag.push(part)
      if (draft !== undefined) ahead.push(part)
    }
  }

  function collectNodes(): void {
    keep(forest.take())
  }

  function keep(taken: { placed: readonly Placed<unknown>[]; rows: BlockRow[] }): void {
    rows.push(...taken.rows)
    for (const piece of taken.placed) {
      for (const digest of piece.part.digests) hold.add(digest)
      placed.push(piece)
    }
  }

  async function commitGroup(): Promise<void> {
    collect()
    collectNodes()
    const synced = await blocks.writer.sync()
    record(rows, synced, addAhead)
    rows = []
    placed = []
  }

  /**
   * What was appended is recorded all the same: the store keeps count of its segments. And what is
   * whole of a draft, be it half a block, need not be sent again.
   */
  async function abandon(): Promise<void> {
    if (draft !== undefined) {
      sealer.end()
      collect()
      collectNodes()
    } else rows.push(...sealer.take().rows, ...forest.take().rows)
    if (rows.length > 0) record(rows, await blocks.writer.sync(), addAhead)
  }

  function addAhead(): void {
    if (draft !== undefined && ahead.length > 0) drafts.add(draft, ahead)
    ahead = []
  }

  function record(durable: readonly BlockRow[], synced: readonly Synced[], also: () => void): void {
    blocks.record(durable, synced, () => {
      writeDedup(blocks.index.prepare(DEDUP_REPLACE), storageKey, placed)
      also()
    })
  }
}

/** Chunks of a stream, as views that are valid until the next one is asked for. */
export async function* cutStream(source: Source): AsyncGenerator<Uint8Array> {
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
