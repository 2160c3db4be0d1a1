import { describe, expect, test } from 'vitest'
import { editsBy, namesIn, newPlace, save, text } from './drive.samples.ts'

const NOT_FOUND = expect.objectContaining({ code: 'not-found' })

describe('an entry is known by its id', () => {
  test('wherever it is moved, and not while it is in the trash', async () => {
    await using home = await newPlace().open()
    const { drive, byEntry } = home
    const { id } = await save(drive, '/a/f', 'x')
    const [a, root] = [await drive.stat('/a'), await drive.stat('/')]
    expect(root.id).toBe('0'.repeat(32))
    await drive.move(['/a/f'], '/g')
    expect(byEntry.entry(id)).toEqual(await drive.stat('/g'))
    expect(byEntry.isWithin(id, a.id)).toBe(false)
    await drive.move(['/g'], '/a')
    expect(byEntry.isWithin(id, a.id)).toBe(true)
    expect(byEntry.isWithin(id, root.id)).toBe(true)
    expect(byEntry.isWithin(a.id, id)).toBe(false)
    expect(byEntry.isWithin(id, id)).toBe(true)
    await drive.remove(['/a'])
    for (const one of [id, a.id]) {
      expect(() => byEntry.entry(one)).toThrowError(NOT_FOUND)
      expect(byEntry.isWithin(one, root.id)).toBe(false)
      expect(byEntry.isWithin(one, a.id)).toBe(false)
    }
    await drive.restoreTrashed('/a')
    expect(byEntry.entry(id).path).toBe('/a/g')
  })

  test.each([
    '',
    'f'.repeat(32),
    '0',
    '../a',
    `${'0'.repeat(32)}~x`,
    'F'.repeat(32),
    'zz'.repeat(16),
  ])('%j is nobody', async (id) => {
    await using home = await newPlace().open()
    expect(() => home.byEntry.entry(id)).toThrowError(NOT_FOUND)
    expect(home.byEntry.isWithin(id, '0'.repeat(32))).toBe(false)
  })
})

describe('a write', () => {
  test('is refused when the newest version is not the one it was made from', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const first = await drive.write('/f', ['1'].map(Buffer.from), { ifVersion: null })
    const second = await drive.write('/f', ['2'].map(Buffer.from), { ifVersion: first.version! })
    expect((await drive.stat('/f')).version).toBe(second.version)
    expect((await drive.versions('/f'))[0]?.id).toBe(second.version)
    for (const ifVersion of [first.version!, null]) {
      const late = drive.write('/f', ['3'].map(Buffer.from), { ifVersion })
      const facts = { path: '/f', version: second.version }
      await expect(late).rejects.toMatchObject({ code: 'conflict', facts })
    }
    const gone = drive.write('/g', ['3'].map(Buffer.from), { ifVersion: first.version! })
    await expect(gone).rejects.toMatchObject({ code: 'conflict' })
    expect(await text(drive, '/f')).toBe('2')
    expect(await namesIn(drive, '/')).toEqual(['f'])
  })

  test('of two that were made from one version, one is refused', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const { version } = await save(drive, '/f', '1')
    const both = ['a', 'b'].map((bytes) =>
      drive.write('/f', [Buffer.from(bytes)], { ifVersion: version! }),
    )
    const results = await Promise.allSettled(both)
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await drive.versions('/f')).toHaveLength(2)
  })

  test('goes to the file or folder that is meant, though it was moved while the bytes came', async () => {
    await using home = await newPlace().open()
    const { drive, byEntry } = home
    const edits = byEntry.edit({ check: () => undefined })
    const file = await save(drive, '/a/f', '1')
    const folder = await drive.stat('/a')
    async function* moving(path: string, to: string) {
      yield Buffer.from('2')
      await drive.move([path], to)
    }
    expect(await edits.write({ entry: file.id }, moving('/a/f', '/a/g'))).toMatchObject({
      id: file.id,
      path: '/a/g',
      versions: 2,
    })
    const place = { parent: folder.id, name: 'new' }
    expect((await edits.write(place, moving('/a', '/b'))).path).toBe('/b/new')
    await drive.remove(['/b'])
    for (const where of [place, { entry: file.id }])
      await expect(edits.write(where, [])).rejects.toMatchObject({ code: 'not-found' })
    for (const name of ['', '..', 'x/y'])
      await expect(edits.write({ parent: '0'.repeat(32), name }, [])).rejects.toMatchObject({
        code: 'bad-input',
      })
    await expect(edits.write({ entry: '0'.repeat(32) }, [])).rejects.toMatchObject({
      code: 'bad-input',
    })
    const inFile = { parent: (await save(drive, '/f', 'x')).id, name: 'y' }
    await expect(edits.write(inFile, [])).rejects.toMatchObject({ code: 'not-folder' })
  })
})

