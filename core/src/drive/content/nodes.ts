import type { CID } from 'multiformats/cid'
import { SpaceError } from '@space/sdk'
import { cidOf } from '../../blocks/car.ts'
import { bytes, cid, encode, intIn, list, parse, structure, tuple } from '../../crypto/codec.ts'
import { TAG_BYTES } from '../../crypto/seal.ts'
import { BLOCK_BYTES, type Part, blocksTouched, sameBytes } from './part.ts'

/** A node ends here at the latest. */
export const NODE_PARTS = 1024

/** Turns the parts of one level into nodes as they come; only one node is in memory. */
export interface NodeBuilder {
  push(part: Part): void
  /**
   * Ends the level. When it had a single part, that is the top and comes back without a node;
   * otherwise the last node is emitted.
   */
  end(): Part | undefined
}

/**
 * Open a builder that hands each finished node to `emit`, with the bytes of the file below it.
 *
 * A node ends after a part whose sha256 ends in 0x00, so that an insertion rewrites few nodes.
 */
export function openNodeBuilder(emit: (node: Uint8Array, size: number) => void): NodeBuilder {
  let parts: Part[] = []
  let count = 0

  return {
    push(part) {
      // NOTE: a full node waits for the next part: if there is none, a single part needs no node.
      const last = parts.at(-1)
      if (last !== undefined && (last.sha256[31] === 0 || parts.length === NODE_PARTS)) finish()
      parts.push(part)
      count += 1
    },
    end() {
      if (count <= 1) return parts[0]
      finish()
      return undefined
    },
  }

  function finish(): void {
    const size = parts.reduce((sum, part) => sum + part.size, 0)
    emit(encodeNode(parts), size)
    parts = []
  }
}

export function encodeNode(parts: readonly Part[]): Uint8Array {
  const blocks: CID[] = []
  let before: readonly Uint8Array[] = []
  let index = 0
  const rows = parts.map(({ digests, offset, length, key, sha256, size }) => {
    const isSame =
      digests.length === before.length &&
      digests.every((digest, i) => sameBytes(digest, before[i] ?? key))
    if (!isSame) {
      const [first, ...rest] = digests
      if (first === undefined) throw new SpaceError('internal', 'A part lies in no block')
      const last = before.at(-1)
      if (last !== undefined && sameBytes(last, first)) index = blocks.length - 1
      else index = blocks.push(cidOf(first, 'raw')) - 1
      for (const digest of rest) blocks.push(cidOf(digest, 'raw'))
      before = digests
    }
    return [index, offset, length, key, sha256, size]
  })
  return encode({ v: 1, blocks, parts: rows })
}

/** A decoded node, as columns: a thousand parts as objects would take four times the room. */
export interface Node {
  readonly count: number
  /** Bytes of the file in front of part `i`, counted from the node's start; `count` + 1 of them. */
  readonly starts: Float64Array
  part(i: number): Part
  /** SHA-256 of every block that its parts run through. */
  readonly digests: readonly Uint8Array[]
}

/**
 * Decode the node that `size` bytes of a file lie below; its parts are chunks when `depth` is 1.
 *
 * @throws {SpaceError} `bad-input`, `newer-version`: somebody else may have written it
 */
export function decodeNode(encoded: Uint8Array, depth: number, size: number): Node {
  const { blocks, parts } = parse('node', nodeShape, encoded)
  const links = blocks.map((link) => link.multihash.digest)
  const count = parts.length
  const starts = new Float64Array(count + 1)
  const numbers = new Uint32Array(count * 3)
  const secrets = new Uint8Array(count * 64)
  const digests = new Uint8Array(links.length * 32)
  for (const [i, digest] of links.entries()) digests.set(digest, i * 32)
  for (const [i, [block, offset, length, key, sha256, below]] of parts.entries()) {
    const isChunk = depth === 1
    if (
      block + blocksTouched(offset, length) > links.length ||
      (isChunk && below !== length - TAG_BYTES)
    ) {
      throw new SpaceError('bad-input', 'This is not a valid node')
    }
    starts[i + 1] = (starts[i] ?? 0) + below
    numbers.set([block, offset, length], i * 3)
    secrets.set(key, i * 64)
    secrets.set(sha256, i * 64 + 32)
  }
  if (starts[count] !== size) throw new SpaceError('bad-input', 'This is not a valid node')
  const views = links.map((_, i) => digests.subarray(i * 32, i * 32 + 32))

  return {
    count,
    starts,
    digests: views,
    part(i) {
      const [block = 0, offset = 0, length = 0] = numbers.subarray(i * 3, i * 3 + 3)
      return {
        digests: views.slice(block, block + blocksTouched(offset, length)),
        offset,
        length,
        key: secrets.subarray(i * 64, i * 64 + 32),
        sha256: secrets.subarray(i * 64 + 32, i * 64 + 64),
        size: (starts[i + 1] ?? 0) - (starts[i] ?? 0),
      }
    },
  }
}

const nodeShape = structure({
  blocks: list(cid, { min: 1, max: 2 * NODE_PARTS }),
  parts: list(
    tuple(
      intIn({ min: 0, max: 2 * NODE_PARTS - 1 }),
      intIn({ min: 0, max: BLOCK_BYTES - 1 }),
      intIn({ min: TAG_BYTES + 1, max: BLOCK_BYTES }),
      bytes(32),
      bytes(32),
      intIn({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    ),
    { min: 1, max: NODE_PARTS },
  ),
})
