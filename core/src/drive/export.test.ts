import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { randomBytes } from '../crypto/hash.ts'
import { namesIn, newFolder, newPlace, save } from './drive.samples.ts'
import { newId } from './folder-ops.ts'
import { ROOT } from './tree/registers.ts'

const MIB = 2 ** 20

/** Kind, mode, size, µs of the time, and bytes or target of all below `dir`, by path. */
function measured(dir: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const path of ['', ...fs.readdirSync(dir, { recursive: true, encoding: 'utf8' })]) {
    const at = join(dir, path)
    const { mode, mtimeNs, size } = fs.lstatSync(at, { bigint: true })
    const type = Number(mode) & fs.constants.S_IFMT
    const inside =
      type === fs.constants.S_IFREG
        ? `${size} ${fs.readFileSync(at).toString('base64').slice(0, 1e6)}`
        : type === fs.constants.S_IFLNK
          ? fs.readlinkSync(at)
          : ''
    found.set(path, [mode.toString(8), mtimeNs / 1000n, inside].join(' '))
  }
  return found
}

/** Everything that is hard to bring in and out, in one folder. */
function nastyTree(): string {
  const dir = join(newFolder(), 'nasty')
  const here = (name: string): string => join(dir, name)
  for (const name of ['empty', 'deep/er/and/deeper', 'shut', '.hidden', 'setgid', 'sticky'])
    fs.mkdirSync(here(name), { recursive: true })
  const files: Record<string, string | Uint8Array> = {
    'deep/er/and/deeper/f': 'deep',
    'empty file': '',
    '.hidden/.dot': 'hidden',
    'new\nline # % ? : \\': 'name',
    '👩‍👩‍👧‍👦': 'emoji',
    é: 'composed',
    ['é'.normalize('NFD')]: 'decomposed',
    ['x'.repeat(255)]: 'long',
    File: 'upper',
    file: 'lower',
    one: randomBytes(1),
    piece: randomBytes(MIB - 16),
    'piece and one': randomBytes(MIB - 15),
    'shut/inside': 'inside',
    'setgid/f': 'x',
  }
  for (const [name, bytes] of Object.entries(files)) fs.writeFileSync(here(name), bytes)
  const sparse = fs.openSync(here('sparse'), 'w')
  fs.writeSync(sparse, 'start', 0)
  fs.writeSync(sparse, 'end', 5 * MIB)
  fs.closeSync(sparse)
  fs.symlinkSync('one', here('link'))
  fs.symlinkSync('deep', here('link to folder'))
  fs.symlinkSync('/nowhere', here('dangling'))
  fs.chmodSync(here('one'), 0o400)
  fs.chmodSync(here('file'), 0o755)
  fs.chmodSync(here('File'), 0)
  fs.lutimesSync(here('link'), 1_234_567_890.123_456, 1_234_567_890.123_456)
  fs.utimesSync(here('one'), 1_600_000_000.000_001, 1_600_000_000.000_001)
  fs.utimesSync(here('file'), 86_400.5, 86_400.5)
  fs.utimesSync(here('empty'), 1_600_000_000.999_999, 1_600_000_000.999_999)
  fs.chmodSync(here('setgid'), 0o2775)
  fs.chmodSync(here('sticky'), 0o1777)
  fs.chmodSync(here('shut'), 0o500)
  return dir
}

