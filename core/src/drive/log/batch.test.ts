import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { SpaceError } from '@space/sdk'
import { cidOf as cidOfDigest } from '../../blocks/car.ts'
import { decode, encode } from '../../crypto/codec.ts'
import { kdf, signerFrom } from '../../crypto/keys.ts'
import { seal } from '../../crypto/seal.ts'
import {
  MAX_BATCH_BYTES,
  MAX_OPS,
  MAX_SEEN,
  openBatch,
  packOps,
  readEnvelope,
  sealBatch,
} from './batch.ts'
import { cidOf } from '../cid.ts'
import { anyOp } from './ops.samples.ts'
import type { CID } from 'multiformats/cid'
import type { BatchParts } from './batch.ts'
import type { Op } from './ops.ts'

// Properties take their time on a busy machine; none of them measures it.
vi.setConfig({ testTimeout: 120_000 })

const drive = new Uint8Array(16).fill(1)
const key = new Uint8Array(32).fill(2)
const writer = signerFrom(new Uint8Array(32).fill(3))
const thief = signerFrom(new Uint8Array(32).fill(4))
const id = new Uint8Array(16).fill(5)
const someCid = cidOf(Uint8Array.of(9))

const base: BatchParts = {
  drive,
  writer,
  seq: 1,
  prev: null,
  epoch: 0,
  key,
  clock: 1,
  seen: [],
  ops: [],
}
const sealed = (parts: Partial<BatchParts> = {}): Uint8Array =>
  sealBatch({ ...base, ...parts }).bytes
const opened = (bytes: Uint8Array) => openBatch(bytes, () => key)
const comment = (text: string, at?: number): Op => ({ o: 'comment', id, text, at })
const setTo = (value: unknown): Op => ({ o: 'set', id, field: 'f', value })
const code = (expected: string) => expect.objectContaining({ name: 'SpaceError', code: expected })

/** A batch that is signed and sealed well around whatever is inside. */
function sealedRaw(inner: object, outerMore: object = {}): Uint8Array {
  const outer = {
    v: 1,
    drive,
    writer: writer.publicKey,
    seq: 1,
    prev: null,
    epoch: 0,
    ...outerMore,
  }
  const ct = seal(kdf(key, 'batch'), 'batch', encode(outer), encode(inner))
  const unsigned = { ...outer, ct }
  return encode({ ...unsigned, sig: writer.sign('batch', unsigned) })
}

function told(ops: readonly Op[]): unknown[] {
  let at = 0
  return ops.map((op) => {
    at = op.at ?? at
    return op.o === 'unknown'
      ? op
      : { ...Object.fromEntries(Object.entries(op).filter(([, v]) => v !== undefined)), at }
  })
}

describe('a batch', () => {
  test('comes back as it was made', () => {
    const cids = fc.array(fc.uint8Array({ maxLength: 3 }).map(cidOf), { maxLength: 3 })
    fc.assert(
      fc.property(fc.array(anyOp, { maxLength: 20 }), cids, fc.nat(), (ops, seen, clock) => {
        const parts = { seq: 7, prev: someCid, epoch: 3, clock: clock + 1, seen, ops }
        const { bytes, cid } = sealBatch({ ...base, ...parts })
        const batch = openBatch(bytes, (epoch) => (epoch === 3 ? key : undefined))
        expect(batch.cid.equals(cid)).toBe(true)
        expect(batch).toMatchObject({ seq: 7, epoch: 3, clock: clock + 1, drive })
        expect(batch.seen.map(String)).toEqual(seen.map(String))
        expect(encode(batch.ops)).toEqual(encode(told(ops)))
      }),
      { numRuns: 300 },
    )
  })

  test('an op without a time has that of the op before it', () => {
    const ops = [comment('a', 5), comment('b'), comment('c', 5), comment('d', 6)]
    expect(opened(sealed({ ops })).ops.map((op) => op.at)).toEqual([5, 5, 5, 6])
  })

  test('its envelope is read without a key', () => {
    const envelope = readEnvelope(sealed({ ops: [comment('a')] }))
    expect(envelope).toMatchObject({ drive, writer: writer.publicKey, seq: 1, prev: null })
  })

  test('ops of a later Space are kept', () => {
    const ops = [
      { o: 'paint', colour: [1, 2] },
      { o: 'comment', id, text: 'a', mood: 'good' },
    ]
    const batch = opened(sealedRaw({ v: 1, clock: 1, seen: [], ops }))
    expect(batch.ops).toEqual([
      { o: 'unknown', op: ops[0] },
      { ...ops[1], at: 0 },
    ])
  })
})

