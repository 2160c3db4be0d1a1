import { expect, test } from 'vitest'
import type { EntryStat, UploadTicket } from '@space/sdk/calls'
import type { Trial, TrialChange } from '@space/sdk/host'
import { save, text } from '../drive/drive.samples.ts'
import { openHouse, type Handle, type House } from './api.samples.ts'

function code(name: string) {
  return expect.objectContaining({ code: name })
}

/** An app on trial with four files: one to change, one to remove, one to rename, one to leave. */
async function trying() {
  const house = await openHouse()
  for (const name of ['change', 'remove', 'rename', 'leave'])
    await save(house.drive, `/texts/${name}.md`, name)
  await save(house.drive, '/texts/sub/deep.md', 'deep')
  const folder = await house.give('notes', '/texts', { trial: true })
  return { house, folder, notes: house.app('notes') }
}

async function send(house: House, target: unknown, content: string): Promise<void> {
  const notes = house.app('notes')
  const to = { size: content.length }
  const { url, upload } = await notes.call<UploadTicket>('files.upload', target, to)
  house.urls.put('notes', url, content)
  await notes.call('files.commit', upload)
}

async function work({ house, folder, notes }: Awaited<ReturnType<typeof trying>>): Promise<void> {
  const file = (name: string) => notes.call<EntryStat>('files.child', folder, name, {})
  await send(house, await file('change.md'), 'changed')
  await notes.call('files.remove', await file('remove.md'))
  await notes.call('files.move', await file('rename.md'), folder, 'renamed.md')
  const made = await notes.call<Handle>('files.child', folder, 'made', { create: 'folder' })
  await send(house, { parent: made, name: 'new.md' }, 'new')
}

async function trialOf(house: House): Promise<Trial> {
  const [trial] = await house.owner.call<Trial[]>('trials.list')
  if (trial === undefined) throw new Error('there is no trial')
  return trial
}

async function paths(house: House, at: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await house.drive.list(at)) {
    found.push(entry.path.slice('/texts/'.length))
    if (entry.kind === 'folder') found.push(...(await paths(house, entry.path)))
  }
  return found
}

const BEFORE = ['change.md', 'leave.md', 'remove.md', 'rename.md', 'sub', 'sub/deep.md']

test('an app on trial works on a copy: the folder is as it was', async () => {
  const trying_ = await trying()
  await work(trying_)
  expect(await paths(trying_.house, '/texts')).toEqual(BEFORE)
  expect(await text(trying_.house.drive, '/texts/change.md')).toBe('change')
  const trial = await trialOf(trying_.house)
  expect(trial).toMatchObject({
    folder: { path: '/texts' },
    copy: { path: '/Trials/texts – notes' },
  })
})

test('the review names each change with its sizes', async () => {
  const trying_ = await trying()
  await work(trying_)
  const { id, changes } = await trialOf(trying_.house)
  const review = await trying_.house.owner.call<TrialChange[]>('trials.review', id)
  expect(review.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'changed change.md',
    'added made',
    'added made/new.md',
    'removed remove.md',
    'removed rename.md',
    'added renamed.md',
  ])
  expect(changes).toBe(review.length)
  expect(review[0]).toMatchObject({ bytesBefore: 6, bytesAfter: 7, conflict: false })
})

test('what is taken over is in the folder, with the older version beside it and the rest on trial', async () => {
  const { house, ...rest } = await trying()
  await work({ house, ...rest })
  const { id } = await trialOf(house)
  const review = await house.owner.call<TrialChange[]>('trials.review', id)
  const changes = review.filter(({ path }) => ['change.md', 'made/new.md'].includes(path))
  const some = await house.owner.call('trials.apply', id, { changes })
  expect(some).toEqual({ applied: 2 })
  expect(await text(house.drive, '/texts/change.md')).toBe('changed')
  expect(await text(house.drive, '/texts/made/new.md')).toBe('new')
  expect(await house.drive.versions('/texts/change.md')).toHaveLength(2)
  const left = await house.owner.call<TrialChange[]>('trials.review', id)
  expect(left.map(({ path }) => path)).toEqual(['remove.md', 'rename.md', 'renamed.md'])
  await house.owner.call('trials.apply', id, {})
  expect(await paths(house, '/texts')).toEqual([
    'change.md',
    'leave.md',
    'made',
    'made/new.md',
    'renamed.md',
    'sub',
    'sub/deep.md',
  ])
  expect((await house.drive.trash()).map(({ name }) => name).sort()).toEqual(
    expect.arrayContaining(['remove.md', 'rename.md']),
  )
  expect(await house.owner.call('trials.review', id)).toEqual([])
})