describe('what goes out', () => {
  test('is what came in: names, bytes, kinds, permissions and times', async () => {
    const place = newPlace()
    const dir = nastyTree()
    const report = { symlinks: 3, problems: [] }
    {
      await using home = await place.open()
      expect(await home.drive.import([dir], '/in', { recursive: true })).toMatchObject(report)
    }
    await using home = await place.open()
    const { drive } = home
    const names = new Set(fs.readdirSync(dir))
    expect(new Set(await namesIn(drive, '/in/nasty'))).toEqual(names)
    const to = join(newFolder(), 'made', 'for it')
    expect(await drive.export(['/in/nasty'], to)).toMatchObject(report)
    expect(measured(join(to, 'nasty'))).toEqual(measured(dir))
    expect(fs.readdirSync(to)).toEqual(['nasty'])
    expect((await drive.verify()).problems).toEqual([])
    // sparse files stay small
    const { blocks } = fs.statSync(join(to, 'nasty', 'sparse'))
    expect(blocks * 512).toBeLessThan(3 * MIB)
  })

  test('the root stands for what is in it, and several paths go side by side', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f', '1')
    await save(drive, '/b/g', '2')
    const all = newFolder()
    await drive.export(['/'], all)
    expect(fs.readdirSync(all)).toEqual(['a', 'b'])
    const two = newFolder()
    expect(await drive.export(['/a/f', '/b'], two)).toMatchObject({
      files: 2,
      folders: 1,
      bytes: 2,
    })
    expect(fs.readdirSync(two)).toEqual(['b', 'f'])
    await save(drive, '/b/f', '3')
    const clash = drive.export(['/a/f', '/b/f'], newFolder())
    await expect(clash).rejects.toMatchObject({ code: 'conflict' })
    await expect(drive.export(['/none'], newFolder())).rejects.toMatchObject({ code: 'not-found' })
  })

  test('an older version can be written out', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/f', 'one')
    await save(drive, '/f', 'two')
    const [, one] = await drive.versions('/f')
    const to = newFolder()
    await drive.export(['/f'], to, { version: one!.id })
    expect(fs.readFileSync(join(to, 'f'), 'utf8')).toBe('one')
    await drive.makeFolder('/a')
    const folder = drive.export(['/a'], to, { version: one!.id })
    await expect(folder).rejects.toMatchObject({ code: 'bad-input' })
  })
})

describe('what is there already', () => {
  test('is not overwritten unasked, and nothing is written beside it', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f', 'new')
    await save(drive, '/b', 'new')
    const to = newFolder()
    fs.writeFileSync(join(to, 'b'), 'mine')
    await expect(drive.export(['/a', '/b'], to)).rejects.toMatchObject({
      code: 'exists',
      facts: { path: join(to, 'b') },
    })
    // a dangling link is something as well
    fs.rmSync(join(to, 'b'))
    fs.symlinkSync('/nowhere', join(to, 'b'))
    await expect(drive.export(['/b'], to)).rejects.toMatchObject({ code: 'exists' })
    expect(fs.readdirSync(to)).toEqual(['b'])
    const file = join(to, 'file')
    fs.writeFileSync(file, '')
    await expect(drive.export(['/b'], file)).rejects.toMatchObject({ code: 'not-folder' })
  })

  test('is replaced on demand, file by file; what the drive does not have stays', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/f', 'new')
    await save(drive, '/a/sub/g', 'new')
    await save(drive, '/a/link', 'not a link')
    const to = newFolder()
    const outside = newFolder()
    fs.writeFileSync(join(outside, 'target'), 'mine')
    fs.mkdirSync(join(to, 'a/sub'), { recursive: true })
    for (const name of ['f', 'mine', 'sub/g', 'sub/mine'])
      fs.writeFileSync(join(to, 'a', name), 'mine')
    fs.symlinkSync(join(outside, 'target'), join(to, 'a/link'))
    await drive.export(['/a'], to, { replace: true })
    const read = (name: string): string => fs.readFileSync(join(to, 'a', name), 'utf8')
    expect(['f', 'mine', 'sub/g', 'sub/mine', 'link'].map((name) => read(name))).toEqual([
      'new',
      'mine',
      'new',
      'mine',
      'not a link',
    ])
    expect(fs.readFileSync(join(outside, 'target'), 'utf8')).toBe('mine')
    expect(fs.readdirSync(to)).toEqual(['a'])
  })

  test('of another kind is never replaced, and then nothing is', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a/first', 'new')
    await save(drive, '/a/sub/g', 'new')
    const to = newFolder()
    const outside = newFolder()
    fs.mkdirSync(join(to, 'a'))
    fs.writeFileSync(join(to, 'a/first'), 'mine')
    fs.symlinkSync(outside, join(to, 'a/sub'))
    const refused = { code: 'exists', facts: { path: join(to, 'a/sub') } }
    await expect(drive.export(['/a'], to, { replace: true })).rejects.toMatchObject(refused)
    fs.rmSync(join(to, 'a/sub'))
    fs.writeFileSync(join(to, 'a/sub'), 'a file')
    await expect(drive.export(['/a'], to, { replace: true })).rejects.toMatchObject(refused)
    expect(fs.readFileSync(join(to, 'a/first'), 'utf8')).toBe('mine')
    expect(fs.readdirSync(outside)).toEqual([])
    expect(fs.readdirSync(to)).toEqual(['a'])
  })
})

