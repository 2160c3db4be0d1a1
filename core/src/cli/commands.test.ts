import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SpaceError } from '@space/sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Desk, openDesk } from './testing/desk.ts'
import { PHRASE } from './testing/fake-homes.ts'

let desk: Desk
beforeEach(async () => {
  desk = openDesk()
  await desk.run(['init', '--no-input', '--name', 'Ada'])
  writeFileSync(join(desk.dir, 'notes.txt'), 'hello')
  mkdirSync(join(desk.dir, 'photos/deep'), { recursive: true })
  writeFileSync(join(desk.dir, 'photos/deep/a.jpg'), 'picture')
})
afterEach(() => desk[Symbol.dispose]())

test('add makes /x/<basename> for files and folders', async () => {
  expect(await desk.run(['add', 'notes.txt', '--to', '/x'])).toMatchObject({ code: 0, stdout: '' })
  expect((await desk.run(['add', '-r', 'photos', '--to', '/x', '--json'])).json()).toEqual({
    files: 1,
    folders: 2,
    symlinks: 0,
    bytes: 7,
    unchanged: 0,
    problems: [],
  })
  const names = (await desk.run(['search', '--json', 'a'])).json() as { path: string }[]
  expect(names.map(({ path }) => path)).toContain('/x/photos/deep/a.jpg')
})

test('add without -r refuses a folder with exit 2, and a missing path with 3', async () => {
  const folder = await desk.run(['add', 'photos'])
  expect(folder.code).toBe(2)
  expect(folder.stderr).toContain('try: space add -r')
  expect((await desk.run(['add', 'nowhere'])).code).toBe(3)
})

test('add reports what it left out, with exit 1, and brings the rest', async () => {
  desk.homes.drive.problems = [
    { path: '/p\u001b[2J', code: 'unreadable', message: 'cannot be read' },
  ]
  const ran = await desk.run(['add', 'notes.txt'])
  expect(ran.code).toBe(1)
  expect(ran.stderr).toContain('/p\\x1b[2J: cannot be read')
  expect((await desk.run(['ls'])).stdout).toBe('notes.txt\n')
})

test('a command that failed says why, also when closing the space fails after it', async () => {
  const homes = {
    ...desk.homes,
    async openHome(home: Parameters<typeof desk.homes.openHome>[0]) {
      const close = () => Promise.reject(new SpaceError('disk-full', 'The disk is full'))
      return { ...(await desk.homes.openHome(home)), [Symbol.asyncDispose]: close }
    },
  }
  const powers = { homes: async () => homes }
  expect(await desk.run(['ls', '/nowhere'], { powers })).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('/nowhere'),
  })
})

test('ls --json has exactly the fields that scripts rely on, names raw', async () => {
  await desk.homes.drive.write('/d/a\nb\u001b[31m', [Uint8Array.of(1)])
  await desk.homes.drive.makeFolder('/d/sub')
  expect((await desk.run(['ls', '--json', '/d'])).json()).toEqual([
    {
      name: 'a\nb\u001b[31m',
      kind: 'file',
      size: 1,
      mtime: 1_700_000_000_000.123,
      mode: 0o644,
      cid: 'bafkreifake',
      versions: 1,
      local: true,
    },
    {
      name: 'sub',
      kind: 'folder',
      size: 0,
      mtime: 1_700_000_000_000.123,
      mode: 0o755,
      cid: null,
      versions: 0,
      local: true,
    },
  ])
})

test.each([['ls'], ['ls', '--long'], ['tree'], ['search', 'x'], ['trash', 'ls'], ['du', '/']])(
  '%s %s: a hostile name cannot reach the terminal',
  async (...line) => {
    const evil = 'x\u001b]0;title\u0007\r\n\u202egpj.exe\u009b2J\u2028'
    await desk.homes.drive.write(`/${evil}`, [Uint8Array.of(1)])
    await desk.homes.drive.write(`/trash${evil}`, [Uint8Array.of(1)])
    await desk.homes.drive.remove([`/trash${evil}`])
    const { stdout, stderr } = await desk.run(line, { terminal: true, env: { NO_COLOR: '1' } })
    expect(stdout + stderr).not.toMatch(/(?!\n)[\p{Cc}\u202e\u2028]/u)
  },
)

test('errors about hostile names are escaped too', async () => {
  const { stderr, code } = await desk.run(['cat', '/\u001b[2J'])
  expect(code).toBe(3)
  expect(stderr).toContain('\\x1b[2J')
})

