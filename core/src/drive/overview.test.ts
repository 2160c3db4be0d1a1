import { describe, expect, test } from 'vitest'
import type { Drive } from './drive.ts'
import { namesIn, newPlace, save } from './drive.samples.ts'

describe('list', () => {
  test('is sorted as people sort: case aside, numbers by value', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    for (const name of ['b', 'img10', 'A', 'img2', 'ä', 'a', 'z'])
      await drive.makeFolder(`/${name}`)
    expect(await namesIn(drive, '/')).toEqual(['A', 'a', 'ä', 'b', 'img2', 'img10', 'z'])
  })

  test('says of each entry what there is to know', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.write(
      '/d/f',
      ['abc'].map((part) => Buffer.from(part)),
      {
        mode: 0o640,
        mtime: 1_600_000_000_000.125,
      },
    )
    await save(drive, '/d/empty', '')
    expect(await drive.list('/d/')).toMatchObject([
      { path: '/d/empty', kind: 'file', size: 0, cid: null, versions: 1, local: true },
      {
        path: '/d/f',
        kind: 'file',
        size: 3,
        cid: expect.stringMatching(/^bafkrei/),
        versions: 1,
        mode: 0o640,
        mtime: 1_600_000_000_000.125,
        local: true,
      },
    ])
    expect(await drive.stat('/')).toMatchObject({ path: '/', name: '', kind: 'folder' })
  })
})

