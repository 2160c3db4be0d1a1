import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { newFolder, newPlace, save } from './drive.samples.ts'

describe('what a disk or a system cannot hold', () => {
  test('a path that is too long is told of, and all else comes out', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const deep = Array.from({ length: 17 }, (_, i) => `${i}-`.padEnd(250, 'x')).join('/')
    await save(drive, `/top/${deep}/f`, 'too deep')
    await save(drive, '/top/g', 'g')
    const to = newFolder()
    const { files, problems } = await drive.export(['/top'], to)
    expect(files).toBe(1)
    expect(problems.length).toBeGreaterThan(0)
    for (const problem of problems)
      expect(problem).toMatchObject({
        code: 'io',
        message: expect.stringMatching(/too long|TOOLONG/u),
      })
    expect(fs.readFileSync(join(to, 'top/g'), 'utf8')).toBe('g')
    expect(fs.readdirSync(to)).toEqual(['top'])
  })

  test.each([
    ['before 1970', Date.UTC(1931, 4, 6, 7, 8, 9, 250)],
    ['long ago, but a little after 1970', 5.5],
    ['after nanoseconds of 64 bits end in 2262', Date.UTC(2300, 1, 2, 3, 4, 5) + 0.5],
  ])('a time %s comes out, in again and out once more as it was', async (_, mtime) => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    await drive.write('/f', [Buffer.from('x')], { mtime })
    const [first, second] = [newFolder(), newFolder()]
    await drive.export(['/f'], first)
    expect(fs.statSync(join(first, 'f')).mtimeMs).toBeCloseTo(mtime, 2)
    const report = await drive.import([join(first, 'f')], '/again')
    expect(report).toMatchObject({ files: 1, problems: [] })
    expect((await drive.stat('/again/f')).mtime).toBe(mtime)
    // so long after, that the file is taken for the same next time
    place.now = Date.now() + 60_000
    await drive.import([join(first, 'f')], '/known')
    expect(await drive.import([join(first, 'f')], '/known')).toMatchObject({ unchanged: 1 })
    await drive.export(['/again'], second)
    expect(fs.statSync(join(second, 'again/f')).mtimeMs).toBeCloseTo(mtime, 2)
  })

  test('nobody lends their rights by an old set-uid bit, and folders keep their group bit', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.write('/a/f', [Buffer.from('x')], { mode: 0o6755 })
    const id = Buffer.from((await drive.stat('/a')).id, 'hex')
    await home.parts.lane.change(() => ({
      ops: [{ o: 'set', id, field: 'mode', value: 0o6775 }],
      result: () => undefined,
    }))
    const to = newFolder()
    await drive.export(['/a'], to)
    expect(fs.statSync(join(to, 'a/f')).mode & 0o7777).toBe(0o755)
    expect(fs.statSync(join(to, 'a')).mode & 0o7777).toBe(0o2775)
  })
})

test('what came to the place meanwhile is not overwritten unasked', async () => {
  await using home = await newPlace().open()
  const { drive } = home
  await save(drive, '/f', 'of the drive')
  const to = newFolder()
  const exporting = drive.export(['/f'], to, {
    onProgress: () => fs.writeFileSync(join(to, 'f'), 'of somebody else'),
  })
  await expect(exporting).rejects.toMatchObject({ code: 'exists', facts: { path: join(to, 'f') } })
  expect(fs.readFileSync(join(to, 'f'), 'utf8')).toBe('of somebody else')
  expect(fs.readdirSync(to)).toEqual(['f'])
})

test('links are made when all files are there, so that nothing is written through one', async () => {
  const source = newFolder()
  for (const name of ['a', 'b/c', 'z']) {
    fs.mkdirSync(join(source, 'in', name, '..'), { recursive: true })
    fs.symlinkSync('/nowhere', join(source, 'in', name))
  }
  fs.writeFileSync(join(source, 'in/file'), Buffer.alloc(100_000, 1))
  await using home = await newPlace().open()
  const { drive } = home
  await drive.import([join(source, 'in')], '/', { recursive: true })
  const to = newFolder()
  const seen: number[] = []
  const report = await drive.export(['/in'], to, {
    onProgress() {
      const all = fs.readdirSync(to, { recursive: true, withFileTypes: true })
      seen.push(all.filter((one) => one.isSymbolicLink()).length)
    },
  })
  expect(report).toMatchObject({ files: 1, symlinks: 3 })
  expect(new Set(seen)).toEqual(new Set([0]))
})
