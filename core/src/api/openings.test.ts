import { expect, test } from 'vitest'
import type { Launch } from '@space/sdk'
import type { EntryStat } from '@space/sdk/calls'
import type { Grant, Opening } from '@space/sdk/host'
import { save, text } from '../drive/drive.samples.ts'
import { type Handle, openHouse, type House, testSettings } from './api.samples.ts'

const HANDLERS = {
  notes: [
    { mime: 'text/markdown', action: 'edit' },
    { mime: 'text/*', action: 'open' },
    { mime: 'text/*', action: 'preview' },
  ],
  photos: [{ mime: 'image/*', action: 'preview' }],
  evil: [{ mime: 'text/markdown', action: 'open' }],
} as const

interface Opened {
  house: House
  box: Handle
  note: EntryStat
}

async function opened(mode: 'read' | 'change' = 'change', settings = testSettings()) {
  const house = await openHouse({ handlers: HANDLERS, settings })
  await save(house.drive, '/box/a.md', 'alpha')
  await save(house.drive, '/box/b.md', 'beta')
  await save(house.drive, '/box/c.jpg', 'jpeg')
  await save(house.drive, '/box/d', '?')
  await save(house.drive, '/taxes/secret.md', 'secret')
  const box = await house.give('evil', '/box', { mode })
  return { house, box, note: await fileIn(house, box, 'a.md') }
}

const fileIn = (house: House, box: Handle, name: string): Promise<EntryStat> =>
  house.app('evil').call<EntryStat>('files.child', box, name, {})
const look = ({ house }: Pick<Opened, 'house'>, file: unknown): Promise<Opening> =>
  house.owner.call<Opening>('openings.look', 'evil', file)
const open = ({ house }: Opened, file: unknown, to: object): Promise<void> =>
  house.owner.call('openings.open', 'evil', file, to)

async function nextLaunch(house: House, app: string): Promise<Launch<Handle>> {
  const stop = new AbortController()
  for await (const one of house
    .app(app)
    .stream<Launch<Handle>>('launches.watch', [], stop.signal)) {
    stop.abort()
    return one
  }
  throw new Error('nothing came')
}

function said({ choices }: Opening): string[] {
  return choices.map(({ app, action }) => `${app.label} ${action}`)
}

test('the apps whose manifests open a file are told, but for the one that asks', async () => {
  const given = await opened()
  const opening = await look(given, given.note)
  expect(opening).toMatchObject({ file: { name: 'a.md' }, type: 'text/markdown', usual: null })
  expect(said(opening)).toEqual(['notes open', 'notes edit'])
  const { house, box } = given
  expect(said(await look(given, await fileIn(house, box, 'c.jpg')))).toEqual(['photos preview'])
  expect(said(await look(given, await fileIn(house, box, 'd')))).toEqual([])
})

test('the chosen app gets that one file, to read, until it is closed', async () => {
  const given = await opened()
  const { house, note } = given
  await open(given, note, { app: 'notes', action: 'open' })
  const { file, action } = await nextLaunch(house, 'notes')
  expect([file.name, file.entry, action]).toEqual(['a.md', note.entry, 'open'])
  const notes = house.app('notes')
  expect(await notes.call('files.stat', file)).toMatchObject({ size: 5 })
  for (const act of [
    notes.call('files.upload', file, { size: 1 }),
    notes.call('files.remove', file),
    notes.call('files.mark', file, { starred: true }),
  ])
    await expect(act).rejects.toMatchObject({ code: 'grant-denied' })
  const other = await fileIn(house, given.box, 'b.md')
  for (const entry of [other.entry, given.box.entry])
    await expect(notes.call('files.stat', { ...file, entry })).rejects.toMatchObject({
      code: 'not-found',
    })
  house.api.closeApp('notes')
  await expect(house.app('notes').call('files.stat', file)).rejects.toMatchObject({
    code: 'grant-expired',
  })
})

test('to edit is to change, and the person sees where it came from', async () => {
  const given = await opened()
  const { house, note } = given
  await open(given, note, { app: 'notes', action: 'edit' })
  const { file } = await nextLaunch(house, 'notes')
  const notes = house.app('notes')
  const { upload, url } = await notes.call<{ upload: string; url: string }>(
    'files.upload',
    file,
    {},
  )
  house.urls.put('notes', url, 'gamma')
  await house.urls.commit('notes', upload)
  expect(await text(house.drive, '/box/a.md')).toBe('gamma')
  const grants = await house.owner.call<Grant[]>('grants.list')
  expect(grants.find(({ app }) => app.label === 'notes')).toMatchObject({
    label: 'Opened from evil',
    mode: 'change',
    until: 'session',
    resource: { kind: 'entry', entry: { path: '/box/a.md' } },
  })
})

