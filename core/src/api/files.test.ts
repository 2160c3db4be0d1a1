import { expect, test } from 'vitest'
import type { EntryPage, EntryStat, UploadTicket } from '@space/sdk/calls'
import { save, text } from '../drive/drive.samples.ts'
import { openHouse, type Caller, type Handle, type House } from './api.samples.ts'

function code(name: string) {
  return expect.objectContaining({ code: name })
}

async function send(house: House, app: string, target: unknown, content: string, options = {}) {
  const caller = house.app(app)
  const { url, upload } = await caller.call<UploadTicket>('files.upload', target, {
    size: content.length,
    ...options,
  })
  if (content !== '') house.urls.put(app, url, content)
  return caller.call<EntryStat>('files.commit', upload)
}

async function names(caller: Caller, folder: Handle): Promise<string[]> {
  const page = await caller.call<EntryPage>('files.list', folder, {})
  return page.entries.map(({ name }) => name)
}

async function photos(how = {}) {
  const house = await openHouse()
  await save(house.drive, '/photos/a.jpg', 'aaa')
  await save(house.drive, '/photos/2024/b.jpg', 'bbb')
  await save(house.drive, '/taxes/secret.txt', 'secret')
  const folder = await house.give('notes', '/photos', how)
  return { house, folder, notes: house.app('notes') }
}

test('an app lists, reads and saves in the folder that it was given', async () => {
  const { house, folder, notes } = await photos()
  expect(await names(notes, folder)).toEqual(['2024', 'a.jpg'])
  const file = await notes.call<EntryStat>('files.child', folder, 'a.jpg', {})
  expect(file).toMatchObject({ kind: 'file', size: 3, type: 'image/jpeg' })
  const { url } = await notes.call<{ url: string }>('files.url', file, {})
  expect(await house.urls.get('notes', url)).toBe('aaa')
  expect(await house.urls.get('notes', url, { start: 1, end: 2 })).toBe('a')
  const saved = await send(house, 'notes', file, 'changed')
  expect(saved.version).not.toBe(file.version)
  expect(await text(house.drive, '/photos/a.jpg')).toBe('changed')
})

test('a list comes in pages, each entry once', async () => {
  const { folder, notes, house } = await photos()
  for (let i = 0; i < 5; i++) await save(house.drive, `/photos/${i}.txt`, 'x')
  const seen: string[] = []
  for (let after: string | null = null; ;) {
    const page: EntryPage = await notes.call('files.list', folder, {
      limit: 2,
      ...(after === null ? {} : { after }),
    })
    seen.push(...page.entries.map(({ name }) => name))
    if (page.next === null) break
    after = page.next
  }
  expect(seen).toEqual(await names(notes, folder))
})

test('a new file is made by name, and over one that is there only where the app may change it', async () => {
  const { house, folder } = await photos()
  await send(house, 'notes', { parent: folder, name: 'new.txt' }, 'new')
  await send(house, 'notes', { parent: folder, name: 'new.txt' }, 'newer')
  expect(await text(house.drive, '/photos/new.txt')).toBe('newer')
})

test('a version that is not the newest any more is not written over', async () => {
  const { house, folder, notes } = await photos()
  const file = await notes.call<EntryStat>('files.child', folder, 'a.jpg', {})
  await save(house.drive, '/photos/a.jpg', 'by the person')
  const late = send(house, 'notes', file, 'by the app', { ifVersion: file.version })
  await expect(late).rejects.toEqual(code('conflict'))
  expect(await text(house.drive, '/photos/a.jpg')).toBe('by the person')
})

test('folders are made, entries moved, copied, removed and brought back', async () => {
  const { house, folder, notes } = await photos()
  const made = await notes.call<EntryStat>('files.child', folder, 'made', { create: 'folder' })
  const file = await notes.call<EntryStat>('files.child', folder, 'a.jpg', {})
  const moved = await notes.call<EntryStat>('files.move', file, made, 'z.jpg')
  expect(await text(house.drive, '/photos/made/z.jpg')).toBe('aaa')
  await notes.call('files.copy', moved, folder, null)
  expect(await text(house.drive, '/photos/z.jpg')).toBe('aaa')
  expect(await notes.call('files.resolve', folder, moved)).toEqual(['made', 'z.jpg'])
  await notes.call('files.remove', moved)
  const trash = await notes.call<{ id: string; from: string[] }[]>('files.trash', folder)
  expect(trash).toMatchObject([{ name: 'z.jpg', kind: 'file', from: ['made'] }])
  await notes.call('files.restoreTrashed', folder, trash[0]?.id)
  expect(await text(house.drive, '/photos/made/z.jpg')).toBe('aaa')
})

