import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { SpaceError } from '@space/sdk'
import { encode } from '../crypto/codec.ts'
import { cidOf } from './cid.ts'
import { anyContent, anyId } from './ops.samples.ts'
import { compareRows, decodeSnapshot, encodeSnapshot } from './snapshot.ts'
import type { Registers, Stamp } from './registers.ts'
import type { SnapshotRow } from './snapshot.ts'

// Properties take their time on a busy machine; none of them measures it.
vi.setConfig({ testTimeout: 120_000 })

const batches = [0, 1, 2, 3].map((i) => ({
  cid: cidOf(Uint8Array.of(i)),
  writer: i === 3 ? null : new Uint8Array(32).fill(i),
}))
const code = (expected: string) => expect.objectContaining({ name: 'SpaceError', code: expected })

const name = fc.record({ batch: fc.nat(3), index: fc.nat(499) })
const stamp: fc.Arbitrary<Stamp> = fc.record({
  clock: fc.nat(),
  batch: fc.nat(3),
  index: fc.nat(499),
})
const move = fc.record({
  stamp,
  parent: anyId,
  name: fc.constantFrom('a', 'ä', '日本'),
  at: fc.nat(),
})
const version = fc.record(
  {
    stamp,
    base: fc.array(name, { maxLength: 3 }),
    content: fc.option(anyContent),
    at: fc.nat(),
    mtime: fc.nat().map((n) => n / 1000),
  },
  { requiredKeys: ['stamp', 'base', 'content', 'at'] },
)
const field = fc.record({ stamp, value: fc.oneof(fc.nat(), fc.string(), fc.constant(null)) })
const registers: fc.Arbitrary<Registers> = fc.record(
  {
    kind: fc.constantFrom(undefined, 'file' as const, 'folder' as const),
    moves: fc.array(move, { maxLength: 2 }),
    fields: fc.array(fc.tuple(fc.constantFrom('mode', 'target', '__proto__'), field)).map((all) => {
      return new Map(all)
    }),
    versions: fc.array(version, { maxLength: 3 }),
    gone: stamp,
  },
  { requiredKeys: ['kind', 'moves', 'fields', 'versions'] },
)
const anyRows: fc.Arbitrary<SnapshotRow[]> = fc.array(fc.record({ id: anyId, registers }), {
  maxLength: 8,
})

async function read(source: Iterable<Uint8Array>): Promise<SnapshotRow[]> {
  // Local numbers here are other ones than where the snapshot was made.
  const numberOf = ({ cid }: { cid: { toString(): string } }): number =>
    batches.findIndex((batch) => String(batch.cid) === String(cid)) + 10
  return Array.fromAsync(decodeSnapshot(source, numberOf))
}

/** The rows with local numbers shifted by ten, as {@link read} gives them. */
function shifted(rows: readonly SnapshotRow[]): SnapshotRow[] {
  const at = <T extends { batch: number }>(one: T): T => ({ ...one, batch: one.batch + 10 })
  return rows.map(({ id, registers }) => {
    const { moves, fields, versions, gone } = registers
    const next: Registers = {
      ...registers,
      moves: moves.map((one) => ({ ...one, stamp: at(one.stamp) })),
      fields: new Map([...fields].map(([key, one]) => [key, { ...one, stamp: at(one.stamp) }])),
      versions: versions.map((one) => ({ ...one, stamp: at(one.stamp), base: one.base.map(at) })),
    }
    if (gone !== undefined) next.gone = at(gone)
    return { id, registers: next }
  })
}

/** Equal but for how CIDs remember themselves. */
function plain(rows: readonly SnapshotRow[]): unknown {
  return rows.map(({ id, registers }) => [
    Buffer.from(id).toString('hex'),
    registers.kind,
    registers.gone,
    [...registers.fields].sort(([a], [b]) => (a < b ? -1 : 1)),
    registers.moves,
    registers.versions.map((one) => ({
      ...one,
      content: one.content && Buffer.from(encode(one.content)).toString('hex'),
    })),
  ])
}

test('rows come back as they were, in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows, fc.integer({ min: 1, max: 300 }), async (rows, size) => {
      const bytes = Buffer.concat([...encodeSnapshot(batches, rows, (batch) => batch)])
      const parts: Uint8Array[] = []
      for (let at = 0; at < bytes.length; at += size) {
        parts.push(new Uint8Array(bytes.subarray(at, at + size)))
      }
      expect(plain(await read(parts))).toEqual(plain(shifted(rows)))
    }),
    { numRuns: 300 },
  )
})

test('rows are ordered by newest parent, then id', () => {
  const row = (id: number, parent?: number): SnapshotRow => {
    const stamp = { clock: 1, batch: 0, index: 0 }
    const moves =
      parent === undefined
        ? []
        : [{ stamp, parent: new Uint8Array(16).fill(parent), name: 'a', at: 0 }]
    return {
      id: new Uint8Array(16).fill(id),
      registers: { kind: undefined, moves, fields: new Map(), versions: [] },
    }
  }
  const rows = [row(1, 2), row(3, 1), row(2, 1), row(4)].sort(compareRows)
  expect(rows.map(({ id }) => id[0])).toEqual([4, 2, 3, 1])
})

test('a row that names a batch that is not listed is refused', async () => {
  const id = new Uint8Array(16).fill(1)
  const gone = { clock: 1, batch: 4, index: 0 }
  const registers: Registers = { kind: 'file', moves: [], fields: new Map(), versions: [], gone }
  const parts = encodeSnapshot(batches, [{ id, registers }], (batch) => batch)
  await expect(read(parts)).rejects.toThrowError(code('bad-input'))
})

test('an empty or cut snapshot is refused', async () => {
  const registers: Registers = { kind: 'file', moves: [], fields: new Map(), versions: [] }
  const rows = [{ id: new Uint8Array(16).fill(1), registers }]
  const [first, row] = [...encodeSnapshot(batches, rows, (batch) => batch)] as [Buffer, Buffer]
  const whole = Buffer.concat([first, row])
  expect(await read([whole])).toHaveLength(1)
  const cuts = [0, 3, 4, first.length - 1, first.length + 3, first.length + 4, whole.length - 1]
  for (const length of cuts) {
    await expect(read([whole.subarray(0, length)])).rejects.toThrowError(code('bad-input'))
  }
  await expect(read([Uint8Array.of(255, 0, 0, 0)])).rejects.toThrowError(code('too-large'))
})

test('damaged and random bytes give nothing but a SpaceError', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyRows,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (rows, place, flip) => {
        const bytes = Buffer.concat([...encodeSnapshot(batches, rows, (batch) => batch)])
        bytes[place % bytes.length]! ^= flip
        await read([bytes]).catch((error: unknown) => {
          expect(error).toBeInstanceOf(SpaceError)
        })
      },
    ),
    { numRuns: 500 },
  )
})
