import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { namesIn, newPlace, save, segmentBytes, text, whole, type Place } from './drive.samples.ts'
import { randomBytes } from '../crypto/hash.ts'
import { EMPTY_CONTENT } from './content/content.ts'
import { contents, dated, DAY_MS, halfDays, saveAt, START, THINNED } from './expire.samples.ts'
import { MAX_VERSIONS, type Op } from './log/ops.ts'
import { ROOT, TRASH } from './tree/registers.ts'

function loseIndex({ dir }: Place): void {
  for (const ending of ['', '-wal', '-shm'])
    fs.rmSync(join(dir, `index.db${ending}`), { force: true })
}

describe('the policy of a drive', () => {
  test('is everything for a start, and what was set comes back after the index was lost', async () => {
    const place = newPlace()
    {
      await using home = await place.open()
      expect(await home.drive.keeping()).toEqual({ versions: 'all', trashDays: 30 })
      await save(home.drive, '/a/f', 'x')
      expect(await home.drive.setKeeping(THINNED)).toEqual(THINNED)
      expect(await home.drive.keeping()).toEqual(THINNED)
      expect(await text(home.drive, '/a/f')).toBe('x')
    }
    {
      await using home = await place.open()
      expect(await home.drive.keeping()).toEqual(THINNED)
    }
    loseIndex(place)
    await using home = await place.open()
    expect(await home.drive.keeping()).toEqual(THINNED)
    await home.drive.setKeeping({ versions: 'all', trashDays: 7 })
    expect(await home.drive.keeping()).toEqual({ versions: 'all', trashDays: 7 })
  })

  test('the root that holds it stays a folder without a name that lists what is in it', async () => {
    const place = newPlace()
    const check = async (): Promise<void> => {
      await using home = await place.open()
      const { drive, parts } = home
      expect(await namesIn(drive, '/')).toEqual(['f'])
      expect(await drive.stat('/')).toMatchObject({
        path: '/',
        name: '',
        kind: 'folder',
        size: 0,
        mode: 0o755,
        versions: 0,
      })
      expect(await drive.search({})).toHaveLength(1)
      expect(await drive.usage('/')).toMatchObject({ files: 1, folders: 0 })
      expect(await drive.trash()).toEqual([])
      for (const row of [0, 1]) expect(parts.tree.columns.isVisible(row)).toBe(true)
      expect((await drive.verify()).problems).toEqual([])
    }
    {
      await using home = await place.open()
      await save(home.drive, '/f', 'x')
      await home.drive.setKeeping(THINNED)
      // a hostile device may set any field, and on the trash too
      const other = home.other()
      for (const id of [ROOT, TRASH])
        for (const [field, value] of [
          ['mode', 0],
          ['mtime', 5],
          ['target', '/etc'],
        ] as const)
          other.edit([{ o: 'set', id, field, value, at: 1 }])
      await other.deliver()
    }
    await check()
    loseIndex(place)
    await check()
  })

  test('what another device sets counts, and is everything when it makes no sense', async () => {
    await using home = await newPlace().open()
    const other = home.other()
    const set = (value: unknown): Op => ({ o: 'set', id: ROOT, field: 'keeping', value, at: 1 })
    other.edit([set(THINNED)])
    await other.deliver()
    expect(await home.drive.keeping()).toEqual(THINNED)
    for (const value of ['all', 7, null, [], { ...THINNED, allDays: 0 }, { versions: 'none' }]) {
      other.edit([set(value)])
      await other.deliver()
      expect((await home.drive.keeping()).versions).toBe('all')
    }
  })

  test('what makes no sense is not set', async () => {
    await using home = await newPlace().open()
    await expect(home.drive.setKeeping({ ...THINNED, allDays: 5 })).rejects.toMatchObject({
      code: 'bad-input',
    })
    expect(await home.drive.keeping()).toEqual({ versions: 'all', trashDays: 30 })
  })
})

