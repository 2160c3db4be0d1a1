import { describe, expect, test } from 'vitest'
import type { Change } from './by-entry.ts'
import { editsBy, newPlace, save, type Opened } from './drive.samples.ts'
import { newId } from './folder-ops.ts'
import { ROOT } from './tree/registers.ts'
import { MOST_WAITING } from './watching.ts'

/** Collects what is told until it is stopped. */
async function listen({ drive, byEntry }: Pick<Opened, 'drive' | 'byEntry'>, path: string) {
  const { id } = await drive.stat(path)
  const stop = new AbortController()
  const changes = byEntry.watch(id, stop.signal)[Symbol.asyncIterator]()
  return {
    next: async (): Promise<Change | undefined> => (await changes.next()).value,
    stop: async () => {
      const last = changes.next()
      stop.abort()
      return (await last).done
    },
  }
}

describe('watching', () => {
  test('tells what was added, changed, moved and removed, by id and path', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const all = await listen(home, '/')
    const { id } = await save(drive, '/f', '1')
    expect(await all.next()).toEqual({ kind: 'added', id, path: '/f' })
    await save(drive, '/f', '22')
    expect(await all.next()).toEqual({ kind: 'changed', id, path: '/f' })
    await drive.move(['/f'], '/g')
    expect(await all.next()).toEqual({ kind: 'moved', id, path: '/g', from: '/f' })
    await editsBy(home).mark('/g', { starred: true })
    expect(await all.next()).toEqual({ kind: 'changed', id, path: '/g' })
    await drive.remove(['/g'])
    expect(await all.next()).toEqual({ kind: 'removed', id, path: '/g' })
    await drive.emptyTrash()
    await drive.makeFolder('/h')
    expect(await all.next()).toMatchObject({ kind: 'added', path: '/h' })
    expect(await all.stop()).toBe(true)
  })

  test('tells of one folder and what is below it, wherever it goes', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/in/f', '1')
    const { id } = await save(drive, '/out', '2')
    const below = await listen(home, '/a')
    await save(drive, '/b/f', 'not told')
    await drive.move(['/out'], '/a')
    expect(await below.next()).toEqual({ kind: 'added', id, path: '/a/out' })
    await drive.move(['/a/out'], '/b')
    expect(await below.next()).toEqual({ kind: 'removed', id, path: '/a/out' })
    await drive.move(['/a'], '/b/c')
    expect(await below.next()).toMatchObject({ kind: 'moved', path: '/b/c', from: '/a' })
    await save(drive, '/b/c/in/f', '3')
    expect(await below.next()).toMatchObject({ kind: 'changed', path: '/b/c/in/f' })
    await drive.move(['/b'], '/d')
    await save(drive, '/d/c/in/g', '4')
    expect(await below.next()).toMatchObject({ kind: 'added', path: '/d/c/in/g' })
    await drive.remove(['/d'])
    await drive.restoreTrashed('/d')
    await save(drive, '/d/c/new', '5')
    expect(await below.next()).toMatchObject({ kind: 'added', path: '/d/c/new' })
    await below.stop()
  })

  test('tells what another device did, and which app', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const all = await listen(home, '/')
    const other = home.other()
    const id = newId()
    const op = { o: 'move', id, parent: ROOT, name: 'x', kind: 'folder', at: 1 } as const
    other.edit([{ ...op, by: 'notes' }])
    await other.deliver()
    const hex = Buffer.from(id).toString('hex')
    expect(await all.next()).toEqual({ kind: 'added', id: hex, path: '/x', by: 'notes' })
    await editsBy(home, 'photos').move('/x', '/y')
    expect(await all.next()).toMatchObject({ kind: 'moved', by: 'photos' })
    await drive.move(['/y'], '/z')
    expect(await all.next()).not.toHaveProperty('by')
    await all.stop()
  })

  test('a reader that falls far behind is told to look anew, and then goes on', async () => {
    await using home = await newPlace().open()
    const { drive, parts } = home
    const [slow, quick] = [await listen(home, '/'), await listen(home, '/')]
    const many = Array.from({ length: MOST_WAITING + 1 }, (_, i) => {
      return { o: 'move', id: newId(), parent: ROOT, name: `${i}`, kind: 'folder', at: 1 } as const
    })
    await parts.lane.change(() => ({ ops: many.slice(1), result: () => undefined }))
    for (let i = 0; i < MOST_WAITING; i++)
      expect(await quick.next()).toMatchObject({ kind: 'added' })
    await parts.lane.change(() => ({ ops: many.slice(0, 1), result: () => undefined }))
    expect(await quick.next()).toMatchObject({ kind: 'added', path: '/0' })
    expect(await slow.next()).toEqual({ kind: 'resync' })
    await drive.makeFolder('/later')
    expect(await slow.next()).toMatchObject({ kind: 'added', path: '/later' })
    await Promise.all([slow.stop(), quick.stop()])
  })

  test('devices that moved folders into each other are a reason to look anew', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.makeFolder('/a')
    await drive.makeFolder('/b')
    const [a, b] = ['/a', '/b'].map((path) =>
      home.parts.tree.columns.idOf(home.parts.tree.paths.resolve(path)),
    ) as [Uint8Array, Uint8Array]
    const other = home.other()
    other.edit([{ o: 'move', id: b, parent: a, name: 'b', at: 1 }])
    await drive.move(['/a'], '/b')
    const all = await listen(home, '/')
    await other.deliver()
    expect(await all.next()).toEqual({ kind: 'resync' })
    await all.stop()
  })

  test('nothing can be watched that is not there', async () => {
    await using home = await newPlace().open()
    const watch = () => home.byEntry.watch('f'.repeat(32), AbortSignal.abort())
    expect(watch).toThrowError(expect.objectContaining({ code: 'not-found' }))
  })
})
