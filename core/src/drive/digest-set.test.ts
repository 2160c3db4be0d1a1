import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDigestSet } from './digest-set.ts'

test('has what was added and nothing else, however much that is', () => {
  // a few different bytes make digests that want the same slot
  const digest = fc
    .array(fc.constantFrom(0, 1, 255), { minLength: 32, maxLength: 32 })
    .map((bytes) => Uint8Array.from(bytes))
  const digests = fc.array(fc.oneof(digest, fc.uint8Array({ minLength: 32, maxLength: 32 })), {
    maxLength: 100,
  })
  fc.assert(
    fc.property(digests, digests, (added, others) => {
      const set = openDigestSet(1)
      const known = new Set<string>()
      for (const one of added) {
        set.add(one)
        known.add(String(one))
      }
      expect(set.size).toBe(known.size)
      for (const one of [...added, ...others]) expect(set.has(one)).toBe(known.has(String(one)))
    }),
  )
})

test('keeps what it was given when the caller uses the bytes again', () => {
  const set = openDigestSet()
  const bytes = new Uint8Array(32).fill(1)
  set.add(bytes)
  bytes.fill(2)
  expect(set.has(new Uint8Array(32).fill(1))).toBe(true)
  expect(set.has(bytes)).toBe(false)
})
