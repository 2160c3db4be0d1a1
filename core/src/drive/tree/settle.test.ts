import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { settle } from './settle.ts'
import type { SetBack } from './settle.ts'

// Properties take their time on a busy machine; none of them measures it.
vi.setConfig({ testTimeout: 120_000 })

interface Sim {
  /** By entry: parents named by the newest and by the older move; −1 is the top. */
  moves: { clock: number; parent: number; older: number | undefined }[]
}

function settled({ moves }: Sim): Map<number, SetBack> {
  return settle({
    count: moves.length,
    parentOf: (entry) => moves[entry]!.parent,
    olderParentOf: (entry) => moves[entry]!.older,
    compareIds: (a, b) => a - b,
    compareMoves: (a, b) => moves[a]!.clock - moves[b]!.clock,
  })
}

/** The rule as it is written down, word by word, without any shortcut. */
function settledByTheBook({ moves }: Sim): Map<number, SetBack> {
  const parents = moves.map(({ parent }) => parent)
  const back = new Map<number, SetBack>()
  for (;;) {
    let cycle: number[] = []
    for (let start = 0; start < moves.length && cycle.length === 0; start += 1) {
      const seen: number[] = []
      let entry = start
      while (entry >= 0 && !seen.includes(entry)) {
        seen.push(entry)
        entry = parents[entry]!
      }
      if (entry >= 0) cycle = seen.slice(seen.indexOf(entry))
    }
    if (cycle.length === 0) return back
    cycle.sort((a, b) => moves[b]!.clock - moves[a]!.clock)
    const fresh = cycle.find((entry) => !back.has(entry))
    const sent = fresh ?? cycle[0]!
    const older = fresh === undefined ? undefined : moves[sent]!.older
    back.set(sent, older === undefined ? 'root' : 'older')
    parents[sent] = older ?? -1
  }
}

const sims: fc.Arbitrary<Sim> = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc.record({
    moves: fc
      .tuple(
        fc.array(fc.integer({ min: -1, max: count - 1 }), { minLength: count, maxLength: count }),
        fc.array(fc.option(fc.integer({ min: -1, max: count - 1 }), { nil: undefined }), {
          minLength: count,
          maxLength: count,
        }),
        fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }),
      )
      .map(([parents, olders, clocks]) =>
        parents.map((parent, i) => ({ parent, older: olders[i], clock: clocks[i]! })),
      ),
  }),
)

test('entries are set back exactly as the rule says, and no cycle is left', () => {
  fc.assert(
    fc.property(sims, (sim) => {
      const result = settled(sim)
      expect(new Map([...result].sort(([a], [b]) => a - b))).toEqual(
        new Map([...settledByTheBook(sim)].sort(([a], [b]) => a - b)),
      )
      sim.moves.forEach((_, start) => {
        let entry = start
        for (let steps = 0; entry >= 0; steps += 1) {
          expect(steps).toBeLessThanOrEqual(sim.moves.length)
          const { parent, older } = sim.moves[entry]!
          const back = result.get(entry)
          entry = back === undefined ? parent : back === 'older' ? older! : -1
        }
      })
    }),
    { numRuns: 2_000 },
  )
})

test('two folders moved into each other: the newer move gives way', () => {
  const moves = [
    { parent: 1, older: -1, clock: 5 },
    { parent: 0, older: -1, clock: 6 },
  ]
  expect(settled({ moves })).toEqual(new Map([[1, 'older']]))
})

test('a folder moved into itself, without an older place, is at the root', () => {
  const moves = [{ parent: 0, older: undefined, clock: 1 }]
  expect(settled({ moves })).toEqual(new Map([[0, 'root']]))
})

test('a chain of 100,000 folders settles in one pass', () => {
  let asked = 0
  const result = settle({
    count: 100_000,
    parentOf: (entry) => {
      asked += 1
      return entry + 1 < 100_000 ? entry + 1 : -1
    },
    olderParentOf: () => undefined,
    compareIds: (a, b) => a - b,
    compareMoves: (a, b) => a - b,
  })
  expect(result.size).toBe(0)
  expect(asked).toBe(100_000)
})