test('nobody gets to change through another app what the first may only read', async () => {
  const given = await opened('read')
  expect(said(await look(given, given.note))).toEqual(['notes open'])
  const edit = open(given, given.note, { app: 'notes', action: 'edit' })
  await expect(edit).rejects.toMatchObject({ code: 'denied' })
})

test('what is always opened with an app is not asked again, after a restart too, until it is forgotten', async () => {
  const settings = testSettings()
  const given = await opened('change', settings)
  const { house, box } = given
  await open(given, given.note, { app: 'notes', action: 'edit', always: true })
  const other = await fileIn(house, box, 'b.md')
  expect((await look(given, other)).usual).toMatchObject({
    app: { label: 'notes' },
    action: 'edit',
  })
  const again = await opened('read', settings)
  // it may only be read this time, and editing is not reading
  expect((await look(again, again.note)).usual).toBeNull()
  expect(await again.house.owner.call('openings.usual')).toMatchObject([
    { type: 'text/markdown', app: { label: 'notes' }, action: 'edit' },
  ])
  await house.owner.call('openings.forget', 'text/markdown')
  expect((await look(given, other)).usual).toBeNull()
})

test('each launch comes once, those that waited first, and none outlives the app', async () => {
  const given = await opened()
  const { house, box } = given
  const other = await fileIn(house, box, 'b.md')
  await open(given, given.note, { app: 'notes', action: 'open' })
  await open(given, other, { app: 'notes', action: 'open' })
  expect((await nextLaunch(house, 'notes')).file.name).toBe('a.md')
  const second = nextLaunch(house, 'notes')
  expect((await second).file.name).toBe('b.md')
  await open(given, other, { app: 'notes', action: 'open' })
  house.api.closeApp('notes')
  const third = nextLaunch(house, 'notes')
  await open(given, given.note, { app: 'notes', action: 'open' })
  expect((await third).file.name).toBe('a.md')
})

test.each<[string, (given: Opened) => unknown, string]>([
  ['a folder', ({ box }) => box, 'is-folder'],
  ['many files', ({ note }) => [note, note], 'bad-input'],
  ['many files in one', ({ note }) => ({ ...note, entry: [note.entry, note.entry] }), 'bad-input'],
  ['nothing', () => null, 'bad-input'],
  ['a grant that is none', ({ note }) => ({ ...note, grant: 'x' }), 'grant-denied'],
  ['a file that is not there', ({ note }) => ({ ...note, entry: 'f'.repeat(32) }), 'not-found'],
])('an app that shows %s hands nothing over', async (_, shown, code) => {
  const given = await opened()
  await expect(look(given, shown(given))).rejects.toMatchObject({ code })
  const to = { app: 'notes', action: 'open' }
  await expect(open(given, shown(given), to)).rejects.toMatchObject({ code })
  expect(await given.house.owner.call<Grant[]>('grants.list')).toHaveLength(1)
})

test('a handle of another app, of what was not given, or of what was taken back hands nothing over', async () => {
  const given = await opened()
  const { house, note, box } = given
  const secret = await house.drive.stat('/taxes/secret.md')
  const to = { app: 'notes', action: 'open' }
  const outside = open(given, { ...note, entry: secret.id }, to)
  await expect(outside).rejects.toMatchObject({ code: 'not-found' })
  const stolen = house.owner.call('openings.open', 'photos', note, to)
  await expect(stolen).rejects.toMatchObject({ code: 'grant-denied' })
  await house.owner.call('grants.revoke', box.grant)
  await expect(open(given, note, to)).rejects.toMatchObject({ code: 'grant-revoked' })
  const grants = await house.owner.call<Grant[]>('grants.list')
  expect(grants).toEqual([])
})

test('an app that does not open the type, or is not there, is given nothing', async () => {
  const given = await opened()
  for (const to of [
    { app: 'photos', action: 'open' },
    { app: 'notes', action: 'preview' },
    { app: 'gone', action: 'open' },
    { app: 'evil', action: 'open' },
  ])
    await expect(open(given, given.note, to)).rejects.toMatchObject({ code: 'denied' })
  expect(await given.house.owner.call<Grant[]>('grants.list')).toHaveLength(1)
})
