import { expect, test } from 'vitest'
import type { EntryStat, UploadTicket } from '@space/sdk/calls'
import { save } from '../drive/drive.samples.ts'
import { appFacts, openHouse, type Handle } from './api.samples.ts'

function code(name: string) {
  return expect.objectContaining({ code: name })
}

test('an app has a folder of its own without asking, once, and the person sees it', async () => {
  const house = await openHouse()
  const notes = house.app('notes')
  const [one, two] = await Promise.all([
    notes.call<Handle>('data.directory'),
    notes.call<Handle>('data.directory'),
  ])
  expect(two).toEqual(one)
  await notes.call('files.child', one, 'mine.txt', { create: 'file' })
  expect((await house.drive.list('/Apps/notes')).map(({ name }) => name)).toEqual(['mine.txt'])
})

test('apps of one name do not share a folder, nor does one take a folder of the person', async () => {
  const apps = [
    appFacts('aaaaaaaaaaaa', { name: 'Notes' }),
    appFacts('bbbbbbbbbbbb', { name: 'Notes' }),
  ]
  const house = await openHouse({ apps })
  await save(house.drive, '/Apps/Notes/mine.txt', 'of the person')
  const a = await house.app('aaaaaaaaaaaa').call<Handle>('data.directory')
  const b = await house.app('bbbbbbbbbbbb').call<Handle>('data.directory')
  expect(a.entry).not.toBe(b.entry)
  expect(await house.app('aaaaaaaaaaaa').call('files.list', a, {})).toMatchObject({ entries: [] })
  expect(await house.app('bbbbbbbbbbbb').call('files.list', b, {})).toMatchObject({ entries: [] })
})

test('a name that leads elsewhere, or turns the text around, is made a plain one', async () => {
  const apps = [appFacts('a', { name: '../../\u202Etaxes\u0000' }), appFacts('b', { name: '..' })]
  const house = await openHouse({ apps })
  await house.app('a').call('data.directory')
  await house.app('b').call('data.directory')
  const names = (await house.drive.list('/Apps')).map(({ name }) => name)
  expect(names.toSorted()).toEqual(['..-..-taxes', 'App'])
})

test('the folder goes with a rename of the person, and is made anew when they remove it', async () => {
  const house = await openHouse()
  const notes = house.app('notes')
  const before = await notes.call<Handle>('data.directory')
  await house.drive.move(['/Apps/notes'], '/Apps/old notes')
  expect(await notes.call('data.directory')).toMatchObject({
    entry: before.entry,
    name: 'old notes',
  })
  await house.drive.remove(['/Apps/old notes'])
  const after = await notes.call<Handle>('data.directory')
  expect(after.entry).not.toBe(before.entry)
  await expect(notes.call('files.list', before, {})).rejects.toEqual(code('grant-revoked'))
})

test('the folder cannot be taken from its app, nor moved or removed by it', async () => {
  const house = await openHouse()
  const notes = house.app('notes')
  const own = await notes.call<Handle>('data.directory')
  const inside = await notes.call<Handle>('files.child', own, 'inside', { create: 'folder' })
  await expect(notes.call('files.remove', own)).rejects.toEqual(code('grant-denied'))
  await expect(notes.call('files.move', own, inside, 'x')).rejects.toEqual(code('grant-denied'))
  await expect(house.owner.call('grants.revoke', own.grant)).rejects.toEqual(code('bad-input'))
})

test('an app cannot keep more than its quota, by large files, versions or what it removed', async () => {
  const house = await openHouse()
  const notes = house.app('notes')
  const own = await notes.call<Handle>('data.directory')
  const { quotaBytes } = await notes.call<{ quotaBytes: number }>('data.usage')
  const target = { parent: own, name: 'large' }
  const large = notes.call('files.upload', target, { size: quotaBytes })
  await expect(large).rejects.toEqual(code('quota'))
  const used = async (): Promise<number> =>
    (await notes.call<{ usedBytes: number }>('data.usage')).usedBytes
  const send = async (content: string): Promise<EntryStat> => {
    const ticket = await notes.call<UploadTicket>('files.upload', target, { size: content.length })
    house.urls.put('notes', ticket.url, content)
    return notes.call('files.commit', ticket.upload)
  }
  await send('x'.repeat(10_000))
  const first = await used()
  const saved = await send('y'.repeat(10_000))
  const second = await used()
  expect(second).toBeGreaterThanOrEqual(first + 10_000)
  await notes.call('files.remove', saved)
  expect(await used()).toBe(second)
})

