import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { randomBytes } from '../crypto/hash.ts'
import { fingerprints } from './placing.ts'
import {
  namesIn,
  newFolder,
  newPlace,
  save,
  segmentBytes,
  text,
  type Place,
} from './drive.samples.ts'

const MIB = 2 ** 20

/** A drive whose clock is far enough ahead that what was just written counts as settled. */
function later(): Place {
  const place = newPlace()
  place.now = Date.now() + 60_000
  return place
}

function folderOf(files: Record<string, string | Uint8Array>): string {
  const dir = join(newFolder(), 'src')
  fs.mkdirSync(dir)
  for (const [name, bytes] of Object.entries(files)) {
    fs.mkdirSync(join(dir, name, '..'), { recursive: true })
    fs.writeFileSync(join(dir, name), bytes)
  }
  return dir
}

describe('what comes in', () => {
  test('files and folders go into the folder named, under their own names', async () => {
    const dir = folderOf({ a: '1', 'b/c': '22' })
    await using home = await later().open()
    const { drive } = home
    const report = await drive.import([join(dir, 'a'), join(dir, 'b')], '/x/y', { recursive: true })
    expect(report).toEqual({
      files: 2,
      folders: 1,
      symlinks: 0,
      bytes: 3,
      unchanged: 0,
      problems: [],
    })
    expect(await namesIn(drive, '/x/y')).toEqual(['a', 'b'])
    expect(await text(drive, '/x/y/b/c')).toBe('22')
  })

  test('a slash at the end of a source changes nothing', async () => {
    const dir = folderOf({ a: '1' })
    await using home = await later().open()
    await home.drive.import([`${dir}/`], '/', { recursive: true })
    expect(await text(home.drive, '/src/a')).toBe('1')
  })

  test('nothing is done when a source is missing, unnamed, double, or a folder without leave', async () => {
    const dir = folderOf({ a: '1', 'b/a': '2' })
    await using home = await later().open()
    const { drive } = home
    const add = (...paths: string[]) => drive.import(paths, '/')
    const here = (name: string): string => join(dir, name)
    await expect(add(here('a'), here('none'))).rejects.toMatchObject({ code: 'not-found' })
    await expect(add(here('a'), here('b/a'))).rejects.toMatchObject({ code: 'bad-input' })
    await expect(add('/')).rejects.toMatchObject({ code: 'bad-input' })
    await expect(add(here('a'), here('b'))).rejects.toMatchObject({ code: 'is-folder' })
    expect(await drive.list('/')).toEqual([])
    await save(drive, '/f', 'x')
    await expect(drive.import([here('a')], '/f')).rejects.toMatchObject({ code: 'not-folder' })
    await expect(drive.import([here('a')], '/../x')).rejects.toMatchObject({ code: 'bad-input' })
  })

  test('links stay links, also those to folders and to nothing, and are never followed', async () => {
    const outside = folderOf({ secret: 'outside' })
    const dir = folderOf({ a: '1' })
    fs.symlinkSync('a', join(dir, 'near'))
    fs.symlinkSync(outside, join(dir, 'far'))
    fs.symlinkSync('/nowhere/at/all', join(dir, 'dangling'))
    fs.symlinkSync(dir, join(dir, 'round'))
    await using home = await later().open()
    const { drive } = home
    const report = await drive.import([dir], '/', { recursive: true })
    expect(report).toMatchObject({ files: 1, folders: 1, symlinks: 4, problems: [] })
    expect(await drive.stat('/src/far')).toMatchObject({
      kind: 'symlink',
      target: outside,
      size: outside.length,
    })
    expect(await drive.stat('/src/dangling')).toMatchObject({ target: '/nowhere/at/all' })
    await expect(drive.stat('/src/far/secret')).rejects.toMatchObject({ code: 'not-folder' })
    expect(await drive.search({ text: 'secret' })).toEqual([])
    // saving through a link is no way either: what it says would be hidden behind it
    await expect(save(drive, '/src/near', 'x')).rejects.toMatchObject({ code: 'exists' })
    expect(await drive.import([dir], '/', { recursive: true })).toMatchObject({ problems: [] })
    fs.unlinkSync(join(dir, 'near'))
    fs.symlinkSync('b', join(dir, 'near'))
    await drive.import([dir], '/', { recursive: true })
    expect(await drive.stat('/src/near')).toMatchObject({ kind: 'symlink', target: 'b' })
  })

  test('what is neither file, folder nor link is reported, and the rest is in', async () => {
    const dir = folderOf({ a: '1', z: '2' })
    execFileSync('mkfifo', [join(dir, 'fifo')])
    fs.writeFileSync(Buffer.concat([Buffer.from(`${dir}/bad`), Buffer.of(0xff)]), 'x')
    await using home = await later().open()
    const report = await home.drive.import([dir], '/', { recursive: true })
    expect(report).toMatchObject({ files: 2 })
    expect(report.problems.map(({ code }) => code).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'bad-input',
      'unreadable',
    ])
    expect(report.problems.find(({ code }) => code === 'unreadable')?.path).toBe(join(dir, 'fifo'))
    expect(await namesIn(home.drive, '/src')).toEqual(['a', 'z'])
  })

  test('a file that went away while it was looked at is reported, and the rest is in', async () => {
    const dir = folderOf({ a: '1', b: '2', c: '3' })
    await using home = await later().open()
    const { drive, parts } = home
    // between the walk and the reading
    const { sealFiles } = parts.contents
    Object.assign(parts.contents, {
      sealFiles(...given: Parameters<typeof sealFiles>) {
        fs.rmSync(join(dir, 'b'))
        return sealFiles(...given)
      },
    })
    const report = await drive.import([dir], '/', { recursive: true })
    expect(report).toMatchObject({ files: 2 })
    expect(report.problems).toMatchObject([{ path: join(dir, 'b'), code: 'unreadable' }])
    expect(await namesIn(drive, '/src')).toEqual(['a', 'c'])
  })

  test.each([
    ['a link', (path: string) => fs.symlinkSync('/etc/passwd', path)],
    ['a pipe', (path: string) => void execFileSync('mkfifo', [path])],
  ])(
    '%s that took the place of a file meanwhile is neither followed nor waited for',
    async (_, put) => {
      const dir = folderOf({ a: '1', b: '2', c: '3' })
      await using home = await later().open()
      const { drive, parts } = home
      const { sealFiles } = parts.contents
      Object.assign(parts.contents, {
        sealFiles(...given: Parameters<typeof sealFiles>) {
          fs.rmSync(join(dir, 'b'))
          put(join(dir, 'b'))
          return sealFiles(...given)
        },
      })
      const report = await drive.import([dir], '/', { recursive: true })
      expect(report.problems).toMatchObject([{ path: join(dir, 'b'), code: 'unreadable' }])
      expect(await namesIn(drive, '/src')).toEqual(['a', 'c'])
    },
  )

  test('an entry of another kind is not replaced but reported', async () => {
    const dir = folderOf({ a: '1', 'b/c': '2', d: '3' })
    await using home = await later().open()
    const { drive } = home
    await drive.makeFolder('/src/a', { parents: true })
    await save(drive, '/src/b', 'a file')
    const report = await drive.import([dir], '/', { recursive: true })
    expect(report.files).toBe(1)
    expect(report.problems).toMatchObject([
      { path: join(dir, 'a'), code: 'exists' },
      { path: join(dir, 'b'), code: 'exists' },
    ])
    expect((await drive.stat('/src/a')).kind).toBe('folder')
    expect(await text(drive, '/src/b')).toBe('a file')
    expect(await text(drive, '/src/d')).toBe('3')
  })

  test('equal content is stored once', async () => {
    const place = later()
    await using home = await place.open()
    const { drive } = home
    const bytes = randomBytes(3 * MIB)
    await drive.import([folderOf({ one: bytes })], '/a', { recursive: true })
    const before = segmentBytes(place.dir)
    await drive.import([folderOf({ two: bytes })], '/b', { recursive: true })
    await drive.write('/c', [bytes])
    expect(segmentBytes(place.dir) - before).toBeLessThan(MIB)
    expect((await drive.verify()).problems).toEqual([])
  })
})

