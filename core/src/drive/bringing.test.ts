import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Coming } from './coming.ts'
import { namesIn, newPlace, save, text, whole, type Opened } from './drive.samples.ts'

const MIB = 2 ** 20

/** Brings files, text by path, into the root; a path that ends in `/` is a folder. */
async function bringAll(
  { byEntry }: Opened,
  files: Readonly<Record<string, string>>,
  how: Partial<Coming> = {},
  rules: { since?: number; sees?: (id: string) => boolean; by?: string } = {},
) {
  const { since = 0, sees = () => true, by = 'files' } = rules
  const coming = Object.entries(files).map(([path, content]): Coming => {
    const names = path.split('/')
    if (path.endsWith('/')) return { path: names.slice(0, -1), size: null, ...how }
    return { path: names, size: content.length, mtime: 1000, ...how }
  })
  const contents = Object.entries(files).flatMap(([path, content]) =>
    path.endsWith('/') ? [] : [[Buffer.from(content)]],
  )
  const edits = byEntry.edit({ by, check: () => undefined })
  return edits.bring(byEntry.root, coming, contents, { since, sees })
}

test('files come with their times and folders, empty ones too, in one change', async () => {
  await using home = await newPlace().open()
  const before = home.parts.rows.batchNumbers().length
  const { all, made } = await bringAll(home, {
    'a/b/one.txt': 'one',
    'a/two.txt': 'two',
    'a/empty/': '',
    'a/nothing': '',
    'top.txt': 'top',
  })
  expect(all.map(({ is }) => is)).toEqual(Array.from({ length: 5 }, () => 'brought'))
  expect(await text(home.drive, '/a/b/one.txt')).toBe('one')
  expect(await text(home.drive, '/a/nothing')).toBe('')
  expect(await namesIn(home.drive, '/a')).toEqual(['b', 'empty', 'nothing', 'two.txt'])
  expect((await home.drive.stat('/a/two.txt')).mtime).toBe(1000)
  expect(home.parts.rows.batchNumbers()).toHaveLength(before + 1)
  // what is to be taken back: the rest lies in them
  const tops = [await home.drive.stat('/a'), await home.drive.stat('/top.txt')]
  expect(made).toEqual(tops.map(({ id }) => id))
})

test('what is there is told and stays, and all else comes', async () => {
  await using home = await newPlace().open()
  const { id } = await save(home.drive, '/f.txt', 'mine')
  const { all } = await bringAll(home, { 'f.txt': 'theirs', 'g.txt': 'g' })
  expect(all).toMatchObject([
    {
      is: 'taken',
      existing: { kind: 'file', size: 4 },
      version: home.byEntry.entry(id).version,
      freeName: 'f (2).txt',
    },
    { is: 'brought', name: 'g.txt' },
  ])
  expect(await text(home.drive, '/f.txt')).toBe('mine')
  expect(await text(home.drive, '/g.txt')).toBe('g')
})

test('a file is replaced only while it is the one that the person saw, and stays among the versions', async () => {
  await using home = await newPlace().open()
  const old = await save(home.drive, '/f.txt', 'mine')
  const ifVersion = old.version ?? ''
  const { all } = await bringAll(home, { 'f.txt': 'new' }, { how: 'replace', ifVersion })
  expect(all).toMatchObject([{ is: 'brought', id: old.id }])
  const again = await bringAll(home, { 'f.txt': 'newer' }, { how: 'replace', ifVersion })
  expect(again.all).toMatchObject([{ is: 'taken' }])
  expect(await text(home.drive, '/f.txt')).toBe('new')
  expect(await home.drive.versions('/f.txt')).toHaveLength(2)
})

test('the same bytes again are no new version', async () => {
  await using home = await newPlace().open()
  const old = await save(home.drive, '/f.txt', 'same')
  const ifVersion = old.version ?? ''
  await bringAll(home, { 'f.txt': 'same' }, { how: 'replace', ifVersion })
  expect(await home.drive.versions('/f.txt')).toHaveLength(1)
  expect((await home.drive.stat('/f.txt')).mtime).toBe(1000)
})

test('both are kept under a free name, also when many come at once', async () => {
  await using home = await newPlace().open()
  await save(home.drive, '/f.txt', '1')
  await save(home.drive, '/f (2).txt', '2')
  await home.drive.makeFolder('/v1.0')
  const { all } = await bringAll(
    home,
    { 'f.txt': '3', 'v1.0': 'file', 'v1.0/': '' },
    { how: 'keep-both' },
  )
  expect(all.map((one) => 'name' in one && one.name)).toEqual(['f (3).txt', 'v1 (2).0', 'v1.0'])
  expect(await text(home.drive, '/f (3).txt')).toBe('3')
})

