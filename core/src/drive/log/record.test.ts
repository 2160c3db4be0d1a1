import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { SpaceError } from '@space/sdk'
import { boxKeysFrom, sealBox } from '../../crypto/box.ts'
import { decode, encode } from '../../crypto/codec.ts'
import { kdf, signerFrom } from '../../crypto/keys.ts'
import { seal } from '../../crypto/seal.ts'
import { cidOf } from '../cid.ts'
import { epochKeysOf, keysFor, makeRecord, openRecord, readRecord } from './record.ts'
import type { OpenRecord, RecordParts } from './record.ts'

// Properties take their time on a busy machine; none of them measures it.
vi.setConfig({ testTimeout: 120_000 })

const drive = new Uint8Array(16).fill(1)
const by = signerFrom(new Uint8Array(32).fill(2))
const thief = signerFrom(new Uint8Array(32).fill(3))
const editor = boxKeysFrom(new Uint8Array(32).fill(4))
const viewer = boxKeysFrom(new Uint8Array(32).fill(5))
const stranger = boxKeysFrom(new Uint8Array(32).fill(6))
const keysOf = (epoch: number) => ({
  key: new Uint8Array(32).fill(100 + epoch),
  write: new Uint8Array(32).fill(200 + epoch),
})
const card = { v: 1, did: 'did:key:zOwner' }
const code = (expected: string) => expect.objectContaining({ name: 'SpaceError', code: expected })

const base: RecordParts = {
  drive,
  n: 0,
  prev: null,
  epoch: 0,
  by,
  keys: keysOf(0),
  olderKey: null,
  readers: [
    { box: editor.publicKey, writes: true },
    { box: viewer.publicKey, writes: false },
  ],
  bind: { v: 1, says: 'me' },
  members: [{ did: 'did:key:zOwner', role: 'owner', card }],
  cuts: [{ writer: new Uint8Array(32).fill(7), seq: 3, cid: cidOf(Uint8Array.of(1)) }],
  nodes: ['https://node.example'],
}

/** Records 0 … count − 1, each of an epoch of its own. */
function chainOf(count: number): OpenRecord[] {
  const chain: OpenRecord[] = []
  for (let n = 0; n < count; n += 1) {
    const prev = chain.at(-1)?.cid ?? null
    const olderKey = n === 0 ? null : keysOf(n - 1).key
    const { bytes } = makeRecord({ ...base, n, prev, epoch: n, keys: keysOf(n), olderKey })
    chain.push(openRecord(bytes, keysOf(n).key))
  }
  return chain
}

/** The record changed outside its seal and signed anew by `signer`. */
function changed(change: object, signer = by): Uint8Array {
  const { sig: _, ...record } = decode(makeRecord(base).bytes) as { sig: Uint8Array }
  const unsigned = { ...record, ...change }
  return encode({ ...unsigned, sig: signer.sign('authority', unsigned) })
}

describe('a record', () => {
  test('comes back as it was made', () => {
    const { bytes, cid } = makeRecord(base)
    const record = openRecord(bytes, base.keys.key)
    const { bind, members, nodes } = base
    expect(record).toMatchObject({ drive, n: 0, prev: null, epoch: 0, by: by.publicKey })
    expect(record).toMatchObject({ bind, members, nodes, older: null })
    expect(record.cid.equals(cid)).toBe(true)
    expect(record.cuts.map(({ seq, cid }) => [seq, String(cid)])).toEqual(
      base.cuts.map(({ seq, cid }) => [seq, String(cid)]),
    )
  })

  test('names nobody to those without a key', () => {
    const { bytes } = makeRecord(base)
    expect(Buffer.from(bytes).includes('did:key')).toBe(false)
    expect(Buffer.from(bytes).includes('node.example')).toBe(false)
    expect(readRecord(bytes)).not.toHaveProperty('members')
  })

  test('gives its keys to its readers, and the power to write to editors only', () => {
    const record = readRecord(makeRecord(base).bytes)
    expect(keysFor(record, editor)).toEqual(base.keys)
    expect(keysFor(record, viewer)).toEqual({ ...base.keys, write: null })
    expect(keysFor(record, stranger)).toBeUndefined()
  })

  test('hides by the order of its boxes who was listed first', () => {
    const readers = Array.from({ length: 40 }, (_, i) => boxKeysFrom(new Uint8Array(32).fill(i)))
    const listed = readers.map(({ publicKey }) => ({ box: publicKey, writes: true }))
    const { boxes } = readRecord(makeRecord({ ...base, readers: listed }).bytes)
    const record = (box: Uint8Array) => ({ ...readRecord(makeRecord(base).bytes), boxes: [box] })
    const places = readers.map((reader) =>
      boxes.findIndex((box) => keysFor(record(box), reader) !== undefined),
    )
    expect(places.toSorted((a, b) => a - b)).toEqual([...places.keys()])
    expect(places).not.toEqual([...places.keys()])
  })

  test('leads from the newest key to all older ones', () => {
    const chain = chainOf(4)
    const keys = epochKeysOf(chain, keysOf(3).key)
    expect([...keys].sort(([a], [b]) => a - b)).toEqual(
      [0, 1, 2, 3].map((epoch) => [epoch, keysOf(epoch).key]),
    )
  })

  test('with a wrong newest key leads nowhere', () => {
    expect(() => epochKeysOf(chainOf(2), keysOf(0).key)).toThrowError(code('wrong-key'))
  })
})

