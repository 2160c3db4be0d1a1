import { describe, expect, test } from 'vitest'
import type { Drive } from './drive.ts'
import { namesIn, newPlace, save, text, whole } from './drive.samples.ts'

const DAY_MS = 86_400_000
const START = Date.UTC(2027, 0, 1)

describe('versions', () => {
  test('every save is kept, newest first, and can be read', async () => {
    const place = newPlace()
    {
      await using home = await place.open()
      for (const [i, content] of ['one', 'two', 'three'].entries()) {
        place.now = START + i * DAY_MS
        await save(home.drive, '/f', content)
      }
    }
    await using home = await place.open()
    const { drive } = home
    const all = await drive.versions('/f')
    expect(all).toMatchObject([
      { at: START + 2 * DAY_MS, size: 5, current: true },
      { at: START + DAY_MS, size: 3, current: false },
      { at: START, size: 3, current: false },
    ])
    expect(new Set(all.map(({ id }) => id)).size).toBe(3)
    const contents = await Promise.all(
      all.map(async ({ id }) => String(await whole(drive, '/f', id))),
    )
    expect(contents).toEqual(['three', 'two', 'one'])
    expect((await drive.stat('/f')).versions).toBe(3)
  })

  test('a time before there was anything names the oldest that can be restored, as a command', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    place.now = START
    await save(drive, "/it's a/f", 'x')
    place.now = START + DAY_MS
    await save(drive, "/it's a/f", 'xy')
    const hintOf = async (path: string): Promise<string> => {
      const error: unknown = await drive.restore(path, { at: START - 1 }).catch((thrown) => thrown)
      expect(error).toMatchObject({ code: 'not-found' })
      return (error as { try: string }).try
    }
    const oldest = (await drive.versions("/it's a/f")).at(-1)?.id ?? ''
    const named = await hintOf("/it's a/f")
    expect(named).toContain(String.raw`space restore '/it'\''s a/f' --version ${oldest}`)
    await drive.restore("/it's a/f", { version: oldest })
    expect(await text(drive, "/it's a/f")).toBe('x')
    const hint = await hintOf("/it's a")
    const [, at = ''] = /^as it first was: space restore '.*' --at (\S+)$/.exec(hint) ?? []
    expect(Date.parse(at)).toBe(START)
    await drive.restore("/it's a", { at: Date.parse(at) })
    expect(await hintOf('/never')).toBe('see what was thrown away: space trash ls')
  })

  test('folders have none, and an unknown one is said to be unknown', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f', 'x')
    await expect(drive.versions('/a')).rejects.toMatchObject({ code: 'is-folder' })
    await expect(drive.versions('/none')).rejects.toMatchObject({ code: 'not-found' })
    const missing = { code: 'not-found' }
    await expect(drive.restore('/a/f', { version: 'ffff' })).rejects.toMatchObject(missing)
    await expect(drive.restore('/a/f', { version: '' })).rejects.toMatchObject(missing)
    await expect(whole(drive, '/a/f', 'ffff')).rejects.toMatchObject(missing)
    await expect(drive.restore('/a', { version: 'ffff' })).rejects.toMatchObject({
      code: 'is-folder',
    })
  })

  test('two devices that saved at the same time are both kept', async () => {
    await using home = await newPlace().open()
    const { drive, parts } = home
    const { id } = await save(drive, '/f', 'base')
    const other = home.other()
    const row = parts.tree.columns.find(Buffer.from(id, 'hex'))
    const [base] = parts.tree.registersOf(row).versions
    const content = base!.content!
    const ref = [parts.tree.batchCid(base!.stamp.batch), base!.stamp.index] as const
    other.edit([{ o: 'version', id: Buffer.from(id, 'hex'), base: [ref], content, at: 9 }])
    await save(drive, '/f', 'mine')
    await other.deliver()
    const all = await drive.versions('/f')
    expect(all).toHaveLength(3)
    expect(all.filter(({ current }) => current)).toHaveLength(1)
    expect(new Set(all.map(({ writer }) => writer)).size).toBe(2)
  })
})