test('many small files take room as well', async () => {
  const house = await openHouse()
  const notes = house.app('notes')
  const own = await notes.call<Handle>('data.directory')
  for (let i = 0; i < 10; i++) await notes.call('files.child', own, `${i}`, { create: 'folder' })
  expect((await notes.call<{ usedBytes: number }>('data.usage')).usedBytes).toBe(10 * 1024)
})

test('two uploads that would each fit alone do not both', async () => {
  const house = await openHouse({ privateBytes: 100_000 })
  const notes = house.app('notes')
  const own = await notes.call<Handle>('data.directory')
  const begin = async (name: string): Promise<UploadTicket> => {
    const to = { parent: own, name }
    const ticket = await notes.call<UploadTicket>('files.upload', to, { size: 60_000 })
    house.urls.put('notes', ticket.url, 'x'.repeat(60_000))
    return ticket
  }
  const [one, two] = [await begin('one'), await begin('two')]
  await notes.call('files.commit', one.upload)
  await expect(notes.call('files.commit', two.upload)).rejects.toEqual(code('quota'))
  expect((await house.drive.list('/Apps/notes')).map(({ name }) => name)).toEqual(['one'])
})

test('what is copied or moved into the folder counts, and older versions brought back do', async () => {
  const house = await openHouse({ privateBytes: 20_000 })
  await save(house.drive, '/photos/large.jpg', 'x'.repeat(30_000))
  const folder = await house.give('notes', '/photos')
  const notes = house.app('notes')
  const own = await notes.call<Handle>('data.directory')
  const large = await notes.call<EntryStat>('files.child', folder, 'large.jpg', {})
  for (const method of ['files.copy', 'files.move'])
    await expect(notes.call(method, large, own, null)).rejects.toEqual(code('quota'))
  expect((await house.drive.list('/photos')).map(({ name }) => name)).toEqual(['large.jpg'])
})

test('an app that gives its own folder back does not get another one with free room', async () => {
  const house = await openHouse()
  const notes = house.app('notes')
  const own = await notes.call<Handle>('data.directory')
  await expect(notes.call('grants.release', own.grant)).rejects.toEqual(code('bad-input'))
  expect(await notes.call<Handle>('data.directory')).toEqual(own)
})

test('marks take room, since the log keeps them; what is there can be removed still', async () => {
  const house = await openHouse({ privateBytes: 40_000 })
  const notes = house.app('notes')
  const own = await notes.call<Handle>('data.directory')
  const file = await notes.call<EntryStat>('files.child', own, 'a.txt', { create: 'file' })
  const mark = (n: number) =>
    notes.call('files.mark', file, { tags: Array.from({ length: 20 }, (_, i) => `${n} ${i}`) })
  await mark(1)
  await expect(mark(2)).rejects.toEqual(code('quota'))
  expect(await notes.call('files.remove', file)).toBeNull()
})

test('renames in the own folder end at the quota', async () => {
  const house = await openHouse({ privateBytes: 20_000 })
  const notes = house.app('notes')
  const own = await notes.call<Handle>('data.directory')
  const file = await notes.call<EntryStat>('files.child', own, 'a.txt', { create: 'file' })
  const rename = async (): Promise<void> => {
    for (let n = 0; n < 100; n++) await notes.call('files.move', file, own, `${n}`)
  }
  await expect(rename()).rejects.toEqual(code('quota'))
})

test('what is sent and then given up takes room, so that it cannot fill the disk', async () => {
  const house = await openHouse({ privateBytes: 100_000 })
  const notes = house.app('notes')
  const own = await notes.call<Handle>('data.directory')
  const giveUp = async (name: string): Promise<void> => {
    const to = { parent: own, name }
    const ticket = await notes.call<UploadTicket>('files.upload', to, {
      ifVersion: 'none',
      size: 60_000,
    })
    house.urls.put('notes', ticket.url, 'x'.repeat(60_000))
    await expect(notes.call('files.commit', ticket.upload)).rejects.toEqual(code('conflict'))
  }
  await giveUp('one')
  const again = notes.call('files.upload', { parent: own, name: 'two' }, { size: 60_000 })
  await expect(again).rejects.toEqual(code('quota'))
})

test('uploads that run at once share the room that is left', async () => {
  const house = await openHouse({ privateBytes: 100_000 })
  const notes = house.app('notes')
  const own = await notes.call<Handle>('data.directory')
  const begin = (name: string) =>
    notes.call<UploadTicket>('files.upload', { parent: own, name }, { size: 60_000 })
  const [one, two] = [await begin('one'), await begin('two')]
  house.urls.put('notes', one.url, 'x'.repeat(60_000))
  const ends = await Promise.allSettled([
    notes.call('files.commit', one.upload),
    notes.call('files.commit', two.upload),
  ])
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
})