test('nothing is overwritten by moving or copying, and no folder is fallen into', async () => {
  const { house, folder, notes } = await photos()
  await save(house.drive, '/photos/b.jpg', 'mine')
  const file = await notes.call<EntryStat>('files.child', folder, 'a.jpg', {})
  for (const method of ['files.move', 'files.copy'])
    for (const name of ['b.jpg', '2024'])
      await expect(notes.call(method, file, folder, name)).rejects.toEqual(code('exists'))
  expect(await text(house.drive, '/photos/b.jpg')).toBe('mine')
})

test('older versions are listed, read and brought back', async () => {
  const { house, folder, notes } = await photos()
  await save(house.drive, '/photos/a.jpg', 'second')
  const file = await notes.call<EntryStat>('files.child', folder, 'a.jpg', {})
  const versions = await notes.call<{ id: string; current: boolean }[]>('files.versions', file)
  expect(versions.map(({ current }) => current)).toEqual([true, false])
  const { url } = await notes.call<{ url: string }>('files.url', file, { version: versions[1]?.id })
  expect(await house.urls.get('notes', url)).toBe('aaa')
  await notes.call('files.restore', file, versions[1]?.id)
  expect(await text(house.drive, '/photos/a.jpg')).toBe('aaa')
})

test('search finds by part of a name and by pattern, below the folder only', async () => {
  const { house, folder, notes } = await photos()
  await save(house.drive, '/taxes/b.jpg', 'no')
  const found = async (query: unknown): Promise<string[]> =>
    (await notes.call<EntryStat[]>('files.search', folder, query)).map(({ name }) => name).sort()
  expect(await found({ text: '.jpg' })).toEqual(['a.jpg', 'b.jpg'])
  expect(await found({ text: '?.JPG' })).toEqual(['a.jpg', 'b.jpg'])
  expect(await found({ text: 'b*' })).toEqual(['b.jpg'])
  expect(await found({ text: 'jpg?' })).toEqual([])
  expect(await found({ text: 'secret' })).toEqual([])
  expect(await found({ kind: 'directory' })).toEqual(['2024'])
})

test('stars and tags are the person’s to see', async () => {
  const { house, folder, notes } = await photos()
  const file = await notes.call<EntryStat>('files.child', folder, 'a.jpg', {})
  await notes.call('files.mark', file, { starred: true, tags: ['sea'] })
  expect(await house.drive.stat('/photos/a.jpg')).toMatchObject({ starred: true, tags: ['sea'] })
})

test('what changes in the folder is told in names that begin there, and what is outside is not', async () => {
  const { house, folder, notes } = await photos()
  const stop = new AbortController()
  const changes = notes.stream('files.watch', [folder], stop.signal)[Symbol.asyncIterator]()
  expect((await changes.next()).value).toEqual({ kind: 'resync' })
  const first = changes.next()
  await save(house.drive, '/taxes/more.txt', 'x')
  await save(house.drive, '/photos/2024/c.jpg', 'x')
  expect((await first).value).toMatchObject({ kind: 'added', path: ['2024', 'c.jpg'] })
  const second = changes.next()
  await house.drive.remove(['/photos/2024/c.jpg'])
  expect((await second).value).toMatchObject({ kind: 'removed', path: ['2024', 'c.jpg'] })
  stop.abort()
})

test('nothing that happens once a watch has begun is missed', async () => {
  const { house, folder, notes } = await photos()
  const stop = new AbortController()
  const changes = notes.stream('files.watch', [folder], stop.signal)[Symbol.asyncIterator]()
  await changes.next()
  await save(house.drive, '/photos/2024/c.jpg', 'x')
  expect((await changes.next()).value).toMatchObject({ kind: 'added', path: ['2024', 'c.jpg'] })
  stop.abort()
})

test('a file can be given another name where it is', async () => {
  const { house, folder, notes } = await photos()
  const file = await notes.call<Handle>('files.child', folder, 'a.jpg', {})
  expect(await notes.call('files.move', file, null, 'b.jpg')).toMatchObject({ name: 'b.jpg' })
  expect((await house.drive.list('/photos')).map(({ name }) => name)).toContain('b.jpg')
  const alone = await house.give('notes', '/photos/b.jpg')
  await expect(notes.call('files.move', alone, null, 'c.jpg')).rejects.toEqual(code('not-found'))
})

test('who may only add fills the files that it made, once, and no empty file of others', async () => {
  const { house, folder, notes } = await photos({ mode: 'add' })
  await save(house.drive, '/photos/empty', '')
  const { id } = await house.drive.stat('/photos/empty')
  const mine = await notes.call<Handle>('files.child', folder, 'mine', { create: 'file' })
  const fill = async (handle: Handle, bytes: string): Promise<void> => {
    const { url, upload } = await notes.call<UploadTicket>('files.upload', handle, {})
    house.urls.put('notes', url, bytes)
    await notes.call('files.commit', upload)
  }
  await fill(mine, 'once')
  await expect(fill(mine, 'twice')).rejects.toEqual(code('grant-denied'))
  await expect(fill({ ...mine, entry: id }, 'x')).rejects.toEqual(code('not-found'))
  expect(await text(house.drive, '/photos/mine')).toBe('once')
})

