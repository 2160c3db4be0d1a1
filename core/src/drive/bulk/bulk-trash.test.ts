import { describe, expect, test } from 'vitest'
import { namesIn, newPlace, save, text } from '../drive.samples.ts'
import { bulkOf, treeOf } from './bulk.samples.ts'

const BAD_INPUT = { code: 'bad-input' }

describe('what is removed', () => {
  test('comes back to where it was, also a folder before what was thrown away out of it', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f', '1')
    await save(drive, '/a/g', '2')
    const before = await treeOf(home, { ids: true })
    const bulk = bulkOf(home)
    await bulk.remove('/a/f')
    await bulk.remove('/a')
    const restored = await bulk.restore(['/a/f', '/a'])
    expect(restored).toMatchObject({ done: 2, kept: [] })
    expect(await treeOf(home, { ids: true })).toEqual(before)
    await bulk.undo(restored.undo)
    expect((await drive.trash()).map(({ from }) => from).toSorted()).toEqual(['/a', '/a/f'])
  })

  test('comes to the nearest folder that is there, beside what took its name', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/in/f', '1')
    const bulk = bulkOf(home)
    await bulk.remove('/a/in/f')
    await bulk.remove('/a/in')
    await save(drive, '/a/f', 'other')
    const restored = await bulk.restore(['/a/in/f'])
    expect(await namesIn(drive, '/a')).toEqual(['f', 'f (2)'])
    // and knows where it was when that is undone
    await bulk.undo(restored.undo)
    expect((await drive.trash()).map(({ from }) => from).toSorted()).toEqual(['/a/in', '/a/in/f'])
    await bulk.restore(['/a/in'])
    await bulk.restore(['/a/in/f'])
    expect(await text(drive, '/a/in/f')).toBe('1')
  })

  test('lies in the trash by its own name again, so that what threw it there can be undone', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f', '1')
    await save(drive, '/b', '2')
    const before = await treeOf(home, { ids: true })
    const bulk = bulkOf(home)
    const renamed = await bulk.rename('/b', 'a', { conflicts: 'replace' })
    const restored = await bulk.restore(['/a'])
    expect(await namesIn(drive, '/')).toEqual(['a', 'a (2)'])
    await bulk.undo(restored.undo)
    expect((await bulk.undo(renamed.undo)).kept).toEqual([])
    expect(await treeOf(home, { ids: true })).toEqual(before)
  })

  test('can be answered for as what is moved', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f', '1')
    await save(drive, '/a/g', '2')
    const bulk = bulkOf(home)
    await bulk.remove('/a')
    await save(drive, '/a/f', 'other')
    const before = await treeOf(home, { ids: true })
    expect(await bulk.restore(['/a'], {})).toMatchObject({ done: 0, conflictCount: 1 })
    const merged = await bulk.restore(['/a'], { conflicts: 'replace', folders: 'merge' })
    expect(await text(drive, '/a/f')).toBe('1')
    expect(await text(drive, '/a/g')).toBe('2')
    await bulk.undo(merged.undo)
    expect(await treeOf(home, { ids: true })).toEqual(before)
  })

  test('is not restored twice', async () => {
    await using home = await newPlace().open()
    const bulk = bulkOf(home)
    await save(home.drive, '/f', '1')
    const { id } = await home.drive.stat('/f')
    await bulk.remove('/f')
    await bulk.restore(['/f'])
    const edits = home.byEntry.editMany({ check: () => undefined, may: () => true })
    for (const one of [id, 'f'.repeat(32), '0'.repeat(32)])
      await expect(edits.change([one], { kind: 'restore' })).rejects.toMatchObject({
        code: 'not-found',
      })
  })
})

describe('marks and names', () => {
  test('many are starred and tagged at once, and as they were after undo', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    for (const name of ['a', 'b', 'c']) await save(drive, `/${name}`, name)
    const bulk = bulkOf(home)
    await bulk.mark(['/a'], { starred: true, tags: ['x'] })
    const before = await treeOf(home, { ids: true })
    const marked = await bulk.mark(['/a', '/b', '/c'], { starred: true, tags: ['y'] })
    expect(marked.done).toBe(3)
    await bulk.mark(['/b'], { tags: ['y', 'z'] })
    await bulk.undo(marked.undo)
    // what somebody put there since stays
    expect(await treeOf(home, { ids: true })).toEqual(
      before.map((line) => line.replace(/^(\/b .*420) /, '$1 z')),
    )
    await expect(bulk.mark(['/a'], { tags: [''] })).rejects.toMatchObject(BAD_INPUT)
  })

  test('one entry gets another name, and one that is taken is asked about', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a', '1')
    await save(drive, '/b', '2')
    const bulk = bulkOf(home)
    expect(await bulk.rename('/a', 'b')).toMatchObject({ done: 0, conflictCount: 1 })
    const renamed = await bulk.rename('/a', 'c')
    expect(await namesIn(drive, '/')).toEqual(['b', 'c'])
    await bulk.undo(renamed.undo)
    expect(await namesIn(drive, '/')).toEqual(['a', 'b'])
    for (const name of ['', '..', 'a/b', 'x'.repeat(300)])
      await expect(bulk.rename('/a', name)).rejects.toMatchObject(BAD_INPUT)
  })
})