describe('search', () => {
  test('finds a part of a name in any case, anywhere in the drive', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    for (const path of ['/a/Holiday Photo.JPG', '/b/photo', '/photos/x', '/PHOTO-2', '/other'])
      await save(drive, path, 'x')
    const paths = async (text: string): Promise<string[]> =>
      (await drive.search({ text })).map(({ path }) => path)
    // the very name first, then what begins like it
    expect((await paths('PhoTo'))[0]).toBe('/b/photo')
    expect((await paths('photo')).slice(1, 3).toSorted()).toEqual(['/PHOTO-2', '/photos'])
    expect((await paths('photo')).slice(3)).toEqual(['/a/Holiday Photo.JPG'])
    expect(await paths('ay ph')).toEqual(['/a/Holiday Photo.JPG'])
    expect(await paths('nothing')).toEqual([])
  })

  test('finds names in other scripts, in either normal form, and with a newline', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const names = ['ÜBUNG', '日本語.txt', 'two\nlines', 'é'.normalize('NFD')]
    for (const name of names) await save(drive, `/${name}`, 'x')
    const found = async (text: string): Promise<string[]> =>
      (await drive.search({ text })).map(({ name }) => name)
    expect(await found('übung')).toEqual(['ÜBUNG'])
    // by the letters that every keyboard has
    expect(await found('ubung')).toEqual(['ÜBUNG'])
    expect(await found('本')).toEqual(['日本語.txt'])
    expect(await found('two\nlines')).toEqual(['two\nlines'])
    expect(await found('lines')).toEqual(['two\nlines'])
    expect((await found('é'))[0]).toBe('é'.normalize('NFD'))
    // no name reaches over into the next
    expect(await found('txt\ntwo')).toEqual([])
  })

  test('filters by kind, size and time', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    for (const [i, size] of [10, 200, 3000].entries())
      await drive.write(`/x/x${size}`, [Buffer.alloc(size)], { mtime: Date.UTC(2020 + i, 0, 1) })
    const found = async (query: object): Promise<string[]> =>
      (await drive.search({ text: 'x', ...query })).map(({ name }) => name).toSorted()
    expect(await found({ kind: 'folder' })).toEqual(['x'])
    expect(await found({ kind: 'file' })).toEqual(['x10', 'x200', 'x3000'])
    expect(await found({ minBytes: 200 })).toEqual(['x200', 'x3000'])
    expect(await found({ maxBytes: 200 })).toEqual(['x10', 'x200'])
    expect(await found({ kind: 'file', after: Date.UTC(2021, 0, 1) })).toEqual(['x200', 'x3000'])
    expect(await found({ kind: 'file', before: Date.UTC(2021, 0, 1) })).toEqual(['x10'])
    expect(await drive.search({ minBytes: 1, maxBytes: 10 })).toMatchObject([{ name: 'x10' }])
    expect(await found({ limit: 2 })).toHaveLength(2)
  })

  test('a pattern is for the whole name, in any case and composition, with the other filters', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    for (const name of ['a.JPG', 'b.jpg', 'b.jpg.txt', 'e\u0301.png', 'x*y']) {
      await save(drive, `/${name}`, name)
    }
    const found = async (query: Parameters<Drive['search']>[0]): Promise<string[]> =>
      (await drive.search(query)).map(({ name }) => name).toSorted()
    expect(await found({ glob: '*.jpg' })).toEqual(['a.JPG', 'b.jpg'])
    expect(await found({ glob: '?.png' })).toEqual(['e\u0301.png'])
    expect(await found({ glob: '*', limit: 2 })).toHaveLength(2)
    expect(await found({ glob: '*.jpg', text: 'b' })).toEqual(['b.jpg'])
    expect(await found({ glob: '*.jpg*', minBytes: 6 })).toEqual(['b.jpg.txt'])
    expect(await found({ glob: 'jpg' })).toEqual([])
  })

  test('below a folder looks at nothing else, however much better that fits', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/b/my needle', 'x')
    for (const name of ['needle', 'needles', 'a/needle']) await save(drive, `/other/${name}`, 'y')
    const { id } = await drive.stat('/a')
    const found = async (query: Parameters<Drive['search']>[0]): Promise<string[]> =>
      (await drive.search({ ...query, below: id })).map(({ path }) => path)
    expect(await found({ text: 'needle', limit: 1 })).toEqual(['/a/b/my needle'])
    expect(await found({ glob: '*needle*', limit: 1 })).toEqual(['/a/b/my needle'])
    expect((await found({})).toSorted()).toEqual(['/a/b', '/a/b/my needle'])
    await drive.remove(['/a'])
    await expect(found({})).rejects.toMatchObject({ code: 'not-found' })
  })

  test('knows at once what was made, renamed and removed; the trash is not searched', async () => {
    const place = newPlace()
    {
      await using home = await place.open()
      const { drive } = home
      const count = async (text: string): Promise<number> => (await drive.search({ text })).length
      expect(await count('needle')).toBe(0)
      await save(drive, '/a/needle', 'x')
      expect(await count('needle')).toBe(1)
      await drive.move(['/a/needle'], '/a/pin')
      expect(await count('needle')).toBe(0)
      await drive.remove(['/a'])
      expect(await count('pin')).toBe(0)
      await drive.restoreTrashed('/a')
      expect(await count('pin')).toBe(1)
      await drive.remove(['/a/pin'], { forever: true })
      expect(await count('pin')).toBe(0)
    }
    await using home = await place.open()
    expect(await home.drive.search({})).toMatchObject([{ path: '/a' }])
  })
})

describe('usage', () => {
  test('counts what is below a path, newest and older versions apart', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.write('/a/f', [Buffer.alloc(1000)])
    await drive.write('/a/f', [Buffer.alloc(300)])
    await drive.write('/a/b/g', [Buffer.alloc(50)])
    await drive.write('/h', [Buffer.alloc(7)])
    await drive.write('/gone', [Buffer.alloc(9)])
    await drive.remove(['/gone'])
    const bytes = { files: 2, folders: 1, bytes: 350, versionBytes: 1000 }
    expect(await drive.usage('/a')).toEqual({ path: '/a', ...bytes })
    expect(await drive.usage('/')).toEqual({
      path: '/',
      ...bytes,
      files: 3,
      folders: 2,
      bytes: 357,
    })
    expect(await drive.usage('/a/b/g')).toMatchObject({ files: 1, folders: 0, bytes: 50 })
    await expect(drive.usage('/none')).rejects.toMatchObject({ code: 'not-found' })
  })
})