test('what the person changed meanwhile is kept beside what the app made of it', async () => {
  const { house, ...rest } = await trying()
  await work({ house, ...rest })
  await save(house.drive, '/texts/change.md', 'by the person')
  await save(house.drive, '/texts/remove.md', 'by the person')
  const { id } = await trialOf(house)
  await house.owner.call('trials.apply', id, {})
  expect(await text(house.drive, '/texts/change.md')).toBe('by the person')
  expect(await text(house.drive, '/texts/change (trial).md')).toBe('changed')
  expect(await text(house.drive, '/texts/remove.md')).toBe('by the person')
})

test('what the person and the app saved alike is no conflict, and nothing to take over', async () => {
  const { house, folder, notes } = await trying()
  await work({ house, folder, notes })
  await save(house.drive, '/texts/change.md', 'changed')
  await save(house.drive, '/texts/renamed.md', 'rename')
  await send(house, { parent: folder, name: 'as long.md' }, 'of the app')
  await save(house.drive, '/texts/as long.md', 'my version')
  const { id } = await trialOf(house)
  const review = await house.owner.call<TrialChange[]>('trials.review', id)
  expect(review.map(({ path }) => path)).toEqual([
    'as long.md',
    'made',
    'made/new.md',
    'remove.md',
    'rename.md',
  ])
  expect(review.filter(({ conflict }) => conflict).map(({ path }) => path)).toEqual(['as long.md'])
})

test('a discarded trial leaves the folder as it is, and nothing of the copy', async () => {
  const { house, folder, notes } = await trying()
  await work({ house, folder, notes })
  const { id } = await trialOf(house)
  await house.owner.call('trials.discard', id)
  expect(await paths(house, '/texts')).toEqual(BEFORE)
  expect(await house.drive.list('/Trials')).toEqual([])
  expect((await house.drive.trash()).map(({ from }) => from)).not.toContain('/Trials/texts – notes')
  await expect(notes.call('files.list', folder, {})).rejects.toEqual(code('grant-revoked'))
  expect(await house.owner.call('trials.list')).toEqual([])
})

test('what let the app change the folder itself, or what is in it, ends with the answer', async () => {
  const house = await openHouse()
  const notes = house.app('notes')
  await save(house.drive, '/all/texts/sub/a.md', 'a')
  await save(house.drive, '/other/b.md', 'b')
  const over: Handle[] = []
  for (const path of ['/all', '/all/texts', '/all/texts/sub'])
    over.push(await house.give('notes', path))
  const stay = [
    await house.give('notes', '/all/texts', { mode: 'read' }),
    await house.give('notes', '/other'),
  ]
  const ofPhotos = await house.give('photos', '/all/texts')
  const onCopy = await house.give('notes', '/all/texts', { trial: true })
  for (const handle of over)
    await expect(notes.call('files.list', handle, {})).rejects.toEqual(code('grant-revoked'))
  for (const handle of [onCopy, ...stay]) await notes.call('files.list', handle, {})
  await house.app('photos').call('files.list', ofPhotos, {})
})

test('the copy is no way back into the folder', async () => {
  const { house, notes, folder } = await trying()
  const { id } = await house.drive.stat('/texts')
  const reach = notes.call('files.list', { ...folder, entry: id }, {})
  await expect(reach).rejects.toEqual(code('not-found'))
})

test('what the app did after the review is not taken over, nor anything else by that answer', async () => {
  const { house, folder, notes } = await trying()
  await work({ house, folder, notes })
  const { id } = await trialOf(house)
  const changes = await house.owner.call<TrialChange[]>('trials.review', id)
  await send(house, await notes.call<EntryStat>('files.child', folder, 'change.md', {}), 'swapped')
  const applied = house.owner.call('trials.apply', id, { changes })
  await expect(applied).rejects.toEqual(code('conflict'))
  expect(await paths(house, '/texts')).toEqual(BEFORE)
  expect(await text(house.drive, '/texts/change.md')).toBe('change')
})