describe('marks', () => {
  test('stay with the entry, are found, and are there after opening again', async () => {
    const place = newPlace()
    {
      await using home = await place.open()
      const { drive } = home
      const person = editsBy(home)
      await save(drive, '/f', 'x')
      await drive.makeFolder('/a')
      expect(await person.mark('/f', { tags: ['work', 'a b'] })).toMatchObject({
        starred: false,
        tags: ['a b', 'work'],
      })
      await person.mark('/f', { starred: true })
      await person.mark('/a', { starred: true })
      await drive.move(['/f'], '/a/g')
    }
    await using home = await place.open()
    const { drive } = home
    const person = editsBy(home)
    const marked = { starred: true, tags: ['a b', 'work'] }
    expect(await drive.list('/a')).toMatchObject([marked])
    const found = async (query: object) => (await drive.search(query)).map(({ path }) => path)
    expect((await found({ starred: true })).toSorted()).toEqual(['/a', '/a/g'])
    expect(await found({ tag: 'work' })).toEqual(['/a/g'])
    expect(await found({ tag: 'wor' })).toEqual([])
    expect(await person.mark('/a/g', { starred: false, tags: [] })).not.toHaveProperty('tags')
    expect(await found({ starred: true })).toEqual(['/a'])
  })

  test('that two devices set at once are both kept', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const { id } = await save(drive, '/f', 'x')
    const other = home.other()
    const op = { o: 'set', id: Buffer.from(id, 'hex'), field: 'tag/theirs', value: true } as const
    other.edit([op])
    await editsBy(home).mark('/f', { tags: ['mine'] })
    await other.deliver()
    expect((await drive.stat('/f')).tags).toEqual(['mine', 'theirs'])
  })

  test.each([
    [['']],
    [[' a']],
    [['x'.repeat(101)]],
    [Array.from({ length: 101 }, () => 'x')],
    [['\ud800']],
  ])('the tags %j are refused', async (tags) => {
    await using home = await newPlace().open()
    await save(home.drive, '/f', 'x')
    const refused = { code: 'bad-input' }
    await expect(editsBy(home).mark('/f', { tags })).rejects.toMatchObject(refused)
    await expect(editsBy(home).mark('/', { starred: true })).rejects.toMatchObject(refused)
    expect(await home.drive.stat('/f')).not.toHaveProperty('tags')
  })
})

