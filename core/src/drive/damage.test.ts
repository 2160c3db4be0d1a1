import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { randomBytes } from '../crypto/hash.ts'
import type { Drive } from './drive.ts'
import { newFolder, newPlace, type Place } from './drive.samples.ts'

const MIB = 2 ** 20

/** A drive with one file of 3 MiB, closed, of which one bit on the disk is wrong. */
async function damaged(): Promise<{ place: Place; source: string; bytes: Buffer }> {
  const place = newPlace()
  place.now = Date.now() + 60_000
  const bytes = Buffer.concat(Array.from({ length: 3 }, () => randomBytes(MIB)))
  const source = join(newFolder(), 'file')
  fs.writeFileSync(source, bytes)
  {
    await using home = await place.open()
    await home.drive.import([source], '/')
  }
  const largest = largestSegment(place)
  const sealed = fs.readFileSync(largest)
  sealed[500_000] = (sealed[500_000] ?? 0) ^ 1
  fs.writeFileSync(largest, sealed)
  return { place, source, bytes }
}

function largestSegment({ dir }: Place): string {
  const segments = join(dir, 'segments')
  return fs
    .readdirSync(segments)
    .map((name) => join(segments, name))
    .reduce((a, b) => (fs.statSync(a).size > fs.statSync(b).size ? a : b))
}

async function bytesOf(drive: Drive, path: string): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(drive.read(path)))
}

describe('a damaged file is whole again when it is added again, and new files never share the damage', () => {
  test.each([
    ['verify', (drive: Drive) => drive.verify()],
    ['a read', (drive: Drive) => bytesOf(drive, '/file').catch((error: unknown) => error)],
    ['writing it out', (drive: Drive) => drive.export(['/file'], newFolder())],
  ])('once %s has met it', async (_, meet) => {
    const { place, source, bytes } = await damaged()
    await using home = await place.open()
    const { drive } = home
    await meet(drive)
    expect(home.blocks.damaged()).toHaveLength(1)
    fs.copyFileSync(source, `${source}2`)
    await drive.import([`${source}2`], '/')
    expect((await bytesOf(drive, '/file2')).equals(bytes)).toBe(true)
    await drive.import([source], '/')
    expect((await bytesOf(drive, '/file')).equals(bytes)).toBe(true)
    expect((await drive.verify()).problems).toMatchObject([
      { path: '/file', which: 'an older version' },
    ])
  })

  test('also when a whole segment is gone, though its source has not changed since', async () => {
    const { place, source, bytes } = await damaged()
    fs.rmSync(largestSegment(place))
    await using home = await place.open()
    expect(await home.drive.import([source], '/')).toMatchObject({ files: 1, unchanged: 0 })
    expect((await bytesOf(home.drive, '/file')).equals(bytes)).toBe(true)
    expect(await home.drive.import([source], '/')).toMatchObject({ files: 0, unchanged: 1 })
  })
})

test('what shares a block with the damage can still be read and written out', async () => {
  const place = newPlace()
  await using home = await place.open()
  const { drive } = home
  const folder = newFolder()
  const names = Array.from({ length: 40 }, (_, i) => `f${i}`)
  for (const name of names) fs.writeFileSync(join(folder, name), randomBytes(20_000))
  await drive.import([folder], '/in', { recursive: true })
  const [first = ''] = await drive.list('/in').then((all) => all.map(({ path }) => path))
  const largest = largestSegment(place)
  const sealed = fs.readFileSync(largest)
  sealed[400_000] = (sealed[400_000] ?? 0) ^ 1
  fs.writeFileSync(largest, sealed)
  expect((await drive.verify()).problems.length).toBeGreaterThan(30)
  const to = newFolder()
  const { files, problems } = await drive.export([first], to)
  expect({ files, problems: problems.length }).toEqual({ files: 39, problems: 1 })
  const read = await Promise.allSettled(names.map((name) => bytesOf(drive, `${first}/${name}`)))
  expect(read.filter(({ status }) => status === 'fulfilled')).toHaveLength(39)
})

test('a block that could not be read for a while is whole again with the next look', async () => {
  const { place, bytes } = await damaged()
  const largest = largestSegment(place)
  const sealed = fs.readFileSync(largest)
  await using home = await place.open()
  expect((await home.drive.verify()).problems).toHaveLength(1)
  sealed[500_000] = (sealed[500_000] ?? 0) ^ 1
  fs.writeFileSync(largest, sealed)
  expect((await home.drive.verify()).problems).toEqual([])
  expect(home.blocks.damaged()).toEqual([])
  expect((await bytesOf(home.drive, '/file')).equals(bytes)).toBe(true)
})
