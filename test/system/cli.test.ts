import { createServer } from 'node:net'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

// The whole program as people run it: real processes, a real home, one after the other.
const PROGRAM = fileURLToPath(new URL('../../core/bin/space.js', import.meta.url))
const EVIL = 'new\nline # % ? : \\ \u001b[31m 👩‍👩‍👧 NFC-é NFD-e\u0301'

let dir = ''
let made: Made = { did: '', phrase: '' }
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'space-cli-'))
  const source = join(dir, 'tree')
  mkdirSync(join(source, 'empty'), { recursive: true })
  mkdirSync(join(source, EVIL))
  writeFileSync(join(source, EVIL, 'x'.repeat(255)), 'long name')
  writeFileSync(join(source, 'nothing'), '')
  writeFileSync(join(source, 'run.sh'), '#!/bin/sh\n')
  chmodSync(join(source, 'run.sh'), 0o755)
  writeFileSync(join(source, 'Case'), 'upper')
  writeFileSync(join(source, 'case'), 'lower')
  writeFileSync(join(source, 'big'), Buffer.alloc(3_500_000, 'space '))
  symlinkSync('../outside', join(source, 'link'))
  utimesSync(join(source, 'run.sh'), 1_600_000_000.123, 1_600_000_000.123)
  const created = await space(['init', '--no-input', '--json', '--show-phrase'])
  made = JSON.parse(created.stdout) as Made
})
afterAll(async () => {
  await space(['stop'])
  rmSync(dir, { recursive: true, force: true })
})

test('init --no-input --json --show-phrase prints exactly did and 24 words', () => {
  expect(made).toEqual({
    did: expect.stringMatching(/^did:key:z6Mk/),
    phrase: expect.stringMatching(/^([a-z]+ ){23}[a-z]+$/),
  })
})

test('a tree goes in and comes out the same: bytes, modes, times, links, names', async () => {
  expect((await space(['add', '-r', 'tree', '--to', '/x'])).code).toBe(0)
  expect((await space(['get', '/x/tree', '--to', 'out'])).code).toBe(0)
  expect(picture(join(dir, 'out/tree'))).toEqual(picture(join(dir, 'tree')))
  expect((await space(['get', '/', '--to', 'root'])).code).toBe(0)
  expect(readdirSync(join(dir, 'root'))).toEqual(['x'])
})

test('get refuses to overwrite without --replace', async () => {
  const refused = await space(['get', '/x/tree/case', '--to', 'once'])
  expect(refused.code).toBe(0)
  writeFileSync(join(dir, 'once/case'), 'mine')
  expect((await space(['get', '/x/tree/case', '--to', 'once'])).code).not.toBe(0)
  expect(readFileSync(join(dir, 'once/case'), 'utf8')).toBe('mine')
  expect((await space(['get', '/x/tree/case', '--to', 'once', '--replace'])).code).toBe(0)
  expect(readFileSync(join(dir, 'once/case'), 'utf8')).toBe('lower')
})

test('ls --json has exactly the fields of the contract', async () => {
  const entries = JSON.parse((await space(['ls', '--json', '/x/tree'])).stdout) as Entry[]
  for (const entry of entries) {
    expect(Object.keys(entry)).toEqual(FIELDS)
  }
  const { mtime, cid, ...run } = entries.find(({ name }) => name === 'run.sh') as Entry
  expect(run).toEqual({
    name: 'run.sh',
    kind: 'file',
    size: 10,
    mode: 0o755,
    versions: 1,
    local: true,
  })
  expect(Math.round(mtime)).toBe(1_600_000_000_123)
  expect(cid).toMatch(/^baf/)
  expect(entries.map(({ name }) => name)).toContain(EVIL)
  expect(entries.map(({ kind }) => kind)).toContain('symlink')
  const shown = await space(['ls', '/x/tree'])
  expect(shown.stdout).toContain('new\\nline')
  expect(shown.stdout).not.toContain('\u001b')
})