test('a version can be named though another one begins like it', async () => {
  await using home = await newPlace().open()
  const { drive, parts } = home
  const { id } = await save(drive, '/f', 'base')
  const entry = Buffer.from(id, 'hex')
  const { content } = parts.tree.registersOf(parts.tree.columns.find(entry)).versions[0]!
  const other = home.other()
  other.edit(
    Array.from({ length: 12 }, (_, i) => {
      return { o: 'version' as const, id: entry, base: [], content: content!, at: START + i }
    }),
  )
  await other.deliver()
  const all = await drive.versions('/f')
  expect(all).toHaveLength(13)
  for (const version of all) expect(String(await whole(drive, '/f', version.id))).toBe('base')
  const short = whole(drive, '/f', all[0]!.id.slice(0, 10))
  await expect(short).rejects.toMatchObject({ code: 'not-found', why: expect.any(String) })
})

describe('restoring a file', () => {
  test('to a version makes that the newest, and loses none', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.write('/f', [Buffer.from('one')], { mtime: 1_500_000_000_000.5 })
    await save(drive, '/f', 'two')
    const [two, one] = await drive.versions('/f')
    expect(await drive.restore('/f', { version: one!.id })).toMatchObject({ files: 1, bytes: 3 })
    expect(await text(drive, '/f')).toBe('one')
    expect((await drive.stat('/f')).mtime).toBe(1_500_000_000_000.5)
    expect(await drive.versions('/f')).toHaveLength(3)
    // what it is already needs no new version
    const [now] = await drive.versions('/f')
    expect(await drive.restore('/f', { version: now!.id })).toMatchObject({
      files: 0,
      unchanged: 1,
    })
    // the start of an id is enough
    await drive.restore('/f', { version: two!.id.slice(0, 8) })
    expect(await text(drive, '/f')).toBe('two')
  })

  test('to a time takes what was there then', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    for (const [i, content] of ['one', 'two', 'three'].entries()) {
      place.now = START + i * DAY_MS
      await save(drive, '/f', content)
    }
    await drive.restore('/f', { at: START + DAY_MS + 5 })
    expect(await text(drive, '/f')).toBe('two')
    await expect(drive.restore('/f', { at: START - 1 })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  test('that is in the trash brings it back to its place', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    place.now = START
    await save(drive, '/a/f', 'x')
    place.now += DAY_MS
    await drive.remove(['/a/f'])
    await drive.restore('/a/f', { at: START })
    expect(await text(drive, '/a/f')).toBe('x')
    expect(await drive.trash()).toEqual([])
  })
})

/** All paths below `path` with the text of files. */
async function seen(drive: Drive, path: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const entry of await drive.list(path)) {
    found[entry.path] = entry.kind === 'file' ? await text(drive, entry.path) : entry.kind
    if (entry.kind === 'folder') Object.assign(found, await seen(drive, entry.path))
  }
  return found
}