describe('thinning', () => {
  test('lets old versions go, for ever: also when the index is made anew', async () => {
    const place = dated()
    {
      await using home = await place.open()
      await home.drive.setKeeping(THINNED)
      // one in the week before; then the Monday, Tuesday, Saturday, Sunday and the next Monday
      await saveAt(home.drive, place, halfDays(-4, 0, 1, 2, 10, 11, 12, 13))
      place.now = START + 7 * DAY_MS
      expect(await home.drive.expire()).toEqual({ versions: 3, entries: 0 })
      expect(await contents(home.drive)).toEqual(['v7', 'v6', 'v5', 'v4', 'v0'])
      expect(await home.drive.expire()).toEqual({ versions: 0, entries: 0 })
    }
    loseIndex(place)
    await using home = await place.open()
    expect(await contents(home.drive)).toEqual(['v7', 'v6', 'v5', 'v4', 'v0'])
    expect(await home.drive.expire()).toEqual({ versions: 0, entries: 0 })
    expect((await home.drive.stat('/f')).versions).toBe(5)
  })

  test('does nothing while everything is kept', async () => {
    const place = dated()
    await using home = await place.open()
    await saveAt(home.drive, place, halfDays(0, 1, 2, 3))
    place.now += 50 * DAY_MS
    expect(await home.drive.expire()).toEqual({ versions: 0, entries: 0 })
    expect(await contents(home.drive)).toHaveLength(4)
  })

  test('a sweep frees the room, and a file without old versions reads as before', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    await drive.setKeeping({ ...THINNED, weeklyDays: 4 })
    const newest = randomBytes(2 ** 20)
    const oldest = randomBytes(2 ** 21)
    await drive.write('/f', [oldest])
    await drive.copy(['/f'], '/copy')
    for (const bytes of [randomBytes(2 ** 21), newest]) {
      place.now += 1000
      await drive.write('/f', [bytes])
    }
    place.now += 30 * DAY_MS
    const before = segmentBytes(place.dir)
    const swept = await drive.sweep()
    expect(swept.expired).toEqual({ versions: 2, entries: 0 })
    // the copy holds on to the oldest
    expect(swept.freedBytes).toBeGreaterThan(2 ** 21)
    expect(before - segmentBytes(place.dir)).toBeGreaterThan(2 ** 21)
    expect((await whole(drive, '/f')).equals(newest)).toBe(true)
    expect((await whole(drive, '/copy')).equals(oldest)).toBe(true)
    expect(await drive.versions('/f')).toMatchObject([{ current: true, size: 2 ** 20 }])
    expect((await drive.verify()).problems).toEqual([])
    await drive.remove(['/copy'], { forever: true })
    expect((await drive.sweep()).freedBytes).toBeGreaterThan(2 ** 21)
    expect((await whole(drive, '/f')).equals(newest)).toBe(true)
  })

  test('two that stand against each other both stay, however old', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    const entry = await save(drive, '/f', 'both')
    const other = home.other()
    await save(drive, '/f', 'mine')
    const at = START + 5
    const id = Buffer.from(entry.id, 'hex')
    other.edit([{ o: 'version', id, base: [], content: EMPTY_CONTENT, at }])
    await other.deliver()
    await drive.setKeeping({ ...THINNED, weeklyDays: 4 })
    place.now += 30 * DAY_MS
    expect(await drive.expire()).toEqual({ versions: 1, entries: 0 })
    expect((await contents(drive)).toSorted()).toEqual(['', 'mine'])
  })

  test('versions of a clock that ran wild stay', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    await saveAt(drive, place, [0, Date.UTC(2099, 0, 1), ...halfDays(0, 1, 2)])
    await drive.setKeeping({ ...THINNED, weeklyDays: 4 })
    place.now += 30 * DAY_MS
    expect(await drive.expire()).toEqual({ versions: 2, entries: 0 })
    expect(await contents(drive)).toEqual(['v4', 'v1', 'v0'])
  })

  test('more versions than one op may name go as well', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    const id = Buffer.from((await save(drive, '/f', 'x')).id, 'hex')
    const other = home.other()
    const many = MAX_VERSIONS + 100
    for (let start = 0; start < many; start += 400)
      other.edit(
        Array.from({ length: Math.min(400, many - start) }, (_, n) => ({
          o: 'version' as const,
          id,
          base: n === 0 ? [] : [[null, n - 1] as const],
          content: EMPTY_CONTENT,
          at: START + start + n,
        })),
      )
    await other.deliver()
    await drive.setKeeping({ ...THINNED, weeklyDays: 4 })
    place.now += 30 * DAY_MS
    const before = (await drive.stat('/f')).versions
    const { versions } = await drive.expire()
    expect(versions).toBeGreaterThan(MAX_VERSIONS)
    expect((await drive.stat('/f')).versions).toBe(before - versions)
    await drive.remove(['/f'], { forever: true })
    expect(await drive.trash()).toEqual([])
  })
})

describe('the trash', () => {
  test('is emptied of what lay there for its days, and says how many are left', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    for (const path of ['/old/f', '/new']) await save(drive, path, 'x')
    await drive.setKeeping({ versions: 'all', trashDays: 10 })
    await drive.remove(['/old'])
    place.now += 9 * DAY_MS
    await drive.remove(['/new'])
    expect((await drive.trash()).map(({ daysLeft }) => daysLeft)).toEqual([10, 1])
    expect(await drive.expire()).toEqual({ versions: 0, entries: 0 })
    place.now += DAY_MS
    expect(await drive.expire()).toEqual({ versions: 0, entries: 1 })
    expect((await drive.trash()).map(({ from }) => from)).toEqual(['/new'])
    await drive.setKeeping({ versions: 'all', trashDays: 40 })
    expect((await drive.trash()).map(({ daysLeft }) => daysLeft)).toEqual([39])
  })

  test('a file in it goes with all its versions, which count as one entry', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    await drive.setKeeping(THINNED)
    await saveAt(drive, place, halfDays(0, 1, 2))
    await drive.remove(['/f'])
    place.now += 20 * DAY_MS
    expect(await drive.expire()).toEqual({ versions: 0, entries: 1 })
  })

  test('what another device saved there meanwhile has all its days', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    const entry = await save(drive, '/a/f', 'x')
    const other = home.other()
    await drive.remove(['/a'])
    place.now += 40 * DAY_MS
    const id = Buffer.from(entry.id, 'hex')
    const at = place.now - DAY_MS
    other.edit([{ o: 'version', id, base: [], content: EMPTY_CONTENT, at }])
    await other.deliver()
    expect(await drive.expire()).toEqual({ versions: 0, entries: 0 })
    await drive.restoreTrashed('/a')
    expect((await drive.stat('/a/f')).versions).toBe(2)
    await drive.remove(['/a'])
    place.now += 31 * DAY_MS
    expect(await drive.expire()).toEqual({ versions: 0, entries: 1 })
  })

  test('what was put there at no time, or in the future, stays', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    for (const [path, at] of [
      ['/zero', 0],
      ['/later', Date.UTC(2099, 0, 1)],
    ] as const) {
      await save(drive, path, 'x')
      place.now = at
      await drive.remove([path])
      place.now = START
    }
    await save(drive, '/g', 'x')
    place.now += 50 * DAY_MS
    expect(await drive.expire()).toEqual({ versions: 0, entries: 0 })
    expect(await drive.trash()).toHaveLength(2)
  })
})
