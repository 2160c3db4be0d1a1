import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { newFolder } from '../drive/drive.samples.ts'
import { openCopies } from './copies.ts'
import { besideNames, isProgram, outsideName } from './names.ts'
import { openStand } from './outside.samples.ts'
import { openPrograms } from './programs.ts'

const NOTHING = new Uint8Array()

test.each([
  ['a symlink', (secret: string, path: string) => fs.symlinkSync(secret, path)],
  ['a hard link', (secret: string, path: string) => fs.linkSync(secret, path)],
  ['a folder', (_secret: string, path: string) => fs.mkdirSync(path)],
])('%s in the place of the copy is not taken in', async (_what, swap) => {
  await using stand = await openStand()
  const secret = join(newFolder(), 'id_ed25519')
  fs.writeFileSync(secret, 'private key')
  const path = await stand.openFile('/note.txt', 'mine')
  fs.rmSync(path)
  swap(secret, path)
  await stand.until(([one]) => one?.problem?.startsWith('Something else lies') === true)
  await stand.outside.done(stand.outside.list()[0]?.id ?? '')
  expect(await stand.read('/note.txt')).toBe('mine')
  expect(await stand.drive.drive.versions('/note.txt')).toHaveLength(1)
  expect(fs.readFileSync(secret, 'utf8')).toBe('private key')
  expect(fs.readdirSync(stand.disk)).toEqual([])
})

test('a folder swapped for a link leads nowhere: nothing is read, written or removed behind it', async () => {
  await using stand = await openStand()
  const path = await stand.openFile('/note.txt', 'mine')
  const elsewhere = newFolder()
  fs.writeFileSync(join(elsewhere, 'note.txt'), 'private')
  fs.writeFileSync(join(elsewhere, 'new.txt'), 'private too')
  fs.rmSync(dirname(path), { recursive: true })
  fs.symlinkSync(elsewhere, dirname(path))
  await stand.outside.done(stand.outside.list()[0]?.id ?? '')
  expect((await stand.drive.drive.list('/')).map(({ name }) => name)).toEqual(['note.txt'])
  expect(await stand.read('/note.txt')).toBe('mine')
  expect(fs.readdirSync(elsewhere)).toEqual(['new.txt', 'note.txt'])
})

test('a folder that is not of this user alone holds no copy', async () => {
  const base = newFolder()
  fs.mkdirSync(join(base, 'outside'), { mode: 0o755 })
  fs.chmodSync(join(base, 'outside'), 0o755)
  await using stand = await openStand({ base })
  await expect(stand.openFile('/note.txt', 'mine')).rejects.toMatchObject({ code: 'io' })
  expect(fs.readdirSync(stand.disk)).toEqual([])
})

test('a copy is never put over, or through, what lies there', async () => {
  const disk = join(newFolder(), 'outside')
  const copies = openCopies({ disk, memory: [], name: 'x', uid: process.getuid?.() })
  const folder = copies.folderFor('one', 'disk')
  const source = async function* (): AsyncGenerator<Uint8Array> {
    fs.symlinkSync('/tmp/space-must-not-be', join(folder.dir, 'b'))
    yield Buffer.from('secret')
  }
  await copies.put(folder, 'a', source(), { canChange: true })
  const more = copies.folderFor('one', 'disk')
  await expect(copies.put(more, 'b', source(), { canChange: true })).rejects.toThrow()
  expect(fs.existsSync('/tmp/space-must-not-be')).toBe(false)
})

test.each([
  ['../x', '.._x'],
  ['..', 'file'],
  ['.', 'file'],
  ['-rf', '-rf'],
  ['a/b\\c', 'a_b_c'],
  ['C:evil.txt', 'C_evil.txt'],
  ['a\u0000b\n.txt', 'a_b_.txt'],
  ['photo\u202Egpj.txt', 'photo_gpj.txt'],
  ['CON.txt', '_CON.txt'],
  ['run.exe. ', 'run.exe'],
  ['Rechnung März 2026.pdf', 'Rechnung März 2026.pdf'],
])('the name %j is %j as a copy', (name, copy) => expect(outsideName(name)).toBe(copy))

test('a name is cut where no file system takes it, and keeps its ending', () => {
  const name = outsideName(`${'ß'.repeat(300)}.xlsx`)
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
  expect(name.endsWith('ß.xlsx')).toBe(true)
  const [first = ''] = besideNames(name)
  expect(Buffer.byteLength(first)).toBeLessThanOrEqual(255)
  expect(first.endsWith(' (from outside).xlsx')).toBe(true)
})

test.each(['a.desktop', 'run.SH', 'setup.exe', 'Mail.app', 'x.lnk', 'pic.jpg.scr', 'run.exe. '])(
  '%s is started by what opens it, so it is not opened',
  (name) => expect(isProgram(outsideName(name), NOTHING)).toBe(true),
)

test('what is a program inside is none to open either, whatever its name', () => {
  const heads = ['\u007fELF\u0002', 'MZ\u0090', '# x\n[Desktop Entry]\nExec=sh']
  expect(heads.map((head) => isProgram('holiday.jpg', Buffer.from(head, 'latin1')))).toEqual([
    true,
    true,
    true,
  ])
  expect(isProgram('notes.txt', Buffer.from('#!/bin/sh is how scripts begin'))).toBe(false)
})

test('programs are refused before anything leaves', async () => {
  await using stand = await openStand()
  for (const [name, content] of [
    ['start.desktop', '[Desktop Entry]'],
    ['holiday.jpg', '\u007fELF'],
  ] as const)
    await expect(stand.openFile(`/${name}`, content)).rejects.toMatchObject({ code: 'bad-input' })
  expect([stand.given, fs.existsSync(stand.disk)]).toEqual([[], false])
})

test('a program gets the path as one argument, through no shell, and nothing of Space around it', async () => {
  const bin = newFolder()
  const said = join(bin, 'said')
  const script = `#!/bin/sh\nprintf '%s\\n' "$#" "$1" "[$SPACE_HOME]" > '${said}'\n`
  fs.writeFileSync(join(bin, 'xdg-open'), script, { mode: 0o700 })
  const env = { PATH: `${bin}:/bin:/usr/bin`, DISPLAY: ':0', SPACE_HOME: '/secret' }
  const programs = openPrograms(env, 'linux')
  await programs.open("/x/$(touch no) `id`; a 'b'.txt")
  expect(fs.readFileSync(said, 'utf8').split('\n').slice(0, 3)).toEqual([
    '1',
    "/x/$(touch no) `id`; a 'b'.txt",
    '[]',
  ])
  fs.writeFileSync(join(bin, 'xdg-open'), '#!/bin/sh\nexit 3\n')
  await expect(programs.open('/x/a')).rejects.toMatchObject({ code: 'not-found' })
  expect(openPrograms({ ...env, DISPLAY: '' }, 'linux').problem()).toBe('there is no display here')
  expect(openPrograms({ ...env, PATH: '' }, 'linux').problem()).toBe('xdg-open was not found')
  expect(programs.problem()).toBeUndefined()
})