describe('a stopped export', () => {
  test('leaves nothing behind', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const dir = join(newFolder(), 'many')
    fs.mkdirSync(dir)
    for (let i = 0; i < 1500; i++) fs.writeFileSync(join(dir, `f${i}`), `content ${i}`)
    await drive.import([dir], '/', { recursive: true })
    const to = newFolder()
    const stop = new AbortController()
    const running = drive.export(['/many'], to, {
      signal: stop.signal,
      onProgress: ({ doneFiles }) => void (doneFiles > 500 && stop.abort()),
    })
    await expect(running).rejects.toMatchObject({ code: 'aborted' })
    expect(fs.readdirSync(to)).toEqual([])
    const signal = AbortSignal.abort()
    const made = drive.export(['/many'], join(to, 'new/er'), { signal })
    await expect(made).rejects.toMatchObject({ code: 'aborted' })
    expect(fs.readdirSync(to)).toEqual([])
  })

  test('a damaged file is reported, the rest is written, and no wrong byte is', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    const entry = await drive.write('/a/bad', [randomBytes(100_000)])
    await save(drive, '/a/good', 'good')
    const found = home.blocks.find(
      home.parts.tree.columns.digestOf(home.parts.tree.columns.find(Buffer.from(entry.id, 'hex'))),
    )
    const name = fs
      .readdirSync(join(place.dir, 'segments'))
      .find((segment) => Number.parseInt(segment, 10) === found!.segment)
    const fd = fs.openSync(join(place.dir, 'segments', name ?? ''), 'r+')
    const byte = Buffer.alloc(1)
    fs.readSync(fd, byte, 0, 1, found!.offset + 1000)
    byte[0]! ^= 1
    fs.writeSync(fd, byte, 0, 1, found!.offset + 1000)
    fs.closeSync(fd)
    const to = newFolder()
    const report = await drive.export(['/a'], to)
    expect(report).toMatchObject({
      files: 1,
      problems: [{ path: '/a/bad', code: 'corrupt-block' }],
    })
    expect(fs.readdirSync(join(to, 'a'))).toEqual(['good'])
    await expect(Array.fromAsync(drive.read('/a/bad'))).rejects.toMatchObject({
      code: 'corrupt-block',
      facts: { path: '/a/bad', offset: 0 },
    })
    const { problems } = await drive.verify()
    expect(problems).toMatchObject([{ path: '/a/bad', code: 'corrupt-block' }])
  })
})

test('nothing that another device wrote leads outside', async () => {
  await using home = await newPlace().open()
  const { drive } = home
  const outside = newFolder()
  const other = home.other()
  // a link and a folder of one name: what is in the folder must not go through the link
  const [link, folder, up, below] = [newId(), newId(), newId(), newId()]
  const at = 1
  other.edit([
    { o: 'move', id: link, parent: ROOT, name: 'a', kind: 'symlink', at },
    { o: 'set', id: link, field: 'target', value: outside, at },
    { o: 'move', id: folder, parent: ROOT, name: 'a', kind: 'folder', at },
    { o: 'move', id: newId(), parent: folder, name: 'x', kind: 'folder', at },
    { o: 'move', id: up, parent: ROOT, name: 'up', kind: 'symlink', at },
    { o: 'set', id: up, field: 'target', value: '../../..', at },
    // something inside a link
    { o: 'move', id: newId(), parent: up, name: 'inside', kind: 'folder', at },
    // fields that are not what they should be
    { o: 'move', id: below, parent: ROOT, name: 'odd', kind: 'folder', at },
    { o: 'set', id: below, field: 'mode', value: 'rwx', at },
    { o: 'set', id: below, field: 'mtime', value: [1], at },
  ])
  await other.deliver()
  const to = newFolder()
  await drive.export(['/'], to)
  expect(fs.readdirSync(outside)).toEqual([])
  expect(fs.readdirSync(to)).toHaveLength(4)
  execFileSync('test', ['-L', join(to, 'up')])
  expect(fs.readdirSync(join(to, 'odd'))).toEqual([])
})
