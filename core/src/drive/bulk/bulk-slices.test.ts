import fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newFolder, newPlace, save, text, type Opened } from '../drive.samples.ts'
import { bulkOf, treeOf } from './bulk.samples.ts'

const SEEDS = 60

/** `/many` with more files than one slice of a change holds; and their ids. */
async function many(home: Opened, count = 2500): Promise<string[]> {
  const { drive } = home
  const { copy } = bulkOf(home)
  const seeds = Array.from({ length: SEEDS }, (_, i) => `/seeds/s${i}`)
  for (const path of seeds) await save(drive, path, path)
  await drive.makeFolder('/many')
  for (let n = 0; n < count / SEEDS; n++) await copy(seeds, '/many', { conflicts: 'keep-both' })
  return (await drive.list('/many')).map(({ id }) => id)
}

test('a long change goes on between others, leaves what they changed, and is undone as one', async () => {
  await using home = await newPlace().open()
  const { drive, byEntry } = home
  const ids = await many(home)
  const before = await treeOf(home, { ids: true })
  await drive.makeFolder('/to')
  const to = (await drive.stat('/to')).id
  const last = byEntry.entry(ids.at(-1) ?? '')
  const gone = byEntry.entry(ids.at(-2) ?? '')
  const taken = byEntry.entry(ids.at(-3) ?? '')
  const progress: number[] = []
  const others: Promise<unknown>[] = []
  const edits = byEntry.editMany({ check: () => undefined, may: () => true })
  const moved = await edits.change(
    ids,
    { kind: 'move', folder: to },
    {
      onProgress(done, total) {
        expect(total).toBe(ids.length)
        if (progress.push(done) > 1) return
        // the person goes on working
        others.push(
          drive.move([last.path], '/mine'),
          drive.remove([gone.path]),
          drive.makeFolder(`/to/${taken.name}`),
        )
      },
    },
  )
  await Promise.all(others)
  expect(progress.length).toBeGreaterThan(0)
  expect(moved.kept).toHaveLength(3)
  expect(moved.done).toBe(ids.length - 3)
  expect((await drive.stat(`/to/${taken.name}`)).kind).toBe('folder')
  await drive.move(['/mine'], last.path)
  await drive.restoreTrashed(gone.path)
  await drive.remove([`/to/${taken.name}`])
  const back = await edits.undo(moved.undo ?? { steps: [] })
  expect(back.kept).toEqual([])
  await drive.remove(['/to'])
  expect(await treeOf(home, { ids: true })).toEqual(before)
})

test('one that is stopped, or refused in the middle, has done the first of them, and that is undone', async () => {
  await using home = await newPlace().open()
  const { byEntry } = home
  const ids = await many(home)
  const before = await treeOf(home, { ids: true })
  const stop = new AbortController()
  const edits = byEntry.editMany({ check: () => undefined, may: () => true })
  const stopped = await edits.change(
    ids,
    { kind: 'remove' },
    {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    },
  )
  expect(stopped.failure).toMatchObject({ name: 'AbortError' })
  expect(stopped.done).toBeGreaterThan(0)
  expect(stopped.done).toBeLessThan(ids.length)
  await edits.undo(stopped.undo ?? { steps: [] })
  let isOver = false
  const until = byEntry.editMany({
    may: () => true,
    check() {
      if (isOver) throw new Error('the grant is over')
    },
  })
  const refused = await until.change(ids, { kind: 'remove' }, { onProgress: () => (isOver = true) })
  expect(refused.failure).toMatchObject({ message: 'the grant is over' })
  await edits.undo(refused.undo ?? { steps: [] })
  expect(await treeOf(home, { ids: true })).toEqual(before)
  await expect(until.change(ids, { kind: 'remove' })).rejects.toThrowError('the grant is over')
})

/** Bytes of the files that hold the log, by name. */
function segmentsIn(dir: string): Map<string, number> {
  const names = fs.readdirSync(join(dir, 'segments'))
  return new Map(names.map((name) => [name, fs.statSync(join(dir, 'segments', name)).size]))
}

test('after a crash at any byte each entry was changed wholly or not at all', async () => {
  const place = newPlace()
  const names = Array.from({ length: 40 }, (_, i) => `f${i}`)
  const tags = Array.from({ length: 20 }, (_, i) => `tag ${i} ${'x'.repeat(40)}`)
  let before = new Map<string, number>()
  {
    await using home = await place.open()
    const { drive } = home
    for (const name of names) {
      await save(drive, `/a/${name}`, `new ${name}`)
      await save(drive, `/to/${name}`, `old ${name}`)
    }
    const bulk = bulkOf(home)
    const paths = names.map((name) => `/a/${name}`)
    // so much of each that all of them take several batches
    await bulk.mark(paths, { tags })
    before = segmentsIn(place.dir)
    await bulk.duplicate(...paths)
    await bulk.move(paths, '/to', { conflicts: 'replace' })
  }
  const after = segmentsIn(place.dir)
  const grown = [...after].filter(([name, size]) => size !== before.get(name))
  expect(grown).toHaveLength(1)
  const [[name, end] = ['', 0]] = grown
  const start = before.get(name) ?? 0
  const backup = newFolder()
  fs.cpSync(place.dir, backup, { recursive: true })
  const seen = new Set<string>()
  for (let n = 0; n <= 10; n++) {
    fs.rmSync(place.dir, { recursive: true })
    fs.cpSync(backup, place.dir, { recursive: true })
    fs.truncateSync(join(place.dir, 'segments', name), start + Math.round(((end - start) * n) / 10))
    // the index did not come to know of any of it
    for (const file of fs.readdirSync(place.dir))
      if (file.includes('.db')) fs.rmSync(join(place.dir, file))
    await using home = await place.open()
    const { drive } = home
    const inA = await drive.list('/a')
    const left = new Set(inA.map((entry) => entry.name))
    let moved = 0
    for (const one of names) {
      const isMoved = (await text(drive, `/to/${one}`)) === `new ${one}`
      // it replaced the other one and is gone from where it was, or neither
      expect(left.has(one)).toBe(!isMoved)
      if (isMoved) moved++
    }
    // a copy has all its marks, or is not there
    for (const entry of inA) expect(entry.tags).toHaveLength(tags.length)
    const copies = names.filter((one) => left.has(`${one} (2)`)).length
    if (moved > 0) expect(copies).toBe(names.length)
    seen.add(`${copies} ${moved}`)
  }
  expect(seen).toContain('0 0')
  expect(seen).toContain(`${names.length} ${names.length}`)
  expect(seen.size).toBeGreaterThan(3)
})
