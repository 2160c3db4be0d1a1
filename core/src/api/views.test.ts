import { expect, test } from 'vitest'
import { newPlace } from '../drive/drive.samples.ts'
import { type Handle, type House, openHouse } from './api.samples.ts'

interface Page {
  revision: string
  total: number
  rows: { name: string; entry: string; path?: string[] }[]
}

const BY_NAME = { by: 'name' }

function rowsOf(house: House, app: string, view: object, count = 100): Promise<Page> {
  const asked = { order: BY_NAME, ...view }
  return house.app(app).call<Page>('files.rows', asked, { from: 0, count })
}

async function namesOf(house: House, app: string, view: object): Promise<string[]> {
  return (await rowsOf(house, app, view)).rows.map(({ name }) => name)
}

async function boxed(house: House, ...paths: string[]): Promise<void> {
  for (const path of paths) await house.drive.write(path, [Buffer.from(path)])
}

test('two apps with the same folder see the same rows, and each only by its own grant', async () => {
  await using house = await openHouse()
  await boxed(house, '/Box/a.txt', '/Box/in/b.txt')
  const forNotes = await house.give('notes', '/Box')
  const forPhotos = await house.give('photos', '/Box/in')
  const find = { kind: 'file' }
  expect(await namesOf(house, 'notes', { folder: forNotes, find })).toEqual(['a.txt', 'b.txt'])
  expect(await namesOf(house, 'photos', { folder: forPhotos, find })).toEqual(['b.txt'])
  const notes = await rowsOf(house, 'notes', { folder: forNotes })
  const box: Handle = { ...forPhotos, entry: forNotes.entry }
  await expect(rowsOf(house, 'photos', { folder: box })).rejects.toMatchObject({
    code: 'not-found',
  })
  await expect(rowsOf(house, 'photos', { folder: forNotes })).rejects.toMatchObject({
    code: 'grant-denied',
  })
  // what an app was told of a view says nothing to another one
  const photos = await rowsOf(house, 'photos', { folder: forPhotos })
  expect(photos.revision).not.toBe(notes.revision)
})

test('the past of a folder shows nothing that went out of it since', async () => {
  await using house = await openHouse()
  await boxed(house, '/Box/out.txt', '/Box/in/deep.txt', '/Box/stays.txt')
  const { mtime: at } = await house.drive.stat('/Box/stays.txt')
  await boxed(house, '/Box/later.txt', '/Else/x.txt')
  const folder = await house.give('notes', '/Box')
  const find = { kind: 'file' }
  const then = () => namesOf(house, 'notes', { folder, at, find })
  expect(await then()).toEqual(['deep.txt', 'out.txt', 'stays.txt'])
  await house.drive.move(['/Box/out.txt', '/Box/in'], '/Else')
  expect(await then()).toEqual(['stays.txt'])
  await house.drive.remove(['/Box/stays.txt', '/Else/out.txt'])
  expect(await then()).toEqual(['stays.txt'])
})

test('a revision is the same until a row changes, whatever happens elsewhere', async () => {
  await using house = await openHouse()
  await boxed(house, '/Box/a.txt', '/Box/in/b.txt')
  const folder = await house.give('notes', '/Box')
  const revision = async (view: object): Promise<string> =>
    (await rowsOf(house, 'notes', { folder, ...view })).revision
  const found = { find: { text: 'b' } }
  const [flat, deep] = [await revision({}), await revision(found)]
  await boxed(house, '/Else/b.txt', '/Box/in/c.txt')
  expect([await revision({}), await revision(found)]).toEqual([flat, deep])
  await boxed(house, '/Box/in/bb.txt')
  expect(await revision({})).toBe(flat)
  expect(await revision(found)).not.toBe(deep)
})

test('what is asked of a view must be something that a view can be', async () => {
  await using house = await openHouse()
  await boxed(house, '/Box/a.txt')
  const folder = await house.give('notes', '/Box')
  const file = await house.app('notes').call<Handle>('files.child', folder, 'a.txt', {})
  const wrong: [object, string][] = [
    [{ folder, order: { by: 'colour' } }, 'bad-input'],
    [{ folder, find: { types: ['soup'] } }, 'bad-input'],
    [{ folder, find: { text: 'x'.repeat(300) } }, 'bad-input'],
    [{ folder, find: { tags: Array.from({ length: 21 }, (_, n) => `t${n}`) } }, 'bad-input'],
    [{ folder, trash: true, at: 1 }, 'bad-input'],
    [{ folder, inside: folder.entry }, 'bad-input'],
    [{ folder, at: -1 }, 'bad-input'],
    [{ folder: file }, 'not-folder'],
    [{}, 'bad-input'],
  ]
  for (const [view, code] of wrong)
    await expect(rowsOf(house, 'notes', view), JSON.stringify(view)).rejects.toMatchObject({ code })
})