describe('what an app did', () => {
  test('is listed by entry, newest first, and nothing else is', async () => {
    const place = newPlace()
    place.now = 1_800_000_000_000
    await using home = await place.open()
    const { drive, byEntry } = home
    const app = editsBy(home, 'notes')
    await save(drive, '/mine', 'x')
    await app.write('/old', 'x')
    place.now++
    const since = place.now
    await app.makeFolder('/a')
    const { id, version } = await app.write('/a/f', '1')
    await app.write('/mine', '2')
    await app.move('/a/f', '/a/g')
    await app.mark('/mine', { starred: true })
    await app.remove('/a/g')
    await editsBy(home, 'photos').makeFolder('/b')
    const changes = byEntry.changes({ by: 'notes', since })
    expect(changes.map(({ kind, path }) => [kind, path])).toEqual([
      ['removed', '/a/g'],
      ['set', '/mine'],
      ['moved', '/a/g'],
      ['saved', '/mine'],
      ['added', '/a/g'],
      ['added', '/a'],
    ])
    expect(changes[0]).toMatchObject({ id, by: 'notes', at: since })
    expect(changes[3]?.version).toBe((await drive.stat('/mine')).version)
    expect(version).toMatch(/^[0-9a-f]{10}\.\d+$/)
    const some = byEntry.changes({ by: 'notes', since, entries: [id] })
    expect(some.map(({ kind }) => kind)).toEqual(['removed', 'moved', 'added'])
    expect((await drive.versions('/mine')).map(({ by }) => by)).toEqual(['notes', undefined])
    for (const by of ['', 'x'.repeat(257)])
      expect(() => editsBy(home, by)).toThrowError(expect.objectContaining({ code: 'bad-input' }))
  })

  test('can be undone: contents, names, places, marks, and what it made', async () => {
    const place = newPlace()
    place.now = 1_800_000_000_000
    await using home = await place.open()
    const { drive, byEntry } = home
    const app = editsBy(home, 'notes')
    for (const path of ['/a/f', '/a/g', '/a/h', '/b/i']) await save(drive, path, `old ${path}`)
    await editsBy(home).mark('/a/f', { tags: ['mine'] })
    const before = (await drive.search({})).map(({ path }) => path).toSorted()
    const since = ++place.now
    await app.write('/a/f', 'new')
    const { id } = await app.write('/a/f', 'newer')
    const mode = { o: 'set', id: Buffer.from(id, 'hex'), field: 'mode', value: 0o600 } as const
    await home.parts.lane.change(
      () => ({ ops: [{ ...mode, at: since }], result: () => undefined }),
      'notes',
    )
    expect((await drive.stat('/a/f')).mode).toBe(0o600)
    await app.mark('/a/f', { starred: true, tags: [] })
    await app.move('/a/g', '/b/x')
    await app.move('/b/x', '/c')
    await app.remove('/a/h')
    await app.remove('/a')
    await app.makeFolder('/made')
    await app.makeFolder('/made/deep')
    await app.write('/made/deep/f', 'x')
    await app.move('/b', '/made/b')
    const report = await byEntry.undo({ by: 'notes', since })
    expect(report.problems).toEqual([])
    expect((await drive.search({})).map(({ path }) => path).toSorted()).toEqual(before)
    expect(await text(drive, '/a/f')).toBe('old /a/f')
    expect(await drive.stat('/a/f')).toMatchObject({ mode: 0o644, starred: false, tags: ['mine'] })
    expect(await drive.versions('/a/f')).toHaveLength(4)
    expect((await drive.trash()).map(({ from }) => from)).toEqual(['/made'])
    expect(await byEntry.undo({ by: 'notes', since })).toEqual({ entries: [], problems: [] })
  })

  test('stays where the person went on from it, and they are told', async () => {
    const place = newPlace()
    place.now = 1_800_000_000_000
    await using home = await place.open()
    const { drive, byEntry } = home
    const app = editsBy(home, 'notes')
    await save(drive, '/edited', 'old')
    await save(drive, '/moved', 'old')
    await save(drive, '/erased', 'old')
    const since = ++place.now
    await app.write('/edited', 'by app')
    await app.move('/moved', '/by app')
    await app.write('/made', 'by app')
    await app.makeFolder('/folder')
    await app.remove('/erased', { forever: true })
    await save(drive, '/edited', 'by me')
    await drive.move(['/by app'], '/by me')
    await save(drive, '/made', 'by me')
    await save(drive, '/folder/mine', 'by me')
    const { problems } = await byEntry.undo({ by: 'notes', since })
    expect(await namesIn(drive, '/')).toEqual(['by me', 'edited', 'folder', 'made'])
    expect(await text(drive, '/edited')).toBe('by me')
    expect(await text(drive, '/made')).toBe('by me')
    expect(problems.map(({ path }) => path).toSorted()).toEqual(['/erased', '/folder', '/made'])
    expect(await byEntry.undo({ by: 'nobody', since: 0 })).toEqual({
      entries: [],
      problems: [],
    })
  })

  test('can be undone for some entries only', async () => {
    await using home = await newPlace().open()
    const { drive, byEntry } = home
    const app = editsBy(home, 'notes')
    const { id } = await save(drive, '/f', 'old')
    await save(drive, '/g', 'old')
    for (const path of ['/f', '/g']) await app.write(path, 'new')
    await byEntry.undo({ by: 'notes', since: 0, entries: [id] })
    expect([await text(drive, '/f'), await text(drive, '/g')]).toEqual(['old', 'new'])
  })
})
