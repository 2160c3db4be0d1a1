import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bring, newPlaces, save, type Opened } from '../drive.samples.ts'
import type { Answer, BulkChange, BulkDone } from './bulk.ts'
import { treeOf } from './bulk.samples.ts'

const ANSWERS: readonly Answer[] = ['ask', 'keep-both', 'replace', 'skip', 'merge']

/** One change: numbers choose among what is there when its turn has come. */
const change = fc.record({
  kind: fc.constantFrom('move', 'copy', 'duplicate', 'remove', 'restore', 'mark', 'rename'),
  picks: fc.array(fc.nat(99), { minLength: 1, maxLength: 4 }),
  folder: fc.nat(99),
  name: fc.constantFrom('a', 'b', 'c'),
  starred: fc.boolean(),
  tags: fc.subarray(['x', 'y']),
  conflicts: fc.constantFrom(...ANSWERS),
  folders: fc.constantFrom(...ANSWERS),
  each: fc.array(fc.tuple(fc.nat(99), fc.constantFrom(...ANSWERS)), { maxLength: 2 }),
})

/** Few names, so that they meet. */
const tree = fc.uniqueArray(
  fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }),
  { minLength: 3, maxLength: 9, selector: (path) => path.join('/') },
)

async function plant(
  { drive }: Opened,
  top: string,
  paths: readonly (readonly string[])[],
): Promise<void> {
  await drive.makeFolder(top)
  for (const [n, names] of paths.entries()) {
    const path = `${top}/${names.join('/')}`
    if (n % 3 === 0) await drive.makeFolder(path, { parents: true }).catch(() => undefined)
    else await save(drive, path, `${path} ${n}`).catch(() => undefined)
  }
}

type Asked = typeof change extends fc.Arbitrary<infer T> ? T : never

async function doOne(home: Opened, top: string, asked: Asked) {
  const { drive, byEntry } = home
  const { id } = await drive.stat(top)
  const all = (await drive.search({ below: id })).toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const trash = (await drive.trash()).filter(({ from }) => from.startsWith(`${top}/`))
  const folders = [id, ...all.filter(({ kind }) => kind === 'folder').map(({ id }) => id)]
  const from = (asked.kind === 'restore' ? trash : all).map((entry) => entry.id)
  if (from.length === 0) return undefined
  const pick = (ids: readonly string[], n: number): string => ids[n % ids.length] ?? ''
  const { kind } = asked
  const picks = kind === 'rename' ? asked.picks.slice(0, 1) : asked.picks
  const ids = picks.map((n) => pick(from, n))
  const wanted = (
    kind === 'mark'
      ? { kind, starred: asked.starred, tags: asked.tags }
      : { kind, folder: pick(folders, asked.folder), name: asked.name }
  ) as BulkChange
  const each = new Map(asked.each.map(([n, answer]) => [pick(from, n), answer]))
  const answers = { conflicts: asked.conflicts, folders: asked.folders, each }
  const edits = byEntry.editMany({ check: () => undefined, may: () => true })
  try {
    return await edits.change(ids, wanted, { answers })
  } catch (error) {
    // only a folder that would go into itself is refused
    expect(error).toMatchObject({ code: 'bad-input', message: expect.stringContaining('itself') })
    return undefined
  }
}

const trashOf = async ({ drive }: Opened) =>
  (await drive.trash()).map(({ id, from }) => `${from} ${id}`).toSorted()

test('whatever many are made of, undo brings back exactly, and a second undo makes it again', async () => {
  const places = newPlaces(2)
  await using home = await places[0]!.open()
  const edits = home.byEntry.editMany({ check: () => undefined, may: () => true })
  let runs = 0
  const check = async (paths: string[][], asked: Asked[]): Promise<void> => {
    const top = `/${++runs}`
    await plant(home, top, paths)
    const look = () => treeOf(home, { ids: true, top })
    const done: { before: string[]; trash: string[]; undo: NonNullable<BulkDone['undo']> }[] = []
    for (const one of asked) {
      const [before, trash] = [await look(), await trashOf(home)]
      const result = await doOne(home, top, one)
      if (result === undefined || result.conflictCount > 0 || result.undo === undefined) {
        // what was asked, refused or nothing changed nothing
        expect(await look()).toEqual(before)
        continue
      }
      const after = await look()
      const back = await edits.undo(result.undo)
      expect(await look()).toEqual(before)
      expect(await trashOf(home)).toEqual(expect.arrayContaining(trash))
      const again = await edits.undo(back.undo ?? { steps: [] })
      expect(await look()).toEqual(after)
      expect([...back.kept, ...again.kept]).toEqual([])
      done.push({ before, trash, undo: again.undo ?? { steps: [] } })
    }
    for (const { before, trash, undo } of done.toReversed()) {
      const back = await edits.undo(undo)
      expect(back.kept).toEqual([])
      expect(await look()).toEqual(before)
      expect(await trashOf(home)).toEqual(expect.arrayContaining(trash))
    }
  }
  const many = fc.array(change, { minLength: 1, maxLength: 6 })
  await fc.assert(fc.asyncProperty(tree, many, check), { numRuns: 25, endOnFailure: true })
  // all of it is in the log, for another device to see
  await using other = await places[1]!.open()
  await bring(home, other, { contents: true })
  expect(await treeOf(other, { ids: true })).toEqual(await treeOf(home, { ids: true }))
})