describe('many ops', () => {
  test('are split by count, each batch telling its time anew', () => {
    const ops = Array.from({ length: 2 * MAX_OPS + 1 }, (_, i) => comment(`c${i}`, 8))
    const packs = packOps(ops)
    expect(packs.map(({ count }) => count)).toEqual([MAX_OPS, MAX_OPS, 1])
    const back = packs.flatMap((pack) => opened(sealed({ ops: pack })).ops)
    expect(back).toEqual(ops)
  })

  test('are split by bytes, and the longest batch is not too long', () => {
    const ops = Array.from({ length: 40 }, (_, i) => setTo(new Uint8Array(100_000 + i)))
    const packs = packOps(ops)
    const seen = Array.from({ length: MAX_SEEN }, (_, i) => cidOf(Uint8Array.of(i, i >> 8)))
    for (const pack of packs) {
      expect(sealed({ ops: pack, seen }).length).toBeLessThanOrEqual(MAX_BATCH_BYTES)
    }
    expect(packs.flatMap((pack) => opened(sealed({ ops: pack })).ops)).toHaveLength(40)
  })

  test('are only split where they may be, as long as that is possible', () => {
    const sizes = [MAX_OPS - 1, 3, MAX_OPS, 2 * MAX_OPS + 5, 1, 1]
    const starts = new Set(sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0)))
    const ops = Array.from({ length: sizes.reduce((a, b) => a + b) }, (_, i) =>
      comment(`c${i}`, i % 3),
    )
    const packs = packOps(ops, starts)
    const counts = [MAX_OPS - 1, 3, MAX_OPS, MAX_OPS, MAX_OPS, 7]
    expect(packs.map(({ count }) => count)).toEqual(counts)
    expect(packs.flatMap((pack) => opened(sealed({ ops: pack })).ops)).toEqual(ops)
  })

  test('are only split where they may be by bytes as well', () => {
    const ops = Array.from({ length: 60 }, (_, i) => setTo(new Uint8Array(100_000 + i)))
    const starts = new Set(ops.keys().filter((i) => i % 4 === 0))
    const packs = packOps(ops, starts)
    expect(packs.map(({ count }) => count % 4)).toEqual(packs.map(() => 0))
    expect(packs.flatMap((pack) => opened(sealed({ ops: pack })).ops)).toEqual(
      ops.map((op) => expect.objectContaining({ value: op.o === 'set' ? op.value : null })),
    )
  })

  test('one op that is longer than a batch is refused', () => {
    expect(() => packOps([setTo(new Uint8Array(2 ** 20))])).toThrowError(code('too-large'))
  })

  test('more than one batch holds are not sealed into one', () => {
    const ops = Array.from({ length: MAX_OPS + 1 }, () => comment('a'))
    expect(() => sealed({ ops })).toThrowError(code('too-large'))
  })
})

