import { expect, test } from 'vitest'
import { compareNames } from '@space/sdk/name-order'
import { newPlace, save, type Opened } from '../drive.samples.ts'
import type { Scope, ViewOf } from './view.ts'

const BY_NAME = { by: 'name' } as const

function looking({ byEntry }: Opened) {
  const views = byEntry.views()
  const scope: Scope = { top: byEntry.root, mayRestore: true }
  const page = (view: Partial<ViewOf>, from = 0, count = 500) =>
    views.rows({ folder: byEntry.root, order: BY_NAME, ...view }, scope, { from, count })
  return {
    views,
    scope,
    page,
    names: async (view: Partial<ViewOf> = {}) => (await page(view)).rows.map(({ name }) => name),
    revision: async (view: Partial<ViewOf> = {}) => (await page(view)).revision,
    idOf: (path: string): string => {
      let id = byEntry.root
      for (const name of path.split('/')) id = byEntry.child(id, name)?.id ?? ''
      return id
    },
  }
}

test('a folder stays sorted while files come, go and get other names', async () => {
  await using opened = await newPlace().open()
  const { drive } = opened
  const { names } = looking(opened)
  const all = ['b 10', 'B 9', 'a', 'é', 'Z', '_', '10', '9', 'ß', 'œuf', 'b 009', 'zz~top']
  for (const name of all) await save(drive, `/${name}`, name)
  expect(await names()).toEqual(all.toSorted(compareNames))
  await drive.move(['/a'], '/zzz')
  await drive.remove(['/9'])
  await save(drive, '/c', '')
  const now = [...all.filter((name) => name !== 'a' && name !== '9'), 'zzz', 'c']
  expect(await names()).toEqual(now.toSorted(compareNames))
  const down = { order: { by: 'name', descending: true } } as const
  expect(await names(down)).toEqual(now.toSorted(compareNames).toReversed())
})

test('what apps keep is left out where that is asked for, but not in their own folder', async () => {
  await using opened = await newPlace().open()
  const { drive } = opened
  const { names, idOf } = looking(opened)
  for (const path of ['/Apps/Notes/looks.json', '/mine.txt', '/in/Apps/mine too.txt'])
    await save(drive, path, path)
  const find = { kind: 'file', withoutApps: true } as const
  expect(await names({ find })).toEqual(['mine too.txt', 'mine.txt'])
  expect(await names({ find: { kind: 'file' } })).toContain('looks.json')
  expect(await names({ find, folder: idOf('Apps') })).toEqual(['looks.json'])
  expect(await names({ find, folder: idOf('Apps/Notes') })).toEqual(['looks.json'])
  await drive.move(['/Apps/Notes/looks.json'], '/moved.json')
  expect(await names({ find })).toContain('moved.json')
})

test('what is found is found by its name of now, in any case and however it was composed', async () => {
  await using opened = await newPlace().open()
  const { drive } = opened
  const { names } = looking(opened)
  await save(drive, '/in/Caf\u00e9.txt', '')
  const find = { text: 'CAFE\u0301' }
  expect(await names({ find })).toEqual(['Caf\u00e9.txt'])
  await drive.move(['/in/Caf\u00e9.txt'], '/in/tea.txt')
  expect(await names({ find })).toEqual([])
  expect(await names({ find: { text: 'tea' } })).toEqual(['tea.txt'])
  await drive.remove(['/in'])
  expect(await names({ find: { text: 'tea' } })).toEqual([])
})

test('what is found stands in the same order whatever was looked at before', async () => {
  await using opened = await newPlace().open()
  for (const name of ['note 10', 'Note 9', 'plain', 'in/note 2', 'in/a', 'note/x 3', 'n*te'])
    await save(opened.drive, `/${name}`, name.padEnd(name.charCodeAt(0) - 60, '-'))
  const orders = ['name', 'size', 'kind'] as const
  const finds = [{ text: 'N' }, { text: 'note' }, { text: 'n*e' }, { kind: 'file' }, {}] as const
  const seen = looking(opened)
  await seen.names()
  for (const by of orders)
    for (const descending of [false, true])
      for (const find of finds) {
        const view = { find, order: { by, descending } }
        const fresh = looking(opened)
        expect(await seen.names(view)).toEqual(await fresh.names(view))
      }
  expect(await seen.names({ find: { text: 'note' } })).toEqual([
    'note',
    'note 2',
    'Note 9',
    'note 10',
  ])
  expect(await seen.names({ find: { text: 'n*e' } })).toEqual(['note', 'n*te'])
  await opened.drive.remove(['/Note 9', '/plain'])
  expect(await seen.names({ trash: true, find: { text: 'note' } })).toEqual(['Note 9'])
})

test('rows tell the version that the file itself tells', async () => {
  const place = newPlace()
  {
    await using opened = await place.open()
    await save(opened.drive, '/once', '1')
    await save(opened.drive, '/empty', '')
    await save(opened.drive, '/twice', '1')
    await save(opened.drive, '/twice', '2')
  }
  // as an index that was read from the disk knows them
  await using opened = await place.open()
  const { page } = looking(opened)
  const { rows } = await page({})
  expect(rows.map(({ version }) => version)).toEqual(
    rows.map(({ id }) => opened.byEntry.entry(id).version),
  )
})

