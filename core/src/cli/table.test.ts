import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES } from '@space/sdk'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openHints } from './called.ts'
import { exitCodeOf } from './exit.ts'
import { nearest } from './near.ts'
import { parseCommandLine } from './parse.ts'
import { progressLine } from './progress.ts'
import { drivePath } from './paths.ts'
import { GLOBAL_OPTIONS } from './command.ts'
import { COMMANDS } from './table.ts'
import { openDesk } from './testing/desk.ts'
import { PHRASE } from './testing/fake-homes.ts'
import {
  escapeJson,
  escapeName,
  formatDuration,
  formatSize,
  inColumns,
  parseSize,
  widthOf,
} from './text.ts'

const names = COMMANDS.map((command) => command.name)

test('every command of the contract is there', () => {
  expect(names.toSorted()).toEqual(
    [
      'init',
      'open',
      'start',
      'stop',
      'status',
      'add',
      'get',
      'cat',
      'cp',
      'mv',
      'mkdir',
      'rm',
      'ls',
      'tree',
      'search',
      'du',
      'versions',
      'restore',
      'keep',
      'trash ls',
      'trash restore',
      'trash empty',
      'verify',
      'sweep',
      'identity show',
      'identity recovery-test',
      'identity passphrase',
      'doctor',
    ].toSorted(),
  )
})

test.each(names)(
  '%s: -h, --help and `space help` show usage, examples and every option',
  async (name) => {
    using desk = openDesk()
    const long = await desk.run([...name.split(' '), '--help'])
    expect(long.code).toBe(0)
    const command = COMMANDS.find((known) => known.name === name)
    expect(long.stdout).toContain(command?.usage)
    expect(long.stdout).toMatch(/Examples\n {2}space /)
    for (const option of Object.keys({ ...command?.options, ...GLOBAL_OPTIONS })) {
      expect(long.stdout).toContain(`--${option}`)
    }
    expect((await desk.run([...name.split(' '), '-h'])).stdout).toBe(long.stdout)
    expect((await desk.run(['help', ...name.split(' ')])).stdout).toBe(long.stdout)
  },
)

test.each(names)('%s: its examples run', async (name) => {
  const command = COMMANDS.find((known) => known.name === name)
  for (const [line] of command?.examples ?? []) {
    using desk = openDesk()
    if (name !== 'init') await desk.run(['init'])
    // Starting makes a process; test/system runs that one.
    if (name === 'start') continue
    const { drive } = desk.homes
    for (const path of ['/notes.txt', '/archive/a']) await drive.write(path, [Uint8Array.of(1)])
    if (name === 'add') writeFileSync(join(desk.dir, 'notes.txt'), 'hello')
    writeFileSync(join(desk.dir, 'words.txt'), PHRASE)
    mkdirSync(join(desk.dir, 'photos'))
    if (name === 'trash restore') await drive.remove(['/notes.txt'])
    const terminal = line.includes('--recover') || name === 'identity passphrase'
    const input = name === 'identity passphrase' ? 'new one\rnew one\r' : `${PHRASE}\r\r`
    const ran = await desk.run(line.replaceAll("'", '').split(' ').slice(1), { terminal, input })
    expect({ line, ...ran }).toMatchObject({ line, code: 0 })
  }
})

test('space without words, -h and help give the overview with every command', async () => {
  using desk = openDesk()
  const { stdout, code } = await desk.run([])
  expect(code).toBe(0)
  for (const name of names) expect(stdout).toContain(name)
  expect((await desk.run(['-h'])).stdout).toBe(stdout)
  expect((await desk.run(['help'])).stdout).toBe(stdout)
  const env = { SPACE_CALLED_AS: 'npx space' }
  expect((await desk.run(['help'], { env })).stdout).toContain('You start it as: npx space\n')
  expect(stdout).toMatch(/\n {2}keyring +the file with the keys/)
  const trash = (await desk.run(['trash'])).stdout
  expect(trash).toMatch(/^ {2}trash ls .*\n {2}trash restore .*\n {2}trash empty .*\n\n.*says more/)
  expect((await desk.run(['--version'])).stdout).toMatch(/^space \d+\.\d+\.\d+\n$/)
})

