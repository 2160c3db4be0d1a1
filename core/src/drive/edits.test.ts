import { describe, expect, test } from 'vitest'
import { namesIn, newPlace, save, segmentBytes, text } from './drive.samples.ts'
import { randomBytes } from '../crypto/hash.ts'

const DAY_MS = 86_400_000

describe('folders', () => {
  test('a folder is made in one that is there, or with all its parents', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await expect(drive.makeFolder('/a/b')).rejects.toMatchObject({ code: 'not-found' })
    expect(await drive.makeFolder('/a/b', { parents: true })).toMatchObject({
      path: '/a/b',
      name: 'b',
      kind: 'folder',
      mode: 0o755,
      cid: null,
      versions: 0,
      local: true,
    })
    await expect(drive.makeFolder('/a/b')).rejects.toMatchObject({
      code: 'exists',
      facts: { path: '/a/b' },
    })
    expect((await drive.makeFolder('/a/b', { parents: true })).path).toBe('/a/b')
    expect(await namesIn(drive, '/a')).toEqual(['b'])
  })

  test('a file is never taken for a folder', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/f', 'x')
    const refused = { code: 'not-folder' }
    await expect(drive.makeFolder('/f/a')).rejects.toMatchObject(refused)
    await expect(drive.makeFolder('/f/a', { parents: true })).rejects.toMatchObject(refused)
    await expect(drive.makeFolder('/f', { parents: true })).rejects.toMatchObject({
      code: 'exists',
    })
    await expect(save(drive, '/f/a', 'x')).rejects.toMatchObject(refused)
    await expect(drive.list('/f')).rejects.toMatchObject(refused)
    await expect(drive.stat('/f/a')).rejects.toMatchObject(refused)
    await expect(drive.move(['/f'], '/f/a')).rejects.toMatchObject(refused)
  })

  test('the root is not made, moved, copied into itself, or removed', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.makeFolder('/a')
    const refused = { code: 'bad-input' }
    await expect(drive.makeFolder('/')).rejects.toMatchObject(refused)
    await expect(drive.move(['/'], '/a')).rejects.toMatchObject(refused)
    await expect(drive.move(['/'], '/b')).rejects.toMatchObject(refused)
    await expect(drive.copy(['/'], '/a')).rejects.toMatchObject(refused)
    await expect(drive.remove(['/'])).rejects.toMatchObject(refused)
    await expect(save(drive, '/', 'x')).rejects.toMatchObject(refused)
    expect(await namesIn(drive, '/')).toEqual(['a'])
  })
})