test('a file is taken for the same only with its size, both times and its inode', () => {
  const key = randomBytes(32)
  const fingerprintOf = fingerprints(key)
  const stat = { size: 5, mtimeNs: 10n ** 18n, ctimeNs: 10n ** 18n, ino: 7n }
  const [later, unknown] = [2e12, '0000000000000000']
  const mark = (of: typeof stat, at = later): string =>
    Buffer.from(fingerprintOf(of, at)).toString('hex')
  const marks = [
    mark(stat),
    mark({ ...stat, size: 6 }),
    mark({ ...stat, mtimeNs: stat.mtimeNs + 1n }),
    mark({ ...stat, ctimeNs: stat.ctimeNs - 1n }),
    mark({ ...stat, ino: 2n ** 63n }),
    Buffer.from(fingerprints(randomBytes(32))(stat, later)).toString('hex'),
    unknown,
  ]
  expect(new Set(marks).size).toBe(marks.length)
  expect(mark({ ...stat })).toBe(marks[0])
  expect(mark(stat, Number(stat.ctimeNs / 1_000_000n) + 49)).toBe(unknown)
  // whatever the clock said when it was brought in, it is only looked at later
  expect(mark(stat, Number.POSITIVE_INFINITY)).toBe(marks[0])
})

test('a file of the kernel, which says that it is empty, comes in with its bytes', async () => {
  await using home = await newPlace().open()
  const { drive } = home
  const report = await drive.import(['/proc/version', '/proc/filesystems', '/proc/kallsyms'], '/')
  expect(report.problems).toMatchObject([{ path: '/proc/kallsyms', code: 'unreadable' }])
  for (const name of ['version', 'filesystems']) {
    const bytes = fs.readFileSync(`/proc/${name}`, 'utf8')
    expect(bytes).not.toBe('')
    expect(await text(drive, `/${name}`)).toBe(bytes)
    expect((await drive.stat(`/${name}`)).size).toBe(bytes.length)
  }
})

