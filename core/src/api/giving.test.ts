import { expect, test } from 'vitest'
import type { GivenGrant } from '@space/sdk'
import type { EntryPage, EntryStat } from '@space/sdk/calls'
import type { Grant } from '@space/sdk/host'
import { save, text } from '../drive/drive.samples.ts'
import { appFacts, openHouse, type Handle, type House } from './api.samples.ts'

const OWN = appFacts('files', { name: 'Files', isBuiltIn: true })

async function filled(): Promise<House> {
  const house = await openHouse({ apps: [OWN, appFacts('evil')] })
  await save(house.drive, '/photos/a.jpg', 'aaa')
  await save(house.drive, '/taxes/secret.txt', 'secret')
  return house
}

function give(house: House, more: object = {}): Promise<Grant> {
  const gift = { app: 'files', entry: null, mode: 'change', lasting: 'until-off', ...more }
  return house.owner.call<Grant>('grants.give', gift)
}

async function rootOf(house: House): Promise<Handle> {
  const { id } = await give(house)
  return house.app('files').call<Handle>('grants.open', id)
}

test('an app that came with Space is given everything, once, and works in it as in any folder', async () => {
  const house = await filled()
  const grant = await give(house)
  expect(grant).toMatchObject({
    app: { label: 'files', isBuiltIn: true },
    resource: { kind: 'entry', entry: { path: '/', name: '' } },
    mode: 'change',
    until: null,
    isPrivate: false,
  })
  expect((await give(house)).id).toBe(grant.id)
  const files = house.app('files')
  expect(await files.call<GivenGrant[]>('grants.list')).toMatchObject([
    { id: grant.id, kind: 'directory', name: '' },
  ])
  const root = await files.call<Handle>('grants.open', grant.id)
  const { entries } = await files.call<EntryPage>('files.list', root, {})
  expect(entries.map(({ name }) => name)).toEqual(['photos', 'taxes'])
  const [photos] = entries
  await files.call<EntryStat>('files.move', photos, root, 'Pictures')
  expect(await text(house.drive, '/Pictures/a.jpg')).toBe('aaa')
  expect((await files.call<{ url: string }>('files.zip', root)).url).toMatch(/^\/~cap\//)
})

test('one folder can be given too, to read, for a while', async () => {
  const house = await filled()
  const { id } = await house.drive.stat('/photos')
  const grant = await give(house, { entry: id, mode: 'read', lasting: 'day' })
  expect(grant).toMatchObject({ mode: 'read', until: house.clock.now() + 86_400_000 })
  const handle = await house.app('files').call<Handle>('grants.open', grant.id)
  await expect(house.app('files').call('files.remove', handle)).rejects.toMatchObject({
    code: 'grant-denied',
  })
})

test('everything can be narrowed to reading, and taken away', async () => {
  const house = await filled()
  const root = await rootOf(house)
  const files = house.app('files')
  await house.owner.call('grants.narrow', root.grant, { mode: 'read' })
  const made = files.call('files.child', root, 'new', { create: 'folder' })
  await expect(made).rejects.toMatchObject({ code: 'grant-denied' })
  expect((await files.call<EntryPage>('files.list', root, {})).entries).toHaveLength(2)
  await house.owner.call('grants.revoke', root.grant)
  await expect(files.call('files.list', root, {})).rejects.toMatchObject({ code: 'grant-revoked' })
})

test('the root itself stays where it is and what it is', async () => {
  const house = await filled()
  const root = await rootOf(house)
  const files = house.app('files')
  const { entries } = await files.call<EntryPage>('files.list', root, {})
  for (const [method, ...params] of [
    ['files.remove', root],
    ['files.move', root, entries[0], 'x'],
    ['files.move', root, null, 'x'],
    ['files.copy', root, entries[0], 'x'],
    ['files.mark', root, { starred: true }],
  ] as const)
    await expect(files.call(method, ...params), method).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:bad-input|grant-denied|not-found)$/) as string,
    })
  expect((await house.drive.list('/')).map(({ name }) => name)).toEqual(['photos', 'taxes'])
})

test.each<[string, { app?: string; entry?: string; mode?: string }, string]>([
  ['a stranger', { app: 'evil' }, 'denied'],
  ['a stranger, one folder', { app: 'evil', entry: 'photos' }, 'denied'],
  ['nobody', { app: 'gone' }, 'not-found'],
  ['what is not there', { entry: 'f'.repeat(32) }, 'not-found'],
  ['a mode that is none', { mode: 'destroy' }, 'bad-input'],
])('giving without asking to %s is refused', async (_, more, code) => {
  const house = await filled()
  const { id } = await house.drive.stat('/photos')
  const gift = more.entry === 'photos' ? { ...more, entry: id } : more
  await expect(give(house, gift)).rejects.toMatchObject({ code })
  expect(await house.owner.call('grants.list')).toEqual([])
})

test('the picker gives everything to what came with Space, and to nobody else', async () => {
  const house = await filled()
  const root = house.entries.root
  const pick = { open: 'directory', mode: 'read', label: 'Your files' }
  const answer = { kind: 'picked', entries: [root], mode: 'read', lasting: 'session' } as const
  const asked = house.app('files').call<Handle[]>('pick.open', pick)
  await house.answerNext(() => answer)
  expect(await asked).toMatchObject([{ entry: root, kind: 'folder' }])
  const refused = house.app('evil').call('pick.open', pick)
  await expect(house.answerNext(() => answer)).rejects.toMatchObject({ code: 'bad-input' })
  await house.answerNext(() => ({ kind: 'refused' }))
  await expect(refused).rejects.toMatchObject({ code: 'grant-denied' })
  const held = await house.owner.call<Grant[]>('grants.list')
  expect(held.map(({ app }) => app.label)).toEqual(['files'])
})