describe('move', () => {
  test('goes to a new name, or into a folder that is there', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const { id } = await save(drive, '/f', 'x')
    await drive.makeFolder('/a/b', { parents: true })
    expect(await drive.move(['/f'], '/g')).toMatchObject([{ id, path: '/g' }])
    expect(await drive.move(['/g'], '/a/')).toMatchObject([{ id, path: '/a/g' }])
    expect(await drive.move(['/a/g'], '/a/b/h')).toMatchObject([{ id, path: '/a/b/h' }])
    expect(await namesIn(drive, '/')).toEqual(['a'])
    expect(await namesIn(drive, '/a')).toEqual(['b'])
    expect(await text(drive, '/a/b/h')).toBe('x')
  })

  test('a folder moves with all it holds, and nothing else', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/deep/er/f', '1')
    await save(drive, '/b/keep', '2')
    await drive.move(['/a/deep'], '/b')
    expect(await text(drive, '/b/deep/er/f')).toBe('1')
    expect(await namesIn(drive, '/a')).toEqual([])
    expect(await namesIn(drive, '/b')).toEqual(['deep', 'keep'])
  })

  test('is refused when something would be overwritten, and then nothing has moved', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/x', 'a')
    await save(drive, '/b/x', 'b')
    await save(drive, '/y', 'y')
    await drive.makeFolder('/c')
    const exists = { code: 'exists' }
    await expect(drive.move(['/y', '/a/x'], '/b')).rejects.toMatchObject(exists)
    await expect(drive.move(['/a/x', '/b/x'], '/c')).rejects.toMatchObject(exists)
    await expect(drive.move(['/a/x'], '/y')).rejects.toMatchObject(exists)
    await expect(drive.move(['/a/x', '/y'], '/none')).rejects.toMatchObject({ code: 'not-found' })
    await expect(drive.move(['/a/x'], '/none/')).rejects.toMatchObject({ code: 'not-found' })
    await expect(drive.move(['/a/x'], '/none/x')).rejects.toMatchObject({ code: 'not-found' })
    await expect(drive.move(['/none'], '/c')).rejects.toMatchObject({ code: 'not-found' })
    expect(await namesIn(drive, '/')).toEqual(['a', 'b', 'c', 'y'])
    expect(await text(drive, '/a/x')).toBe('a')
    expect(await text(drive, '/b/x')).toBe('b')
  })

  test('a folder does not go into itself or below itself', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.makeFolder('/a/b/c', { parents: true })
    const refused = { code: 'bad-input' }
    await expect(drive.move(['/a'], '/a')).rejects.toMatchObject(refused)
    await expect(drive.move(['/a'], '/a/b/c')).rejects.toMatchObject(refused)
    await expect(drive.move(['/a'], '/a/b/new')).rejects.toMatchObject(refused)
    expect((await drive.stat('/a/b/c')).kind).toBe('folder')
  })

  test('only the case of a name can be changed', async () => {
    await using home = await newPlace().open()
    await save(home.drive, '/readme', 'x')
    await home.drive.move(['/readme'], '/README')
    expect(await namesIn(home.drive, '/')).toEqual(['README'])
  })
})

describe('copy', () => {
  test('shares the content, so that the store hardly grows, and is independent', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    const bytes = randomBytes(3 * 2 ** 20)
    await drive.write('/a/big', [bytes], { mode: 0o600, mtime: 1_600_000_000_000.25 })
    const before = segmentBytes(place.dir)
    const [copied] = await drive.copy(['/a'], '/b')
    expect(segmentBytes(place.dir) - before).toBeLessThan(16_384)
    expect(copied).toMatchObject({ path: '/b', kind: 'folder' })
    const [from, to] = [await drive.stat('/a/big'), await drive.stat('/b/big')]
    expect(to).toMatchObject({ mode: 0o600, mtime: 1_600_000_000_000.25, cid: from.cid })
    expect(to.id).not.toBe(from.id)
    await save(drive, '/b/big', 'other')
    expect((await drive.stat('/a/big')).size).toBe(bytes.length)
    await drive.remove(['/a'], { forever: true })
    await drive.sweep()
    expect(await text(drive, '/b/big')).toBe('other')
    const [first] = (await drive.versions('/b/big')).toReversed()
    await drive.restore('/b/big', { version: first?.id ?? '' })
    expect((await drive.stat('/b/big')).cid).toBe(from.cid)
  })

  test('a folder can be copied into itself once', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f', 'x')
    await drive.copy(['/a'], '/a')
    expect(await namesIn(drive, '/a')).toEqual(['a', 'f'])
    expect(await namesIn(drive, '/a/a')).toEqual(['f'])
  })

  test('is refused where something is, also where it is itself', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/f', 'x')
    await save(drive, '/a/f', 'y')
    const exists = { code: 'exists' }
    await expect(drive.copy(['/f'], '/a')).rejects.toMatchObject(exists)
    await expect(drive.copy(['/f'], '/f')).rejects.toMatchObject(exists)
    await expect(drive.copy(['/f'], '/')).rejects.toMatchObject(exists)
    await expect(drive.copy(['/none'], '/g')).rejects.toMatchObject({ code: 'not-found' })
    expect(await namesIn(drive, '/')).toEqual(['a', 'f'])
  })
})

