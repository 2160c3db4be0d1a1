import { expect, test } from 'vitest'
import type { EditsByEntry } from './by-entry.ts'
import { namesIn, newPlace, save, text, type Opened } from './drive.samples.ts'

/** `/a/f` with two versions, `/a/sub/g` and the folder `/to`; `/a/gone` is in the trash. */
async function stage(home: Opened) {
  const { drive, byEntry } = home
  const old = await save(drive, '/a/f', '1')
  const f = await save(drive, '/a/f', '2')
  await save(drive, '/a/sub/g', 'g')
  const gone = await save(drive, '/a/gone', 'x')
  await drive.remove(['/a/gone'])
  const [a, to] = [await drive.stat('/a'), await drive.makeFolder('/to')]
  const [first] = (await drive.versions('/a/f')).slice(-1)
  const ids = { a: a.id, f: f.id, to: to.id, gone: gone.id, first: first?.id ?? old.version ?? '' }
  const all = async () => [
    (await drive.search({})).map(({ path, size }) => `${path} ${size}`).toSorted(),
    (await drive.trash()).map(({ from }) => from).toSorted(),
  ]
  return { drive, byEntry, ids, all }
}

type Ids = Awaited<ReturnType<typeof stage>>['ids']

/** Each way to change something, of `f` or in its folder, to the name `new`. */
const CHANGES: Record<
  Exclude<keyof EditsByEntry, 'eraseTrashed'>,
  (edits: EditsByEntry, ids: Ids) => Promise<unknown>
> = {
  write: (edits, { f }) => edits.write({ entry: f }, [Buffer.from('333')]),
  bring: (edits, { a }) =>
    edits.bring(a, [{ path: ['new'], size: 1 }], [[Buffer.from('x')]], {
      since: 0,
      sees: () => true,
    }),
  makeFolder: (edits, { a }) => edits.makeFolder(a, 'new'),
  move: (edits, { f, to }) => edits.move(f, to, 'new'),
  copy: (edits, { f, to }) => edits.copy(f, to, 'new'),
  remove: (edits, { f }) => edits.remove(f),
  restoreTrashed: (edits, { a, gone }) => edits.restoreTrashed(gone, a, 'new'),
  restore: (edits, { f, first }) => edits.restore(f, first),
  copyVersion: (edits, { f, to, first }) => edits.copyVersion(f, first, to, 'new'),
  mark: (edits, { f }) => edits.mark(f, { starred: true }),
}
const each = Object.entries(CHANGES)

test.each(each)('%s is refused by a check that fails when its turn has come', async (_, change) => {
  await using home = await newPlace().open()
  const { drive, byEntry, ids, all } = await stage(home)
  const before = await all()
  let isAllowed = true
  const edits = byEntry.edit({
    check() {
      if (!isAllowed) throw new Error('not any more')
    },
  })
  const first = drive.makeFolder('/before')
  const refused = change(edits, ids)
  isAllowed = false
  await expect(refused).rejects.toThrowError('not any more')
  await first
  await drive.remove(['/before'], { forever: true })
  expect(await all()).toEqual(before)
  expect(await drive.stat('/a/f')).not.toHaveProperty('starred')
})

test.each(each)(
  '%s follows what is moved before its turn, and not what takes its name',
  async (_, change) => {
    await using home = await newPlace().open()
    const { drive, byEntry, ids } = await stage(home)
    await save(drive, '/decoy/f', 'decoy')
    const decoy = byEntry.entry((await drive.stat('/decoy/f')).id)
    const moves = [
      drive.move(['/a'], '/b'),
      drive.move(['/to'], '/there'),
      drive.move(['/decoy'], '/a'),
      drive.makeFolder('/to'),
    ]
    await Promise.all([...moves, change(byEntry.edit({ check: () => undefined }), ids)])
    expect(await namesIn(drive, '/a')).toEqual(['f'])
    expect(byEntry.entry(decoy.id)).toEqual({ ...decoy, path: '/a/f' })
    expect(await namesIn(drive, '/to')).toEqual([])
    const below = new Set([...(await namesIn(drive, '/b')), ...(await namesIn(drive, '/there'))])
    const isChanged =
      below.has('new') ||
      !below.has('f') ||
      (await drive.versions('/b/f')).length > 2 ||
      (await drive.stat('/b/f')).starred === true
    expect(isChanged).toBe(true)
  },
)

