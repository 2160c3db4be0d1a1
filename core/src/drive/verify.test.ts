import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { randomBytes } from '../crypto/hash.ts'
import { EMPTY_CONTENT } from './content/content.ts'
import type { Entry } from './drive.ts'
import { newPlace, save, segmentBytes, text, whole, type Opened } from './drive.samples.ts'

const MIB = 2 ** 20

/** Flips one bit of the first block of a file, or of its `n`th. */
function damage(home: Opened, dir: string, entry: Entry, n?: number): void {
  const { tree, contents } = home.parts
  const row = tree.columns.find(Buffer.from(entry.id, 'hex'))
  const [version] = tree.registersOf(row).versions
  const all = [...contents.digestsOf(version?.content ?? EMPTY_CONTENT)]
  const unique = new Map(all.map((digest) => [Buffer.from(digest).toString('hex'), digest]))
  const digest = n === undefined ? tree.columns.digestOf(row) : [...unique.values()][n]
  const place = digest && home.blocks.find(digest)
  if (place === undefined) throw new Error('the block is not here')
  const names = fs.readdirSync(join(dir, 'segments'))
  const name = names.find((one) => Number.parseInt(one, 10) === place.segment)
  const fd = fs.openSync(join(dir, 'segments', name ?? ''), 'r+')
  const byte = Buffer.alloc(1)
  fs.readSync(fd, byte, 0, 1, place.offset + 20)
  byte.writeUInt8(byte.readUInt8(0) ^ 4)
  fs.writeSync(fd, byte, 0, 1, place.offset + 20)
  fs.closeSync(fd)
}

describe('verify', () => {
  test('checks every version, also in the trash, and counts', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.write('/a/big', [randomBytes(2 * MIB)])
    await save(drive, '/a/f', 'one')
    await save(drive, '/a/f', 'two')
    await save(drive, '/gone', 'x')
    await save(drive, '/empty', '')
    await drive.remove(['/gone'])
    const seen: number[] = []
    const report = await drive.verify({ onProgress: ({ doneFiles }) => void seen.push(doneFiles) })
    expect(report).toMatchObject({ files: 4, bytes: 2 * MIB + 7, problems: [] })
    expect(report.blocks).toBeGreaterThanOrEqual(6)
    expect(seen.at(-1)).toBe(4)
    expect(await drive.verify({ path: '/a/f' })).toMatchObject({ files: 1, bytes: 6 })
    await expect(drive.verify({ path: '/none' })).rejects.toMatchObject({ code: 'not-found' })
  })

  test('names the file, and whether an older version or the trash is meant', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    const old = await save(drive, '/a/f', 'one')
    damage(home, place.dir, old)
    await save(drive, '/a/f', 'two')
    const gone = await save(drive, '/gone', 'x')
    damage(home, place.dir, gone)
    await drive.remove(['/gone'])
    const { problems } = await drive.verify()
    expect(problems).toMatchObject([
      {
        path: '/a/f',
        which: 'an older version',
        code: 'corrupt-block',
        message: 'damaged: bytes 0 to 2 of 3',
      },
      { path: expect.stringMatching(/gone/u), which: 'in the trash', code: 'corrupt-block' },
    ])
    expect(await text(drive, '/a/f')).toBe('two')
    // what was written again is whole again
    await drive.write('/b', [Buffer.from('one')])
    expect(await text(drive, '/b')).toBe('one')
  })

  test('names a file once, with the stretch that a damaged block takes from it', async () => {
    const place = newPlace()
    await using home = await place.open()
    const big = await home.drive.write('/big', [randomBytes(4 * MIB)])
    damage(home, place.dir, big, 3)
    const { problems } = await home.drive.verify()
    expect(problems).toHaveLength(1)
    const [, from, to] =
      /^damaged: bytes (\d+) to (\d+) of 4194304$/u.exec(problems[0]?.message ?? '') ?? []
    expect(Number(from)).toBeGreaterThan(0)
    expect(Number(to) - Number(from)).toBeGreaterThanOrEqual(MIB / 2)
    expect(Number(to) - Number(from)).toBeLessThan(3 * MIB)
  })

  test('can be stopped', async () => {
    await using home = await newPlace().open()
    await save(home.drive, '/f', 'x')
    const signal = AbortSignal.abort()
    await expect(home.drive.verify({ signal })).rejects.toThrow()
  })
})

describe('sweep', () => {
  test('gives back the room of what nothing refers to, and of nothing else', async () => {
    const place = newPlace()
    const kept = randomBytes(MIB)
    {
      await using home = await place.open()
      const { drive } = home
      await drive.write('/kept', [kept])
      await drive.write('/versions', [randomBytes(MIB)])
      await save(drive, '/versions', 'new')
      await drive.write('/trashed', [randomBytes(MIB)])
      await drive.remove(['/trashed'])
      await drive.write('/dropped', [randomBytes(MIB)])
      await drive.remove(['/dropped'], { forever: true })
      const before = segmentBytes(place.dir)
      const report = await drive.sweep()
      expect(report.freedBytes).toBeGreaterThanOrEqual(MIB)
      expect(report.freedBytes).toBeLessThan(1.5 * MIB)
      expect(segmentBytes(place.dir)).toBeLessThan(before - MIB + 65_536)
    }
    await using home = await place.open()
    const { drive } = home
    expect((await drive.verify()).problems).toEqual([])
    expect((await whole(drive, '/kept')).equals(kept)).toBe(true)
    expect(await drive.versions('/versions')).toHaveLength(2)
    await drive.restoreTrashed('/trashed')
    expect((await whole(drive, '/trashed')).length).toBe(MIB)
  })

  test('does not wait for who has stopped reading, and takes nothing from them', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    const bytes = randomBytes(8 * MIB)
    await drive.write('/film', [bytes])
    await drive.write('/dropped', [randomBytes(8 * MIB)])
    await drive.remove(['/dropped'], { forever: true })
    const reading = drive.read('/film')[Symbol.asyncIterator]()
    const first = await reading.next()
    const before = segmentBytes(place.dir)
    expect(await drive.sweep()).toMatchObject({ laterBytes: 0 })
    expect(segmentBytes(place.dir)).toBeLessThan(before - 7 * MIB)
    const rest = await Array.fromAsync({ [Symbol.asyncIterator]: () => reading })
    expect(Buffer.concat([first.value as Uint8Array, ...rest]).equals(bytes)).toBe(true)
  })

  test('takes nothing away from who is saving meanwhile', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.write('/dropped', [randomBytes(2 * MIB)])
    await drive.remove(['/dropped'], { forever: true })
    const saves = Array.from({ length: 20 }, (_, i) =>
      drive.write(`/f${i}`, [randomBytes(100_000)]),
    )
    await Promise.all([...saves, drive.sweep()])
    const { problems, files } = await drive.verify()
    expect([files, problems]).toEqual([20, []])
  })
})
