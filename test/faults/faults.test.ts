import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { useFullDisk } from './brim.ts'
import { scanForCanaries } from './canary.ts'
import { compareEqualFiles, repeats } from './equal.ts'
import { flipBits } from './flips.ts'
import { fillDisks } from './full.ts'
import { killAtRandom } from './kill.ts'
import { isUntried } from './outcome.ts'
import { cutPower } from './power.ts'

// A share of `npm run faults`. The seed is new each time, and told when a test fails.
const seed = new Date().toISOString()
const work = mkdtempSync(join(tmpdir(), 'space-faults-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

test(`a process killed at any moment loses nothing acknowledged (seed ${seed})`, async () => {
  expect((await killAtRandom(work, 12, seed)).faults).toEqual([])
})

test(`a power cut loses nothing acknowledged (seed ${seed})`, async (context) => {
  const outcome = await cutPower(work, 3, seed)
  if (isUntried(outcome)) return context.skip(outcome.why)
  expect(outcome.faults).toEqual([])
})

test(`a flipped bit never changes what is read (seed ${seed})`, async () => {
  expect((await flipBits(work, 150, seed)).faults).toEqual([])
})

test(`a full disk is told as such and loses nothing (seed ${seed})`, async (context) => {
  const outcome = await fillDisks(work, 8, seed)
  if (isUntried(outcome)) return context.skip(outcome.why)
  expect(outcome.faults).toEqual([])
})

test('on a full disk everything but adding works', async (context) => {
  const outcome = await useFullDisk(work)
  if (isUntried(outcome)) return context.skip(outcome.why)
  expect(outcome.faults).toEqual([])
})

test('no name, content, password, phrase or key lies in a file or in what is said', async () => {
  expect((await scanForCanaries(work)).faults).toEqual([])
})

test('equal files make no equal blocks and known plaintext opens nothing', async () => {
  expect((await compareEqualFiles(work)).faults).toEqual([])
})

test('a keystream that is used twice would be seen', () => {
  const zeros = Uint8Array.from({ length: 64 }, (_, i) => (i * 89 + 7) % 251)
  expect(repeats([zeros])).toBe(0)
  expect(repeats([zeros, zeros.map((byte) => byte ^ 0xff)])).toBe(57)
})