test('get makes DIR/<basename>, refuses to overwrite without --replace, and / means the children', async () => {
  await desk.run(['add', '-r', 'notes.txt', 'photos'])
  expect((await desk.run(['get', '/photos', 'notes.txt', '--to', 'out'])).code).toBe(0)
  expect(readFileSync(join(desk.dir, 'out/photos/deep/a.jpg'), 'utf8')).toBe('picture')
  expect((await desk.run(['get', '/notes.txt', '--to', 'out'])).code).toBe(6)
  expect((await desk.run(['get', '/notes.txt', '--to', 'out', '--replace'])).code).toBe(0)
  expect((await desk.run(['get', '/', '--to', 'all'])).code).toBe(0)
  expect(readdirSync(join(desk.dir, 'all')).toSorted()).toEqual(['notes.txt', 'photos'])
  expect((await desk.run(['get', '/no', '--to', 'never'])).code).toBe(3)
  expect(existsSync(join(desk.dir, 'never'))).toBe(false)
})

test('cat prints bytes and only bytes', async () => {
  await desk.run(['add', 'notes.txt'])
  expect(await desk.run(['cat', '/notes.txt'])).toMatchObject({ stdout: 'hello', stderr: '' })
  expect((await desk.run(['cat', '/'])).code).toBe(1)
})

test('rm goes to the trash without asking, and trash restore takes the old path', async () => {
  await desk.run(['add', '-r', 'photos'])
  expect((await desk.run(['rm', '/photos'])).code).toBe(0)
  expect((await desk.run(['trash', 'ls', '--json'])).json()).toMatchObject([
    { from: '/photos', daysLeft: 30, kind: 'folder', name: 'photos' },
  ])
  expect((await desk.run(['trash', 'restore', '/photos', '--json'])).json()).toMatchObject([
    { path: '/photos' },
  ])
  expect((await desk.run(['cat', '/photos/deep/a.jpg'])).stdout).toBe('picture')
})

test('rm --forever and trash empty ask, and without anyone to ask need --yes', async () => {
  await desk.run(['add', 'notes.txt'])
  expect((await desk.run(['rm', '--forever', '/notes.txt'])).code).toBe(2)
  const no = await desk.run(['rm', '--forever', '/notes.txt'], { terminal: true, input: 'n\r' })
  expect(no.code).toBe(1)
  expect(no.stderr).toContain('Remove /notes.txt for good? [y/N]')
  const hushed = ['rm', '--forever', '--no-input', '/notes.txt']
  expect((await desk.run(hushed, { terminal: true, input: 'y\r' })).code).toBe(2)
  expect((await desk.run(['ls'])).stdout).toBe('notes.txt\n')
  const yes = await desk.run(['rm', '--forever', '/notes.txt'], { terminal: true, input: 'y\r' })
  expect(yes.code).toBe(0)
  expect((await desk.run(['ls'])).stdout).toBe('')
  expect((await desk.run(['trash', 'empty'])).code).toBe(2)
  expect((await desk.run(['trash', 'empty', '--yes', '--json'])).json()).toEqual({ entries: 0 })
})

test('cp, mv, mkdir, versions, restore, du, verify and sweep speak JSON', async () => {
  await desk.run(['add', 'notes.txt'])
  expect((await desk.run(['mkdir', '-p', '/a/b', '--json'])).json()).toMatchObject([
    { path: '/a/b', kind: 'folder' },
  ])
  expect((await desk.run(['cp', '/notes.txt', '/a', '--json'])).json()).toMatchObject([
    { path: '/a/notes.txt' },
  ])
  expect((await desk.run(['mv', 'notes.txt', 'diary.txt', '--json'])).json()).toMatchObject([
    { path: '/diary.txt' },
  ])
  expect((await desk.run(['versions', '/diary.txt', '--json'])).json()).toEqual([
    expect.objectContaining({ id: 'v1', size: 5, current: true, at: 1_700_000_000_000 }),
  ])
  const restore = ['restore', '/diary.txt', '--version', 'v1', '--json']
  expect((await desk.run(restore)).json()).toMatchObject({ files: 1, problems: [] })
  expect((await desk.run(['du', '--json'])).json()).toEqual([
    { path: '/', files: 2, folders: 3, bytes: 10, versionBytes: 0 },
  ])
  expect((await desk.run(['verify', '--json'])).json()).toMatchObject({ problems: [] })
  expect((await desk.run(['sweep', '--json'])).json()).toEqual({
    freedBytes: 5,
    laterBytes: 0,
    liveBytes: 10,
    expired: { versions: 0, entries: 0 },
  })
  expect((await desk.run(['tree', '--json', '--depth', '1'])).json()).toEqual([
    { name: 'a', kind: 'folder', size: 0 },
    { name: 'diary.txt', kind: 'file', size: 5 },
  ])
})