test('what this app brought since then is there already, whatever else has the same size and time is not', async () => {
  await using home = await newPlace().open()
  const since = Date.now()
  await bringAll(home, { 'f.txt': 'abc' })
  expect((await bringAll(home, { 'f.txt': 'abc' }, {}, { since })).all).toMatchObject([
    { is: 'there', name: 'f.txt' },
  ])
  const later = { since: Date.now() + 60_000 }
  expect((await bringAll(home, { 'f.txt': 'abc' }, {}, later)).all).toMatchObject([{ is: 'taken' }])
  const other = { since, by: 'notes' }
  expect((await bringAll(home, { 'f.txt': 'abc' }, {}, other)).all).toMatchObject([{ is: 'taken' }])
  expect(await home.drive.versions('/f.txt')).toHaveLength(1)
})

test('names that cannot be are told, and the others come', async () => {
  await using home = await newPlace().open()
  const { byEntry, drive } = home
  const long = 'x'.repeat(255)
  const fine = ['ü', '📷.jpg', 'a#b%c?d', '..hidden', ' ', long, 'a\\b', 'con', '\u202etxt.exe']
  const odd = ['..', '.', '', 'a/b', 'a\0b', `${long}x`, '\ud800']
  const coming = [...fine, ...odd].map((name) => ({ path: ['in', name], size: 1 }))
  const deep = { path: Array.from({ length: 65 }, () => 'd'), size: 1 }
  const all = [...coming, { path: ['..', 'up'], size: 1 }, { path: [], size: 1 }, deep]
  const contents = all.map(() => [Buffer.from('x')])
  const edits = byEntry.edit({ check: () => undefined })
  const done = await edits.bring(byEntry.root, all, contents, { since: 0, sees: () => true })
  expect(done.all.map(({ is }) => is)).toEqual([
    ...fine.map(() => 'brought'),
    ...odd.map(() => 'impossible'),
    'impossible',
    'impossible',
    'impossible',
  ])
  expect((await namesIn(drive, '/in')).toSorted()).toEqual(fine.toSorted())
  expect(await namesIn(drive, '/')).toEqual(['in'])
})

test('a file in the way of a folder is told for each that would be in it', async () => {
  await using home = await newPlace().open()
  await save(home.drive, '/a', 'file')
  const { all } = await bringAll(home, { 'a/b': 'x', 'c/d': 'y' })
  expect(all).toMatchObject([
    { is: 'impossible', error: { code: 'not-folder' } },
    { is: 'brought' },
  ])
})

test('nothing is told of what may not be seen, and nothing comes into it', async () => {
  await using home = await newPlace().open()
  await save(home.drive, '/secret/f.txt', 'secret')
  await save(home.drive, '/f.txt', 'mine')
  const root = home.byEntry.root
  const sees = (id: string): boolean => id === root
  const { all } = await bringAll(
    home,
    { 'secret/g.txt': 'g', 'f.txt': 'f', 'new/f.txt': 'f' },
    {},
    { sees },
  )
  expect(all).toMatchObject([
    { is: 'impossible', error: { code: 'exists' } },
    { is: 'taken', existing: { kind: 'file', size: 0, mtime: 0 }, version: null },
    { is: 'brought' },
  ])
  expect(await namesIn(home.drive, '/secret')).toEqual(['f.txt'])
})

test('looking tells the same as bringing, and changes nothing', async () => {
  await using home = await newPlace().open()
  await save(home.drive, '/a/f.txt', 'mine')
  const before = home.parts.rows.batchNumbers().length
  const coming = [['a', 'f.txt'], ['a', 'g.txt'], ['b', 'c', 'd'], ['a', 'f.txt', 'x'], ['..']]
  const sights = home.byEntry.look(
    home.byEntry.root,
    coming.map((path) => ({ path, size: 1 })),
    { since: 0, sees: () => true },
  )
  expect(sights.map(({ is }) => is)).toEqual(['taken', 'free', 'free', 'impossible', 'impossible'])
  expect(home.parts.rows.batchNumbers()).toHaveLength(before)
})

