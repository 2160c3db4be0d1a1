import { expect, test } from 'vitest'
import type { EntryStat, UploadTicket } from '@space/sdk/calls'
import type { ActivityLine, UndoLine } from '@space/sdk/host'
import { save, text } from '../drive/drive.samples.ts'
import { testClock, testIds } from '../grants/grants.samples.ts'
import { openTransfers } from './transfers.ts'
import { openHouse, type Handle, type House } from './api.samples.ts'

async function send(house: House, app: string, target: unknown, content: string): Promise<void> {
  const caller = house.app(app)
  const size = { size: content.length }
  const { url, upload } = await caller.call<UploadTicket>('files.upload', target, size)
  house.urls.put(app, url, content)
  await caller.call('files.commit', upload)
}

async function working() {
  const house = await openHouse()
  await save(house.drive, '/texts/a.md', 'a')
  await save(house.drive, '/texts/b.md', 'b')
  await save(house.drive, '/texts/c.md', 'c')
  const folder = await house.give('notes', '/texts')
  const notes = house.app('notes')
  const file = (name: string) => notes.call<EntryStat>('files.child', folder, name, {})
  return { house, folder, notes, file }
}

test('the person sees what an app did, to what, how often', async () => {
  const { house, notes, file } = await working()
  const a = await file('a.md')
  const { url } = await notes.call<{ url: string }>('files.url', a, {})
  for (let i = 0; i < 5; i++) await house.urls.get('notes', url)
  house.clock.pass(1)
  await send(house, 'notes', a, 'changed')
  const lines = await house.owner.call<ActivityLine[]>('activity.list', { entry: a.entry })
  expect(lines).toMatchObject([
    { action: 'write', app: { label: 'notes' }, entry: { path: '/texts/a.md' }, count: 1 },
    { action: 'read', name: 'a.md', count: 5, refused: false },
  ])
})

test('activity is told of a folder with all below it, of an app, and page by page', async () => {
  const { house, folder, notes, file } = await working()
  for (const name of ['a.md', 'b.md', 'c.md'])
    await notes.call('files.mark', await file(name), { starred: true })
  const all = await house.owner.call<ActivityLine[]>('activity.list', { entry: folder.entry })
  expect(all.filter(({ action }) => action === 'mark')).toHaveLength(3)
  expect(await house.owner.call('activity.list', { app: 'photos' })).toEqual([])
  const paged: string[] = []
  for (let before: string | undefined; ;) {
    const page: ActivityLine[] = await house.owner.call('activity.list', {
      limit: 2,
      ...(before === undefined ? {} : { before }),
    })
    if (page.length === 0) break
    paged.push(...page.map(({ id }) => id))
    before = page.at(-1)?.id
  }
  const whole = await house.owner.call<ActivityLine[]>('activity.list', {})
  expect(paged).toEqual(whole.map(({ id }) => id))
})

test('whoever watches is told of new lines', async () => {
  const { house, folder } = await working()
  const stop = new AbortController()
  const filter = { app: 'notes' }
  const news = house.owner.stream<ActivityLine>('activity.watch', [filter], stop.signal)
  const next = news[Symbol.asyncIterator]().next()
  await house.app('notes').call('files.child', folder, 'new', { create: 'folder' })
  expect((await next).value).toMatchObject({ app: { label: 'notes' } })
  stop.abort()
})

test('what an app changed since a time is undone, and what the person did since stays', async () => {
  const { house, folder, notes, file } = await working()
  const since = Date.now()
  await send(house, 'notes', await file('a.md'), 'spoiled')
  await notes.call('files.remove', await file('b.md'))
  await notes.call('files.move', await file('c.md'), folder, 'moved.md')
  await send(house, 'notes', { parent: folder, name: 'junk.md' }, 'junk')
  await save(house.drive, '/texts/mine.md', 'mine')
  const range = { app: 'notes', since }
  const preview = await house.owner.call<UndoLine[]>('activity.undoPreview', range)
  expect(preview.map(({ change }) => change).toSorted()).toEqual([
    'added',
    'changed',
    'moved',
    'removed',
  ])
  expect(preview.every(({ keptBecause }) => keptBecause === null)).toBe(true)
  expect(await house.owner.call('activity.undo', range)).toEqual({ undone: 4, kept: 0 })
  const names = (await house.drive.list('/texts')).map(({ name }) => name)
  expect(names).toEqual(['a.md', 'b.md', 'c.md', 'mine.md'])
  expect(await text(house.drive, '/texts/a.md')).toBe('a')
  expect(await house.drive.versions('/texts/a.md')).toHaveLength(3)
})

