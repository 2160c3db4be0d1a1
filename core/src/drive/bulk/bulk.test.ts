import { describe, expect, test } from 'vitest'
import { namesIn, newPlace, save, text } from '../drive.samples.ts'
import { bulkOf, treeOf } from './bulk.samples.ts'

const BAD_INPUT = { code: 'bad-input' }

describe('moving', () => {
  test('many go into a folder at once, with what is below them, and come back', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f', '1')
    await save(drive, '/a/in/g', '2')
    await save(drive, '/h', '3')
    await drive.makeFolder('/to')
    const before = await treeOf(home, { ids: true })
    const { move, undo } = bulkOf(home)
    // what lies below another one goes with it
    const moved = await move(['/a', '/h', '/a/in'], '/to')
    expect(moved).toMatchObject({ done: 2, conflictCount: 0, kept: [] })
    const after = await treeOf(home, { ids: true })
    expect(await namesIn(drive, '/to')).toEqual(['a', 'h'])
    expect(await namesIn(drive, '/to/a')).toEqual(['f', 'in'])
    const back = await undo(moved.undo)
    expect(back).toMatchObject({ done: 2, kept: [] })
    expect(await treeOf(home, { ids: true })).toEqual(before)
    await undo(back.undo)
    expect(await treeOf(home, { ids: true })).toEqual(after)
  })

  test('to where it is already is nothing, and nothing to undo', async () => {
    await using home = await newPlace().open()
    await save(home.drive, '/a/f', '1')
    const moved = await bulkOf(home).move(['/a/f'], '/a')
    expect(moved).toMatchObject({ done: 0, undo: undefined, conflictCount: 0 })
  })

  test.each(['move', 'copy'] as const)('a folder cannot %s into itself', async (kind) => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/b/f', '1')
    await save(drive, '/x', '2')
    const before = await treeOf(home)
    const bulk = bulkOf(home)
    for (const to of ['/a', '/a/b']) {
      const failing = bulk[kind](['/x', '/a'], to)
      await expect(failing).rejects.toMatchObject({
        ...BAD_INPUT,
        message: '"a" cannot go into itself',
      })
    }
    await expect(bulk[kind](['/a'], '/x')).rejects.toMatchObject({ code: 'not-folder' })
    await expect(bulk[kind](['/'], '/a')).rejects.toMatchObject(BAD_INPUT)
    expect(await treeOf(home)).toEqual(before)
  })
})

