import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { isSpaceError } from '@space/sdk'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Drive, Entry } from './drive.ts'
import {
  bring,
  editsBy,
  namesIn,
  newPlaces,
  save,
  text,
  type Opened,
  type Place,
} from './drive.samples.ts'

/** Two devices that both saved `/f.txt` without knowing of each other, and know of it now. */
async function openConflict(stack: AsyncDisposableStack): Promise<[Opened, Opened]> {
  const [a, b] = await openAll(stack, newPlaces(2))
  if (a === undefined || b === undefined) throw new Error('two devices were asked for')
  await save(a.drive, '/f.txt', 'old')
  await bring(a, b, { contents: true })
  await save(a.drive, '/f.txt', 'of device 0')
  await save(b.drive, '/f.txt', 'of device 1')
  await meet([a, b])
  return [a, b]
}

async function openAll(stack: AsyncDisposableStack, places: readonly Place[]): Promise<Opened[]> {
  const homes: Opened[] = []
  for (const place of places) homes.push(stack.use(await place.open()))
  return homes
}

async function meet(homes: readonly Opened[], contents = true): Promise<void> {
  for (const from of homes)
    for (const to of homes) if (from !== to) await bring(from, to, { contents })
}

/** All there is to see. */
async function everything(drive: Drive, path = '/'): Promise<Entry[]> {
  // what is here of the contents differs
  const entries = (await drive.list(path)).map((entry) => ({ ...entry, local: true }))
  const below = entries.filter(({ kind }) => kind === 'folder')
  return [
    ...entries,
    ...(await Promise.all(below.map((one) => everything(drive, one.path)))).flat(),
  ]
}

test('what two devices saved at once is shown twice, by both in the same way', async () => {
  await using stack = new AsyncDisposableStack()
  const homes = await openConflict(stack)
  const shown = await everything(homes[0].drive)
  expect(await everything(homes[1].drive)).toEqual(shown)
  const [first, second] = shown
  const device = first?.conflict?.device ?? second?.conflict?.device
  const copy = `/f (from ${device}).txt`
  expect(shown.map(({ path }) => path).toSorted()).toEqual([copy, '/f.txt'])
  for (const { drive, byEntry } of homes) {
    expect(await text(drive, copy)).toBe(`of ${device}`)
    expect(await text(drive, '/f.txt')).not.toBe(`of ${device}`)
    const entry = await drive.stat(copy)
    expect(entry.conflict).toEqual({ of: (await drive.stat('/f.txt')).id, device })
    expect(byEntry.entry(entry.id)).toEqual(entry)
    expect(await drive.versions(copy)).toEqual(await drive.versions('/f.txt'))
    expect(await drive.usage('/')).toMatchObject({ files: 2, bytes: 22, versionBytes: 3 })
  }
})

test('going back with the folder is for the file: its other version stays beside it', async () => {
  await using stack = new AsyncDisposableStack()
  const homes = await openConflict(stack)
  const [{ drive }] = homes
  const before = await everything(drive)
  const later = Math.max(...(await drive.versions('/f.txt')).map(({ at }) => at))
  expect(await drive.restore('/', { at: later })).toMatchObject({ unchanged: 1, trashed: 0 })
  expect(await everything(drive)).toEqual(before)
  await meet(homes)
  expect(await everything(homes[1].drive)).toEqual(await everything(drive))
})

test('saving the file leaves the other version to be seen', async () => {
  await using stack = new AsyncDisposableStack()
  const homes = await openConflict(stack)
  const before = (await namesIn(homes[0].drive, '/')).toSorted()
  await save(homes[1].drive, '/f.txt', 'newer')
  await meet(homes)
  for (const { drive } of homes) {
    expect((await namesIn(drive, '/')).toSorted()).toEqual(before)
    expect(await text(drive, '/f.txt')).toBe('newer')
  }
})

test.each<[string, (drive: Drive, copy: string) => Promise<unknown>, string[]]>([
  ['removed', (drive, copy) => drive.remove([copy]), ['/f.txt']],
  ['removed for good', (drive, copy) => drive.remove([copy], { forever: true }), ['/f.txt']],
  ['renamed', (drive, copy) => drive.move([copy], '/own.txt'), ['/f.txt', '/own.txt']],
  ['moved', (drive, copy) => moveBelow(drive, copy), ['/f.txt', '/in', '/in/<copy>']],
  ['written to', (drive, copy) => save(drive, copy, 'both'), ['/<copy>', '/f.txt']],
  ['restored', (drive, copy) => restoreOf(drive, copy), ['/f.txt']],
])('the conflict ends for all when the other version is %s', async (_, settle, wanted) => {
  await using stack = new AsyncDisposableStack()
  const homes = await openConflict(stack)
  const { drive } = homes[0]
  const copy = (await drive.list('/')).find(({ conflict }) => conflict !== undefined)
  const kept = await text(drive, '/f.txt')
  await settle(drive, copy?.path ?? '')
  await meet(homes)
  const shown = await everything(drive)
  expect(await everything(homes[1].drive)).toEqual(shown)
  const paths = wanted.map((path) => path.replace('<copy>', copy?.name ?? ''))
  expect(shown.map(({ path }) => path).toSorted()).toEqual(paths)
  expect(shown.filter(({ conflict }) => conflict !== undefined)).toEqual([])
  if (_ !== 'restored') expect(await text(drive, '/f.txt')).toBe(kept)
  const versions = await drive.versions('/f.txt')
  expect(versions.length).toBe(_ === 'removed for good' ? 2 : 4)
})

