import { availableParallelism } from 'node:os'
import type { StoreForThreads } from '../../blocks/segments.ts'
import type { Content } from './content.ts'
import {
  DEDUP_DELETE,
  DEDUP_REPLACE,
  DEDUP_SCHEMA,
  DEDUP_SELECT,
  openDedup,
  writeDedup,
} from './dedup.ts'
import type { SourceFile } from './messages.ts'
import { type OpenFile, openFiles } from './open-files.ts'
import { type Drafts, openDrafts } from './drafts.ts'
import type { Part } from './part.ts'
import { openPins } from './pins.ts'
import { openPool } from './pool-workers.ts'
import {
  type ContentCheck,
  type ReadOptions,
  digestsOf,
  isDamage,
  isLocal,
  noteDamage,
  read,
  verify,
} from './read.ts'
import { openReader } from './reader.ts'
import { type SealFailure, type SealOptions, type SealedFile, sealFiles } from './seal-files.ts'
import {
  type SealedStream,
  type SealedStreams,
  type SealStreamOptions,
  type Source,
  sealStream,
  sealStreams,
} from './seal-stream.ts'
import type { SpaceError } from '@space/sdk'

export interface ContentsPowers {
  readonly blocks: StoreForThreads
  /** 32 bytes, random and local to this device. */
  readonly storageKey: Uint8Array
  /** Id of the drive, 16 bytes: dedup never crosses drives. */
  readonly drive: Uint8Array
  /** Worker threads; the number of cores, at most 4, when not given. */
  readonly threads?: number | undefined
  /** ms since 1970; real time when not given. */
  readonly now?: (() => number) | undefined
}

/** What files of one drive hold: sealed into blocks, and opened again. */
export interface Contents extends AsyncDisposable {
  /**
   * Seals files of this machine with the worker threads. Calls may overlap: the next slice (≤ 2,000
   * files) is sealed while the caller commits the last. All that is returned is durable.
   *
   * @throws {SpaceError} `aborted`, `disk-full`, `io`; what concerns one file is in its place
   */
  sealFiles(
    files: readonly SourceFile[],
    options?: SealOptions,
  ): Promise<(SealedFile | SealFailure)[]>
  /** Seals a stream on this thread; the caller syncs and records its end. */
  sealStream(source: Source, options?: SealStreamOptions): Promise<SealedStream>
  /** As {@link Contents.sealStream}, for many small ones at once. */
  sealStreams(sources: Iterable<Source>, options?: SealStreamOptions): Promise<SealedStreams>
  readonly drafts: Pick<Drafts, 'bytesOf' | 'drop'>
  /** Whether something under way needs the block: to be asked by the sweep. */
  isPinned(digest: Uint8Array): boolean
  read(content: Content, options?: ReadOptions): AsyncIterable<Uint8Array>
  /** Writes contents to new files; returns what went wrong with each. */
  openFiles(
    jobs: readonly OpenFile[],
    options?: { signal?: AbortSignal | undefined; onBytes?: ((bytes: number) => void) | undefined },
  ): Promise<(SpaceError | undefined)[]>
  /** SHA-256 of every block of a file; the same one may come again. */
  digestsOf(content: Content): Iterable<Uint8Array>
  verify(
    content: Content,
    options?: { signal?: AbortSignal | undefined; known?: Set<string> },
  ): Promise<ContentCheck>
  isLocal(content: Content): boolean
}

/** Pieces checked while reading, before their rows are written together. */
const LEARNED_PIECES = 2048

export function openContents(given: ContentsPowers): Contents {
  const { blocks, storageKey, drive, threads, now = Date.now } = given
  const { index } = blocks
  index.exec(DEDUP_SCHEMA)
  const dedup = openDedup({
    storageKey,
    drive,
    select: index.prepare(DEDUP_SELECT),
    has: (digest) => blocks.find(digest) !== undefined,
  })
  const pins = openPins()
  const drafts = openDrafts(blocks, { storageKey, drive, pins, now })
  const learned = new Map<string, Part>()
  const powers = { find: blocks.findAny, readSpan: blocks.readSpan }
  const reader = openReader({
    ...powers,
    isChecked: (part) => learned.has(partId(part)) || dedup.isChecked(part),
    onChecked: learn,
  })
  const strictReader = openReader({ ...powers, isChecked: () => false, onChecked: learn })
  const count = threads ?? Math.min(4, availableParallelism())
  const { dir, counter } = blocks
  const pool = openPool({ dir, counter, storageKey, drive }, count, (synced) =>
    blocks.record([], synced),
  )
  const parts = { blocks, storageKey, dedup, pins, pool, drafts }

  return {
    async sealFiles(files, options) {
      try {
        return await sealFiles(parts, files, options)
      } catch (error) {
        throw index.failed(error)
      }
    },
    sealStream: (source, options) => sealStream(parts, source, options),
    sealStreams: (sources, options) => sealStreams(parts, sources, options),
    drafts: { bytesOf: drafts.bytesOf, drop: drafts.drop },
    isPinned: pins.has,
    read: (content, options) => read(blocks, reader, content, options, forget),
    async openFiles(jobs, options) {
      const errors = await openFiles(parts, jobs, {
        ...options,
        onError(error, { content }) {
          if (isDamage(error))
            noteDamage(blocks, strictReader, content, Number(error.facts['offset'] ?? 0), forget)
        },
      })
      // A thread that met a damaged index can only say so; here it is remembered.
      for (const error of errors) index.failed(error)
      return errors
    },
    digestsOf: (content) => digestsOf(reader, content),
    verify: (content, options) =>
      verify(blocks, strictReader, content, { ...options, onDamaged: forget }),
    isLocal: (content) => isLocal(blocks, reader, content),
    async [Symbol.asyncDispose]() {
      await pool[Symbol.asyncDispose]()
      writeLearned()
    },
  }

  /** What is damaged must not serve as a copy: the next save of these bytes seals them anew. */
  function forget(part: Part): void {
    learned.delete(partId(part))
    index.transaction(() => index.prepare(DEDUP_DELETE).run(dedup.nameOf(part.sha256)))
  }

  /** A piece whose SHA-256 was right needs no second look, and may serve as a copy from now on. */
  function learn(part: Part): void {
    learned.set(partId(part), part)
    // One by one each row would cost an fsync of its own.
    if (learned.size >= LEARNED_PIECES) writeLearned()
  }

  function writeLearned(): void {
    if (learned.size === 0) return
    const parts = [...learned.values()]
    learned.clear()
    try {
      index.transaction(() => parts.forEach(writeRow))
    } catch {
      // A cache that cannot be written, such as on a full disk, must not keep anybody from reading.
    }
  }

  function writeRow(part: Part): void {
    const name = dedup.nameOf(part.sha256)
    // A row that is there and good stays: only one of equal pieces can have it.
    if (dedup.find(name, part.sha256) !== undefined) return
    writeDedup(index.prepare(DEDUP_REPLACE), storageKey, [{ part, name, fresh: true }])
  }
}

function partId({ digests, offset, length, key, sha256 }: Part): string {
  return `${Buffer.concat([...digests, key, sha256]).toString('latin1')}${offset}/${length}`
}
