import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { applyOp, currentVersions, emptyRegisters, isVisible, ROOT, TRASH } from './registers.ts'
import type { Content } from '../content/content.ts'
import type { Kind } from '../drive.ts'
import type { RegisterOp, Registers, Stamp, VersionName } from './registers.ts'

// Properties take their time on a busy machine; none of them measures it.
vi.setConfig({ testTimeout: 120_000 })

const order = (a: number, b: number): number => a - b
const content = (size: number): Content => ({ v: 1, size, depth: 0, ref: null })
const stamp = (clock: number, batch = clock, index = 0): Stamp => ({ clock, batch, index })
const name = (batch: number, index = 0): VersionName => ({ batch, index })

type Step = { op: RegisterOp; stamp: Stamp }

function after(steps: readonly Step[]): Registers {
  const registers = emptyRegisters()
  for (const { op, stamp } of steps) applyOp(registers, op, stamp, order)
  return registers
}

const move = (clock: number, to = ROOT, kind?: Kind): Step => ({
  op: { o: 'move', parent: to, name: `n${clock}`, kind, at: clock },
  stamp: stamp(clock),
})
const version = (clock: number, base: number[] = []): Step => ({
  op: { o: 'version', base: base.map((batch) => name(batch)), content: content(clock), at: clock },
  stamp: stamp(clock),
})
const drop = (clock: number, versions: number[]): Step => ({
  op: { o: 'drop', versions: versions.map((batch) => name(batch)) },
  stamp: stamp(clock),
})
const sizes = (registers: Registers): (number | undefined)[] =>
  currentVersions(registers).map((one) => one.content?.size)

const names = fc.record({ batch: fc.integer({ min: 1, max: 6 }), index: fc.nat(2) })
const anyOp: fc.Arbitrary<RegisterOp> = fc.oneof(
  fc.record({
    o: fc.constant('move' as const),
    parent: fc.constantFrom(ROOT, TRASH),
    name: fc.constantFrom('a', 'b'),
    kind: fc.constantFrom<(Kind | undefined)[]>('file', 'folder', 'symlink', undefined),
    at: fc.nat(9),
  }),
  fc.record({
    o: fc.constant('set' as const),
    field: fc.constantFrom('mode', '__proto__'),
    value: fc.nat(9),
  }),
  fc.record({
    o: fc.constant('version' as const),
    base: fc.array(names, { maxLength: 2 }),
    content: fc.nat(99).map(content),
    at: fc.nat(9),
  }),
  fc.record({ o: fc.constant('drop' as const), versions: fc.array(names, { maxLength: 3 }) }),
)
/** Ops at stamps of their own; batch b has clock ⌈b / 2⌉, so that clocks tie. */
const anySteps: fc.Arbitrary<Step[]> = fc
  .uniqueArray(fc.tuple(names, anyOp), {
    maxLength: 14,
    selector: ([{ batch, index }]) => `${batch}/${index}`,
  })
  .map((pairs) =>
    pairs.map(([{ batch, index }, op]) => ({
      op,
      stamp: stamp(Math.ceil(batch / 2), batch, index),
    })),
  )

describe('any order', () => {
  test('ops in any order, some twice, give one state', () => {
    const shuffled = anySteps.chain((steps) =>
      fc.tuple(
        fc.constant(steps),
        fc.shuffledSubarray(steps, { minLength: steps.length }),
        fc.subarray(steps),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([steps, again, twice]) => {
        expect(after([...again, ...twice])).toEqual(after(steps))
      }),
      { numRuns: 1_000 },
    )
  })

  test('an op seen before changes nothing', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const registers = after(steps)
        for (const { op, stamp } of steps) {
          expect(applyOp(registers, op, stamp, order)).toBe(false)
        }
      }),
    )
  })
})

test('what no move has called anything is a file, and not to be seen without a version', () => {
  const registers = after([move(1)])
  expect(isVisible(registers, order)).toBe(false)
  expect(isVisible(after([move(1), version(2)]), order)).toBe(true)
})

describe('moves', () => {
  test('the two newest are kept, newest first', () => {
    const registers = after([move(2), move(1), move(3)])
    expect(registers.moves.map((one) => one.stamp.clock)).toEqual([3, 2])
  })

  test('no later op turns a file into something else', () => {
    expect(after([move(1, ROOT, 'file'), move(2, ROOT, 'mount')]).kind).toBe('file')
    expect(after([move(2, ROOT, 'mount'), move(1, ROOT, 'file')]).kind).toBe('file')
  })
})

describe('versions', () => {
  test('a version that is a base is not current; two of one base are a conflict', () => {
    expect(sizes(after([version(1), version(2, [1])]))).toEqual([2])
    expect(sizes(after([version(1), version(2, [1]), version(3, [1])]))).toEqual([3, 2])
    expect(
      sizes(after([version(1), version(2, [1]), version(3, [1]), version(4, [2, 3])])),
    ).toEqual([4])
  })

  test('a dropped version in the middle does not bring its base back', () => {
    const registers = after([version(1), version(2, [1]), version(3, [2]), drop(4, [2])])
    expect(sizes(registers)).toEqual([3])
  })

  test('when the newest is dropped, the newest of its bases stands', () => {
    const steps = [version(1), version(2, [1]), version(3, [2])]
    expect(sizes(after([...steps, drop(4, [3])]))).toEqual([2])
    expect(sizes(after([...steps, drop(4, [2, 3])]))).toEqual([1])
  })

  test('a drop that comes before its version still holds', () => {
    const registers = after([move(1, ROOT, 'file'), drop(3, [2]), version(2)])
    expect(currentVersions(registers)).toEqual([])
    expect(isVisible(registers, order)).toBe(false)
  })

  test('a file whose versions are all dropped is hidden, and comes back with an unseen version', () => {
    const steps = [move(1, ROOT, 'file'), version(2), drop(3, [2])]
    expect(isVisible(after(steps), order)).toBe(false)
    expect(isVisible(after([...steps, version(4, [2])]), order)).toBe(true)
  })
})

describe('what has no versions', () => {
  test('a dropped folder is hidden until a newer move', () => {
    const steps = [move(1, ROOT, 'folder'), drop(2, [])]
    expect(isVisible(after(steps), order)).toBe(false)
    expect(isVisible(after([...steps, move(3)]), order)).toBe(true)
  })

  test('an entry without any move is nowhere', () => {
    expect(isVisible(after([version(1)]), order)).toBe(false)
  })
})