test('what came in several changes is taken back as one, and what was changed since stays', async () => {
  await using home = await newPlace().open()
  const { drive, byEntry } = home
  const old = await save(drive, '/f.txt', 'mine')
  const author = { by: 'files', check: () => undefined }
  const own = new Map<string, string>()
  const rules = { since: 0, sees: () => true, own }
  const one = (path: string[], how: Partial<Coming> = {}): Coming => ({ path, size: 1, ...how })
  const bytes = [Buffer.from('x')]
  const edits = byEntry.edit(author)
  const first = await edits.bring(byEntry.root, [one(['a', 'b', '1'])], [bytes], rules)
  const replaces = one(['f.txt'], { how: 'replace', ifVersion: old.version ?? '' })
  const second = await edits.bring(
    byEntry.root,
    [one(['a', 'b', '2']), one(['a', 'c', '3']), replaces, one(['top'])],
    [bytes, bytes, bytes, bytes],
    rules,
  )
  expect(second.made).toHaveLength(1)
  const many = byEntry.editMany({ ...author, may: () => true })
  const undone = await many.undo({ steps: [...first.steps, ...second.steps] })
  expect(undone.kept).toEqual([])
  expect(await namesIn(drive, '/')).toEqual(['f.txt'])
  expect(await text(drive, '/f.txt')).toBe('mine')
  // as it came: a folder, and a file beside it
  expect((await drive.trash()).map(({ from }) => from).toSorted()).toEqual(['/a', '/top'])

  const third = await edits.bring(byEntry.root, [one(['n', '1'])], [bytes], {
    ...rules,
    own: new Map(),
  })
  await save(drive, '/n/theirs', 'y')
  const kept = await many.undo({ steps: third.steps })
  expect(kept.kept).toHaveLength(1)
  expect(await namesIn(drive, '/n')).toEqual(['1', 'theirs'])
})

/** Breaks off when `count` bytes of `bytes` from `start` on were given. */
async function* broken(bytes: Uint8Array, start: number, count: number) {
  for (let at = start; at < start + count; at += MIB / 2) {
    yield bytes.subarray(at, Math.min(at + MIB / 2, start + count))
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error('the line was cut')
}

test('a file that broke off goes on where it was, also in another process and after a sweep', async () => {
  const place = newPlace()
  const bytes = randomBytes(40 * MIB)
  const coming = [{ path: ['big.bin'], size: bytes.length, mtime: 5 }]
  const rules = { since: 0, sees: () => true, draft: 'big' }
  let durable = 0
  {
    await using home = await place.open()
    const { byEntry } = home
    const edits = byEntry.edit({ check: () => undefined })
    const source = broken(bytes, 0, 20 * MIB)
    await expect(edits.bring(byEntry.root, coming, [source], rules)).rejects.toThrowError('cut')
    durable = byEntry.draftBytes('big')
    expect(durable).toBeGreaterThan(17 * MIB)
    expect(await namesIn(home.drive, '/')).toEqual([])
  }
  await using home = await place.open()
  const { byEntry, drive } = home
  await drive.sweep()
  expect(byEntry.draftBytes('big')).toBe(durable)
  const edits = byEntry.edit({ check: () => undefined })
  const { all } = await edits.bring(byEntry.root, coming, [[bytes.subarray(durable)]], rules)
  expect(all).toMatchObject([{ is: 'brought' }])
  expect((await whole(drive, '/big.bin')).equals(bytes)).toBe(true)
  expect(byEntry.draftBytes('big')).toBe(0)
  await drive.sweep()
  expect((await whole(drive, '/big.bin')).equals(bytes)).toBe(true)
})

test('a draft that nobody goes on with is let go of, and its room comes back', async () => {
  const place = newPlace()
  const bytes = randomBytes(40 * MIB)
  const coming = [{ path: ['big.bin'], size: bytes.length }]
  const begin = async ({ byEntry }: Opened, draft: string) => {
    const edits = byEntry.edit({ check: () => undefined })
    const rules = { since: 0, sees: () => true, draft }
    const source = broken(bytes, 0, 40 * MIB)
    await expect(edits.bring(byEntry.root, coming, [source], rules)).rejects.toThrowError('cut')
  }
  {
    await using home = await place.open()
    await begin(home, 'dropped')
    expect((await home.drive.sweep()).freedBytes).toBeLessThan(20 * MIB)
    home.byEntry.dropDraft('dropped')
    const { freedBytes, laterBytes } = await home.drive.sweep()
    expect(freedBytes + laterBytes).toBeGreaterThan(30 * MIB)
    await begin(home, 'old')
  }
  place.now = Date.now() + 8 * 24 * 60 * 60_000
  await using home = await place.open()
  expect(home.byEntry.draftBytes('old')).toBe(0)
})
