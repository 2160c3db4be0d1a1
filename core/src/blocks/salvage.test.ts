import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { MAX_HEAD_BYTES, sha256, writeHead } from './car.ts'
import { openWindow, salvage, type Salvaged } from './salvage.ts'

const MIB = 2 ** 20
const WINDOW_BYTES = 4 * MIB
const TRUE = record(randomBytes(300))

function record(bytes: Uint8Array, digest = sha256(bytes)): Buffer {
  return Buffer.concat([head(digest, bytes.length), bytes])
}

function head(digest: Uint8Array, length: number): Buffer {
  const out = Buffer.alloc(MAX_HEAD_BYTES)
  return out.subarray(0, writeHead(out, 0, digest, length, 'raw'))
}

/** As many of `made` as `size` bytes can hold, each told where it lies. */
function repeated(size: number, made: (at: number) => Uint8Array): Buffer {
  const out = Buffer.alloc(size)
  for (let at = 0; ;) {
    const next = made(at)
    if (at + next.length > size) return out
    out.set(next, at)
    at += next.length
  }
}

function run(bytes: Uint8Array): Salvaged & { readonly readBytes: number } {
  let readBytes = 0
  const read = (into: Uint8Array, at: number): number => {
    const part = bytes.subarray(at, at + into.length)
    into.set(part)
    readBytes += part.length
    return part.length
  }
  const window = openWindow(read, Buffer.alloc(WINDOW_BYTES), bytes.length)
  return { ...salvage(window, 0, 0, bytes.length), readBytes }
}

const FAKE = Buffer.alloc(32, 7)

test.each<[string, (size: number) => Uint8Array]>([
  ['heads of the longest blocks', (size) => repeated(size, () => head(FAKE, 2 * MIB))],
  ['heads of blocks of no bytes', (size) => repeated(size, () => head(FAKE, 0))],
  [
    'heads of no bytes that lead nowhere, a true record between every two',
    (size) => repeated(size, () => Buffer.concat([head(FAKE, 0), Buffer.alloc(1), TRUE])),
  ],
  [
    'heads that all lead to one true record',
    (size) => {
      const out = repeated(size, (at) => head(FAKE, Math.min(2 * MIB, size - at - 1000)))
      out.fill(0, size - 1000)
      out.set(TRUE, size - TRUE.length)
      return out
    },
  ],
  [
    'heads of the longest blocks, each inside of the one before',
    (size) => repeated(size, () => Buffer.from('a480800101551220', 'hex')),
  ],
  [
    'beginnings of CIDs',
    (size) => repeated(size, () => Buffer.from('ff015512200155122001', 'hex')),
  ],
  [
    'a wrong byte behind each true record',
    (size) => repeated(size, () => Buffer.concat([TRUE, Buffer.alloc(1)])),
  ],
])('the work grows with the bytes and no faster: %s', (_, hostile) => {
  const [small, large] = [run(hostile(3 * MIB)), run(hostile(6 * MIB))]
  expect(large.steps - small.steps).toBeLessThan(20 * 3 * MIB)
  expect(large.steps).toBeLessThan(64 * MIB + 20 * 6 * MIB)
  expect(large.readBytes).toBeLessThan(4 * 6 * MIB)
})

test('a block full of made-up heads hides nothing behind it, even when it is damaged itself', () => {
  const hostile = record(repeated(MIB, () => head(FAKE, MIB / 2)))
  hostile[500] = (hostile[500] ?? 0) ^ 1
  const found = run(Buffer.concat([TRUE, hostile, record(randomBytes(50)), TRUE]))
  expect(found.whole).toHaveLength(3)
  expect(found.broken).toHaveLength(1)
  expect(found.stretches).toEqual([])
  expect(found.steps).toBeLessThan(3 * MIB)
})

test('several broken records in a row keep their names, and what follows is found', () => {
  const broken = Array.from({ length: 3 }, () => record(randomBytes(200), sha256(randomBytes(9))))
  const found = run(Buffer.concat([TRUE, ...broken, TRUE, ...broken]))
  expect(found.whole).toHaveLength(2)
  expect(found.broken).toHaveLength(6)
  expect(found).toMatchObject({
    stretches: [],
    end: 2 * TRUE.length + 6 * (broken[0]?.length ?? 0),
  })
})

test('what no head can be read of is a stretch up to the next whole record', () => {
  const bytes = Buffer.concat([TRUE, randomBytes(5000), TRUE, randomBytes(70)])
  const found = run(bytes)
  expect(found.whole).toHaveLength(2)
  expect(found.stretches).toEqual([{ segment: 0, offset: TRUE.length, length: 5000 }])
  expect(found.end).toBe(bytes.length - 70)
})