describe('a name that is taken', () => {
  const open = async () => {
    const home = await newPlace().open()
    const { drive } = home
    await save(drive, '/f.txt', 'new')
    await save(drive, '/free', 'free')
    await save(drive, '/to/f.txt', 'old')
    return { home, before: await treeOf(home, { ids: true }) }
  }

  test('is asked about before anything is changed', async () => {
    const { home, before } = await open()
    await using _ = home
    const { drive } = home
    const asked = await bulkOf(home).move(['/free', '/f.txt'], '/to')
    const [entry, existing] = [await drive.stat('/f.txt'), await drive.stat('/to/f.txt')]
    expect(asked).toMatchObject({
      done: 0,
      undo: undefined,
      conflicts: [{ entry: entry.id, existing: existing.id }],
      conflictCount: 1,
    })
    expect(await treeOf(home, { ids: true })).toEqual(before)
  })

  test.each([
    ['keep-both', ['f (2).txt new', 'f.txt old', 'free free'], []],
    ['replace', ['f.txt new', 'free free'], ['/f.txt']],
    ['skip', ['f.txt old', 'free free'], []],
  ] as const)('%s, and what that did is undone', async (conflicts, inTo, inTrash) => {
    const { home, before } = await open()
    await using _ = home
    const { drive } = home
    const { move, undo } = bulkOf(home)
    const texts = async (folder: string) =>
      Promise.all(
        (await drive.list(folder)).map(
          async ({ name, path }) => `${name} ${await text(drive, path)}`,
        ),
      )
    const moved = await move(['/f.txt', '/free'], '/to', { conflicts })
    expect(await texts('/to')).toEqual(inTo)
    expect((await drive.trash()).map(({ from }) => from)).toEqual(inTrash)
    const after = await treeOf(home, { ids: true })
    const back = await undo(moved.undo)
    expect(back.kept).toEqual([])
    expect(await treeOf(home, { ids: true })).toEqual(before)
    expect(await drive.trash()).toEqual([])
    await undo(back.undo)
    expect(await treeOf(home, { ids: true })).toEqual(after)
  })

  test('a file that is replaced stays among the versions of what has its name', async () => {
    const { home } = await open()
    await using _ = home
    const { drive } = home
    const { id } = await drive.stat('/to/f.txt')
    await bulkOf(home).copy(['/f.txt'], '/to', { conflicts: 'replace' })
    expect((await drive.stat('/to/f.txt')).id).toBe(id)
    const [now, before] = await drive.versions('/to/f.txt')
    expect([now?.size, before?.size, now?.current]).toEqual([3, 3, true])
    const former = await Array.fromAsync(drive.read('/to/f.txt', { version: before?.id ?? '' }))
    expect(String(Buffer.concat(former))).toBe('old')
    expect(await text(drive, '/f.txt')).toBe('new')
  })

  test('each can have its own answer', async () => {
    const { home } = await open()
    await using _ = home
    const { drive } = home
    await save(drive, '/g', 'new')
    await save(drive, '/to/g', 'old')
    await bulkOf(home).move(['/f.txt', '/g'], '/to', {
      conflicts: 'skip',
      each: { '/g': 'keep-both' },
    })
    expect(await namesIn(drive, '/to')).toEqual(['f.txt', 'g', 'g (2)'])
    expect(await namesIn(drive, '/')).toEqual(['f.txt', 'free', 'to'])
  })

  test('two that come with one name never replace each other', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f', 'a')
    await save(drive, '/b/f', 'b')
    await save(drive, '/c/f', 'c')
    await drive.makeFolder('/to')
    const { move } = bulkOf(home)
    expect(await move(['/a/f', '/b/f', '/c/f'], '/to')).toMatchObject({ conflictCount: 2 })
    await move(['/a/f', '/b/f', '/c/f'], '/to', { conflicts: 'replace' })
    expect(await namesIn(drive, '/to')).toEqual(['f', 'f (2)', 'f (3)'])
    expect(await drive.trash()).toEqual([])
    // nor when they replace what is there: the first one does
    await save(drive, '/d/f', 'd')
    await save(drive, '/e/f', 'e')
    await bulkOf(home).copy(['/d/f', '/e/f'], '/to', { conflicts: 'replace' })
    expect(await namesIn(drive, '/to')).toEqual(['f', 'f (2)', 'f (3)', 'f (4)'])
    expect([await text(drive, '/to/f'), await text(drive, '/to/f (4)')]).toEqual(['d', 'e'])
  })

  test('a file never takes the place of a folder but as a whole', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/x', 'file')
    await save(drive, '/to/x/in', 'folder')
    const { move, undo } = bulkOf(home)
    const before = await treeOf(home)
    expect(await move(['/x'], '/to', { conflicts: 'merge' })).toMatchObject({ conflictCount: 1 })
    const moved = await move(['/x'], '/to', { conflicts: 'replace' })
    expect(await text(drive, '/to/x')).toBe('file')
    expect((await drive.trash()).map(({ from }) => from)).toEqual(['/to/x'])
    await undo(moved.undo)
    expect(await treeOf(home)).toEqual(before)
  })

  test('what holds an entry is not replaced by it', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/a', 'inner')
    await save(drive, '/a/b', 'other')
    const before = await treeOf(home)
    const moved = await bulkOf(home).move(['/a/a'], '/', { conflicts: 'replace' })
    expect(moved).toMatchObject({
      done: 0,
      kept: [{ name: 'a', why: 'it is inside of what it would replace' }],
    })
    expect(await treeOf(home)).toEqual(before)
  })
})