describe('trash', () => {
  test('what is removed is in the trash with its place and its days', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    place.now = Date.UTC(2027, 0, 1)
    await save(drive, '/a/f', 'x')
    await drive.remove(['/a/f'])
    await expect(drive.stat('/a/f')).rejects.toMatchObject({ code: 'not-found' })
    place.now += 3 * DAY_MS + 5
    expect(await drive.trash()).toMatchObject([
      { name: 'f', from: '/a/f', trashedAt: Date.UTC(2027, 0, 1), daysLeft: 27, size: 1 },
    ])
  })

  test('comes back to its place by its old path, with its versions', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f', '1')
    await save(drive, '/a/f', '2')
    await drive.remove(['/a/f'])
    expect(await drive.restoreTrashed('/a/f')).toMatchObject({ path: '/a/f', versions: 2 })
    expect(await text(drive, '/a/f')).toBe('2')
    expect(await drive.trash()).toEqual([])
    await expect(drive.restoreTrashed('/a/f')).rejects.toMatchObject({ code: 'not-found' })
  })

  test('comes back by its old path also when its folder is in the trash as well', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/b/f', '1')
    await drive.remove(['/a/b/f'])
    await drive.remove(['/a'])
    expect((await drive.trash()).map(({ from }) => from).sort()).toEqual(['/a', '/a/b/f'])
    expect((await drive.restoreTrashed('/a/b/f')).path).toBe('/a/b/f')
    expect(await text(drive, '/a/b/f')).toBe('1')
    await expect(drive.restoreTrashed('/a')).rejects.toMatchObject({ code: 'exists' })
    expect((await drive.restoreTrashed('/a', { to: '/a2' })).path).toBe('/a2')
  })

  test('does not overwrite what has its place now, and can go elsewhere', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/f', 'old')
    await drive.remove(['/f'])
    await save(drive, '/f', 'new')
    await expect(drive.restoreTrashed('/f')).rejects.toMatchObject({ code: 'exists' })
    expect((await drive.restoreTrashed('/f', { to: '/x/g' })).path).toBe('/x/g')
    expect(await text(drive, '/x/g')).toBe('old')
    expect(await text(drive, '/f')).toBe('new')
  })

  test('two of the same name are both there, and each can be named', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    for (const content of ['1', '2']) {
      place.now = Date.UTC(2027, 0, Number(content))
      await save(drive, '/f', content)
      await drive.remove(['/f'])
    }
    const all = await drive.trash()
    expect(all.map(({ from }) => from)).toEqual(['/f', '/f'])
    expect(new Set(all.map(({ name }) => name)).size).toBe(2)
    // the one that was removed last comes first
    await drive.restoreTrashed('/f')
    expect(await text(drive, '/f')).toBe('2')
    await drive.restoreTrashed((await drive.trash())[0]?.name ?? '', { to: '/g' })
    expect(await text(drive, '/g')).toBe('1')
  })

  test('a folder takes what it holds along, there and back', async () => {
    const place = newPlace()
    {
      await using home = await place.open()
      await save(home.drive, '/a/b/f', 'x')
      await home.drive.remove(['/a'])
      expect(await home.drive.search({ text: 'f' })).toEqual([])
      expect(await home.drive.usage('/')).toMatchObject({ files: 0, bytes: 0 })
    }
    await using home = await place.open()
    expect((await home.drive.trash()).map(({ from }) => from)).toEqual(['/a'])
    await home.drive.restoreTrashed('/a')
    expect(await text(home.drive, '/a/b/f')).toBe('x')
  })

  test('emptying lets go of content for good, and a sweep frees its room', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    await save(drive, '/keep', 'x')
    await drive.write('/a/big', [randomBytes(2 ** 21)])
    await drive.makeFolder('/empty')
    await drive.remove(['/a', '/empty'])
    expect(await drive.emptyTrash({ olderThanDays: 1 })).toEqual({ entries: 0 })
    expect(await drive.emptyTrash()).toEqual({ entries: 2 })
    expect(await drive.trash()).toEqual([])
    expect(await drive.emptyTrash()).toEqual({ entries: 0 })
    expect((await drive.sweep()).freedBytes).toBeGreaterThan(2 ** 21)
    expect(segmentBytes(place.dir)).toBeLessThan(2 ** 20)
    expect(await text(drive, '/keep')).toBe('x')
  })

  test('only what is old enough is let go of', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    place.now = Date.UTC(2027, 0, 1)
    await save(drive, '/old', 'x')
    await save(drive, '/new', 'x')
    await drive.remove(['/old'])
    place.now += 31 * DAY_MS
    await drive.remove(['/new'])
    expect(await drive.emptyTrash({ olderThanDays: 30 })).toEqual({ entries: 1 })
    expect((await drive.trash()).map(({ from }) => from)).toEqual(['/new'])
  })

  test('removing for good leaves nothing in the trash', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f', 'x')
    await drive.makeFolder('/a/empty')
    await drive.remove(['/a'], { forever: true })
    expect(await drive.trash()).toEqual([])
    expect(await drive.list('/')).toEqual([])
    await expect(drive.remove(['/a'])).rejects.toMatchObject({ code: 'not-found' })
  })

  test('of several paths all are removed, or none', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/f', 'x')
    await expect(drive.remove(['/f', '/none'])).rejects.toMatchObject({ code: 'not-found' })
    expect(await namesIn(drive, '/')).toEqual(['f'])
  })
})