test('a second add re-reads nothing that stayed the same', async () => {
  const again = await space(['add', '-r', 'tree', '--to', '/x', '--json'])
  expect(JSON.parse(again.stdout)).toMatchObject({ problems: [], unchanged: 6 })
})

test('rm, trash ls and trash restore take a folder away and back', async () => {
  expect((await space(['cp', '/x/tree', '/copy'])).code).toBe(0)
  expect((await space(['rm', '/copy'])).code).toBe(0)
  expect((await space(['ls', '/copy'])).code).toBe(3)
  expect(JSON.parse((await space(['trash', 'ls', '--json'])).stdout)).toMatchObject([
    { from: '/copy', kind: 'folder' },
  ])
  expect((await space(['trash', 'restore', '/copy'])).code).toBe(0)
  expect((await space(['cat', '/copy/Case'])).stdout).toBe('upper')
})

test('versions and restore bring an older text back', async () => {
  writeFileSync(join(dir, 'diary'), 'one')
  await space(['add', 'diary'])
  writeFileSync(join(dir, 'diary'), 'two, longer')
  await space(['add', 'diary'])
  const versions = JSON.parse((await space(['versions', '/diary', '--json'])).stdout) as Version[]
  expect(versions.map(({ size, current }) => [size, current])).toEqual([
    [11, true],
    [3, false],
  ])
  expect((await space(['restore', '/diary', '--version', versions[1]?.id ?? ''])).code).toBe(0)
  expect((await space(['cat', '/diary'])).stdout).toBe('one')
  expect((await space(['restore', '/diary', '--version', 'nonsense'])).code).not.toBe(0)
})

test('mv, mkdir, search, du, verify, sweep and doctor work', async () => {
  expect((await space(['mkdir', '-p', '/a/b'])).code).toBe(0)
  expect((await space(['mv', '/diary', '/a/b'])).code).toBe(0)
  expect((await space(['search', 'DIAR'])).stdout).toBe('/a/b/diary\n')
  expect((await space(['search', '--kind', 'file', '--min', '3MB', 'big'])).stdout).toContain(
    '/big',
  )
  expect(JSON.parse((await space(['du', '/a', '--json'])).stdout)).toMatchObject([
    { path: '/a', files: 1, bytes: 3 },
  ])
  expect(JSON.parse((await space(['verify', '--json'])).stdout)).toMatchObject({ problems: [] })
  expect((await space(['sweep'])).code).toBe(0)
  expect(JSON.parse((await space(['doctor', '--json'])).stdout)).toContainEqual(
    expect.objectContaining({ state: 'ok' }),
  )
  expect((await space(['tree', '/a'])).stdout).toBe('/a\n└── b/\n    └── diary\n')
})

test('missing sources and unknown paths have their exit codes', async () => {
  expect((await space(['add', 'nowhere'])).code).toBe(3)
  expect((await space(['add', 'tree'])).code).toBe(2)
  expect((await space(['cat', '/nowhere'])).code).toBe(3)
  expect((await space(['mkdir', '/x'])).code).toBe(6)
  expect((await space(['init'])).code).toBe(6)
})

test('the daemon serves the same home, and the same errors', async () => {
  expect((await space(['start'])).code).toBe(0)
  writeFileSync(join(dir, 'by-daemon'), Buffer.alloc(2_500_000, 1))
  const again = await space(['start', '--json'])
  expect(JSON.parse(again.stdout)).toMatchObject({ started: false })
  expect((await space(['add', 'by-daemon'])).code).toBe(0)
  expect((await space(['get', '/by-daemon', '--to', 'served'])).code).toBe(0)
  expect(readFileSync(join(dir, 'served/by-daemon')).equals(Buffer.alloc(2_500_000, 1))).toBe(true)
  expect((await space(['cat', '/nowhere'])).code).toBe(3)
  expect((await space(['stop'])).code).toBe(0)
  expect((await space(['ls', '/by-daemon'])).stdout).toBe('by-daemon\n')
})