test('a file that lies in the trash is read by who may bring it back, and by nobody else', async () => {
  await using house = await openHouse()
  await boxed(house, '/Box/a.txt', '/Other/b.txt')
  const folder = await house.give('notes', '/Box')
  const looking = await house.give('photos', '/Box', { mode: 'read' })
  const other = await house.give('evil', '/Other')
  const file = await house.app('notes').call<Handle>('files.child', folder, 'a.txt', {})
  await house.drive.remove(['/Box/a.txt'])
  const { url } = await house.app('notes').call<{ url: string }>('files.url', file, {})
  expect(await house.urls.get('notes', url)).toBe('/Box/a.txt')
  for (const [app, grant] of [
    ['photos', looking.grant],
    ['evil', other.grant],
  ] as const)
    await expect(
      house.app(app).call('files.url', { ...file, grant }, {}),
      app,
    ).rejects.toMatchObject({ code: expect.stringMatching(/^(?:not-found|grant-denied)$/u) })
  const tally = (app: string, grant: string) =>
    house.app(app).call('files.tally', { entries: [{ ...file, grant }] })
  expect(await tally('notes', folder.grant)).toMatchObject({ files: 1 })
  await expect(tally('photos', looking.grant)).rejects.toMatchObject({ code: 'not-found' })
  await expect(tally('evil', other.grant)).rejects.toMatchObject({ code: 'not-found' })
  await house.app('notes').call('grants.release', folder.grant)
  await expect(house.urls.get('notes', url)).rejects.toThrow()
})

test('rows that were chosen in a view are changed, and the undo of going back in time is one', async () => {
  const place = newPlace()
  place.now = 1_700_000_000_000
  await using house = await openHouse({ place })
  await boxed(house, '/Box/a.txt', '/Box/b.txt', '/Box/in/c.txt')
  const folder = await house.give('notes', '/Box')
  const notes = house.app('notes')
  const view = { folder, order: BY_NAME }
  const [day] = await notes.call<{ at: number }[]>('files.days', folder, {})
  const then = day?.at ?? 0
  place.now += 1000
  const { revision, total } = await rowsOf(house, 'notes', { folder })
  const chosen = { view, ranges: [[0, total]], revision }
  await notes.call('files.change', chosen, { kind: 'remove' }, {})
  expect(await namesOf(house, 'notes', { folder })).toEqual([])
  await expect(notes.call('files.change', chosen, { kind: 'remove' }, {})).rejects.toMatchObject({
    code: 'conflict',
  })
  const back = await notes.call<{ done: number; undo: string }>('files.restoreAt', folder, then)
  expect(back.done).toBe(3)
  expect(await namesOf(house, 'notes', { folder })).toEqual(['in', 'a.txt', 'b.txt'])
  await notes.call('files.undo', back.undo)
  expect(await namesOf(house, 'notes', { folder })).toEqual([])
  expect(await namesOf(house, 'notes', { folder, trash: true })).toEqual(['in', 'a.txt', 'b.txt'])
})

test('a view is told of once more when it changed, and not when something else did', async () => {
  await using house = await openHouse()
  await boxed(house, '/Box/a.txt')
  const folder = await house.give('notes', '/Box')
  const stop = new AbortController()
  const view = { folder, order: BY_NAME }
  const told = house
    .app('notes')
    .stream<{ revision: string }>('files.watchRows', [view], stop.signal)
  const revisions = told[Symbol.asyncIterator]()
  const first = (await revisions.next()).value?.revision
  expect(first).toBe((await rowsOf(house, 'notes', { folder })).revision)
  const next = revisions.next()
  await boxed(house, '/Box/c.txt')
  const second = (await next).value?.revision
  expect(second).toBe((await rowsOf(house, 'notes', { folder })).revision)
  expect(second).not.toBe(first)
  stop.abort()
})

test('free room is told of to who has the whole drive', async () => {
  await using house = await openHouse()
  await boxed(house, '/Box/a.txt')
  const folder = await house.give('notes', '/Box')
  const storage = await house.app('notes').call<object>('files.storage', folder)
  expect(storage).not.toHaveProperty('freeBytes')
})