describe('coming in again', () => {
  test('reads only what changed since', async () => {
    const place = later()
    const files = ['same', 'touched', 'modded', 'grown', 'swapped'].map((name) => [name, name])
    const dir = folderOf(Object.fromEntries(files) as Record<string, string>)
    const path = (name: string): string => join(dir, name)
    {
      await using home = await place.open()
      await home.drive.import([dir], '/', { recursive: true })
      const again = await home.drive.import([dir], '/', { recursive: true })
      expect(again).toMatchObject({ files: 0, unchanged: 5, bytes: 0 })
    }
    const { mtime } = fs.statSync(path('swapped'))
    fs.utimesSync(path('touched'), 1_500_000_000, 1_500_000_000)
    fs.chmodSync(path('modded'), 0o600)
    fs.appendFileSync(path('grown'), '!')
    // another file of the same size and time takes the place
    fs.writeFileSync(path('new'), 'SWAPPED')
    fs.renameSync(path('new'), path('swapped'))
    fs.utimesSync(path('swapped'), mtime, mtime)
    await using home = await place.open()
    const { drive } = home
    place.now = Date.now() + 120_000
    const report = await drive.import([dir], '/', { recursive: true })
    expect(report).toMatchObject({ files: 4, unchanged: 1, problems: [] })
    expect(await text(drive, '/src/swapped')).toBe('SWAPPED')
    expect(await text(drive, '/src/grown')).toBe('grown!')
    expect(await drive.stat('/src/modded')).toMatchObject({ mode: 0o600, versions: 1 })
    expect(await drive.stat('/src/touched')).toMatchObject({
      mtime: 1_500_000_000_000,
      versions: 1,
    })
    expect(await drive.stat('/src/grown')).toMatchObject({ versions: 2 })
    expect(await drive.import([dir], '/', { recursive: true })).toMatchObject({ unchanged: 5 })
  })

  test('reads a file again that changed too shortly before it was read', async () => {
    const place = newPlace()
    const dir = folderOf({ a: '1' })
    await using home = await place.open()
    place.now = fs.statSync(join(dir, 'a')).ctimeMs + 1
    await home.drive.import([dir], '/', { recursive: true })
    const again = await home.drive.import([dir], '/', { recursive: true })
    expect(again).toMatchObject({ files: 1, unchanged: 0 })
    expect((await home.drive.stat('/src/a')).versions).toBe(1)
  })

  test('takes a file anew whose content in the drive is another one now', async () => {
    const dir = folderOf({ a: 'disk' })
    await using home = await later().open()
    const { drive } = home
    await drive.import([dir], '/', { recursive: true })
    await save(drive, '/src/a', 'here')
    expect(await drive.import([dir], '/', { recursive: true })).toMatchObject({ files: 1 })
    expect(await text(drive, '/src/a')).toBe('disk')
    expect(await drive.versions('/src/a')).toHaveLength(3)
  })

  test('goes on where a stopped one ended', async () => {
    const place = later()
    const files = Array.from({ length: 2500 }, (_, i) => [`d/f${i}`, `content ${i}`])
    const dir = folderOf(Object.fromEntries(files) as Record<string, string>)
    let kept = 0
    {
      await using home = await place.open()
      const stop = new AbortController()
      let done = 0
      const running = home.drive.import([dir], '/', {
        recursive: true,
        signal: stop.signal,
        onProgress({ doneFiles }) {
          done = doneFiles
          if (doneFiles >= 1000) stop.abort()
        },
      })
      await expect(running).rejects.toMatchObject({
        code: 'aborted',
        try: expect.stringContaining('same command'),
      })
      expect(done).toBeGreaterThanOrEqual(1000)
      kept = (await home.drive.usage('/')).files
      expect(kept).toBeGreaterThanOrEqual(500)
      expect(kept).toBeLessThan(2500)
    }
    await using home = await place.open()
    const { drive } = home
    expect((await drive.usage('/')).files).toBe(kept)
    const report = await drive.import([dir], '/', { recursive: true })
    expect(report).toMatchObject({ files: 2500 - kept, unchanged: kept, problems: [] })
    expect(await drive.usage('/')).toMatchObject({ files: 2500, versionBytes: 0 })
    expect(await text(drive, '/src/d/f2499')).toBe('content 2499')
  })

  test('a signal that has fired already brings nothing in', async () => {
    const dir = folderOf({ a: '1' })
    await using home = await later().open()
    const signal = AbortSignal.abort()
    const running = home.drive.import([dir], '/', { recursive: true, signal })
    await expect(running).rejects.toMatchObject({ code: 'aborted' })
    expect(await home.drive.list('/')).toEqual([])
  })

  test('two at once of the same folder make no second entries', async () => {
    const dir = folderOf({ a: '1', 'b/c': '2' })
    await using home = await later().open()
    const { drive } = home
    const add = () => drive.import([dir], '/', { recursive: true })
    await Promise.all([add(), add()])
    expect(await namesIn(drive, '/')).toEqual(['src'])
    expect(await namesIn(drive, '/src')).toEqual(['a', 'b'])
    expect(await namesIn(drive, '/src/b')).toEqual(['c'])
  })

  test('progress ends with all of it', async () => {
    const dir = folderOf({ a: '1', b: '22' })
    await using home = await later().open()
    const seen: number[] = []
    await home.drive.import([dir], '/', {
      recursive: true,
      onProgress: ({ doneBytes }) => void seen.push(doneBytes),
    })
    expect(seen.at(-1)).toBe(3)
  })
})