describe('a clock that jumped', () => {
  test.each([
    ['1960', -1e11],
    ['1970', 5.5],
    ['2099', Date.UTC(2099, 0, 1)],
  ])('to %s changes nothing of the order, and loses nothing', async (_, now) => {
    const place = newPlace()
    {
      await using home = await place.open()
      const { drive } = home
      await save(drive, '/f', '1')
      place.now = now
      await save(drive, '/f', '2')
      await save(drive, '/g', 'x')
      await drive.remove(['/g'])
      place.now = undefined
      await save(drive, '/f', '3')
    }
    await using home = await place.open()
    const { drive } = home
    expect(await text(drive, '/f')).toBe('3')
    const all = await drive.versions('/f')
    const contents = await Promise.all(
      all.map(async ({ id }) =>
        String(Buffer.concat(await Array.fromAsync(drive.read('/f', { version: id })))),
      ),
    )
    expect(contents).toEqual(['3', '2', '1'])
    const [trashed] = await drive.trash()
    expect(trashed?.from).toBe('/g')
    expect(trashed?.daysLeft).toBeGreaterThanOrEqual(0)
    expect(trashed?.daysLeft).toBeLessThanOrEqual(30)
    // who says "empty it" means all of it
    expect(await drive.emptyTrash()).toEqual({ entries: 1 })
  })
})

describe('what is refused says what to do', () => {
  const thrown = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error)

  test('a folder that is missing is made with its own command', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/f', 'x')
    expect(await thrown(drive.makeFolder('/a b/c'))).toMatchObject({
      code: 'not-found',
      try: "space mkdir -p '/a b/c'",
    })
    expect(await thrown(drive.move(['/f'], '/a/f'))).toMatchObject({
      code: 'not-found',
      try: 'space mkdir -p /a',
    })
    await drive.makeFolder('/d')
    expect(await thrown(drive.move(['/d'], '/d'))).toMatchObject({ try: expect.any(String) })
    expect(await thrown(drive.list('/f'))).toMatchObject({ try: expect.any(String) })
  })

  test('what lies in the trash twice comes back by its id, and to another place when its own is taken', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    for (const content of ['one', 'two']) {
      await save(drive, '/f', content)
      await drive.remove(['/f'])
    }
    const all = await drive.trash()
    const ids = await Promise.all(
      all.map(async ({ id }) => {
        await drive.restoreTrashed(id.slice(0, 8), { to: `/${id}` })
        return [id, await text(drive, `/${id}`)]
      }),
    )
    expect(new Set(ids.map(([, content]) => content))).toEqual(new Set(['one', 'two']))

    await save(drive, '/f', 'old')
    await drive.remove(['/f'])
    await save(drive, '/f', 'new')
    expect(await thrown(drive.restoreTrashed('/f'))).toMatchObject({
      code: 'exists',
      try: 'space trash restore /f --to /restored/f',
    })
    await drive.restoreTrashed('/f', { to: '/restored/f' })
    expect(await text(drive, '/restored/f')).toBe('old')
  })
})
