import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { homeFolder } from './folder.ts'
import { lockHome } from './lock.ts'

const OWNER = `
import { lockHome } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)}
globalThis.lock = await lockHome(process.argv[1], 'space add', { waitMs: 0 })
process.stdout.write('locked')
setInterval(() => undefined, 1e6)
`

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'space-home-'))
})
afterEach(() => {
  rmSync(dir, { recursive: true, force: true })
})

test('the home is SPACE_HOME, else XDG_DATA_HOME/space, else ~/.local/share/space', () => {
  expect(homeFolder({ SPACE_HOME: '/a/b', XDG_DATA_HOME: '/x' }, '/cwd')).toBe('/a/b')
  expect(homeFolder({ SPACE_HOME: 'rel' }, '/cwd')).toBe('/cwd/rel')
  expect(homeFolder({ SPACE_HOME: '', XDG_DATA_HOME: '/x' }, '/cwd')).toBe('/x/space')
  expect(homeFolder({ XDG_DATA_HOME: 'rel', HOME: '/h' }, '/cwd')).toBe('/h/.local/share/space')
})

test('a second lock in the same process is refused, and free after the first is gone', async () => {
  const first = await lockHome(dir, 'space ls')
  await expect(lockHome(dir, 'space add', { waitMs: 0 })).rejects.toMatchObject({
    code: 'in-use',
    why: expect.stringContaining(`process ${process.pid} (space ls)`),
    facts: { pid: process.pid, command: 'space ls' },
  })
  first[Symbol.dispose]()
  first[Symbol.dispose]()
  using _second = await lockHome(dir, 'space add', { waitMs: 0 })
  expect(JSON.parse(readFileSync(join(dir, 'lock.json'), 'utf8'))).toMatchObject({
    command: 'space add',
  })
})

test('another process is named, and kill -9 frees its lock', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', OWNER, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  await expect(lockHome(dir, 'space ls', { waitMs: 0 })).rejects.toMatchObject({
    code: 'in-use',
    facts: { pid: child.pid, command: 'space add' },
  })
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  expect(existsSync(join(dir, 'lock.json'))).toBe(true)
  using _lock = await lockHome(dir, 'space ls', { waitMs: 0 })
})

test('a lock that becomes free while waiting is taken', async () => {
  const first = await lockHome(dir, 'space ls')
  const second = lockHome(dir, 'space add')
  first[Symbol.dispose]()
  using _lock = await second
})

test('waiting can be stopped', async () => {
  using _first = await lockHome(dir, 'space ls')
  const stop = new AbortController()
  const second = lockHome(dir, 'space add', { signal: stop.signal })
  stop.abort()
  await expect(second).rejects.toMatchObject({ code: 'aborted' })
})

test('an owner file that is damaged does not matter', async () => {
  const first = await lockHome(dir, 'space ls')
  writeFileSync(join(dir, 'lock.json'), '{"pid":"x"')
  await expect(lockHome(dir, 'space add', { waitMs: 0 })).rejects.toMatchObject({
    code: 'in-use',
    why: expect.stringContaining('another process'),
  })
  first[Symbol.dispose]()
})

test.each([0o777, 0o770, 0o702])(
  'a folder with mode %o, where others may write, is no home',
  async (mode) => {
    const home = join(dir, "it's mine")
    mkdirSync(home)
    chmodSync(home, mode)
    await expect(lockHome(home, 'space ls')).rejects.toMatchObject({
      code: 'denied',
      why: `other users may write to ${home}`,
      try: String.raw`chmod 700 '${dir}/it'\''s mine'`,
    })
    // Nothing was put where others could change it.
    expect(readdirSync(home)).toEqual([])
    chmodSync(home, 0o755)
    using _lock = await lockHome(home, 'space ls')
  },
)

test('a folder of another user is no home', async () => {
  const uid = statSync(dir).uid
  const asked = vi.spyOn(process, 'getuid').mockReturnValue(uid + 1)
  try {
    await expect(lockHome(dir, 'space ls')).rejects.toMatchObject({
      code: 'denied',
      why: `${dir} belongs to another user`,
      try: expect.stringContaining('SPACE_HOME'),
    })
    expect(readdirSync(dir)).toEqual([])
  } finally {
    asked.mockRestore()
  }
})

test('a home that cannot be made is an error with a way out', async () => {
  writeFileSync(join(dir, 'file'), '')
  await expect(lockHome(join(dir, 'file', 'home'), 'space ls')).rejects.toMatchObject({
    code: 'io',
    try: expect.stringContaining('SPACE_HOME'),
  })
  // A folder where the lock should be: SQLite cannot open it, whoever we are.
  mkdirSync(join(dir, 'odd', 'lock.db'), { recursive: true })
  chmodSync(join(dir, 'odd'), 0o500)
  await expect(lockHome(join(dir, 'odd'), 'space ls')).rejects.toMatchObject({ code: 'read-only' })
  chmodSync(join(dir, 'odd'), 0o700)
})
