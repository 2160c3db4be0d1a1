/** Ops for tests. */
import fc from 'fast-check'
import { cidOf } from '../cid.ts'
import { blocksTouched } from '../content/part.ts'
import { EMPTY_CONTENT } from '../content/content.ts'
import { cidOf as blockCidOf } from '../../blocks/car.ts'
import { sha256 } from '../../crypto/hash.ts'
import { isName } from './ops.ts'
import type { CID } from 'multiformats/cid'
import type { Content, Ref } from '../content/content.ts'
import type { Op, VersionRef } from './ops.ts'

const bytesOf = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length })

export const anyCid: fc.Arbitrary<CID> = fc.uint8Array({ maxLength: 4 }).map(cidOf)
export const anyId: fc.Arbitrary<Uint8Array> = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((id) => Uint8Array.of(1, ...id.subarray(1)))

const whole = fc.oneof(
  fc.nat(30),
  fc.constantFrom(23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1),
  fc.maxSafeNat(),
)
const blockCid = fc.uint8Array({ maxLength: 4 }).map((bytes) => blockCidOf(sha256(bytes), 'raw'))
const ref: fc.Arbitrary<Ref> = fc
  .record({
    cids: fc.tuple(blockCid, blockCid),
    offset: fc.nat(2 ** 20 - 1),
    length: fc.integer({ min: 17, max: 2 ** 20 }),
    key: bytesOf(32),
    sha256: bytesOf(32),
  })
  .map(({ cids, offset, length, key, sha256 }) => {
    return [cids.slice(0, blocksTouched(offset, length)), offset, length, key, sha256]
  })
export const anyContent: fc.Arbitrary<Content> = fc.oneof(
  fc.constant(EMPTY_CONTENT),
  ref.map((one): Content => ({ v: 1, size: one[2] - 16, depth: 0, ref: one })),
  fc
    .record({ size: whole, depth: fc.integer({ min: 1, max: 4 }), ref })
    .map(({ size, depth, ref }): Content => ({ v: 1, size: Math.max(size, 1), depth, ref })),
)
const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme', maxLength: 300 }))
const name = fc
  .oneof(fc.string({ minLength: 1, maxLength: 40 }), fc.string({ unit: 'grapheme', minLength: 1 }))
  .filter(isName)
/** Names no version of the op's own batch: whether it may is told by its place there. */
const version: fc.Arbitrary<VersionRef> = fc.tuple(anyCid, fc.nat(500))
const value: fc.Arbitrary<unknown> = fc.oneof(
  whole,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  text,
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array(),
  anyCid,
  fc.dictionary(fc.constantFrom('a', 'bb', 'c', 'dd'), fc.integer()),
  fc.array(fc.nat()),
)
const at = fc.option(whole, { nil: undefined })
const mtime = fc.option(
  fc.oneof(
    whole,
    fc.nat(4e9).map((n) => n / 1000),
  ),
  { nil: undefined },
)
const kind = fc.constantFrom('file', 'folder', 'symlink', 'mount', undefined)

/** Every kind of op, well-formed. */
export const anyOp: fc.Arbitrary<Op> = fc.oneof(
  fc.record({ o: fc.constant('move' as const), id: anyId, parent: bytesOf(16), name, kind, at }),
  fc.record({ o: fc.constant('set' as const), id: bytesOf(16), field: text, value, at }),
  fc.record({
    o: fc.constant('version' as const),
    id: anyId,
    base: fc.array(version, { maxLength: 3 }),
    content: anyContent,
    mtime,
    at,
  }),
  fc.record({
    o: fc.constant('drop' as const),
    id: anyId,
    versions: fc.array(version, { maxLength: 30 }),
    at,
  }),
  fc.record({ o: fc.constant('comment' as const), id: bytesOf(16), text, at }),
  fc.record({
    o: fc.constant('join' as const),
    bind: fc.record({ v: fc.constant(1), sig: bytesOf(64) }),
    at,
  }),
  fc.record({ o: fc.constant('cut' as const), writer: bytesOf(32), seq: whole, cid: anyCid, at }),
  fc
    .record({ o: fc.constantFrom('later', 'unknown'), id: fc.nat() })
    .map((op): Op => ({ o: 'unknown', op })),
)