describe('hostile records', () => {
  test('forged, moved or spoilt ones are refused', () => {
    const bytes = changed({}, { publicKey: by.publicKey, sign: thief.sign })
    expect(() => readRecord(bytes)).toThrowError(code('bad-input'))
    expect(() => openRecord(changed({ drive: new Uint8Array(16) }), base.keys.key)).toThrowError(
      code('wrong-key'),
    )
    expect(() => openRecord(makeRecord(base).bytes, keysOf(1).key)).toThrowError(code('wrong-key'))
  })

  test.each<[string, object]>([
    ['a field more', { more: 1 }],
    ['a later n without predecessor', { n: 1 }],
    ['a predecessor of record 0', { prev: cidOf(Uint8Array.of(1)) }],
    ['epochs faster than records', { epoch: 1, older: new Uint8Array(300) }],
    ['an older key at epoch 0', { older: new Uint8Array(300) }],
    ['a short read key', { read: new Uint8Array(31) }],
  ])('%s is refused', (_, change) => {
    expect(() => readRecord(changed(change))).toThrowError(code('bad-input'))
  })

  test('one whose read key is not of its epoch key is refused', () => {
    const record = decode(makeRecord(base).bytes) as { ct: Uint8Array; sig: Uint8Array }
    const { ct: _, sig: __, ...outer } = record
    const rest = { ...outer, read: thief.publicKey }
    const inner = { v: 1, bind: null, members: [], cuts: [], nodes: [] }
    const unsigned = { ...rest, ct: sealMembers(rest, inner) }
    const bytes = encode({ ...unsigned, sig: by.sign('authority', unsigned) })
    expect(() => openRecord(bytes, base.keys.key)).toThrowError(code('bad-input'))
  })

  test('a box for another drive or epoch, or with other keys, is not believed', () => {
    const { key, write } = base.keys
    const lies = [
      { drive: new Uint8Array(16), epoch: 0, key, write },
      { drive, epoch: 1, key, write },
      { drive, epoch: 0, key: keysOf(1).key, write },
      { drive, epoch: 0, key, write: keysOf(1).write },
    ]
    for (const lie of lies) {
      const boxes = [sealBox(editor.publicKey, { v: 1, ...lie })]
      expect(keysFor(readRecord(changed({ boxes })), editor)).toBeUndefined()
    }
  })

  test('an older key that is not that of the epoch before is found out', () => {
    const first = makeRecord(base)
    const { bytes } = makeRecord({
      ...base,
      n: 1,
      prev: first.cid,
      epoch: 1,
      keys: keysOf(1),
      olderKey: keysOf(7).key,
    })
    const chain = [readRecord(first.bytes), readRecord(bytes)]
    expect(() => epochKeysOf(chain, keysOf(1).key)).toThrowError(code('bad-input'))
  })

  test('damaged and random bytes give nothing but a SpaceError', () => {
    const good = makeRecord(base).bytes
    const broken = fc
      .tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }))
      .map(([place, flip]) => {
        const bytes = Uint8Array.from(good)
        bytes[place]! ^= flip
        return bytes
      })
    fc.assert(
      fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        try {
          openRecord(bytes, base.keys.key)
        } catch (error) {
          expect(error).toBeInstanceOf(SpaceError)
          return
        }
        throw new Error('opened')
      }),
      { numRuns: 500 },
    )
  })
})

function sealMembers(outer: object, inner: object): Uint8Array {
  return seal(kdf(base.keys.key, 'members'), 'members', encode(outer), encode(inner))
}