describe('folders that are merged', () => {
  const open = async () => {
    const home = await newPlace().open()
    const { drive } = home
    await save(drive, '/p/f', 'new')
    await save(drive, '/p/in/g', 'new')
    await save(drive, '/p/in/h', 'new')
    await save(drive, '/to/p/f', 'old')
    await save(drive, '/to/p/in/g', 'old')
    await save(drive, '/to/p/k', 'old')
    return { home, before: await treeOf(home, { ids: true }) }
  }

  test('ask for what is taken inside of them, and take an answer for each', async () => {
    const { home, before } = await open()
    await using _ = home
    const { drive } = home
    const { move, undo } = bulkOf(home)
    const asked = await move(['/p'], '/to', { conflicts: 'ask', folders: 'merge' })
    const inside = await Promise.all(
      ['/p/f', '/p/in/g'].map(async (path) => (await drive.stat(path)).id),
    )
    expect(new Set(asked.conflicts.map(({ entry }) => entry))).toEqual(new Set(inside))
    expect(await treeOf(home, { ids: true })).toEqual(before)
    const moved = await move(['/p'], '/to', {
      conflicts: 'ask',
      folders: 'merge',
      each: { '/p/f': 'replace', '/p/in/g': 'keep-both' },
    })
    expect(moved).toMatchObject({ done: 1, kept: [] })
    expect(await treeOf(home)).toEqual([
      expect.stringContaining('/to/'),
      expect.stringContaining('/to/p/'),
      expect.stringContaining('/to/p/f "new"'),
      expect.stringContaining('/to/p/in/'),
      expect.stringContaining('/to/p/in/g "old"'),
      expect.stringContaining('/to/p/in/g (2) "new"'),
      expect.stringContaining('/to/p/in/h "new"'),
      expect.stringContaining('/to/p/k "old"'),
    ])
    await undo(moved.undo)
    expect(await treeOf(home, { ids: true })).toEqual(before)
    expect(await drive.trash()).toEqual([])
  })

  test('keep what was skipped where it is', async () => {
    const { home, before } = await open()
    await using _ = home
    const { drive } = home
    const { move, undo } = bulkOf(home)
    const moved = await move(['/p'], '/to', { conflicts: 'skip', folders: 'merge' })
    expect(await namesIn(drive, '/p')).toEqual(['f', 'in'])
    expect(await namesIn(drive, '/p/in')).toEqual(['g'])
    expect(await namesIn(drive, '/to/p/in')).toEqual(['g', 'h'])
    await undo(moved.undo)
    expect(await treeOf(home, { ids: true })).toEqual(before)
  })

  test('may take a name that another one leaves in the same change', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/s/p/a', 'comes')
    await save(drive, '/t/p/a', 'leaves')
    const before = await treeOf(home, { ids: true })
    const { move, undo } = bulkOf(home)
    const moved = await move(['/t/p/a', '/s/p'], '/t', { conflicts: 'merge' })
    expect(moved).toMatchObject({ done: 2, conflictCount: 0 })
    expect([await text(drive, '/t/a'), await text(drive, '/t/p/a')]).toEqual(['leaves', 'comes'])
    expect((await undo(moved.undo)).kept).toEqual([])
    expect(await treeOf(home, { ids: true })).toEqual(before)
  })

  test('are merged with copies as well', async () => {
    const { home, before } = await open()
    await using _ = home
    const { drive } = home
    const { copy, undo } = bulkOf(home)
    const copied = await copy(['/p'], '/to', { conflicts: 'keep-both', folders: 'merge' })
    expect(await namesIn(drive, '/to/p')).toEqual(['f', 'f (2)', 'in', 'k'])
    expect(await namesIn(drive, '/p/in')).toEqual(['g', 'h'])
    await undo(copied.undo)
    expect(await treeOf(home, { ids: true })).toEqual(before)
  })
})

describe('copies', () => {
  test('beside themselves get a free name, without asking', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f.txt', '1')
    await save(drive, '/a/f (2).txt', '2')
    await drive.makeFolder('/v1.2')
    const bulk = bulkOf(home)
    await bulk.duplicate('/a/f.txt', '/v1.2')
    await bulk.copy(['/a/f.txt'], '/a')
    expect(await namesIn(drive, '/a')).toEqual(['f (2).txt', 'f (3).txt', 'f (4).txt', 'f.txt'])
    expect(await namesIn(drive, '/')).toEqual(['a', 'v1.2', 'v1.2 (2)'])
  })

  test('of hundreds of one name are numbered on, each with a name of its own', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f.txt', '1')
    const bulk = bulkOf(home)
    for (let count = 1; count < 256; count *= 2)
      await bulk.duplicate(...(await drive.list('/a')).map(({ path }) => path))
    const names = await namesIn(drive, '/a')
    expect(names).toHaveLength(256)
    expect(names).toEqual(expect.arrayContaining(['f.txt', 'f (2).txt', 'f (3).txt', 'f (99).txt']))
  })

  test('of a folder hold all that it holds, with marks, times and permissions', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.write('/a/in/f', [Buffer.from('1')], { mtime: 1234, mode: 0o600 })
    await drive.makeFolder('/a/empty')
    const bulk = bulkOf(home)
    await bulk.mark(['/a/in/f'], { starred: true, tags: ['sea'] })
    const copied = await bulk.duplicate('/a')
    expect(copied).toMatchObject({ done: 1, entries: [(await drive.stat('/a (2)')).id] })
    const tree = await treeOf(home)
    const below = (top: string) =>
      tree.filter((line) => line.startsWith(`${top}/`)).map((line) => line.slice(top.length))
    expect(below('/a (2)')).toEqual(below('/a'))
    expect(below('/a')).toContain('/in/f "1" 1234 384 *,sea')
  })
})