describe('restoring a folder', () => {
  test.each(['/a', '/'])('makes %s what it was at a time, in all it holds', async (path) => {
    const place = newPlace()
    {
      await using home = await place.open()
      const { drive } = home
      place.now = START
      await save(drive, '/a/same', 'same')
      await save(drive, '/a/changed', 'then')
      await save(drive, '/a/moved', 'moved')
      await save(drive, '/a/sub/deleted', 'deleted')
      await save(drive, '/a/gone/deep/er', 'deep')
      await drive.makeFolder('/a/empty')
    }
    await using home = await place.open()
    const { drive } = home
    const then = await seen(drive, '/a')
    place.now = START + DAY_MS
    await save(drive, '/a/changed', 'now')
    await drive.move(['/a/moved'], '/elsewhere')
    await drive.remove(['/a/sub/deleted'])
    await drive.remove(['/a/gone'])
    await drive.remove(['/a/empty'])
    await save(drive, '/a/sub/added', 'added')
    await save(drive, '/a/new/x', 'added')
    await drive.move(['/a/same'], '/a/sub/renamed')
    place.now = START + 2 * DAY_MS
    const report = await drive.restore(path, { at: START + 1 })
    expect(report.problems).toEqual([])
    expect(await seen(drive, '/a')).toEqual(then)
    expect(await namesIn(drive, '/')).toEqual(['a'])
    const trashed = (await drive.trash())
      .map(({ from }) => from)
      .toSorted((a, b) => (a < b ? -1 : 1))
    expect(trashed).toEqual(['/a/new', '/a/sub/added'])
    expect(report.trashed).toBe(2)
    // and once more there is nothing to do
    expect(await drive.restore(path, { at: START + 1 })).toMatchObject({ files: 0, folders: 0 })
  })

  test('of the whole drive to before its first change is refused with the oldest time, and nothing happens', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    const first = await drive.restore('/', { at: START }).catch((error: unknown) => error)
    expect(first).toMatchObject({ code: 'not-found' })
    place.now = START + 125
    await save(drive, '/a/f', 'x')
    const error: unknown = await drive.restore('/', { at: START }).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'not-found', facts: { oldest: START + 125 } })
    expect(await seen(drive, '/a')).toEqual({ '/a/f': 'x' })
    expect(await drive.trash()).toEqual([])
    const [, at = ''] = /space restore \/ --at (\S+)$/.exec((error as { try: string }).try) ?? []
    expect(Date.parse(at)).toBe(START + 125)
    expect(await drive.restore('/', { at: Date.parse(at) })).toMatchObject({ trashed: 0 })
  })

  test('tells what got back only its permissions or its time from what came back', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    place.now = START
    await save(drive, '/a/f', 'x')
    const folder = Buffer.from((await drive.stat('/a')).id, 'hex')
    const other = home.other()
    other.edit([{ o: 'set', id: folder, field: 'mode', value: 0o700, at: START + 5 }])
    await other.deliver()
    place.now = START + DAY_MS
    expect(await drive.restore('/', { at: START + 1 })).toMatchObject({
      files: 0,
      folders: 0,
      unchanged: 1,
      touched: 1,
      trashed: 0,
    })
    expect((await drive.stat('/a')).mode).toBe(0o755)
  })

  test('brings back a folder whose own folder is in the trash', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    place.now = START
    await save(drive, '/a/b/f', 'x')
    await save(drive, '/a/other', 'y')
    place.now += DAY_MS
    await drive.remove(['/a'])
    await drive.restore('/a/b', { at: START })
    expect(await seen(drive, '/')).toEqual({ '/a': 'folder', '/a/b': 'folder', '/a/b/f': 'x' })
  })

  test('what has its place now goes to the trash', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    place.now = START
    await save(drive, '/a/f', 'old')
    place.now += DAY_MS
    await drive.remove(['/a'])
    await save(drive, '/a/f', 'new')
    await drive.restore('/a', { at: START })
    expect(await seen(drive, '/')).toEqual({ '/a': 'folder', '/a/f': 'old' })
    expect((await drive.trash()).map(({ from }) => from)).toEqual(['/a'])
  })

  test('says which versions were let go of for good', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    place.now = START
    await save(drive, '/a/f', 'secret')
    await save(drive, '/a/b/c/f', 'secret as well')
    await save(drive, '/a/g', 'kept')
    place.now += DAY_MS
    await drive.remove(['/a/f', '/a/b/c/f'], { forever: true })
    await save(drive, '/a/g', 'other')
    for (const path of ['/a', '/']) {
      const { problems } = await drive.restore(path, { at: START })
      expect(problems.map((one) => `${one.code} ${one.path}`).toSorted()).toEqual([
        'not-found /a/b/c/f',
        'not-found /a/f',
      ])
    }
    expect(await seen(drive, '/a')).toEqual({
      '/a/g': 'kept',
      '/a/b': 'folder',
      '/a/b/c': 'folder',
    })
  })

  test('that was not there then is not found, and nothing happens', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    place.now = START
    await save(drive, '/a/f', 'x')
    await expect(drive.restore('/a', { at: START - 1 })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(drive.restore('/b', { at: START })).rejects.toMatchObject({ code: 'not-found' })
    expect(await seen(drive, '/a')).toEqual({ '/a/f': 'x' })
  })
})