describe('hostile bytes', () => {
  const ops = [comment('a')]

  test('a signature by somebody else is refused', () => {
    const forged: BatchParts = { ...base, ops }
    forged.writer = { publicKey: writer.publicKey, sign: thief.sign }
    const { bytes } = sealBatch(forged)
    expect(() => readEnvelope(bytes)).toThrowError(code('bad-input'))
    expect(() => opened(bytes)).toThrowError(code('bad-input'))
  })

  test('what is signed as something else is not a batch', () => {
    const { sig: _, ...unsigned } = decode(sealed({ ops })) as { sig: Uint8Array }
    const bytes = encode({ ...unsigned, sig: writer.sign('record', unsigned) })
    expect(() => opened(bytes)).toThrowError(code('bad-input'))
  })

  test('ct of one drive or writer does not open in another', () => {
    const { ct } = decode(sealed({ ops })) as { ct: Uint8Array }
    for (const [by, place] of [
      [writer, new Uint8Array(16)],
      [thief, drive],
    ] as const) {
      const outer = { v: 1, drive: place, writer: by.publicKey, seq: 1, prev: null, epoch: 0, ct }
      const bytes = encode({ ...outer, sig: by.sign('batch', outer) })
      expect(() => opened(bytes)).toThrowError(code('wrong-key'))
    }
  })

  test('501 ops are refused', () => {
    const many = Array.from({ length: MAX_OPS + 1 }, () => ({ o: 'x' }))
    const inner = (count: number) => ({ v: 1, clock: 1, seen: [], ops: many.slice(0, count) })
    expect(opened(sealedRaw(inner(MAX_OPS))).ops).toHaveLength(MAX_OPS)
    expect(() => opened(sealedRaw(inner(MAX_OPS + 1)))).toThrowError(code('bad-input'))
  })

  test('a batch of more than 1 MiB is refused', () => {
    const inner = { v: 1, clock: 1, seen: [], ops: [{ o: 'x', fill: new Uint8Array(2 ** 20) }] }
    expect(() => opened(sealedRaw(inner))).toThrowError(code('too-large'))
  })

  test.each<[string, object, object]>([
    ['clock 0', { clock: 0 }, {}],
    ['a field more inside', { more: 1 }, {}],
    ['a field more outside', {}, { more: 1 }],
    ['a first batch with a predecessor', {}, { prev: someCid }],
    ['a later batch without one', {}, { seq: 2 }],
    ['seq 0', {}, { seq: 0 }],
    ['a raw block as predecessor', {}, { seq: 2, prev: rawTwin() }],
    ['a raw block as seen', { seen: [rawTwin()] }, {}],
    ['an op that is no map', { ops: [1] }, {}],
    ['an op without a name', { ops: [{}] }, {}],
    ['a time that is no number', { ops: [{ o: 'comment', id, text: 'a', at: 'now' }] }, {}],
    ['a short id', { ops: [{ o: 'comment', id: id.subarray(1), text: 'a' }] }, {}],
    ['a name with a slash', { ops: [moveTo('../a')] }, {}],
    ['a name that goes up', { ops: [moveTo('..')] }, {}],
    ['a name with a zero', { ops: [moveTo('a\0b')] }, {}],
    ['a move of the root', { ops: [{ ...moveTo('a'), id: new Uint8Array(16) }] }, {}],
    ['a move of the trash', { ops: [{ ...moveTo('a'), id: new Uint8Array(16).fill(255) }] }, {}],
    ['a kind that is none', { ops: [{ ...moveTo('a'), kind: 'socket' }] }, {}],
    ['a base that comes later', { ops: [versionOn([[null, 0]])] }, {}],
    ['a base that is a raw block', { ops: [versionOn([[rawTwin(), 0]])] }, {}],
    ['a content that is none', { ops: [{ ...versionOn([]), content: {} }] }, {}],
    ['a drop of nothing known', { ops: [{ o: 'drop', id, versions: 'all' }] }, {}],
    ['a join without a bind', { ops: [{ o: 'join' }] }, {}],
    ['a cut of no writer', { ops: [{ o: 'cut', seq: 1, cid: someCid }] }, {}],
  ])('%s is refused', (_, inner, outer) => {
    const bytes = sealedRaw({ v: 1, clock: 1, seen: [], ops: [], ...inner }, outer)
    expect(() => opened(bytes)).toThrowError(code('bad-input'))
  })

  test('a later version is told apart from damage', () => {
    const inner = { v: 1, clock: 1, seen: [], ops: [] }
    const content = { v: 2, size: 0, depth: 0, ref: null }
    const newer = [
      sealedRaw(inner, { v: 2 }),
      sealedRaw({ ...inner, v: 2 }),
      sealedRaw({ ...inner, ops: [{ ...versionOn([]), content }] }),
    ]
    for (const bytes of newer) expect(() => opened(bytes)).toThrowError(code('newer-version'))
  })

  test('without the key of its epoch it says so', () => {
    expect(() => openBatch(sealed({ ops }), () => undefined)).toThrowError(code('wrong-key'))
    expect(() => openBatch(sealed({ ops }), () => new Uint8Array(32))).toThrowError(
      code('wrong-key'),
    )
  })

  test('damaged and random bytes give nothing but a SpaceError', () => {
    const good = sealed({ ops })
    const damaged = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }))
    const broken = damaged.map(([place, flip]) => {
      const bytes = Uint8Array.from(good)
      bytes[place]! ^= flip
      return bytes
    })
    const short = fc.nat(good.length - 1).map((length) => good.subarray(0, length))
    fc.assert(
      fc.property(fc.oneof(broken, short, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        try {
          opened(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(SpaceError)
          return
        }
        throw new Error('opened')
      }),
      { numRuns: 1_000 },
    )
  })
})

/** The same digest, named as a block of file content. */
function rawTwin(): CID {
  return cidOfDigest(someCid.multihash.digest, 'raw')
}

function moveTo(name: string) {
  return { o: 'move', id, parent: new Uint8Array(16), name }
}

function versionOn(base: unknown[]) {
  return { o: 'version', id, base, content: { v: 1, size: 0, depth: 0, ref: null } }
}
