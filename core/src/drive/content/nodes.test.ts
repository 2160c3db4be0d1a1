import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSpaceError } from '@space/sdk'
import { encode } from '../../crypto/codec.ts'
import { type Node, decodeNode, encodeNode, openNodeBuilder } from './nodes.ts'
import { BLOCK_BYTES, type Part, blocksTouched } from './part.ts'

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 })

/** Parts as a stream makes them: one behind the other, with some that were there before. */
const partLists = fc
  .array(
    fc.record({
      length: fc.integer({ min: 17, max: BLOCK_BYTES }),
      key: digest,
      sha256: digest,
      repeated: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((specs) => {
    const blocks = Array.from({ length: 64 }, () => Uint8Array.from(randomBytes(32)))
    const parts: Part[] = []
    let position = 0
    for (const { length, key, sha256, repeated } of specs) {
      const before = parts.at(-1)
      if (repeated && before !== undefined) {
        parts.push(before)
        continue
      }
      const offset = position % BLOCK_BYTES
      const first = Math.floor(position / BLOCK_BYTES)
      const digests = blocks.slice(first, first + blocksTouched(offset, length))
      parts.push({ digests, offset, length, key, sha256, size: length - 16 })
      position += length
    }
    return parts
  })

function partsOf(node: Node): Part[] {
  return Array.from({ length: node.count }, (_, i) => node.part(i))
}

function build(parts: readonly Part[]): { nodes: Node[]; top: Part | undefined } {
  const nodes: Node[] = []
  const builder = openNodeBuilder((bytes, size) => nodes.push(decodeNode(bytes, 1, size)))
  for (const part of parts) builder.push(part)
  return { top: builder.end(), nodes }
}

function part(lastByte: number): Part {
  const sha256 = Uint8Array.from(randomBytes(32))
  sha256[31] = lastByte
  const digests = [Uint8Array.from(randomBytes(32))]
  return {
    digests,
    offset: 0,
    length: 116,
    key: Uint8Array.from(randomBytes(32)),
    sha256,
    size: 100,
  }
}

test('the parts of a node are those it was made of', () => {
  fc.assert(
    fc.property(partLists, (parts) => {
      const size = parts.reduce((sum, one) => sum + one.size, 0)
      expect(partsOf(decodeNode(encodeNode(parts), 1, size))).toEqual(parts)
    }),
  )
})

test('the parts of all nodes of a level are those that were pushed', () => {
  fc.assert(
    fc.property(partLists, (parts) => {
      const { nodes, top } = build(parts)
      if (parts.length === 1) expect(top).toEqual(parts[0])
      else expect(nodes.flatMap(partsOf)).toEqual(parts)
    }),
  )
})

test('a node ends after a hash that ends in zero, and after 1,024 parts', () => {
  const parts = Array.from({ length: 3000 }, (_, i) => part(i === 9 || i === 1500 ? 0 : 1))
  const { nodes, top } = build(parts)
  expect(top).toBe(undefined)
  expect(nodes.map(({ count }) => count)).toEqual([10, 1024, 467, 1024, 475])
})

test('a level of one part has no node, even when its hash ends in zero', () => {
  const only = part(0)
  expect(build([only])).toEqual({ nodes: [], top: only })
  expect(build([]).top).toBe(undefined)
})

test('one changed part changes one node', () => {
  const parts = Array.from({ length: 2000 }, (_, i) => part(i % 200 === 199 ? 0 : 1))
  const encoded = (of: readonly Part[]): string[] => {
    const found: string[] = []
    const builder = openNodeBuilder((bytes) => found.push(Buffer.from(bytes).toString('latin1')))
    for (const one of of) builder.push(one)
    builder.end()
    return found
  }
  const before = new Set(encoded(parts))
  const after = encoded(parts.with(777, part(1)))
  expect(after.length).toBe(10)
  expect(after.filter((node) => !before.has(node)).length).toBe(1)
})

test('what somebody else wrote into a node is refused unless it fits', () => {
  const one = part(1)
  const two = part(1)
  const good = encodeNode([one, two])
  expect(() => decodeNode(good, 1, 199)).toThrow()
  expect(() => decodeNode(encodeNode([{ ...one, size: 99 }, two]), 1, 199)).toThrow()
  expect(() => decodeNode(encodeNode([one, { ...two, offset: BLOCK_BYTES - 1 }]), 1, 200)).toThrow()
  expect(() => decodeNode(encode({ v: 2 }), 1, 200)).toThrow(
    expect.objectContaining({ code: 'newer-version' }),
  )
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bad = Uint8Array.from(good)
      bad[at] = (bad[at] ?? 0) ^ change
      try {
        const node = decodeNode(bad, 1, 200)
        expect(partsOf(node).reduce((sum, { size }) => sum + size, 0)).toBe(200)
      } catch (error) {
        expect(isSpaceError(error)).toBe(true)
      }
    }),
  )
})
