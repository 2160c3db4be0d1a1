import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equal } from '../../crypto/codec.ts'
import { authorityOf, winningChain } from './authority.ts'
import { cidOf } from '../cid.ts'
import type { ReadBind } from './authority.ts'
import type { Cut, Member, OpenRecord } from './record.ts'

const drive = new Uint8Array(16).fill(1)
const writer = new Uint8Array(32).fill(2)
const OWNER = 'did:key:zOwner'
const code = (expected: string) => expect.objectContaining({ name: 'SpaceError', code: expected })

const readBind: ReadBind = (bind, expected) => {
  const { did, gen, by } = bind as { did: string; gen: number; by: Uint8Array }
  if (!equal(by, expected.writer)) throw new Error('for another writer')
  return { did, gen }
}

let salt = 0
function record(prev: OpenRecord | null, more: Partial<OpenRecord> & { gen?: number } = {}) {
  const { gen = 0, ...rest } = more
  salt += 1
  const epoch = more.epoch ?? prev?.epoch ?? 0
  const made: OpenRecord = {
    cid: cidOf(Uint8Array.of(salt, salt >> 8, salt >> 16)),
    drive,
    n: prev === null ? 0 : prev.n + 1,
    prev: prev?.cid ?? null,
    epoch,
    by: writer,
    read: new Uint8Array(32).fill(epoch),
    write: new Uint8Array(32).fill(epoch),
    boxes: [],
    older: null,
    bind: { did: OWNER, gen, by: writer },
    members: [],
    cuts: [],
    nodes: [],
    ...rest,
  }
  return made
}
const names = (records: readonly OpenRecord[]) => records.map(({ cid }) => String(cid))
const winners = (records: readonly OpenRecord[], first: OpenRecord) =>
  names(winningChain(records, first.cid, readBind))

describe('of two branches', () => {
  test('the one that cites the higher card generation wins, however long the other', () => {
    const first = record(null)
    const honest = record(first, { gen: 1 })
    const forged = [record(first)]
    for (let i = 0; i < 100; i += 1) forged.push(record(forged.at(-1)!))
    expect(winners([...forged, honest, first], first)).toEqual(names([first, honest]))
  })

  test('of one generation the longer wins, then the lower CID of its first record', () => {
    const first = record(null)
    const [a, b] = [record(first), record(first)]
    const longer = record(a)
    expect(winners([first, a, b, longer], first)).toEqual(names([first, a, longer]))
    const longest = [record(b), record(b)]
    const [low, high] = longest.toSorted((x, y) => Buffer.compare(x.cid.bytes, y.cid.bytes))
    expect(winners([first, b, low!, high!], first)).toEqual(names([first, b, low!]))
  })

  test('the generation of a whole branch counts, not only that of its first record', () => {
    const first = record(null)
    const [a, b] = [record(first), record(first)]
    const late = record(b, { gen: 2 })
    const others = [record(a), a]
    const more = record(others[0]!, { gen: 1 })
    expect(winners([first, a, b, late, ...others, more], first)).toEqual(names([first, b, late]))
  })

  test('the winner does not depend on the order in which records came', () => {
    const trees = fc.array(fc.tuple(fc.nat(), fc.nat(2)), { maxLength: 10 }).map((shape) => {
      const records = [record(null)]
      for (const [parent, gen] of shape)
        records.push(record(records[parent % records.length]!, { gen }))
      return records
    })
    const both = trees.chain((records) =>
      fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
    )
    fc.assert(
      fc.property(both, ([records, again]) => {
        expect(winners(again, records[0]!)).toEqual(winners([...records, ...records], records[0]!))
      }),
    )
  })
})

describe('a removed device', () => {
  test('cannot append to what a newer generation has signed', () => {
    const first = record(null)
    const removal = record(first, { gen: 1 })
    const late = record(removal, { gen: 0 })
    expect(winners([first, removal, late], first)).toEqual(names([first, removal]))
  })
})

describe('records that do not fit', () => {
  const first = record(null)
  test.each<[string, Partial<OpenRecord>]>([
    ['of another drive', { drive: new Uint8Array(16) }],
    ['that skip a number', { n: 2 }],
    ['that skip an epoch', { epoch: 2 }],
    ['with other keys in the same epoch', { read: new Uint8Array(32).fill(9) }],
    ['with another write key in the same epoch', { write: new Uint8Array(32).fill(9) }],
    ['by somebody else', { bind: { did: 'did:key:zThief', gen: 9, by: writer } }],
    ['with the bind of another writer', { by: new Uint8Array(32).fill(8) }],
    ['with no bind', { bind: null }],
  ])('%s are left aside', (_, more) => {
    expect(winners([first, record(first, more)], first)).toEqual(names([first]))
  })

  test('without record 0 there is no drive', () => {
    const other = record(null)
    expect(() => winningChain([other], first.cid, readBind)).toThrowError(code('not-found'))
    const forged = record(null, { bind: {} })
    expect(() => winningChain([forged], forged.cid, readBind)).toThrowError(code('not-found'))
  })
})

describe('authority', () => {
  const member = (did: string, role: Member['role']): Member => ({ did, role, card: null })
  const cut = (seq: number, salt: number): Cut => {
    return { writer, seq, cid: cidOf(Uint8Array.of(salt)) }
  }

  test('changes of a former editor count, those of a viewer or a stranger do not', () => {
    const first = record(null, { members: [member('e', 'editor'), member('v', 'viewer')] })
    const removal = record(first, { epoch: 1, members: [member('v', 'viewer')] })
    const authority = authorityOf([first, removal], readBind)
    expect([OWNER, 'e', 'v', 's'].map(authority.mayWrite)).toEqual([true, true, false, false])
    expect([OWNER, 'e', 'v', 's'].map(authority.roleOf)).toEqual([
      'owner',
      undefined,
      'viewer',
      undefined,
    ])
    expect(authority.epoch).toBe(1)
  })

  test('nobody becomes owner by being called so', () => {
    const first = record(null)
    const authority = authorityOf(
      [first, record(first, { members: [member('e', 'owner')] })],
      readBind,
    )
    expect(authority.owner).toBe(OWNER)
    expect(authority.roleOf('e')).toBe('viewer')
    expect(authority.mayWrite('e')).toBe(false)
  })

  test('of several cuts the lowest seq holds, then the lower CID', () => {
    const [low, high] = [cut(4, 1), cut(4, 2)].toSorted((a, b) =>
      Buffer.compare(a.cid.bytes, b.cid.bytes),
    )
    const first = record(null, { cuts: [cut(5, 1), high!] })
    const authority = authorityOf([first, record(first, { cuts: [low!, cut(6, 3)] })], readBind)
    expect([...authority.cuts.values()]).toEqual([low])
  })
})