test('two uploads into one empty file: the second one writes nothing over', async () => {
  const { house, folder, notes } = await photos({ mode: 'add' })
  const mine = await notes.call<Handle>('files.child', folder, 'mine', { create: 'file' })
  const one = await notes.call<UploadTicket>('files.upload', mine, {})
  const two = await notes.call<UploadTicket>('files.upload', mine, {})
  house.urls.put('notes', one.url, 'one')
  house.urls.put('notes', two.url, 'two')
  await notes.call('files.commit', one.upload)
  await expect(notes.call('files.commit', two.upload)).rejects.toEqual(
    expect.objectContaining({ name: 'SpaceError' }),
  )
  expect(await text(house.drive, '/photos/mine')).toBe('one')
})

test('usage counts what is below the folder', async () => {
  const { folder, notes } = await photos()
  expect(await notes.call('files.usage', folder)).toMatchObject({
    files: 2,
    directories: 1,
    bytes: 6,
  })
})

test('a read-only grant reads, and changes nothing', async () => {
  const { house, folder, notes } = await photos({ mode: 'read' })
  const file = await notes.call<EntryStat>('files.child', folder, 'a.jpg', {})
  const heads = await house.drive.versions('/photos/a.jpg')
  for (const [method, ...params] of [
    ['files.child', folder, 'new', { create: 'folder' }],
    ['files.child', folder, 'new', { create: 'file' }],
    ['files.upload', file, { size: 1 }],
    ['files.upload', { parent: folder, name: 'new' }, { size: 1 }],
    ['files.move', file, folder, 'b'],
    ['files.copy', file, folder, 'b'],
    ['files.remove', file],
    ['files.restore', file, heads[0]?.id],
    ['files.restoreTrashed', folder, file.entry],
    ['files.mark', file, { starred: true }],
  ] as const)
    await expect(notes.call(method, ...params), method).rejects.toEqual(code('grant-denied'))
  expect((await house.drive.list('/photos')).map(({ name }) => name)).toEqual(['2024', 'a.jpg'])
})

test('an add-only grant adds, sees what it added, and nothing of what was there', async () => {
  const { house, folder, notes } = await photos({ mode: 'add' })
  expect(await names(notes, folder)).toEqual([])
  const sent = await send(house, 'notes', { parent: folder, name: 'mine.jpg' }, 'mine')
  expect(await names(notes, folder)).toEqual(['mine.jpg'])
  const { url } = await notes.call<{ url: string }>('files.url', sent, {})
  expect(await house.urls.get('notes', url)).toBe('mine')
  const over = send(house, 'notes', { parent: folder, name: 'a.jpg' }, 'over')
  await expect(over).rejects.toEqual(code('conflict'))
  expect(await text(house.drive, '/photos/a.jpg')).toBe('aaa')
  await expect(notes.call('files.child', folder, 'a.jpg', {})).rejects.toEqual(code('not-found'))
  await expect(notes.call('files.remove', sent)).rejects.toEqual(code('grant-denied'))
  expect(await notes.call('files.search', folder, { text: 'jpg' })).toMatchObject([
    { name: 'mine.jpg' },
  ])
})

test('without a grant every function says so and does nothing', async () => {
  const house = await openHouse()
  const file = await save(house.drive, '/a.txt', 'a')
  const handle = { grant: '0'.repeat(32), entry: file.id }
  const evil = house.app('evil')
  const stop = new AbortController().signal
  for (const [method, ...params] of [
    ['files.stat', handle],
    ['files.list', handle, {}],
    ['files.child', handle, 'a', {}],
    ['files.child', handle, 'a', { create: 'file' }],
    ['files.resolve', handle, handle],
    ['files.url', handle, {}],
    ['files.zip', handle],
    ['files.upload', handle, { size: 1 }],
    ['files.upload', { parent: handle, name: 'a' }, { size: 1 }],
    ['files.move', handle, handle, 'b'],
    ['files.copy', handle, handle, 'b'],
    ['files.remove', handle],
    ['files.trash', handle],
    ['files.restoreTrashed', handle, file.id],
    ['files.versions', handle],
    ['files.restore', handle, 'x'],
    ['files.search', handle, {}],
    ['files.usage', handle],
    ['files.mark', handle, {}],
    ['grants.release', handle.grant],
  ] as const)
    await expect(evil.call(method, ...params), method).rejects.toEqual(code('grant-denied'))
  await expect(Array.fromAsync(evil.stream('files.watch', [handle], stop))).rejects.toEqual(
    code('grant-denied'),
  )
  expect((await house.drive.list('/')).map(({ name }) => name)).toEqual(['a.txt'])
})
