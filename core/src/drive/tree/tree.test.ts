import { describe, expect, test } from 'vitest'
import type { Op } from '../log/ops.ts'
import { namesIn, newPlace, save, text, type Opened } from '../drive.samples.ts'
import { newId } from '../folder-ops.ts'
import { ROOT, TRASH } from './registers.ts'

function rowOf({ parts }: Opened, path: string): Uint8Array {
  return parts.tree.columns.idOf(parts.tree.paths.resolve(path))
}

describe('two devices', () => {
  test('that move two folders into each other: both are to be seen, and nothing is lost', async () => {
    const place = newPlace()
    let before: unknown
    {
      await using home = await place.open()
      const { drive } = home
      await save(drive, '/a/f', 'in a')
      await save(drive, '/b/g', 'in b')
      const [a, b] = [rowOf(home, '/a'), rowOf(home, '/b')]
      const other = home.other()
      other.edit([{ o: 'move', id: b, parent: a, name: 'b', at: 1 }])
      await drive.move(['/a'], '/b')
      await other.deliver()
      const found = await drive.search({ kind: 'file' })
      expect(found.map(({ name }) => name).toSorted((x, y) => (x < y ? -1 : 1))).toEqual(['f', 'g'])
      expect(await drive.usage('/')).toMatchObject({ files: 2, folders: 2 })
      before = found.map(({ path }) => path)
    }
    await using home = await place.open()
    const { drive } = home
    expect((await drive.search({ kind: 'file' })).map(({ path }) => path)).toEqual(before)
    // a later move settles it
    const [top] = await namesIn(drive, '/')
    const inner = (await drive.list(`/${top}`)).find(({ kind }) => kind === 'folder')
    await drive.move([`/${top}`, inner!.path], '/')
    expect(await namesIn(drive, '/')).toEqual(['a', 'b'])
    expect(await text(drive, '/a/f')).toBe('in a')
  })

  test('of which one removes a folder while the other puts a file into it: the file is in the trash with it', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.makeFolder('/a')
    const id = newId()
    const other = home.other()
    const a = rowOf(home, '/a')
    other.edit([{ o: 'move', id, parent: a, name: 'late', kind: 'folder', at: 1 }])
    await drive.remove(['/a'])
    await other.deliver()
    expect(await drive.list('/')).toEqual([])
    await drive.restoreTrashed('/a')
    expect(await namesIn(drive, '/a')).toEqual(['late'])
  })

  test('of which one removes for good what the other moves: no content comes back', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/f', 'x')
    const other = home.other()
    other.edit([{ o: 'move', id: rowOf(home, '/f'), parent: ROOT, name: 'g', at: 1 }])
    await drive.remove(['/f'], { forever: true })
    await other.deliver()
    expect(await drive.list('/')).toEqual([])
    expect(await drive.trash()).toEqual([])
  })

  test('a trash that was moved into itself, or into nothing, hides nothing else', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/keep', 'x')
    const other = home.other()
    const [lost, own] = [newId(), newId()]
    const ops: Op[] = [
      { o: 'move', id: lost, parent: newId(), name: 'lost', kind: 'folder', at: 1 },
      { o: 'move', id: own, parent: own, name: 'own', kind: 'folder', at: 1 },
      { o: 'move', id: newId(), parent: TRASH, name: 'thrown', kind: 'folder', at: 1 },
    ]
    other.edit(ops)
    await other.deliver()
    const names = await namesIn(drive, '/')
    expect(names).toContain('keep')
    expect(names).not.toContain('lost')
    expect((await drive.trash()).map(({ from }) => from)).toEqual(['/thrown'])
  })

  test('what came before its folder is in it when the folder comes, also after a reopening', async () => {
    const place = newPlace()
    const [folder, second] = [newId(), newId()]
    {
      await using home = await place.open()
      const other = home.other()
      const child = newId()
      other.edit([{ o: 'move', id: child, parent: folder, name: 'early', kind: 'folder', at: 1 }])
      // on its way it is put elsewhere, where there is no folder yet either
      other.edit([{ o: 'move', id: child, parent: second, name: 'early', at: 1 }])
      other.edit([{ o: 'move', id: folder, parent: ROOT, name: 'first', kind: 'folder', at: 1 }])
      await other.deliver()
      expect(await namesIn(home.drive, '/first')).toEqual([])
    }
    await using home = await place.open()
    const { drive } = home
    expect(await namesIn(drive, '/first')).toEqual([])
    await drive.makeFolder('/z')
    expect(await namesIn(drive, '/')).toEqual(['first', 'z'])
  })
})

test('a folder of 100,000 is listed in order, looked up, searched, and opened again', async () => {
  const place = newPlace()
  const count = 100_000
  const parent = newId()
  {
    await using home = await place.open()
    const { lane } = home.parts
    const make = (ops: Op[]) => lane.change(() => ({ ops, result: () => undefined }))
    await make([{ o: 'move', id: parent, parent: ROOT, name: 'big', kind: 'folder', at: 1 }])
    for (let start = 0; start < count; start += 20_000)
      await make(
        Array.from({ length: 20_000 }, (_, i): Op => {
          const name = `entry ${start + i}`
          return { o: 'move', id: newId(), parent, name, kind: 'folder', at: 1 }
        }),
      )
    expect((await home.drive.stat('/big/entry 99999')).kind).toBe('folder')
  }
  await using home = await place.open()
  const { drive } = home
  const all = await drive.list('/big')
  expect(all).toHaveLength(count)
  expect([all[0]?.name, all[1]?.name, all[99_999]?.name]).toEqual([
    'entry 0',
    'entry 1',
    'entry 99999',
  ])
  expect((await drive.stat('/big/entry 54321')).path).toBe('/big/entry 54321')
  expect((await drive.search({ text: 'Y 54321' })).map(({ path }) => path)).toEqual([
    '/big/entry 54321',
  ])
  await drive.move(['/big/entry 5'], '/five')
  await drive.remove(['/big/entry 6'])
  expect(await drive.list('/big')).toHaveLength(count - 2)
  expect(await drive.usage('/big')).toMatchObject({ folders: count - 2 })
})
