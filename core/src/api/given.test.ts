import { expect, test } from 'vitest'
import type { GivenGrant } from '@space/sdk'
import { save } from '../drive/drive.samples.ts'
import { type Handle, openHouse } from './api.samples.ts'

test('a grant gives its handle again, to the app that has it and to no other', async () => {
  const house = await openHouse()
  await save(house.drive, '/Box/a.txt', 'alpha')
  const box = await house.give('notes', '/Box', { mode: 'read' })
  const notes = house.app('notes')
  await notes.call('data.directory')
  const grants = await notes.call<GivenGrant[]>('grants.list')
  expect(grants.map(({ name, isPrivate }) => [name, isPrivate])).toEqual([
    ['Box', false],
    ['notes', true],
  ])
  expect(await notes.call<Handle>('grants.open', box.grant)).toEqual(box)
  const refused = house.app('evil').call('grants.open', box.grant)
  await expect(refused).rejects.toMatchObject({ code: 'grant-denied' })
  await notes.call('grants.release', box.grant)
  await expect(notes.call('grants.open', box.grant)).rejects.toMatchObject({
    code: 'grant-revoked',
  })
})

test('the handle of a folder that is gone is not found', async () => {
  const house = await openHouse()
  await save(house.drive, '/Box/a.txt', 'alpha')
  const box = await house.give('notes', '/Box', { mode: 'read' })
  await house.drive.remove(['/Box'])
  await expect(house.app('notes').call('grants.open', box.grant)).rejects.toMatchObject({
    code: 'not-found',
  })
})
