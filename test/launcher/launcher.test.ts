import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloneInto, oldNode, outcome, pretending, said, until } from './clone.ts'
import type { Clone, Ended } from './clone.ts'

const OFFLINE = { npm_config_registry: 'http://127.0.0.1:9/' }
const INSTALLING = 'installing what Space'
const FETCHING = 'fetching Node'
const MAIN = join('core', 'src', 'cli', 'main.ts')
const launcher = [...oldNode().command, 'core/bin/space.js']

const temp = mkdtempSync(join(tmpdir(), 'space-launcher-'))
const clones = new DisposableStack()
afterAll(() => {
  clones.dispose()
  rmSync(temp, { recursive: true, force: true })
})

describe('a fresh clone in a path with spaces, an old Node, no terminal', () => {
  let clone: Clone
  let first: Ended
  beforeAll(async () => {
    clone = clones.use(cloneInto(join(temp, 'a fresh clone')))
    first = await clone.run(['npm', 'start', '--', 'a b', '--json'])
  })

  test('npm start fetches Node, installs, and runs the command', () => {
    const calledAs = 'npx space'
    expect(said(first)).toMatchObject({
      argv: ['open', 'a b', '--json'],
      terminal: false,
      calledAs,
    })
    const [major = 0] = said(first).version.split('.').map(Number)
    expect(major).toBeGreaterThanOrEqual(24)
    expect(first.stderr).toContain(INSTALLING)
    expect(first.code).toBe(7)
  })

  test('nothing but the Node and its cache stays in .runtime, and the new files are ignored by git', () => {
    for (const name of clone.runtime()) expect(name).toMatch(/^(?:cache|node-[\w.-]+)$/)
    const status = spawnSync('git', ['status', '--porcelain', '--untracked-files=all'], {
      cwd: clone.dir,
      encoding: 'utf8',
    })
    expect(status.stdout).not.toMatch(/node_modules|\.runtime/)
  })

  test('the second time nothing is fetched: it works with the registry out of reach', async () => {
    const again = await clone.run([...launcher, 'ls'], OFFLINE)
    expect(again).toMatchObject({ code: 7, stderr: '' })
    expect(said(again)).toMatchObject({ argv: ['ls'], calledAs: 'node core/bin/space.js' })
  })

  test('npx space is the same command', async () => {
    const ended = await clone.run(['npx', '--no-install', 'space', 'ls', '--json'], OFFLINE)
    expect(said(ended)).toMatchObject({ argv: ['ls', '--json'], calledAs: 'npx space' })
    expect(ended.code).toBe(7)
  })

  test('a Node that is new enough runs it without a second process', async () => {
    const ended = await clone.run([process.execPath, 'core/bin/space.js', 'ls'], OFFLINE)
    expect(said(ended).version).toBe(process.versions.node)
    expect(ended.code).toBe(7)
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s goes on to the command and ends both',
    async (signal) => {
      const child = clone.start([...launcher, 'wait'], OFFLINE)
      child.stdout?.once('data', () => child.kill(signal))
      expect(await outcome(child)).toMatchObject({ code: null, signal })
    },
  )

  test('a command that stops by itself on SIGINT is heard: 130', async () => {
    const child = clone.start([...launcher, 'wait', 'clean'], OFFLINE)
    child.stdout?.once('data', () => child.kill('SIGINT'))
    expect(await outcome(child)).toMatchObject({ code: 130, signal: null })
  })

  test('a changed lock is noticed, and without the registry the old tree stays as it was', async () => {
    const lock = join(clone.dir, 'package-lock.json')
    const before = readFileSync(lock, 'utf8')
    writeFileSync(lock, before.replace(/"version": "14\.0\.5"/, '"version": "14.0.4"'))
    const ended = await clone.run([...launcher, 'ls'], {
      ...OFFLINE,
      npm_config_cache: join(temp, 'empty-cache'),
      npm_config_fetch_retries: '0',
    })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain('try: ')
    writeFileSync(lock, before)
    expect(await clone.run([...launcher, 'ls'], OFFLINE)).toMatchObject({ code: 7, stderr: '' })
  })

  test('what only developers need is not there, and the real command works without it', async () => {
    const tools = ['typescript', 'vitest', 'oxlint', 'knip']
    for (const tool of tools) {
      expect(existsSync(join(clone.dir, 'node_modules', tool)), tool).toBe(false)
    }
    const main = join(clone.dir, MAIN)
    const standIn = readFileSync(main, 'utf8')
    spawnSync('git', ['checkout', '--quiet', MAIN], { cwd: clone.dir })
    const env = { ...OFFLINE, SPACE_HOME: join(temp, 'home') }
    expect(await clone.run([...launcher, 'init'], env)).toMatchObject({ code: 0 })
    expect(await clone.run([...launcher, 'add', 'README.md'], env)).toMatchObject({ code: 0 })
    expect((await clone.run([...launcher, 'ls'], env)).stdout).toBe('README.md\n')
    writeFileSync(main, standIn)
  })

  test('npm test brings the tools; npm start afterwards takes nothing away and needs no registry', async () => {
    writeFileSync(join(clone.dir, 'test', 'run', 'test.ts'), readFileSync(join(clone.dir, MAIN)))
    const tested = await clone.run(['npm', 'test', '--', 'x'])
    expect(said(tested).argv).toEqual(['x'])
    expect(tested.stderr).toContain(INSTALLING)
    expect(existsSync(join(clone.dir, 'node_modules', 'vitest'))).toBe(true)
    const again = await clone.run(['npm', 'test', '--', 'x'], OFFLINE)
    expect(again.stderr).not.toContain(INSTALLING)
    const started = await clone.run(['npm', 'start'], OFFLINE)
    expect(said(started).argv).toEqual(['open'])
    expect(started.stderr).not.toContain(INSTALLING)
    expect(existsSync(join(clone.dir, 'node_modules', 'vitest'))).toBe(true)
    // Whoever had the tools keeps them, also when the lock changes and the command is the first to see it.
    const lock = join(clone.dir, 'package-lock.json')
    const before = readFileSync(lock, 'utf8')
    writeFileSync(lock, before.replace(/"version": "4\.10\.2"/, '"version": "4.10.1"'))
    const changed = await clone.run([...launcher, 'ls'], OFFLINE)
    expect(changed.stderr).toContain('installing what Space and its tests need')
    writeFileSync(lock, before)
  })

  test("somebody's own npm ci --omit=dev is enough for the command", async () => {
    const ci = await clone.run(['npm', 'ci', '--omit=dev'])
    expect(ci.code, ci.stderr).toBe(0)
    const ended = await clone.run([...launcher, 'ls'], OFFLINE)
    expect(ended).toMatchObject({ code: 7, stderr: '' })
    expect(existsSync(join(clone.dir, 'node_modules', 'vitest'))).toBe(false)
  })

  test("somebody's own npm ci is recognised and not repeated, also for npm test", async () => {
    const ci = await clone.run(['npm', 'ci'])
    expect(ci.code, ci.stderr).toBe(0)
    const ended = await clone.run([...launcher, 'ls'], OFFLINE)
    expect(ended).toMatchObject({ code: 7, stderr: '' })
    const tested = await clone.run([...launcher, '--project-test'], OFFLINE)
    expect(tested).toMatchObject({ code: 7, stderr: '' })
  })

  test('a Node package with another hash is refused and nothing of it is kept', async () => {
    const home = clone.runtime().find((name) => name.startsWith('node-'))!
    rmSync(join(clone.dir, '.runtime', home), { recursive: true })
    const nodes = join(clone.dir, 'core', 'bin', 'nodes.js')
    const before = readFileSync(nodes, 'utf8')
    writeFileSync(nodes, before.replaceAll(/sha512-.{6}/g, 'sha512-AAAAAA'))
    const ended = await clone.run([...launcher, 'ls'])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain('is not what it should be')
    expect(clone.runtime()).toEqual(['cache'])
    writeFileSync(nodes, before)
  })
})

describe('a clone whose first run is killed', () => {
  let clone: Clone
  beforeAll(() => {
    clone = clones.use(cloneInto(join(temp, 'killed')))
  })
  const parts = (): string[] => clone.runtime().filter((name) => name.startsWith('part-'))
  const inPart = (name: string): boolean =>
    parts().some((part) => existsSync(join(clone.dir, '.runtime', part, name)))

  test('kill -9 while Node arrives leaves no Node', async () => {
    const child = clone.start([...launcher, 'ls'])
    const ended = outcome(child)
    await until(() => inPart('package.json'))
    process.kill(-child.pid!, 'SIGKILL')
    expect(await ended).toMatchObject({ signal: 'SIGKILL' })
    expect(clone.runtime().filter((name) => name.startsWith('node-'))).toEqual([])
  })

  test('kill -9 while npm installs leaves no node_modules; the lock of the dead holds nobody up', async () => {
    // Install scripts allowed this time: none is needed, none may hurt.
    const child = clone.start([...launcher, 'ls'], { npm_config_ignore_scripts: 'false' })
    const ended = outcome(child)
    await until(() => inPart('node_modules'))
    process.kill(-child.pid!, 'SIGKILL')
    expect(await ended).toMatchObject({ signal: 'SIGKILL' })
    expect(existsSync(join(clone.dir, 'node_modules'))).toBe(false)
    expect(clone.runtime()).toContain('lock')
  })

  test('then two at once, with install scripts allowed: one installs, both run', async () => {
    const both = await Promise.all(
      ['one', 'two'].map((word) =>
        clone.run([...launcher, word], { npm_config_ignore_scripts: 'false' }),
      ),
    )
    expect(both.map((ended) => said(ended).argv)).toEqual([['one'], ['two']])
    expect(both.map(({ code }) => code)).toEqual([7, 7])
    const talk = both.map(({ stderr }) => stderr).join('')
    expect(talk.split(INSTALLING)).toHaveLength(2)
    expect(talk).toContain('waiting for process')
    expect(talk).not.toContain(FETCHING)
    expect(clone.runtime().filter((name) => /^(?:part-|lock)/.test(name))).toEqual([])
    expect(missingPackages(clone.dir)).toEqual([])
  })
})

test('where npm has no Node for the machine, it says which one to install', () => {
  const [node = '', ...args] = pretending({ version: '20.0.0', arch: 'riscv64' })
  const script = join(import.meta.dirname, '..', '..', 'core', 'bin', 'space.js')
  const ended = spawnSync(node, [...args, script, 'ls'], { encoding: 'utf8' })
  expect(ended).toMatchObject({ status: 1, stdout: '' })
  expect(ended.stderr).toMatch(/no Node for \w+-riscv64\ntry: install Node 24\.12 or newer/)
})

/** What a person needs by the lock, and is not in `node_modules`. */
function missingPackages(dir: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(dir, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }>
  }
  return Object.entries(packages)
    .filter(([path, { dev, optional, devOptional }]) => {
      const isOurs = path.startsWith('node_modules/')
      return isOurs && dev !== true && optional !== true && devOptional !== true
    })
    .map(([path]) => path)
    .filter((path) => !existsSync(join(dir, path)))
}