test.each([
  [['serach'], 'search'],
  [['tras'], 'trash'],
  [['trash', 'emtpy'], 'trash empty'],
  [['identity', 'recovery'], undefined],
  [['isntall'], undefined],
  [['ver'], undefined],
  [['vers'], 'versions'],
  [['recov'], undefined],
  [['sta'], undefined],
  [['doc'], 'doctor'],
  [['ls', '--lnog'], '--long'],
  [['add', '--recursve', 'x'], '--recursive'],
  [['help', 'verfy'], 'verify'],
])('%j exits 2 and means %j', async (line, meant) => {
  using desk = openDesk()
  const { code, stderr, stdout } = await desk.run(line)
  expect(code).toBe(2)
  expect(stdout).toBe('')
  if (meant !== undefined) expect(stderr).toContain(`did you mean`)
  if (meant !== undefined) expect(stderr).toContain(meant)
  expect(stderr).toContain('try: ')
})

test('too few and too many words are usage errors, with --json as JSON', async () => {
  using desk = openDesk()
  expect((await desk.run(['add'])).code).toBe(2)
  expect((await desk.run(['cp', '/a'])).code).toBe(2)
  const { stderr } = await desk.run(['versions', 'a', 'b', '--json'])
  expect(JSON.parse(stderr)).toEqual({
    error: {
      code: 'bad-usage',
      message: expect.any(String),
      why: 'usage: space versions PATH',
      try: 'space help versions',
      facts: {},
    },
  })
})

test('a letter that no option has is named, and all names are shown with -a as without', async () => {
  using desk = openDesk()
  await desk.run(['init'])
  await desk.homes.drive.write('/.hidden', [Uint8Array.of(1)])
  const odd = await desk.run(['ls', '-lx'])
  expect(odd).toMatchObject({ code: 2, stderr: expect.stringContaining('has no option -x') })
  expect((await desk.run(['ls', '-a'])).stdout).toBe((await desk.run(['ls'])).stdout)
  expect((await desk.run(['ls', '-la'])).stdout).toContain('.hidden')
})

test('every option of a command is in its usage', () => {
  for (const { usage, options } of COMMANDS)
    for (const [name, { short }] of Object.entries(options))
      expect(usage).toMatch(new RegExp(`--${name}|-${short ?? name}\\b`))
})

test('a name that begins with a dash goes behind --', () => {
  expect(parseCommandLine(['rm', '--', '-rf'])).toMatchObject({ words: ['-rf'] })
})

test('every error code has one of the exit codes that scripts know', () => {
  for (const code of ERROR_CODES) expect([1, 2, 3, 4, 5, 6, 130]).toContain(exitCodeOf(code))
  expect(exitCodeOf('not-found')).toBe(3)
  expect(exitCodeOf('denied')).toBe(4)
  expect(exitCodeOf('offline')).toBe(5)
  expect(exitCodeOf('conflict')).toBe(6)
  expect(exitCodeOf('aborted')).toBe(130)
})

test('an escaped name holds nothing that moves a cursor, and plain names stay as they are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(escapeName(name)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
    }),
  )
  expect(escapeName('a\ud800b')).toBe('a\\u{d800}b')
  expect(escapeName('Zürich 東京 👩‍👩‍👧 #%?:\\')).toBe('Zürich 東京 👩‍👩‍👧 #%?:\\')
})

test('JSON holds nothing that moves a cursor or turns text around, and means the same', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const json = escapeJson(JSON.stringify({ name }))
      expect(json).not.toMatch(
        /[\p{Cc}\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u,
      )
      expect(JSON.parse(json)).toEqual({ name })
    }),
  )
  using desk = openDesk()
  await desk.run(['init'])
  const evil = '\u202egpj\u009b2J\u007f\u{e0041}'
  await desk.homes.drive.write(`/${evil}`, [Uint8Array.of(1)])
  const { stdout, json } = await desk.run(['ls', '--json'])
  expect(stdout).not.toMatch(/[\u202e\u009b\u007f\u{e0041}]/u)
  expect(json()).toMatchObject([{ name: evil }])
  const { stderr } = await desk.run(['cat', '--json', `/no${evil}`])
  expect(stderr).not.toMatch(/[\u202e\u009b\u007f\u{e0041}]/u)
  expect(JSON.parse(stderr)).toMatchObject({ error: { facts: { path: `/no${evil}` } } })
})