async function moveBelow(drive: Drive, copy: string): Promise<void> {
  await drive.makeFolder('/in')
  await drive.move([copy], '/in')
}

async function restoreOf(drive: Drive, copy: string): Promise<void> {
  const versions = await drive.versions(copy)
  await drive.restore(copy, { version: versions.find(({ current }) => !current)?.id ?? '' })
}

test('a file that is called like another version of its neighbour keeps its name', async () => {
  await using stack = new AsyncDisposableStack()
  const homes = await openAll(stack, newPlaces(2))
  const [a, b] = homes as [Opened, Opened]
  const names = ['p', 'q', 'r', 's']
  const taken = names.flatMap((name) => [0, 1].map((n) => `/${name} (from device ${n})`))
  for (const name of names) await save(a.drive, `/${name}`, 'old')
  for (const path of taken) await save(a.drive, path, 'own')
  await bring(a, b, { contents: true })
  for (const [i, { drive }] of homes.entries())
    for (const name of names) await save(drive, `/${name}`, `of ${i}`)
  await meet(homes)
  const shown = await everything(a.drive)
  expect(await everything(b.drive)).toEqual(shown)
  expect(shown).toHaveLength(16)
  for (const path of taken) expect(await text(b.drive, path)).toBe('own')
})

test('equal bytes saved at once are no conflict', async () => {
  await using stack = new AsyncDisposableStack()
  const homes = await openAll(stack, newPlaces(2))
  const [a, b] = homes as [Opened, Opened]
  await save(a.drive, '/f', 'old')
  await bring(a, b)
  for (const { drive } of homes) await save(drive, '/f', 'same')
  await meet(homes)
  for (const { drive } of homes) expect(await namesIn(drive, '/')).toEqual(['f'])
  await save(a.drive, '/f', 'next')
  await meet(homes)
  for (const { drive } of homes) expect(await namesIn(drive, '/')).toEqual(['f'])
})

test('another version goes with its file: into a folder, the trash and back, a copy, and out', async () => {
  await using stack = new AsyncDisposableStack()
  const [home] = await openConflict(stack)
  const { drive, parts } = home
  const [first, second] = (await namesIn(drive, '/')).toSorted()
  await drive.makeFolder('/a')
  await drive.move(['/f.txt'], '/a')
  expect((await namesIn(drive, '/a')).toSorted()).toEqual([first, second])
  await drive.remove(['/a/f.txt'])
  expect(await namesIn(drive, '/a')).toEqual([])
  expect((await drive.trash()).map(({ name }) => name)).toEqual(['f.txt'])
  await drive.restoreTrashed('/a/f.txt')
  expect((await namesIn(drive, '/a')).toSorted()).toEqual([first, second])
  await drive.copy(['/a'], '/b')
  const copied = await drive.list('/b')
  expect(copied.map(({ name }) => name).toSorted()).toEqual([first, second])
  expect(copied.filter(({ conflict }) => conflict !== undefined)).toEqual([])
  await expect(editsBy(home).mark(`/a/${first}`, { starred: true })).rejects.toMatchObject({
    code: 'conflict',
  })
  await drive.remove(['/a'], { forever: true })
  expect(await drive.trash()).toEqual([])
  expect((await drive.verify()).problems).toEqual([])
  // the log knows nothing of copies
  const { columns } = parts.tree
  const ops = parts.rows.batchNumbers().flatMap((n) => parts.tree.batch(n).ops)
  expect(ops.filter((op) => 'id' in op && columns.isCopy(columns.find(op.id)))).toEqual([])
})

const act = fc.record({
  device: fc.nat(2),
  what: fc.constantFrom('save', 'save', 'save', 'new', 'move', 'remove', 'forever', 'copy', 'meet'),
  pick: fc.nat(1000),
})

test(
  'three devices list the same once they have met, also after making the index anew',
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 25 }), async (story) => {
        const places = newPlaces(3)
        let wanted: Entry[] = []
        {
          await using stack = new AsyncDisposableStack()
          const homes = await openAll(stack, places)
          for (const [i, one] of story.entries()) await play(homes, one, i)
          await meet(homes, false)
          await meet(homes, false)
          wanted = await everything(homes[0]!.drive)
          for (const { drive } of homes) expect(await everything(drive)).toEqual(wanted)
        }
        for (const place of places)
          for (const ending of ['', '-wal', '-shm'])
            rmSync(join(place.dir, `index.db${ending}`), { force: true })
        await using stack = new AsyncDisposableStack()
        for (const { drive } of await openAll(stack, places))
          expect(await everything(drive)).toEqual(wanted)
      }),
      { numRuns: 12, endOnFailure: true },
    )
  },
)

async function play(
  homes: readonly Opened[],
  { device, what, pick }: { device: number; what: string; pick: number },
  i: number,
): Promise<void> {
  const home = homes[device]!
  const { drive } = home
  if (what === 'meet') return bring(homes[pick % 3]!, home)
  const all = await everything(drive)
  const path = all[pick % Math.max(1, all.length)]?.path ?? '/first'
  const place = `/${['a', 'b', 'd/c'][pick % 3]}`
  try {
    if (what === 'new') await save(drive, place, `new ${i}`)
    else if (what === 'save') await save(drive, path, `saved ${i}`)
    else if (what === 'move') await drive.move([path], place)
    else if (what === 'copy') await drive.copy([path], place)
    else await drive.remove([path], { forever: what === 'forever' })
  } catch (error) {
    // what is asked for cannot always be done
    if (!isSpaceError(error)) throw error
  }
}
