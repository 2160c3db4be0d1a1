import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BlockRow, SegmentWriter } from '../../blocks/segment-writer.ts'
import { sha256 } from '../../crypto/hash.ts'
import { PIECE_BYTES, openPieceInto, padme } from '../../crypto/seal.ts'
import { openBlockStream } from './block-stream.ts'
import { BLOCK_BYTES } from './part.ts'

/** A writer that keeps the blocks in memory. */
function memoryWriter(): { writer: SegmentWriter; blocks: Buffer[] } {
  const blocks: Buffer[] = []
  const writer: SegmentWriter = {
    append: (given) =>
      given.map((block): BlockRow => {
        blocks.push(Buffer.from(block))
        const { length } = block
        return { digest: sha256(block), segment: 0, offset: 0, length, codec: 'raw' }
      }),
    sync: async () => [],
    rotate: () => undefined,
    close: async () => [],
  }
  return { writer, blocks }
}

const source = randomBytes(BLOCK_BYTES)

test('every piece is where its position says, in blocks of one MiB and a padded last one', () => {
  const sizes = fc.array(fc.oneof(fc.nat(3000), fc.nat(PIECE_BYTES), fc.constant(PIECE_BYTES)), {
    minLength: 1,
    maxLength: 20,
  })
  fc.assert(
    fc.property(fc.array(sizes, { minLength: 1, maxLength: 3 }), (commits) => {
      const { writer, blocks } = memoryWriter()
      const stream = openBlockStream(writer)
      let taken = 0
      for (const commit of commits) {
        const start = stream.base
        const pieces = commit.map((size) => ({ size, ...stream.put(source.subarray(0, size)) }))
        stream.end()
        const rows = stream.take()
        const sealed = commit.reduce((sum, size) => sum + size + 16, 0)
        const last = sealed % BLOCK_BYTES
        const lengths = rows.map(({ length }) => length)
        expect(lengths.slice(0, Math.floor(sealed / BLOCK_BYTES)).every(isWhole)).toBe(true)
        if (last > 0)
          expect(lengths.at(-1)).toBe(Math.min(BLOCK_BYTES, padme(Math.max(last, 4096))))
        expect(lengths.length).toBe(Math.ceil(sealed / BLOCK_BYTES))
        const bytes = Buffer.concat(blocks.slice(taken))
        for (const { position, size, key } of pieces) {
          const at = position - start
          const plain = Buffer.alloc(size)
          openPieceInto(plain, bytes.subarray(at, at + size + 16), key)
          expect(plain.equals(source.subarray(0, size))).toBe(true)
        }
        taken = blocks.length
      }
    }),
    { numRuns: 25 },
  )
})

test('padding is fresh random bytes, neither zeros nor what was there before', () => {
  const { writer, blocks } = memoryWriter()
  const stream = openBlockStream(writer)
  stream.put(source.subarray(0, 4000))
  stream.end()
  stream.put(source.subarray(0, 100))
  stream.end()
  const [first, second] = blocks
  const padding = second?.subarray(116) ?? Buffer.alloc(0)
  expect(padding.length).toBe(4096 - 116)
  expect(padding.equals(Buffer.alloc(padding.length))).toBe(false)
  expect(padding.subarray(0, 3000).equals(first?.subarray(116, 3116) ?? padding)).toBe(false)
  expect(padding.subarray(-50).equals(Buffer.alloc(50))).toBe(false)
})

test('equal pieces never look alike, and no key serves twice', () => {
  const { writer, blocks } = memoryWriter()
  const stream = openBlockStream(writer)
  const keys = Array.from({ length: 50 }, () => stream.put(source.subarray(0, 64)).key)
  stream.end()
  expect(new Set(keys.map(String)).size).toBe(50)
  const bytes = Buffer.concat(blocks)
  const boxes = Array.from({ length: 50 }, (_, i) => bytes.toString('hex', i * 80, i * 80 + 80))
  expect(new Set(boxes).size).toBe(50)
})

function isWhole(length: number): boolean {
  return length === BLOCK_BYTES
}
