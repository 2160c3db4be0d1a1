import type { BlockRow, SegmentWriter } from '../../blocks/segment-writer.ts'
import { SpaceError } from '@space/sdk'
import { type Content, MAX_DEPTH, contentOf } from './content.ts'
import { type NodeBuilder, openNodeBuilder } from './nodes.ts'
import type { Part } from './part.ts'
import { type Lookup, type Placed, type Sealer, openSealer } from './sealer.ts'

/** A file whose chunks come in one after the other. */
export interface Tree {
  /** The next chunk, in the order of the file. */
  push(part: Part): void
  /** All chunks are there. */
  end(): void
  /** There will be no content: the file could not be read. */
  cancel(): void
  /** @throws {SpaceError} `internal` before the forest is settled */
  content(): Content
}

/**
 * The nodes of all files of one commit: one block stream for each depth, because a node names the
 * finished blocks of its parts.
 */
export interface Forest {
  plant(): Tree
  /** Seals what is left of every level. All trees must have ended. */
  settle(): void
  /** Rows of the blocks appended, and all nodes placed, since the last call. */
  take(): { placed: Placed<unknown>[]; rows: BlockRow[] }
}

interface State {
  /** `builders[d]` takes the parts of depth d. */
  readonly builders: NodeBuilder[]
  isEnded: boolean
  isCancelled: boolean
  content: Content | undefined
}

export function openForest(writer: SegmentWriter, lookup: Lookup): Forest {
  /** `levels[d]` seals the nodes of depth d + 1. */
  const levels: Sealer<State>[] = []
  const growing = new Set<State>()
  let placed: Placed<unknown>[] = []
  let rows: BlockRow[] = []

  return { plant, settle, take }

  function plant(): Tree {
    const state: State = {
      builders: [],
      isEnded: false,
      isCancelled: false,
      content: undefined,
    }
    growing.add(state)
    return {
      push: (part) => push(state, 0, part),
      end() {
        state.isEnded = true
      },
      cancel() {
        state.isCancelled = true
        state.builders.length = 0
        growing.delete(state)
      },
      content() {
        if (state.content === undefined) throw new SpaceError('internal', 'A tree is not settled')
        return state.content
      },
    }
  }

  function push(state: State, depth: number, part: Part): void {
    if (state.isCancelled) return
    if (depth > MAX_DEPTH) throw new SpaceError('too-large', 'A file needs too many nodes')
    const builder = (state.builders[depth] ??= openNodeBuilder((node, size) => {
      const level = (levels[depth] ??= openSealer<State>(writer, lookup))
      level.put(node, state, size)
      level.flush()
      climb(depth)
    }))
    builder.push(part)
  }

  /** Hands the nodes of `levels[depth]` that have their place to the level above. */
  function climb(depth: number): void {
    const level = levels[depth]
    if (level === undefined) return
    const taken = level.take()
    rows.push(...taken.rows)
    for (const node of taken.placed) {
      placed.push({ ...node, tag: undefined })
      push(node.tag, depth + 1, node.part)
    }
  }

  function settle(): void {
    for (let depth = 0; growing.size > 0; depth++) {
      for (const state of growing) {
        if (!state.isEnded) throw new SpaceError('internal', 'A tree has not ended')
        const builder = state.builders[depth]
        const top = builder?.end()
        if (builder === undefined || top !== undefined) {
          state.content = contentOf(top, top === undefined ? 0 : depth)
          state.builders.length = 0
          growing.delete(state)
        }
      }
      levels[depth]?.end()
      climb(depth)
    }
    // Streams of levels that only cancelled trees used end too: their blocks are dead, but whole.
    for (const level of levels) level.end()
    for (const depth of levels.keys()) climb(depth)
  }

  function take(): { placed: Placed<unknown>[]; rows: BlockRow[] } {
    const taken = { placed, rows }
    placed = []
    rows = []
    return taken
  }
}
