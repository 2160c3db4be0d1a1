import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { randomBytes } from '../crypto/hash.ts'
import { readRoot, writeRoot } from './root-file.ts'

const dir = fs.mkdtempSync(join(tmpdir(), 'space-root-'))
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }))

test('gives back what was written, to the key alone', async () => {
  const key = randomBytes(32)
  const root = randomBytes(16)
  await writeRoot(dir, key, { root, name: 'Lenas Läptop' })
  expect(readRoot(dir, key)).toEqual({ root, name: 'Lenas Läptop' })
  expect(fs.statSync(join(dir, 'root')).mode & 0o777).toBe(0o600)
  expect(fs.readdirSync(dir)).toEqual(['root'])
  const wrong = expect.objectContaining({ code: 'wrong-key' })
  expect(() => readRoot(dir, randomBytes(32))).toThrow(wrong)
})

test('shows neither the drive nor the name to others, and no flipped bit passes', async () => {
  const key = randomBytes(32)
  const root = Buffer.from(randomBytes(16))
  await writeRoot(dir, key, { root, name: 'Lenas Laptop' })
  const bytes = fs.readFileSync(join(dir, 'root'))
  expect(bytes.includes('Laptop')).toBe(false)
  expect(bytes.includes(root)).toBe(false)
  for (let at = 0; at < bytes.length; at++) {
    const flipped = Buffer.from(bytes)
    flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at)
    fs.writeFileSync(join(dir, 'root'), flipped)
    expect(() => readRoot(dir, key)).toThrow(expect.objectContaining({ name: 'SpaceError' }))
  }
})

test('writing again replaces it', async () => {
  const key = randomBytes(32)
  const root = randomBytes(16)
  await writeRoot(dir, key, { root, name: 'a name that is longer than the new one' })
  await writeRoot(dir, key, { root, name: 'b' })
  expect(readRoot(dir, key).name).toBe('b')
  expect(fs.readdirSync(dir)).toEqual(['root'])
})
