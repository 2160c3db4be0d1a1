import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { namesIn, newFolder, newPlace, save, text } from './drive.samples.ts'
import { newId } from './folder-ops.ts'
import { openColumns, ROOT_ROW } from './tree/columns.ts'
import { checkName, joinPath, openPaths, splitPath } from './paths.ts'
import { ROOT, TRASH } from './tree/registers.ts'

const NASTY = [
  ' ',
  ' leading and trailing ',
  '.hidden',
  '...',
  'a\nb',
  'a\tb',
  '# % ? : \\',
  '%2F',
  '-rf',
  '*',
  '$(x) `y` "z" \'q\'',
  'ünïcödé',
  '日本語',
  'עברית',
  '👩‍👩‍👧‍👦',
  '\u202egnp.exe',
  'é',
  'é'.normalize('NFD'),
  'File',
  'file',
  'FILE',
  'CON',
  '__proto__',
  'constructor',
  'x'.repeat(255),
  '語'.repeat(85),
]

describe('names', () => {
  test('a nasty name is kept as it is, found again, and written out', async () => {
    const place = newPlace()
    {
      await using home = await place.open()
      for (const name of NASTY) await save(home.drive, `/d/${name}`, name)
    }
    await using home = await place.open()
    const { drive } = home
    expect(new Set(await namesIn(drive, '/d'))).toEqual(new Set(NASTY))
    for (const name of NASTY) {
      expect((await drive.stat(`/d/${name}`)).name).toBe(name)
      expect(await text(drive, `/d/${name}`)).toBe(name)
    }
    const to = newFolder()
    expect(await drive.export(['/d'], to)).toMatchObject({ files: NASTY.length, problems: [] })
    for (const name of NASTY) expect(fs.readFileSync(join(to, 'd', name), 'utf8')).toBe(name)
  })

  test.each([
    ['too long', 'x'.repeat(256)],
    ['too long in bytes', '語'.repeat(86)],
    ['with a zero byte', 'a\0b'],
    ['with half a character', 'a\ud800'],
  ])('a name %s is refused everywhere', async (_, name) => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/f', 'x')
    const refused = { code: 'bad-input' }
    await expect(save(drive, `/${name}`, 'x')).rejects.toMatchObject(refused)
    await expect(save(drive, `/${name}/f`, 'x')).rejects.toMatchObject(refused)
    await expect(drive.makeFolder(`/${name}`)).rejects.toMatchObject(refused)
    await expect(drive.move(['/f'], `/${name}`)).rejects.toMatchObject(refused)
    await expect(drive.copy(['/f'], `/${name}`)).rejects.toMatchObject(refused)
    await drive.remove(['/f'])
    await expect(drive.restoreTrashed('/f', { to: `/${name}` })).rejects.toMatchObject(refused)
    expect(await drive.list('/')).toEqual([])
  })

  test('"", "." and ".." are not names', () => {
    for (const name of ['', '.', '..', 'a/b'])
      expect(() => checkName(name)).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })
})

describe('paths', () => {
  test('empty steps and "." count for nothing, ".." is refused', async () => {
    expect(splitPath('//a/./b/')).toEqual(['a', 'b'])
    expect(splitPath('/')).toEqual([])
    expect(joinPath('/', 'a')).toBe('/a')
    expect(joinPath('/a', 'b')).toBe('/a/b')
    await using home = await newPlace().open()
    await save(home.drive, '/a/b', 'x')
    expect(await text(home.drive, 'a//./b')).toBe('x')
    for (const path of ['/..', '/a/../b', '../a'])
      await expect(home.drive.stat(path)).rejects.toMatchObject({ code: 'bad-input' })
    await expect(save(home.drive, '/a/../../x', 'x')).rejects.toMatchObject({ code: 'bad-input' })
  })

  test('what is not there is named with where to look', async () => {
    await using home = await newPlace().open()
    await home.drive.makeFolder('/a')
    await expect(home.drive.stat('/a/b/c')).rejects.toMatchObject({
      code: 'not-found',
      facts: { path: '/a/b' },
      try: 'look around with: space ls /a',
    })
  })
})