test('keep shows and sets what is kept; days that are not given stay', async () => {
  const keep = async (...words: string[]) => (await desk.run(['keep', '--json', ...words])).json()
  expect(await keep()).toEqual({ versions: 'all', trashDays: 30 })
  const thinned = { versions: 'thinned', allDays: 3, dailyDays: 30, weeklyDays: null }
  expect(await keep('--all-days', '3')).toEqual({ ...thinned, trashDays: 30 })
  const set = await desk.run(['keep', '--weekly-days', '365', '--trash-days', '9'])
  expect(set.stdout).toBe(
    'Every version of the last 3 days is kept, up to 30 days the newest of each day, ' +
      'up to 365 days the newest of each week.\n' +
      'What a file holds now always stays.\nWhat is in the trash goes for good after 9 days.\n',
  )
  expect(set.stderr).toContain('space sweep')
  expect(await keep('--trash-days', '10')).toMatchObject({ weeklyDays: 365, trashDays: 10 })
  expect(await keep('--weekly-days', 'forever')).toMatchObject({ weeklyDays: null, allDays: 3 })
  expect(await keep('--all')).toEqual({ versions: 'all', trashDays: 10 })
  const shown = await desk.run(['keep'])
  expect(shown.stdout).toBe(
    'Every version of a file is kept.\nWhat is in the trash goes for good after 10 days.\n',
  )
  expect(shown.stderr).toBe('')
  expect((await desk.run(['keep', '--all', '--all-days', '3'])).code).toBe(2)
  expect((await desk.run(['keep', '--daily-days', 'many'])).code).toBe(2)
})

test('sweep gives up what cannot be read only when asked to, and asks back', async () => {
  const { drive } = desk.homes
  const forget = ['sweep', '--forget-damage']
  expect((await desk.run(forget)).code).toBe(2)
  expect((await desk.run(forget, { terminal: true, input: 'n\r' })).code).toBe(1)
  expect(drive.swept).toEqual([])
  drive.laterBytes = 2_000_000
  expect((await desk.run(['sweep'])).stderr).toContain('2.0 MB more follow')
  expect((await desk.run([...forget, '--yes'])).code).toBe(0)
  expect(drive.swept).toEqual([false, true])
})

test('sweep says what it let go of, or why it did not', async () => {
  desk.homes.drive.expired = { versions: 2, entries: 1 }
  const { stderr } = await desk.run(['sweep'])
  expect(stderr).toContain('Let go of 2 old versions and 1 entry of the trash')
  desk.homes.drive.expired = { versions: 0, entries: 0, skipped: 'The clock is odd.' }
  expect((await desk.run(['sweep'])).stderr).toMatch(/^The clock is odd\.\nFreed/)
})

test('tree draws branches down to its depth', async () => {
  await desk.run(['add', '-r', 'photos'])
  const { stdout, stderr } = await desk.run(['tree', '--depth', '2'])
  expect(stdout).toBe('/\n└── photos/\n    └── deep/\n')
  expect(stderr).toContain('1 folder not opened')
})

test('verify names damaged files and exits 1', async () => {
  desk.homes.drive.problems = [{ path: '/a', code: 'corrupt-block', message: 'damaged at 42' }]
  expect(await desk.run(['verify'])).toMatchObject({ code: 1, stdout: '/a: damaged at 42\n' })
})

test('verify tells which version is damaged, and its hint names a path that is there', async () => {
  const damage = { code: 'corrupt-block', message: 'damaged at 42' }
  desk.homes.drive.problems = [
    { path: 'change 3 of the log', ...damage },
    { path: '/gone', which: 'in the trash', ...damage },
    { path: '/a b', which: 'an older version', ...damage },
  ]
  const { stdout, stderr } = await desk.run(['verify'])
  expect(stdout).toContain('/gone (in the trash): damaged at 42\n/a b (an older version): damaged')
  expect(stderr).toContain("space versions '/a b', ")
})

test('Ctrl-C stops cleanly with exit 130 and says how to go on; the second one kills', async () => {
  let press = (): void => undefined
  const killed: number[] = []
  let now = 1_000_000
  desk.homes.drive.onImport = async (signal) => {
    press()
    // As a group of processes and a launcher bring one and the same.
    press()
    killed.push(now)
    now += 500
    press()
    if (signal?.aborted === true) throw new SpaceError('aborted', 'stopped')
  }
  const ran = await desk.run(['add', 'notes.txt'], {
    powers: {
      onInterrupt(interrupted) {
        press = interrupted
        return () => undefined
      },
      exit: (code) => killed.push(code),
      now: () => now,
    },
  })
  expect(ran.code).toBe(130)
  expect(ran.stderr).toContain('try: run the same command again')
  expect(killed).toEqual([1_000_000, 130])
})

