import fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { randomBytes } from '../crypto/hash.ts'
import { newFolder, newPlace } from './drive.samples.ts'

test('a file that is damaged is whole again when it is added again, and new files never share the damage', async () => {
  const place = newPlace()
  place.now = Date.now() + 60_000
  const bytes = Buffer.concat(Array.from({ length: 3 }, () => randomBytes(2 ** 20)))
  const source = join(newFolder(), 'file')
  fs.writeFileSync(source, bytes)
  {
    await using home = await place.open()
    await home.drive.import([source], '/')
  }
  const segments = join(place.dir, 'segments')
  const largest = fs
    .readdirSync(segments)
    .map((name) => join(segments, name))
    .reduce((a, b) => (fs.statSync(a).size > fs.statSync(b).size ? a : b))
  const sealed = fs.readFileSync(largest)
  sealed[500_000] = (sealed[500_000] ?? 0) ^ 1
  fs.writeFileSync(largest, sealed)
  await using home = await place.open()
  const { drive } = home
  expect((await drive.verify()).problems.length).toBeGreaterThan(0)
  fs.copyFileSync(source, `${source}2`)
  await drive.import([source, `${source}2`], '/')
  for (const path of ['/file', '/file2'])
    expect(Buffer.concat(await Array.fromAsync(drive.read(path))).equals(bytes)).toBe(true)
})
