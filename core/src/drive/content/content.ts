import type { CID } from 'multiformats/cid'
import { SpaceError } from '@space/sdk'
import { cidOf } from '../../blocks/car.ts'
import {
  type Shape,
  bytes,
  cid,
  int,
  intIn,
  list,
  nullable,
  refine,
  structure,
  tuple,
} from '../../crypto/codec.ts'
import { TAG_BYTES } from '../../crypto/seal.ts'
import { BLOCK_BYTES, type Part, blocksTouched } from './part.ts'

/** A sealed piece: the blocks it runs through, where it begins in the first, its sealed length. */
export type Ref = readonly [
  cids: readonly CID[],
  offset: number,
  length: number,
  key: Uint8Array,
  sha256: Uint8Array,
]

/** What a file version holds. `depth` levels of nodes lie between `ref` and the chunks. */
export interface Content {
  readonly v: 1
  /** Plaintext bytes. */
  readonly size: number
  readonly depth: number
  readonly ref: Ref | null
}

/** 1,024 parts a node: four levels name more than 2^53 bytes; the rest is for unlucky hashes. */
export const MAX_DEPTH = 12

export const EMPTY_CONTENT: Content = { v: 1, size: 0, depth: 0, ref: null }

export const refShape: Shape<Ref> = refine(
  tuple(
    list(cid, { min: 1, max: 2 }),
    intIn({ min: 0, max: BLOCK_BYTES - 1 }),
    intIn({ min: TAG_BYTES + 1, max: BLOCK_BYTES }),
    bytes(32),
    bytes(32),
  ),
  'a ref whose blocks fit its offset and length',
  ([cids, offset, length]) => cids.length === blocksTouched(offset, length),
)

/** Checks a `content`, such as one inside an op. */
export const contentShape: Shape<Content> = refine(
  structure({ size: int, depth: intIn({ min: 0, max: MAX_DEPTH }), ref: nullable(refShape) }),
  'a content whose size fits its ref',
  ({ size, depth, ref }) =>
    ref === null ? size === 0 && depth === 0 : depth > 0 ? size > 0 : size === ref[2] - TAG_BYTES,
)

/** The content whose top piece is `part`, below which lie `depth` levels of nodes. */
export function contentOf(part: Part | undefined, depth: number): Content {
  if (part === undefined) return EMPTY_CONTENT
  const { digests, offset, length, key, sha256, size } = part
  const cids = digests.map(cidOfBlock)
  return { v: 1, size, depth, ref: [cids, offset, length, key, sha256] }
}

const cidsOfBlocks = new WeakMap<Uint8Array, CID>()

/** A thousand small files in one block share its digest, and so its CID. */
function cidOfBlock(digest: Uint8Array): CID {
  let link = cidsOfBlocks.get(digest)
  if (link === undefined) cidsOfBlocks.set(digest, (link = cidOf(digest, 'raw')))
  return link
}

/** The top piece; `undefined` for the empty file. */
export function topOf({ ref, size }: Content): Part | undefined {
  if (ref === null) return undefined
  const [cids, offset, length, key, sha256] = ref
  return { digests: cids.map((link) => link.multihash.digest), offset, length, key, sha256, size }
}

/** The words for damage, with the plaintext `offset` from which on the file cannot be read. */
export function damageError(
  code: 'corrupt-block' | 'missing-block',
  offset: number,
  cause?: unknown,
): SpaceError {
  const missing = code === 'missing-block'
  return new SpaceError(code, missing ? 'A block is not on this device' : 'A block is damaged', {
    why: `The file can be read up to byte ${offset}.`,
    facts: { offset },
    cause,
  })
}