test('a reader that left is no error', async () => {
  await desk.run(['add', 'notes.txt'])
  const gone = {
    isTTY: false,
    on: () => undefined,
    write(_bytes: unknown, done: (error: Error) => void) {
      done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' }))
      return false
    },
  }
  const ran = await desk.run(['cat', '/notes.txt'], { powers: { stdout: gone } })
  expect(ran).toMatchObject({ code: 0, stderr: '' })
})

test('--quiet prints only data and errors', async () => {
  expect(await desk.run(['add', '--quiet', 'notes.txt'])).toMatchObject({ stdout: '', stderr: '' })
  expect((await desk.run(['ls', '-q'])).stdout).toBe('notes.txt\n')
  expect((await desk.run(['cat', '-q', '/no'])).stderr).toContain('/no is not there')
})

test('search takes a pattern for whole names, and a shell that took it away is named', async () => {
  for (const path of ['/a.jpg', '/b.jpg', '/b.jpg.txt']) {
    await desk.homes.drive.write(path, [Uint8Array.of(1)])
  }
  expect((await desk.run(['search', '*.jpg'])).stdout).toBe('/a.jpg\n/b.jpg\n')
  expect((await desk.run(['search', '?.jpg.*'])).stdout).toBe('/b.jpg.txt\n')
  expect((await desk.run(['search', '.jpg'])).stdout).toBe('/a.jpg\n/b.jpg\n/b.jpg.txt\n')
  const expanded = await desk.run(['search', 'here.jpg', 'there.jpg'])
  expect(expanded.stderr).toContain("try: a pattern in quotes: space search '*.jpg'")
})

test('NO_COLOR and pipes get no colours, a terminal does', async () => {
  await desk.run(['mkdir', '/d'])
  const colours = await desk.run(['ls', '-l'], { terminal: true })
  expect(colours.stdout).toContain('\u001b[1;34md\u001b[0m/')
  const env = { NO_COLOR: '1' }
  expect((await desk.run(['ls', '-l'], { terminal: true, env })).stdout).not.toContain('\u001b')
  expect((await desk.run(['ls', '-l'])).stdout).not.toContain('\u001b')
})

test('status, identity, recovery test and doctor', async () => {
  expect((await desk.run(['status', '--json'])).json()).toEqual({
    did: 'did:key:zFake',
    home: desk.home,
    drive: 'd'.repeat(32),
    files: 0,
    bytes: 0,
    keyring: 'file',
    phraseKept: true,
    daemon: null,
  })
  expect((await desk.run(['identity', 'show', '--json'])).json()).toMatchObject({ name: 'Ada' })
  const hidden = await desk.run(['identity', 'show', '--phrase'])
  expect(hidden).toMatchObject({ code: 4, stdout: '' })
  const shown = await desk.run(['identity', 'show', '--phrase'], { terminal: true })
  expect(shown.stdout).toContain('24 art')
  const test = ['identity', 'recovery-test', '--phrase-file', '-', '--json']
  expect((await desk.run(test, { input: `${PHRASE}\n` })).json()).toEqual({
    did: 'did:key:zFake',
    passed: true,
  })
  expect((await desk.run(test, { input: 'wrong words' })).code).toBe(4)
  expect((await desk.run(['identity', 'recovery-test'])).code).toBe(2)
  expect((await desk.run(['doctor', '--json'])).json()).toEqual([])
})

test('doctor prints each check with its way out, and exits 1 when one failed', async () => {
  using sick = openDesk([
    { name: 'keyring', state: 'ok', message: 'locked' },
    { name: 'room', state: 'failed', message: 'the disk is full', try: 'space sweep' },
  ])
  await sick.run(['init'])
  expect(await sick.run(['doctor'])).toMatchObject({
    code: 1,
    stdout: '✓ keyring: locked\n✗ room: the disk is full\n    try: space sweep\n',
  })
  expect((await sick.run(['doctor', '--json'])).json()).toEqual([
    { name: 'keyring', state: 'ok', message: 'locked' },
    { name: 'room', state: 'failed', message: 'the disk is full', try: 'space sweep' },
  ])
})

test('the home is closed to other users', () => {
  expect(statSync(desk.home).mode & 0o777).toBe(0o700)
  expect(statSync(join(desk.home, 'lock.db')).mode & 0o077).toBe(0)
})
