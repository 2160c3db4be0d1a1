import { SpaceError } from '@space/sdk'
import type { StoreForThreads } from '../../blocks/segments.ts'
import { BATON_BYTES, openBaton } from './baton.ts'
import type { Content } from './content.ts'
import { DEDUP_REPLACE, type Dedup, writeDedup } from './dedup.ts'
import { type Tree, openForest } from './forest.ts'
import { type FileNews, type FileStat, type Group, type SourceFile, fromPlain } from './messages.ts'
import { type FilePiece, unpack } from './packing.ts'
import { BLOCK_BYTES, type Part } from './part.ts'
import type { Hold, Pins } from './pins.ts'
import type { Pool } from './pool-workers.ts'
import type { Lookup, Placed } from './sealer.ts'

/** A file of this machine that is sealed and durable. */
export interface SealedFile {
  readonly content: Content
  /** What the file was, the same before and after it was read. */
  readonly stat: FileStat
  /** To be called when what refers to the content is durable: only then may the sweep judge it. */
  release(): void
}

/** A file that could not be read; the others were. */
export interface SealFailure {
  readonly error: SpaceError
}

export interface SealOptions {
  signal?: AbortSignal | undefined
  /** Told how many bytes were read since the last call. */
  onBytes?: ((bytes: number) => void) | undefined
}

export interface SealFilesParts {
  readonly blocks: StoreForThreads
  readonly storageKey: Uint8Array
  readonly dedup: Dedup
  readonly pins: Pins
  readonly pool: Pool
}

/** One file on its way. */
interface State {
  readonly source: SourceFile
  tree: Tree
  attempt: number
  /** The next byte that the tree waits for. */
  next: number
  /** Chunks that another thread has finished earlier than those before them. */
  readonly early: Map<number, Part>
  stat: FileStat | undefined
  error: SpaceError | undefined
  /** Must be read once more: a block it shares is gone, or it outgrew its run. */
  again: { readonly size: number } | undefined
}

/** Passes over files whose shared blocks vanish under them; a sweep cannot win more often. */
const PASSES = 5