test('Ctrl-C stops an add with 130; what was done is kept, and the next add ends it', async () => {
  mkdirSync(join(dir, 'many'))
  for (let i = 0; i < 6000; i += 1) writeFileSync(join(dir, 'many', `${i}`), `file ${i}`)
  const child = spawn(process.execPath, [PROGRAM, 'add', '-r', 'many'], options())
  await lockedBy(child.pid)
  child.kill('SIGINT')
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  expect([130, 0]).toContain(code)
  expect(signal).toBeNull()
  const rest = await space(['add', '-r', 'many', '--json'])
  expect(rest.code).toBe(0)
  expect(JSON.parse((await space(['ls', '--json', '/many'])).stdout)).toHaveLength(6000)
})

test('the recovery test erases the kept phrase; recovery brings the identity back', async () => {
  writeFileSync(join(dir, 'words'), made.phrase)
  expect((await space(['identity', 'recovery-test', '--phrase-file', 'words'])).code).toBe(0)
  const status = JSON.parse((await space(['status', '--json'])).stdout) as { did: string }
  expect(status).toMatchObject({ phraseKept: false, keyring: 'file', daemon: null })
  const other = { SPACE_HOME: join(dir, 'other') }
  const recover = ['init', '--recover', '--phrase-file', 'words', '--json']
  expect(JSON.parse((await space(recover, other)).stdout)).toEqual({ did: status.did })
  expect((await space(['ls'], other)).stdout).toBe('')
  writeFileSync(join(dir, 'wrong'), made.phrase.split(' ').toReversed().join(' '))
  const again = ['init', '--recover', '--phrase-file', 'wrong', '--json']
  expect((await space(again, { SPACE_HOME: join(dir, 'third') })).code).toBe(4)
})

test('a passphrase locks a home', async () => {
  const env = { SPACE_HOME: join(dir, 'locked') }
  writeFileSync(join(dir, 'pass'), 'a long passphrase\n')
  expect((await space(['init', '--password-file', 'pass'], env)).code).toBe(0)
  expect((await space(['ls'], env)).code).toBe(4)
  expect((await space(['ls', '--password-file', 'words'], env)).code).toBe(4)
  expect((await space(['ls', '--password-file', 'pass'], env)).code).toBe(0)
  expect((await space(['start', '--password-file', 'pass'], env)).code).toBe(0)
  expect((await space(['ls'], env)).code).toBe(0)
  expect((await space(['stop'], env)).code).toBe(0)
  writeFileSync(join(dir, 'next'), 'another long passphrase\n')
  const change = ['identity', 'passphrase', '--password-file', 'pass']
  expect((await space([...change, '--new-password-file', 'next'], env)).code).toBe(0)
  expect((await space(['ls', '--password-file', 'pass'], env)).code).toBe(4)
  expect((await space(['ls', '--password-file', 'next'], env)).code).toBe(0)
})