test('hints name the command as the person started it, and leave quoted paths alone', async () => {
  for (const name of names) expect(openHints(names, 'x')(`space ${name}`)).toBe(`x ${name}`)
  expect(openHints(names, 'npx space')("see: space ls '/my space ls'")).toBe(
    "see: npx space ls '/my space ls'",
  )
  expect(openHints(names, 'node a.js')('run `space start`, or free space then')).toBe(
    'run `node a.js start`, or free space then',
  )
  for (const other of ['chmod 700 /home/space ls', 'a space lsof', 'space open-air'])
    expect(openHints(names, 'npx space')(other)).toBe(other)
  expect(openHints([...names, 'fly'], 'x')('space fly, space flyer')).toBe('x fly, space flyer')
  using desk = openDesk()
  const env = { SPACE_CALLED_AS: 'npx space' }
  expect((await desk.run(['ls'], { env })).stderr).toContain('try: npx space init\n')
  expect((await desk.run(['lss'], { env })).stderr).toContain('try: npx space ls\n')
  await desk.run(['init'])
  await desk.homes.drive.write("/it's new", [Uint8Array.of(1)])
  const thrown = await desk.run(['rm', "/it's new"], { env })
  expect(thrown.stderr).toBe(
    String.raw`In the trash. try: npx space trash restore '/it'\''s new'` + '\n',
  )
  mkdirSync(join(desk.dir, 'a b'))
  const added = await desk.run(['add', 'a b'], { env })
  expect(added.stderr).toContain(`try: npx space add -r '${desk.dir}/a b'\n`)
})

test('sizes, times and durations are for people', () => {
  expect([0, 999, 1500, 99_960, 1e6, 12e9].map(formatSize)).toEqual([
    '0 B',
    '999 B',
    '1.5 kB',
    '100 kB',
    '1.0 MB',
    '12.0 GB',
  ])
  expect([400, 65_000, 7_800_000].map(formatDuration)).toEqual(['0 s', '1 min 5 s', '2 h 10 min'])
  expect(['10', '10kB', '1.5G', '2MiB', '1 tb'].map(parseSize)).toEqual([
    10,
    10_000,
    1.5e9,
    2 ** 21,
    1e12,
  ])
  for (const bad of ['x', '', '-1', '5 apples']) {
    expect(() => parseSize(bad)).toThrowError(expect.objectContaining({ code: 'bad-usage' }))
  }
})

test('progress shows amounts, speed and time left', () => {
  const progress = { doneBytes: 12_400_000, totalBytes: 80_000_000, doneFiles: 3, path: '/a\u001b' }
  expect(progressLine(progress, 2000)).toBe(
    '12.4 MB of 80.0 MB · 3 files · 6.2 MB/s · 11 s left · /a\\x1b',
  )
})

test('columns are filled from top to bottom, wide letters counted', () => {
  expect(inColumns(['a', 'b', 'c', 'd', 'e'], 9)).toEqual(['a  c  e', 'b  d'])
  expect(widthOf('東京')).toBe(4)
  expect(inColumns([], 80)).toEqual([])
})

test('places in the drive are absolute, whatever is typed', () => {
  expect(['a/b/', './a/b', '/a/x/../b', 'a//b'].map(drivePath)).toEqual(Array(4).fill('/a/b'))
  expect(['', '/', '.', '..', '/../..'].map(drivePath)).toEqual(Array(5).fill('/'))
})

test('near words are found, far ones are not', () => {
  expect(nearest('dcotor', names)).toBe('doctor')
  expect(nearest('kubernetes', names)).toBeUndefined()
})