/** Seal files with the worker threads; all that it returns is durable. */
export async function sealFiles(
  parts: SealFilesParts,
  files: readonly SourceFile[],
  { signal, onBytes }: SealOptions = {},
): Promise<(SealedFile | SealFailure)[]> {
  const { blocks, storageKey, dedup, pins, pool } = parts
  const hold = pins.hold()
  const forest = openForest(blocks.writer, pinning(dedup, hold))
  const states = files.map((source) => newState(source, forest.plant()))
  try {
    let todo = states
    for (let pass = 0; todo.length > 0; pass++) {
      if (pass === PASSES) throw new SpaceError('conflict', 'Blocks vanish while they are used')
      await runPass(todo)
      todo = todo.filter(({ again }) => again !== undefined).map(replant)
    }
    forest.settle()
    await commitNodes()
    return finish(states, hold)
  } catch (error) {
    await commitNodes().catch(() => undefined)
    hold.release()
    throw error
  }

  function replant(state: State): State {
    state.tree.cancel()
    const size = state.again?.size ?? 0
    const fresh = newState({ path: state.source.path, size }, forest.plant())
    states[states.indexOf(state)] = fresh
    return fresh
  }

  async function runPass(todo: readonly State[]): Promise<void> {
    throwIfAborted(signal)
    const memory = new SharedArrayBuffer(BATON_BYTES)
    const baton = openBaton(memory)
    const abort = (): void => baton.abort()
    const stop = (): void => {
      baton.abort()
      // A thread that died may have had the baton.
      baton.give()
    }
    signal?.addEventListener('abort', abort, { once: true })
    const sources = todo.map(({ source: { path, size } }) => ({ path, size }))
    try {
      await pool.run(
        { op: 'seal', files: sources, baton: memory },
        {
          count: threadsFor(sources),
          stop,
          onAnswer(answer) {
            if ('group' in answer) commitGroup(todo, answer.group)
            else if ('progress' in answer) onBytes?.(answer.progress)
          },
        },
      )
    } finally {
      signal?.removeEventListener('abort', abort)
    }
    throwIfAborted(signal)
    // Closed while it ran: what was not taken is not read.
    if (baton.isAborted) throw new SpaceError('aborted', 'Stopped')
  }

  /** Rows of blocks and dedup as soon as a group is durable: so a killed import goes on there. */
  function commitGroup(todo: readonly State[], group: Group): void {
    const placed = unpack(group)
    blocks.record(group.rows, group.synced, () =>
      writeDedup(blocks.index.prepare(DEDUP_REPLACE), storageKey, placed),
    )
    for (const piece of placed) {
      const state = todo[piece.tag.file]
      if (state !== undefined) arrive(state, piece)
    }
    for (const news of group.news) {
      const state = todo[news.file]
      if (state !== undefined) hear(state, news)
    }
  }

  function arrive(state: State, { tag, part, fresh }: Placed<FilePiece>): void {
    for (const digest of part.digests) {
      // NOTE: pinned first and looked for then; a sweep between the thread's look and this is seen.
      hold.add(digest)
      if (!fresh && blocks.find(digest) === undefined) state.again ??= state.source
    }
    begin(state, tag.attempt)
    if (tag.attempt < state.attempt) return
    state.early.set(tag.offset, part)
    advance(state)
  }

  /** The first sign of a later attempt makes what earlier ones gave void. */
  function begin(state: State, attempt: number): void {
    if (attempt <= state.attempt) return
    state.tree.cancel()
    state.tree = forest.plant()
    state.attempt = attempt
    state.next = 0
    state.early.clear()
    state.stat = undefined
  }

  function hear(state: State, news: FileNews): void {
    if ('error' in news) {
      state.error = fromPlain(news.error)
      state.tree.cancel()
    } else if ('grown' in news) {
      state.again = { size: news.grown }
    } else {
      begin(state, news.attempt)
      if ('read' in news && news.attempt === state.attempt) state.stat = news.read
      advance(state)
    }
  }

  function advance(state: State): void {
    for (;;) {
      const part = state.early.get(state.next)
      if (part === undefined) break
      state.early.delete(state.next)
      state.next += part.size
      state.tree.push(part)
    }
    if (state.stat !== undefined && state.next === state.stat.size) state.tree.end()
  }

  async function commitNodes(): Promise<void> {
    const { placed, rows } = forest.take()
    for (const { part } of placed) for (const digest of part.digests) hold.add(digest)
    if (rows.length === 0) return
    const synced = await blocks.writer.sync()
    blocks.record(rows, synced, () =>
      writeDedup(blocks.index.prepare(DEDUP_REPLACE), storageKey, placed),
    )
  }
}

/** Looks up with `lookup`, and pins what it finds before a sweep can come between. */
export function pinning(lookup: Lookup, hold: Hold): Lookup {
  return {
    nameOf: lookup.nameOf,
    find(name, sha256) {
      const place = lookup.find(name, sha256)
      for (const digest of place?.digests ?? []) hold.add(digest)
      return place
    },
  }
}

function newState(source: SourceFile, tree: Tree): State {
  return {
    source,
    tree,
    attempt: 0,
    next: 0,
    early: new Map(),
    stat: undefined,
    error: undefined,
    again: undefined,
  }
}

function finish(states: readonly State[], hold: Hold): (SealedFile | SealFailure)[] {
  let held = states.filter(({ error }) => error === undefined).length
  if (held === 0) hold.release()
  return states.map(({ tree, stat, error }) => {
    if (error !== undefined) return { error }
    if (stat === undefined) throw new SpaceError('internal', 'A file was not read to its end')
    let isReleased = false
    return {
      content: tree.content(),
      stat,
      release() {
        if (isReleased) return
        isReleased = true
        held -= 1
        if (held === 0) hold.release()
      },
    }
  })
}

/** Tiny files keep whoever commits them busier than one thread that seals: a second costs 30 MB. */
function threadsFor(files: readonly SourceFile[]): number {
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  return Math.max(1, Math.ceil(bytes / BLOCK_BYTES))
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new SpaceError('aborted', 'Stopped', { cause: signal.reason as unknown })
  }
}