test('open says where one is, how to see it, and what to try', async () => {
  const env = { SPACE_HOME: join(dir, 'fresh') }
  const made = await space(['open'], env)
  expect(made.stdout).toContain('Made a new space')
  expect(made.stdout).toMatch(/window {4}http:\/\/space\.localhost:\d+\n/)
  expect(made.stderr).toContain('No window was opened: ')
  expect(made.stderr).toMatch(/ http:\/\/space\.localhost:\d+\/#code=[\w-]{22}\n/)
  expect(made.stderr).toContain('space help')
  expect((await space(['open', '--headless'], env)).stdout).toMatch(/^http:\S+#code=[\w-]{22}\n$/)
  const linked = await space(['open', '--headless', 'space://files/Photos 2026/'], env)
  expect(linked.stdout).toMatch(/#code=[\w-]{22}\/files\/Photos%202026\n$/)
  const hosted = await space(['open', '--hosted', '--json', 'space://files'], env)
  expect(JSON.parse(hosted.stdout)).toMatchObject({
    created: false,
    window: { url: expect.stringMatching(/\/files$/), shown: false, proxyPort: expect.any(Number) },
  })
  expect((await space(['open'], env)).stdout).toContain('Opened the space')
  expect((await space(['stop'], env)).code).toBe(0)
})

test.each(['space://', 'space://files/..', 'space://files/a%2Fb', 'https://example.org/', 'files'])(
  'open does nothing for %j, which is no link into Space',
  async (link) => {
    const home = join(dir, 'no-link')
    const refused = await space(['open', link], { SPACE_HOME: home })
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('This is not a link into Space')
    expect(existsSync(home)).toBe(false)
  },
)

test('start --welcome makes a space that its window asks about', async () => {
  const env = { SPACE_HOME: join(dir, 'welcome') }
  expect((await space(['start'], env)).code).not.toBe(0)
  expect((await space(['start', '--welcome'], env)).code).toBe(0)
  expect((await space(['status', '--json'], env)).code).toBe(0)
  expect((await space(['stop'], env)).code).toBe(0)
})

test('a port that another program has takes the window away, and nothing else', async () => {
  const env = { SPACE_HOME: join(dir, 'port') }
  expect((await space(['init'], env)).code).toBe(0)
  const started = JSON.parse((await space(['start', '--json'], env)).stdout) as { address: string }
  const { port } = new URL(started.address)
  expect((await space(['stop'], env)).code).toBe(0)
  const other = createServer().listen(Number(port), '127.0.0.1')
  try {
    // Another test may have been faster to take it: it is taken either way.
    await Promise.race([once(other, 'listening'), once(other, 'error')]).catch(() => undefined)
    const without = await space(['start'], env)
    expect(without.code).toBe(0)
    expect(without.stderr).toContain('It has no window now')
    expect((await space(['ls'], env)).code).toBe(0)
    const opened = await space(['open', '--headless'], env)
    expect(opened.code).toBe(6)
    expect(opened.stderr).toContain(`The port ${port} of this machine cannot be used`)
    expect((await space(['stop'], env)).code).toBe(0)
  } finally {
    other.close()
  }
})

const FIELDS = ['name', 'kind', 'size', 'mtime', 'mode', 'cid', 'versions', 'local']

interface Entry {
  name: string
  kind: string
  mtime: number
  cid: string | null
}

interface Made {
  did: string
  phrase: string
}

interface Version {
  id: string
  size: number
  current: boolean
}

/** Everything about a tree that must survive, times to the millisecond. */
function picture(root: string, at = ''): unknown[] {
  return readdirSync(join(root, at))
    .toSorted()
    .flatMap((name) => {
      const path = join(at, name)
      const stat = lstatSync(join(root, path))
      const same = [path, stat.isSymbolicLink() ? 0 : stat.mode, Math.round(stat.mtimeMs)]
      if (stat.isDirectory()) return [same, ...picture(root, path)]
      if (stat.isSymbolicLink()) return [[...same, readlinkSync(join(root, path))]]
      return [[...same, readFileSync(join(root, path)).toString('base64')]]
    })
}

/** Resolves when process `pid` holds the home. */
async function lockedBy(pid: number | undefined): Promise<void> {
  const owner = join(dir, 'home/lock.json')
  for (;;) {
    const text = existsSync(owner) ? readFileSync(owner, 'utf8') : ''
    if (text.includes(`"pid":${pid},`)) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function options(env: Record<string, string> = {}): {
  cwd: string
  env: NodeJS.ProcessEnv
  stdio: ['ignore', 'pipe', 'pipe']
} {
  return {
    cwd: dir,
    env: { ...process.env, SPACE_HOME: join(dir, 'home'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  }
}

async function space(
  line: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...line], options(env))
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, stdout, stderr }
}
