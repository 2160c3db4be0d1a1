import { createCipheriv, hash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CUT_MAX_BYTES, CUT_MIN_BYTES, cut, gearTable } from './cut.ts'

const GEAR = gearTable()
/** sha256sum of "space/v1/gear" ‖ 00 and ‖ 01, first four bytes little-endian. */
const GEAR_0 = -654853404
const GEAR_1 = 1559959079

/** FORMATS.md word by word: numbers below 2^32, no bit tricks. */
function slowCut(bytes: Uint8Array): number {
  let h = 0
  for (let length = CUT_MIN_BYTES + 1; length <= Math.min(bytes.length, CUT_MAX_BYTES); length++) {
    const gear = GEAR[bytes[length - 1] ?? 0] ?? 0
    h = (h * 2 + (gear < 0 ? gear + 2 ** 32 : gear)) % 2 ** 32
    // The mask keeps the top 17 bits: h & mask = 0 is h < 2^15.
    if (h < 2 ** 15) return length
  }
  return Math.min(bytes.length, CUT_MAX_BYTES)
}

function chunks(bytes: Uint8Array): Buffer[] {
  const found: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const length = cut(bytes, at, bytes.length - at)
    found.push(Buffer.from(bytes.subarray(at, at + length)))
    at += length
  }
  return found
}

/** Bytes that a seed and an alphabet fix: small alphabets make cuts rare or early. */
const bytes = fc
  .tuple(fc.integer(), fc.integer({ min: 1, max: 256 }), fc.integer({ min: 0, max: 3 * 2 ** 20 }))
  .map(([seed, alphabet, length]) => {
    let state = seed | 1
    return Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0
      return (state >>> 16) % alphabet
    })
  })

test('a cut is where the slow reading of the specification puts it', () => {
  fc.assert(
    fc.property(bytes, (input) => {
      expect(cut(input, 0, input.length)).toBe(slowCut(input))
    }),
    { numRuns: 25 },
  )
})

test('chunks are within their bounds and add up to the file', () => {
  fc.assert(
    fc.property(bytes, (input) => {
      const found = chunks(input)
      expect(Buffer.concat(found).equals(input)).toBe(true)
      for (const chunk of found.slice(0, -1)) expect(chunk.length).toBeGreaterThan(CUT_MIN_BYTES)
      for (const chunk of found) expect(chunk.length).toBeLessThanOrEqual(CUT_MAX_BYTES)
    }),
    { numRuns: 15 },
  )
})

test('a cut depends only on the bytes of its chunk, not on where they lie in the buffer', () => {
  const file = randomBytes(2 ** 21)
  const shifted = Buffer.concat([randomBytes(777), file])
  expect(cut(shifted, 777, file.length)).toBe(cut(file, 0, file.length))
})

test('an insertion changes only the chunks around it', () => {
  const file = randomBytes(16 * 2 ** 20)
  const at = 5 * 2 ** 20 + 123
  const edited = Buffer.concat([file.subarray(0, at), Buffer.from('inserted'), file.subarray(at)])
  const before = new Set(chunks(file).map((chunk) => chunk.toString('latin1')))
  const fresh = chunks(edited).filter((chunk) => !before.has(chunk.toString('latin1')))
  expect(fresh.length).toBeLessThanOrEqual(6)
})

test('the gear table is the published one', () => {
  expect([...GEAR.subarray(0, 2)]).toEqual([GEAR_0, GEAR_1])
})

test('a megabyte put in front costs a megabyte and two chunks on average', () => {
  const costs = Array.from({ length: 24 }, (_, seed) => {
    const file = streamOf(`file ${seed}`, 8 * 2 ** 20)
    const known = new Set(chunks(file).map((chunk) => chunk.toString('latin1')))
    const edited = Buffer.concat([streamOf(`front ${seed}`, 2 ** 20), file])
    const fresh = chunks(edited).filter((chunk) => !known.has(chunk.toString('latin1')))
    return fresh.reduce((sum, { length }) => sum + length, 0) / 2 ** 20
  })
  expect(costs.reduce((sum, cost) => sum + cost, 0) / costs.length).toBeLessThan(1.4)
})

/** The same random-looking bytes every time. */
function streamOf(name: string, length: number): Buffer {
  const key = hash('sha256', name, 'buffer')
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
}
