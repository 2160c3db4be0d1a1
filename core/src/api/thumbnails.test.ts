import { SpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import { save } from '../drive/drive.samples.ts'
import { type Handle, openHouse } from './api.samples.ts'

/** A folder of pictures, and a maker that says what it was asked for. */
async function stand(mode: 'read' | 'add' = 'read') {
  const asked: object[] = []
  const house = await openHouse({
    thumbs: {
      isPicture: (name) => name.endsWith('.jpg'),
      async get(entry, { px, version }) {
        asked.push({ entry, px, version })
        if (px === 999) throw new SpaceError('not-found', 'There is no small picture of this file')
        return Buffer.from('webp')
      },
    },
  })
  await save(house.drive, '/photos/a.jpg', 'bytes')
  await save(house.drive, '/private/b.jpg', 'bytes')
  await save(house.drive, '/photos/note.txt', 'bytes')
  const folder = await house.give('photos', '/photos', { mode })
  const app = house.app('photos')
  const { id } = await house.drive.stat('/photos/a.jpg')
  const picture: Handle = { ...folder, entry: id, kind: 'file', name: 'a.jpg' }
  return { house, asked, folder, app, picture }
}

test('a small picture is made when its URL is read, and not before', async () => {
  const { house, asked, app, picture } = await stand()
  const { features } = await app.call<{ features: string[] }>('app.info')
  expect(features).toContain('thumbnail')
  const { url } = await app.call<{ url: string }>('files.thumbnail', picture, { px: 256 })
  expect(asked).toEqual([])
  expect(await house.urls.get('photos', url)).toBe('webp')
  expect(asked).toEqual([{ entry: picture.entry, px: 256, version: undefined }])
})

test('there is none of what was not given, of no picture, of no version, and in no size', async () => {
  const { house, app, asked, folder, picture } = await stand()
  const other = { ...picture, entry: (await house.drive.stat('/private/b.jpg')).id }
  const note = { ...picture, entry: (await house.drive.stat('/photos/note.txt')).id }
  const refused = (file: object, options: object, code: string) =>
    expect(app.call('files.thumbnail', file, options)).rejects.toMatchObject({ code })
  await refused(other, { px: 256 }, 'not-found')
  await refused(note, { px: 256 }, 'not-found')
  await refused(folder, { px: 256 }, 'not-found')
  await refused(picture, { px: 256, version: 'none' }, 'not-found')
  for (const px of [0, 15, 1025, 1.5, -1, '256']) await refused(picture, { px }, 'bad-input')
  expect(asked).toEqual([])
})

test('an app that may only add sees no picture but its own', async () => {
  const { app, picture } = await stand('add')
  await expect(app.call('files.thumbnail', picture, { px: 256 })).rejects.toMatchObject({
    code: expect.stringMatching(/not-found|grant-denied/),
  })
})

test('the URL is dead when the grant is', async () => {
  const { house, app, picture } = await stand()
  const { url } = await app.call<{ url: string }>('files.thumbnail', picture, { px: 256 })
  await house.owner.call('grants.revoke', picture.grant)
  await expect(house.urls.get('photos', url)).rejects.toThrow()
})
