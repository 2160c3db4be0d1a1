import { describe, expect, test } from 'vitest'
import { cidOf } from '../cid.ts'
import { hexOf } from '../../crypto/text.ts'
import { judge } from './verdicts.ts'
import type { Authority, ReadBind } from './authority.ts'
import type { Op } from './ops.ts'
import type { Cut } from './record.ts'
import type { Judged } from './verdicts.ts'

const drive = new Uint8Array(16).fill(1)
const readBind: ReadBind = (bind) => {
  const { did, gen } = bind as { did?: string; gen: number }
  if (did === undefined) throw new Error('forged')
  return { did, gen }
}
const authority = (...cuts: Cut[]): Authority => ({
  owner: 'me',
  ownerGen: 0,
  epoch: 0,
  members: [],
  cuts: new Map(cuts.map((cut) => [hexOf(cut.writer), cut])),
  roleOf: () => undefined,
  mayWrite: (did) => did === 'me' || did === 'friend',
})

let salt = 0
function batch(writer: number, prev: Judged | null, ...ops: Op[]): Judged {
  salt += 1
  const cid = cidOf(Uint8Array.of(salt, salt >> 8))
  return { cid, drive, writer: new Uint8Array(32).fill(writer), prev: prev?.cid ?? null, ops }
}
const join = (did: string, gen = 0): Op => ({ o: 'join', bind: { did, gen } })
const cutAt = (at: Judged, seq: number): Cut => ({ writer: at.writer, seq, cid: at.cid })
const cutOp = (at: Judged, seq: number): Op => ({ o: 'cut', ...cutAt(at, seq) })
const verdicts = (batches: Judged[], by = authority()) => {
  const found = judge(batches, by, readBind)
  expect(judge(batches.toReversed(), by, readBind)).toEqual(found)
  return batches.map(({ cid }) => found.get(String(cid)))
}

describe('a batch counts', () => {
  test('when its writer is bound to somebody who may write', () => {
    const first = batch(1, null, join('friend'))
    expect(verdicts([first, batch(1, first)])).toEqual(['accepted', 'accepted'])
  })

  test('not when it is by a stranger, unbound or badly bound', () => {
    const forged: Op = { o: 'join', bind: {} }
    const batches = [batch(1, null, join('stranger')), batch(2, null), batch(3, null, forged)]
    expect(verdicts(batches)).toEqual(['stranger', 'stranger', 'stranger'])
  })

  test('not before the first of its chain has come', () => {
    const first = batch(1, null, join('me'))
    expect(verdicts([batch(1, first)])).toEqual(['waiting'])
  })
})

describe('after a cut', () => {
  const first = batch(1, null, join('friend'))
  const second = batch(1, first)
  const third = batch(1, second)
  const fork = batch(1, first)

  test('by a record, only the batch it names and those before it count', () => {
    expect(verdicts([first, second, third, fork], authority(cutAt(second, 2)))).toEqual([
      'accepted',
      'accepted',
      'cut',
      'cut',
    ])
  })

  test('nothing counts until the batch it names has come', () => {
    expect(verdicts([first], authority(cutAt(second, 2)))).toEqual(['waiting'])
  })

  test('a writer is cut by a newer device of the same person', () => {
    const newer = batch(2, null, join('friend', 1), cutOp(first, 1))
    expect(verdicts([first, second, newer])).toEqual(['accepted', 'cut', 'accepted'])
  })

  test('of a record and an op the lower seq holds', () => {
    const newer = batch(2, null, join('friend', 1), cutOp(first, 1))
    const both = [first, second, third, newer]
    expect(verdicts(both, authority(cutAt(second, 2)))).toEqual([
      'accepted',
      'cut',
      'cut',
      'accepted',
    ])
  })

  test.each<[string, Op]>([
    ['another person', join('me', 9)],
    ['a device of the same generation', join('friend', 0)],
    ['a stranger', join('stranger', 9)],
  ])('by %s nothing changes', (_, who) => {
    const attacker = batch(2, null, who, cutOp(first, 1))
    expect(verdicts([first, second, attacker]).slice(0, 2)).toEqual(['accepted', 'accepted'])
  })

  test('a device that was cut itself cuts nobody', () => {
    const oldest = batch(3, null, join('friend', 0))
    const later = batch(3, oldest)
    const middle = batch(4, null, join('friend', 1))
    const spite = batch(4, middle, cutOp(oldest, 1))
    const newest = batch(5, null, join('friend', 2), cutOp(middle, 1))
    expect(verdicts([oldest, later, middle, spite, newest])).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'cut',
      'accepted',
    ])
  })
})