test('what another app did is not undone with it, nor what was outside of the entry that is asked for', async () => {
  const { house, folder, file } = await working()
  const since = Date.now()
  await house.give('photos', '/texts')
  const other = await house.give('photos', '/texts')
  const [a, b] = [await file('a.md'), await file('b.md')]
  await send(house, 'notes', a, 'by notes')
  await send(house, 'notes', b, 'by notes')
  await send(house, 'photos', { parent: other, name: 'by photos.md' }, 'x')
  await house.owner.call('activity.undo', { app: 'notes', since, entry: a.entry })
  expect(await text(house.drive, '/texts/a.md')).toBe('a')
  expect(await text(house.drive, '/texts/b.md')).toBe('by notes')
  expect(await text(house.drive, '/texts/by photos.md')).toBe('x')
  await house.owner.call('activity.undo', { app: 'notes', since, entry: folder.entry })
  expect(await text(house.drive, '/texts/b.md')).toBe('b')
})

test('what is undone already, or saved anew by the person, is not offered to be undone again', async () => {
  const { house, notes, file } = await working()
  const range = { app: 'notes', since: Date.now() }
  const preview = async (): Promise<string[]> => {
    const lines = await house.owner.call<UndoLine[]>('activity.undoPreview', range)
    return lines.map(({ entry }) => entry.name)
  }
  await send(house, 'notes', await file('a.md'), 'spoiled')
  await notes.call('files.remove', await file('b.md'))
  await house.owner.call('activity.undo', range)
  expect(await preview()).toEqual([])
  await send(house, 'notes', await file('a.md'), 'spoiled again')
  await send(house, 'notes', await file('c.md'), 'spoiled')
  await save(house.drive, '/texts/c.md', 'by the person')
  expect(await preview()).toEqual(['a.md'])
})

test('an undo leaves what the person changed since, and says why before it is done', async () => {
  const { house, folder } = await working()
  const since = Date.now()
  await send(house, 'notes', { parent: folder, name: 'new.md' }, 'by the app')
  await save(house.drive, '/texts/new.md', 'by the person')
  const [line] = await house.owner.call<UndoLine[]>('activity.undoPreview', { app: 'notes', since })
  expect(line?.keptBecause).toEqual(expect.stringContaining('changed since'))
  expect(await text(house.drive, '/texts/new.md')).toBe('by the person')
  expect(await house.owner.call('activity.undo', { app: 'notes', since })).toEqual({
    undone: 0,
    kept: 1,
  })
})

test('the files an app used last are its own, and only as long as it may see them', async () => {
  const { house, folder, notes, file } = await working()
  await send(house, 'notes', await file('a.md'), 'x')
  await send(house, 'notes', await file('b.md'), 'x')
  const recent = await notes.call<{ file: Handle }[]>('recent.list', {})
  expect(recent.map(({ file: { name } }) => name).toSorted()).toEqual(['a.md', 'b.md'])
  expect(await house.app('photos').call('recent.list', {})).toEqual([])
  await house.owner.call('grants.revoke', folder.grant)
  expect(await notes.call('recent.list', {})).toEqual([])
})

test('the person sees what an app sends for long or in bulk, and not each save', async () => {
  const { house, folder } = await working()
  const bulk = 'x'.repeat(8 * 2 ** 20 + 1)
  await send(house, 'notes', { parent: folder, name: 'small.md' }, 'sent')
  await send(house, 'notes', { parent: folder, name: 'bulk.md' }, bulk)
  const stop = new AbortController()
  const all = house.owner.stream('transfers.watch', [], stop.signal)
  const { value } = await all[Symbol.asyncIterator]().next()
  expect(value).toMatchObject([
    { name: 'bulk.md', state: 'done', doneBytes: bulk.length, app: { label: 'notes' } },
  ])
  const own = await house.app('notes').call<{ name: string }[]>('transfers.list')
  expect(own.map(({ name }) => name)).toEqual(['small.md', 'bulk.md'])
  expect(await house.app('photos').call('transfers.list')).toEqual([])
  stop.abort()
})

test('a transfer is told of when it takes longer than a second, whatever its size', async () => {
  const clock = testClock()
  const transfers = openTransfers(clock, testIds())
  const begin = (name: string) => transfers.begin({ app: 'notes', name, totalBytes: 4 })
  const [short, long] = [begin('short'), begin('long')]
  clock.pass(999)
  short.end()
  const longOnes = () => transfers.list().filter(({ isLong }) => isLong)
  expect(longOnes()).toEqual([])
  clock.pass(1)
  expect(longOnes()).toMatchObject([{ name: 'long', state: 'running' }])
  long.end()
  clock.pass(1000)
  expect(longOnes()).toMatchObject([{ name: 'long', state: 'done' }])
})
