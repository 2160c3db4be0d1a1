import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { encode } from '../../crypto/codec.ts'
import { anyOp } from './ops.samples.ts'
import { opBytes } from './op-bytes.ts'
import type { Op } from './ops.ts'

// Properties take their time on a busy machine; none of them measures it.
vi.setConfig({ testTimeout: 120_000 })

function fast(op: Op): Uint8Array {
  const out = opBytes()
  out.add(op, op.at)
  return out.view(0, out.length).slice()
}

function general(op: Op): Uint8Array {
  const plain = op.o === 'unknown' ? op.op : op
  const told = Object.entries(plain).filter(([, value]) => value !== undefined)
  return Uint8Array.from(encode(Object.fromEntries(told)))
}

test('ops become the very bytes of dag-cbor', () => {
  fc.assert(
    fc.property(anyOp, (op) => {
      expect(fast(op)).toEqual(general(op))
    }),
    { numRuns: 5_000 },
  )
})

test('fields of a later Space are written as well', () => {
  const op = { o: 'move', id: new Uint8Array(16).fill(7), parent: new Uint8Array(16), name: 'a' }
  expect(fast({ ...op, colour: 'red' } as unknown as Op)).toEqual(
    Uint8Array.from(encode({ ...op, colour: 'red' })),
  )
})

test('many ops in one buffer are the ops one after the other', () => {
  fc.assert(
    fc.property(fc.array(anyOp, { minLength: 50, maxLength: 80 }), (ops) => {
      const out = opBytes()
      const total = ops.reduce((sum, op) => sum + out.add(op, op.at), 0)
      expect(out.length).toBe(total)
      expect(out.view(0, total)).toEqual(Uint8Array.from(Buffer.concat(ops.map(general))))
    }),
    { numRuns: 50 },
  )
})

test('whatever dag-cbor cannot hold is refused', () => {
  const set = (value: unknown): Op => ({ o: 'set', id: new Uint8Array(16), field: 'f', value })
  for (const value of [Number.NaN, Infinity, () => 1, { a: undefined }]) {
    expect(() => fast(set(value))).toThrowError(expect.objectContaining({ code: 'bad-input' }))
  }
})
