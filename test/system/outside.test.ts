/** Files that are open in programs of this computer, when the daemon is killed and when it is stopped. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { EntryStat } from '@space/sdk/calls'
import type { ConsentRequest, EntryRow, OutsideRow, Privacy } from '@space/sdk/host'
import type { Endpoint } from '@space/sdk/wire'
import { afterAll, expect, test } from 'vitest'
import { openVisitor } from './platform.ts'

const PROGRAM = join(import.meta.dirname, '../../core/src/cli/run.ts')
const dir = mkdtempSync(join(tmpdir(), 'space-outside-'))
const bin = join(dir, 'bin')
const memory = join(dir, 'session')
const home = join(dir, 'home')
const running = new Set<ChildProcess>()
/** What the desktop's way to open a file was given, one path each. */
const given = join(dir, 'given')
const env = {
  ...process.env,
  SPACE_HOME: home,
  DISPLAY: ':77',
  PATH: `${bin}:${process.env['PATH'] ?? ''}`,
  XDG_RUNTIME_DIR: memory,
}
mkdirSync(bin)
mkdirSync(memory, { mode: 0o700 })
writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$1" >> '${given}'\n`, {
  mode: 0o700,
})
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

async function command(...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...words], { env })
  return stdout
}

/** A daemon in a process of its own, and the window of the person. */
async function begin() {
  const child = spawn(process.execPath, [PROGRAM, 'start', '--foreground'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  running.add(child)
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the daemon ended'))),
  ])
  const window = async (): Promise<string> => (await command('open', '--headless')).trim()
  const visitor = openVisitor(dir, Number(new URL(await window()).port), window)
  const bearer = await visitor.bearer()
  const owner = await visitor.connect(bearer)
  return {
    visitor,
    bearer,
    owner,
    async end(signal: 'SIGKILL' | 'SIGTERM') {
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
      running.delete(child)
    },
  }
}

/** The first state of a stream that `is` what is waited for. */
async function first<T>(line: Endpoint, method: string, is: (state: T) => boolean): Promise<T> {
  const stop = new AbortController()
  for await (const state of line.stream(method, [], { signal: stop.signal })) {
    if (!is(state as T)) continue
    stop.abort()
    return state as T
  }
  throw new Error('it never was')
}

const noCopies = (rows: OutsideRow[]): boolean => rows.length === 0
const paths = (): string[] => readFileSync(given, 'utf8').trim().split('\n')

/** Where the copies of this home can lie. */
function lying(): string[] {
  const bases = ['/dev/shm', memory].flatMap((place) =>
    existsSync(place) ? readdirSync(place).map((name) => join(place, name)) : [],
  )
  const ours = new Set(paths().map((path) => dirname(dirname(path))))
  return [...bases.filter((base) => ours.has(base)), join(home, 'outside')].flatMap((base) =>
    existsSync(base) ? readdirSync(base) : [],
  )
}

test('what was saved outside while the daemon was killed is a version after the next start, and no copy is left', async () => {
  await command('init', '--no-input')
  mkdirSync(join(dir, 'Box'))
  writeFileSync(join(dir, 'Box', 'note.txt'), 'one')
  writeFileSync(join(dir, 'Box', 'same.txt'), 'same')
  await command('add', '-r', join(dir, 'Box'))
  const before = await begin()
  const { owner, visitor, bearer } = before
  const { label } = await visitor.install(
    {
      'space.app.json': JSON.stringify({
        manifest: 1,
        id: 'notes',
        name: 'Scribe',
        version: '1.0.0',
        entry: 'index.html',
        requests: [{ type: 'directory', mode: 'change', reason: 'to show it' }],
      }),
    },
    owner,
  )
  const app = await visitor.connect(bearer, label)
  const picking = app.call('pick.open', [{ open: 'directory', mode: 'change', label: 'A box' }])
  const request = await first<ConsentRequest | null>(owner, 'consent.requests', Boolean)
  const top = (await owner.call('files.list', [null, {}])) as { entries: EntryRow[] }
  const box = top.entries.find(({ name }) => name === 'Box')?.id
  const answer = { kind: 'picked', entries: [box], mode: 'change', lasting: 'until-off' }
  await owner.call('consent.answer', [request?.id, answer])
  const [folder] = (await picking) as unknown[]
  for (const name of ['note.txt', 'same.txt']) {
    const file = (await app.call('files.child', [folder, name, {}])) as EntryStat
    await owner.call('outside.open', [label, file])
  }
  const [note = '', same = ''] = paths()
  expect([readFileSync(note, 'utf8'), readFileSync(same, 'utf8')]).toEqual(['one', 'same'])
  const privacy = await first<Privacy>(owner, 'privacy.watch', () => true)
  expect(privacy.outside).toBe(2)

  await before.end('SIGKILL')
  writeFileSync(note, 'saved while nobody looked')
  expect(lying()).toHaveLength(2)

  const after = await begin()
  await first<OutsideRow[]>(after.owner, 'outside.watch', noCopies)
  expect(await command('cat', '/Box/note.txt')).toBe('saved while nobody looked')
  expect(JSON.parse(await command('versions', '/Box/same.txt', '--json'))).toHaveLength(1)
  expect(lying()).toEqual([])

  await after.end('SIGTERM')
})

test('a daemon that is stopped brings back what was saved last and leaves nothing unlocked', async () => {
  const before = await begin()
  const apps = (await before.owner.call('apps.list', [])) as { label: string; name: string }[]
  const scribe = apps.find(({ name }) => name === 'Scribe')?.label
  await before.owner.call('apps.open', [scribe])
  const line = await before.visitor.connect(before.bearer, scribe)
  const grants = (await line.call('grants.list', [])) as { id: string; isPrivate: boolean }[]
  const grant = grants.find(({ isPrivate }) => !isPrivate)
  const folder = await line.call('grants.open', [grant?.id])
  const file = await line.call('files.child', [folder, 'note.txt', {}])
  await before.owner.call('outside.open', [scribe, file])
  const path = paths().at(-1) ?? ''
  writeFileSync(path, 'saved just before the end')
  await before.end('SIGTERM')
  expect(lying()).toEqual([])
  expect(existsSync(path)).toBe(false)
  expect(await command('cat', '/Box/note.txt')).toBe('saved just before the end')
})