test('two of one name are both shown, each as it is called everywhere', async () => {
  await using opened = await newPlace().open()
  await save(opened.drive, '/a.txt', 'mine')
  const other = opened.other()
  const id = Buffer.alloc(16, 7)
  const root = Buffer.alloc(16)
  other.edit([{ o: 'move', id, parent: root, name: 'a.txt', kind: 'folder', at: 1 }])
  await other.deliver()
  const { names } = looking(opened)
  const listed = (await opened.drive.list('/')).map(({ name }) => name)
  expect(listed).toHaveLength(2)
  expect((await names()).toSorted()).toEqual(listed.toSorted())
  await opened.drive.move(['/a.txt'], '/b.txt')
  expect((await names()).toSorted()).toEqual(['a.txt', 'b.txt'])
})

test('what was removed out of a folder that was removed too is found in the trash, with its way', async () => {
  const place = newPlace()
  {
    await using opened = await place.open()
    await save(opened.drive, '/box/in/a.txt', 'alpha')
    await save(opened.drive, '/box/b.txt', 'b')
    await opened.drive.remove(['/box/in/a.txt'])
    await opened.drive.remove(['/box/in'])
    await opened.drive.remove(['/box/b.txt'])
  }
  await using opened = await place.open()
  const { page, idOf, names } = looking(opened)
  const { rows } = await page({ trash: true })
  expect(rows.map(({ name, path }) => [name, path])).toEqual([
    ['in', ['box']],
    ['a.txt', ['box', 'in']],
    ['b.txt', ['box']],
  ])
  expect(rows[1]).toMatchObject({ size: 5, daysLeft: 30 })
  expect(await names({ folder: idOf('box'), trash: true })).toEqual(['in', 'a.txt', 'b.txt'])
  await opened.drive.emptyTrash()
  expect(await names({ trash: true })).toEqual([])
})

test('equal files are told apart again when one of them changed', async () => {
  await using opened = await newPlace().open()
  const { drive, byEntry } = opened
  const { page, scope } = looking(opened)
  for (const name of ['a', 'b', 'c']) await save(drive, `/${name}`, 'the same')
  const groups = async () => {
    const { rows } = await page({ find: { duplicates: true } })
    return rows.map(({ name }) => name)
  }
  expect(await groups()).toEqual(['a', 'b', 'c'])
  expect((await byEntry.storage(byEntry.root, scope)).duplicateBytes).toBe(16)
  await save(drive, '/b', 'the sama')
  expect(await groups()).toEqual(['a', 'c'])
  await drive.remove(['/a'])
  expect(await groups()).toEqual([])
})

test('a folder as it was knows what was moved, renamed, saved and removed since', async () => {
  const place = newPlace()
  place.now = 1_700_000_000_000
  await using opened = await place.open()
  const { drive, byEntry } = opened
  const { page, names, idOf } = looking(opened)
  await save(drive, '/box/a.txt', 'one')
  await save(drive, '/box/in/b.txt', 'b')
  await save(drive, '/box/gone.txt', 'gone')
  const at = place.now
  place.now += 1000
  const folder = idOf('box')
  await save(drive, '/box/a.txt', 'two, longer')
  await drive.move(['/box/a.txt'], '/other')
  await drive.move(['/box/in'], '/elsewhere')
  await drive.remove(['/box/gone.txt'])
  await save(drive, '/box/new.txt', '')
  const { rows } = await page({ folder, at })
  expect(rows.map(({ name, size }) => [name, size])).toEqual([
    ['in', 0],
    ['a.txt', 3],
    ['gone.txt', 4],
  ])
  expect(await names({ folder, at, inside: rows[0]?.id })).toEqual(['b.txt'])
  expect(await names({ folder, at, find: { text: 'b' } })).toEqual(['b.txt'])
  const [, a] = rows
  const read = byEntry.read(a?.id ?? '', { version: a?.version ?? '' })
  expect(String(Buffer.concat(await Array.fromAsync(read)))).toBe('one')
  // what is let go of for good is nothing to look at
  await drive.remove(['/box/gone.txt'].map(() => '/box/new.txt'))
  await drive.emptyTrash()
  expect(await names({ folder, at })).toEqual(['in', 'a.txt'])
  expect(await names({ folder: byEntry.root, at: 1 })).toEqual([])
  await expect(page({ folder, at, inside: idOf('other') })).rejects.toMatchObject({
    code: 'not-found',
  })
})

test('days are told by the newest change of each, and only of what is below', async () => {
  const place = newPlace()
  const day = 86_400_000
  place.now = new Date(2026, 4, 10, 12).getTime()
  await using opened = await place.open()
  const { byEntry, drive } = opened
  const { scope, idOf } = looking(opened)
  await save(drive, '/box/a', '1')
  const first = place.now
  place.now += day
  await save(drive, '/else/b', '1')
  place.now += day
  await save(drive, '/box/a', '2')
  place.now += 1000
  await drive.move(['/box/a'], '/else')
  const days = (folder: string, limit = 100, before = Infinity) =>
    byEntry.days(folder, scope, { before, limit })
  expect(await days(idOf('box'))).toEqual([
    { at: place.now, changes: 2 },
    { at: first, changes: 1 },
  ])
  expect(await days(byEntry.root)).toHaveLength(3)
  expect(await days(idOf('box'), 1)).toHaveLength(1)
  expect(await days(idOf('box'), 1, place.now - day)).toEqual([{ at: first, changes: 1 }])
})

test('a view that was let go of is the same when it is asked for again, with its revision', async () => {
  await using opened = await newPlace().open()
  await save(opened.drive, '/a', '')
  const { revision } = looking(opened)
  const before = await revision()
  // more views than are kept
  for (let n = 0; n < 40; n++) await revision({ find: { minBytes: n } })
  expect(await revision()).toBe(before)
  expect(await looking(opened).revision()).not.toBe(before)
})
