import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { causalOrder } from './causal.ts'
import { cidOf } from '../cid.ts'
import type { Link } from './causal.ts'

let salt = 0
function link(
  writer: number,
  prev: Link | null,
  seen: Link[] = [],
  more: Partial<Link> = {},
): Link {
  salt += 1
  const parents = prev === null ? seen : [prev, ...seen]
  return {
    cid: cidOf(Uint8Array.of(salt, salt >> 8, salt >> 16)),
    writer: new Uint8Array(32).fill(writer),
    seq: prev === null ? 1 : prev.seq + 1,
    prev: prev?.cid ?? null,
    clock: 1 + Math.max(0, ...parents.map(({ clock }) => clock)),
    seen: seen.map(({ cid }) => cid),
    ...more,
  }
}
const none = () => undefined
const names = (links: readonly Link[]) => links.map(({ cid }) => String(cid))

/** Random honest histories of three writers. */
const histories = fc.array(fc.tuple(fc.nat(2), fc.nat(7)), { maxLength: 15 }).map((steps) => {
  const heads: (Link | undefined)[] = []
  const links: Link[] = []
  for (const [writer, sees] of steps) {
    const seen = heads.filter((head, i): head is Link => {
      return head !== undefined && i !== writer && (sees & (1 << i)) !== 0
    })
    const next = link(writer, heads[writer] ?? null, seen)
    heads[writer] = next
    links.push(next)
  }
  return links
})

describe('batches', () => {
  test('are applied in one order, however they come, each after all it has seen', () => {
    const shuffled = histories.chain((links) =>
      fc.tuple(fc.constant(links), fc.shuffledSubarray(links, { minLength: links.length })),
    )
    fc.assert(
      fc.property(shuffled, ([links, again]) => {
        const { ready, voided, waiting } = causalOrder([...again, ...again], none)
        expect(names(ready)).toEqual(names(causalOrder(links, none).ready))
        expect([ready.length, voided.length, waiting.length]).toEqual([links.length, 0, 0])
        const before = new Set<string>()
        for (const { cid, prev, seen } of ready) {
          for (const parent of prev === null ? seen : [prev, ...seen]) {
            expect(before).toContain(String(parent))
          }
          before.add(String(cid))
        }
      }),
    )
  })

  test('wait for what is missing, and tell what that is', () => {
    const first = link(0, null)
    const second = link(1, null, [first])
    const third = link(1, second)
    const { ready, waiting } = causalOrder([third, second], none)
    expect(ready).toEqual([])
    expect(waiting.map(({ batch, missing }) => [batch.cid, missing])).toEqual([
      [second.cid, [first.cid]],
      [third.cid, []],
    ])
    const past = (cid: Link['cid']) => (cid.equals(first.cid) ? first : undefined)
    expect(names(causalOrder([third, second, first], past).ready)).toEqual(names([second, third]))
  })
})

describe('void are', () => {
  const first = link(0, null)
  const other = link(1, null)
  const second = link(0, first, [other])
  test.each<[string, Link]>([
    ['a clock too high', link(0, first, [], { clock: 3 })],
    ['a clock too low', link(0, second, [], { clock: 2 })],
    ['a first clock other than 1', link(2, null, [], { clock: 2 })],
    ['a seq that skips', link(0, first, [], { seq: 3 })],
    ['a seq that repeats', link(0, first, [], { seq: 1 })],
    ['a predecessor of another writer', link(1, first)],
  ])('%s, and what builds on it', (_, bad) => {
    const builtOn = [link(bad.writer[0]!, bad), link(7, null, [bad])]
    const { ready, voided } = causalOrder([...builtOn, bad, first, other, second], none)
    expect(names(ready).toSorted()).toEqual(names([first, other, second]).toSorted())
    expect(names(voided).toSorted()).toEqual(names([bad, ...builtOn]).toSorted())
  })

  test('batches on what was void before', () => {
    const past = (cid: Link['cid']) =>
      cid.equals(first.cid) ? { ...first, isVoid: true } : undefined
    expect(names(causalOrder([second, other], past).voided)).toEqual(names([second]))
  })
})