test('what is in the trash is let go of for good, and nothing else', async () => {
  await using home = await newPlace().open()
  const { drive, byEntry, ids } = await stage(home)
  await save(drive, '/b/deep/x', 'x')
  const deep = await drive.stat('/b/deep')
  const b = await drive.stat('/b')
  await drive.remove(['/b'])
  const edits = byEntry.edit({ check: () => undefined })
  const nowhere = ['f'.repeat(32), byEntry.root, 'f', ids.f, ids.a, deep.id]
  expect(await edits.eraseTrashed(nowhere)).toEqual({ entries: 0 })
  expect(await edits.eraseTrashed([ids.gone, ids.gone, ids.f])).toEqual({ entries: 1 })
  expect((await drive.trash()).map(({ id }) => id)).toEqual([b.id])
  expect(await edits.eraseTrashed([b.id])).toEqual({ entries: 1 })
  expect(await drive.trash()).toEqual([])
  expect(await text(drive, '/a/f')).toBe('2')
  expect(await drive.versions('/a/f')).toHaveLength(2)
  let isAllowed = true
  await drive.remove(['/a/f'])
  const late = byEntry.edit({
    check() {
      if (!isAllowed) throw new Error('not any more')
    },
  })
  const first = drive.makeFolder('/before')
  const refused = late.eraseTrashed([ids.f])
  isAllowed = false
  await expect(refused).rejects.toThrowError('not any more')
  await first
  expect(await drive.trash()).toHaveLength(1)
})

test('nothing is done over, or into, what bears the name already', async () => {
  await using home = await newPlace().open()
  const { drive, byEntry, ids, all } = await stage(home)
  await save(drive, '/to/file', 'x')
  await drive.makeFolder('/to/folder')
  const before = await all()
  const edits = byEntry.edit({ check: () => undefined })
  for (const name of ['file', 'folder'])
    for (const change of [
      edits.makeFolder(ids.to, name),
      edits.move(ids.f, ids.to, name),
      edits.copy(ids.f, ids.to, name),
      edits.copy(ids.a, ids.to, name),
      edits.restoreTrashed(ids.gone, ids.to, name),
    ])
      await expect(change).rejects.toMatchObject({ code: 'exists' })
  // also not when it is the entry itself
  for (const change of [
    edits.move(ids.f, ids.a, 'f'),
    edits.move(ids.a, byEntry.root, 'a'),
    edits.copy(ids.a, byEntry.root, 'a'),
  ])
    await expect(change).rejects.toMatchObject({ code: 'exists' })
  await expect(edits.makeFolder(ids.f, 'new')).rejects.toMatchObject({ code: 'not-folder' })
  expect(await all()).toEqual(before)
})

test('what is read by its id is that entry, whatever bears its name now', async () => {
  await using home = await newPlace().open()
  const { drive, byEntry, ids } = await stage(home)
  const chunks = byEntry.read(ids.f)
  await drive.move(['/a/f'], '/mine')
  await save(drive, '/a/f', 'another')
  expect(String(Buffer.concat(await Array.fromAsync(chunks)))).toBe('2')
  expect(String(Buffer.concat(await Array.fromAsync(byEntry.read(ids.f, { start: 1 }))))).toBe('')
  expect(byEntry.versions(ids.f)).toHaveLength(2)
  expect(await text(drive, '/a/f')).toBe('another')
  await expect(Array.fromAsync(byEntry.read(ids.a))).rejects.toMatchObject({ code: 'is-folder' })
  await drive.remove(['/mine'])
  await expect(Array.fromAsync(byEntry.read(ids.f))).rejects.toMatchObject({ code: 'not-found' })
})

test('an old version becomes a file of its own, under a free name or the one that was given', async () => {
  await using home = await newPlace().open()
  const { drive, byEntry, ids } = await stage(home)
  const edits = byEntry.edit({ check: () => undefined })
  const copied = await edits.copyVersion(ids.f, ids.first, ids.a, null)
  expect(copied).toMatchObject({ path: '/a/f (2)', size: 1, versions: 1 })
  expect(await text(drive, '/a/f (2)')).toBe('1')
  expect(await text(drive, '/a/f')).toBe('2')
  const [first] = (await drive.versions('/a/f')).slice(-1)
  expect(copied.mtime).toBe(first?.mtime)
  await edits.copyVersion(ids.f, ids.first, ids.to, null)
  expect(await namesIn(drive, '/to')).toEqual(['f'])
  for (const [name, code] of [
    ['f', 'exists'],
    ['a/b', 'bad-input'],
  ] as const)
    await expect(edits.copyVersion(ids.f, ids.first, ids.to, name)).rejects.toMatchObject({ code })
  const none = edits.copyVersion(ids.f, 'none', ids.to, 'g')
  await expect(none).rejects.toMatchObject({ code: 'not-found' })
})