describe('what other devices named', () => {
  test('equal names are told apart, by all in the same way', async () => {
    const place = newPlace()
    {
      await using home = await place.open()
      const [first, second, third] = [0x11, 0x22, 0x33].map((byte) => new Uint8Array(16).fill(byte))
      const other = home.other()
      for (const id of [third, first, second])
        other.edit([{ o: 'move', id: id!, parent: ROOT, name: 'a.txt', kind: 'folder', at: 1 }])
      await other.deliver()
    }
    await using home = await place.open()
    const { drive } = home
    const names = ['a (2222).txt', 'a (3333).txt', 'a.txt']
    expect((await namesIn(drive, '/')).toSorted()).toEqual(names)
    expect((await drive.stat('/a.txt')).id).toBe('11'.repeat(16))
    expect((await drive.stat('/a (3333).txt')).id).toBe('33'.repeat(16))
    await drive.move(['/a.txt'], '/b')
    expect((await namesIn(drive, '/')).toSorted()).toEqual(['a (3333).txt', 'a.txt', 'b'])
    await drive.move(['/a (3333).txt'], '/b')
    expect(await namesIn(drive, '/b')).toEqual(['a (3333).txt'])
  })

  test('equal names are told apart even where all endings are taken', async () => {
    await using home = await newPlace().open()
    const [first, second] = [0x11, 0x22].map((byte) => new Uint8Array(16).fill(byte))
    const other = home.other()
    const make = (id: Uint8Array, name: string): void =>
      other.edit([{ o: 'move', id, parent: ROOT, name, kind: 'folder', at: 1 }])
    for (const id of [first, second]) make(id!, 'a')
    for (let length = 4; length <= 32; length++) make(newId(), `a (${'2'.repeat(length)})`)
    make(newId(), `a (${'2'.repeat(32)}-1)`)
    await other.deliver()
    const entry = home.byEntry.entry('22'.repeat(16))
    expect(entry.path).toBe(`/a (${'2'.repeat(32)}-2)`)
    expect(await home.drive.stat(entry.path)).toEqual(entry)
  })

  test('a long name that two have still fits on a disk', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const name = '語'.repeat(85)
    const other = home.other()
    for (const _ of [1, 2])
      other.edit([{ o: 'move', id: newId(), parent: ROOT, name, kind: 'folder', at: 1 }])
    await other.deliver()
    const to = newFolder()
    expect(await drive.export(['/'], to)).toMatchObject({ folders: 2, problems: [] })
    for (const shown of await namesIn(drive, '/')) {
      expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(255)
      expect((await drive.stat(`/${shown}`)).kind).toBe('folder')
    }
  })

  test('a name longer than disks allow is shown shortened', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const other = home.other()
    for (const end of ['a', 'b']) {
      const name = `${'é'.repeat(300)}${end}.txt`
      other.edit([{ o: 'move', id: newId(), parent: ROOT, name, kind: 'folder', at: 1 }])
    }
    await other.deliver()
    const shown = await namesIn(drive, '/')
    expect(new Set(shown).size).toBe(2)
    for (const name of shown) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
    const to = newFolder()
    expect(await drive.export(['/'], to)).toMatchObject({ folders: 2, problems: [] })
    expect(fs.readdirSync(to).toSorted()).toEqual(shown.toSorted())
  })

  test.each(['..', '.', '', '../x', 'a/b', '/etc/x', 'a\0b'])(
    'the name %j is not taken from another device',
    async (name) => {
      await using home = await newPlace().open()
      const other = home.other()
      other.edit([{ o: 'move', id: newId(), parent: ROOT, name, kind: 'folder', at: 1 }])
      await expect(other.deliver()).rejects.toMatchObject({ code: 'bad-input' })
      expect(await home.drive.list('/')).toEqual([])
    },
  )
})

test.each([
  ['..', '_..'],
  ['.', '_.'],
  ['', '_'],
  ['../../x', '.._.._x'],
  ['a\0b', 'a_b'],
])(
  'should the name %j ever stand in the tree, it is shown as %j and leads nowhere else',
  (name, shown) => {
    const columns = openColumns()
    const plain = {
      kind: 1,
      flags: 0,
      spot: 0,
      visible: true,
      size: 0,
      mtime: 0,
      mode: 0,
      versions: 0,
      source: 0,
    }
    const rest = { ...plain, fingerprint: new Uint8Array(8), digest: new Uint8Array(32) }
    for (const id of [ROOT, TRASH]) columns.put({ id, parent: ROOT, name: '', ...rest })
    const row = columns.put({ id: newId(), parent: ROOT, name, ...rest })
    const copyAt = () => ({ device: '', key: '' })
    const paths = openPaths(columns, { isFolder: () => true, copyAt })
    expect([...paths.children(ROOT_ROW)]).toEqual([[shown, row]])
    expect(paths.nameOf(row)).toBe(shown)
    expect(paths.pathOf(row)).toBe(`/${shown}`)
  },
)
