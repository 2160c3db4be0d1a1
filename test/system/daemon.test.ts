import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Channel, openEndpoint } from '@space/sdk/wire'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dial } from '../../core/src/rpc/socket.ts'

const PROGRAM = fileURLToPath(new URL('../../core/src/cli/testing/fake-run.ts', import.meta.url))

let dir = ''
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'space-daemon-'))
  writeFileSync(join(dir, 'pass'), 'geheim')
})
afterEach(async () => {
  await space(['stop'])
  rmSync(dir, { recursive: true, force: true })
})

test('commands share the daemon between start and stop', async () => {
  await space(['init'])
  const started = await space(['start', '--json'])
  expect(started.code).toBe(0)
  const { pid } = JSON.parse(started.stdout) as { pid: number }
  expect(statSync(join(dir, 'home/space.sock')).mode & 0o777).toBe(0o600)
  // The fake drive lives in the memory of one process: that it is seen again proves the way.
  writeFileSync(join(dir, 'big'), new Uint8Array(5_000_000).fill(7))
  expect((await space(['add', 'big', '--to', '/x'])).code).toBe(0)
  expect(JSON.parse((await space(['ls', '/x', '--json'])).stdout)).toMatchObject([{ name: 'big' }])
  expect((await space(['cat', '/x/big'])).stdout.length).toBe(5_000_000)
  expect((await space(['get', '/x', '--to', 'out'])).code).toBe(0)
  expect(readFileSync(join(dir, 'out/x/big')).length).toBe(5_000_000)
  expect((await space(['cat', '/no'])).code).toBe(3)
  expect(JSON.parse((await space(['status', '--json'])).stdout)).toMatchObject({ daemon: { pid } })
  expect(JSON.parse((await space(['start', '--json'])).stdout)).toEqual({ pid, started: false })
  expect(JSON.parse((await space(['stop', '--json'])).stdout)).toEqual({ stopped: true })
  expect(JSON.parse((await space(['status', '--json'])).stdout)).toMatchObject({ daemon: null })
})

test('start hands the passphrase over by a pipe, and says when it is wrong', async () => {
  await space(['init', '--password-file', 'pass'])
  writeFileSync(join(dir, 'wrong'), 'wrong')
  const wrong = await space(['start', '--password-file', 'wrong'])
  expect(wrong.code).toBe(4)
  expect(wrong.stderr).toContain('The passphrase is wrong')
  expect((await space(['start'])).code).toBe(4)
  const right = await space(['start', '--password-file', 'pass', '--json'])
  expect(right.code).toBe(0)
  const { pid } = JSON.parse(right.stdout) as { pid: number }
  const shown = readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`)
  expect(shown).not.toContain('geheim')
  expect((await space(['ls'])).code).toBe(0)
})

test('through the daemon the 24 words want the passphrase, and the passphrase cannot change under it', async () => {
  await space(['init', '--password-file', 'pass'])
  await space(['start', '--password-file', 'pass'])
  const change = await space(['identity', 'passphrase', '--remove', '--password-file', 'pass'])
  expect(change.code).toBe(6)
  expect(change.stderr).toContain('space stop')
  await using daemon = openEndpoint(await dialled())
  const asked = daemon.call('space.revealPhrase', [{}])
  await expect(asked).rejects.toMatchObject({ code: 'denied' })
  const guessed = daemon.call('space.revealPhrase', [{ passphrase: 'guess' }])
  await expect(guessed).rejects.toMatchObject({ code: 'wrong-key' })
  expect(await daemon.call('space.revealPhrase', [{ passphrase: 'geheim' }])).toMatch(/ art$/)
})

test('a second process learns who holds the home', async () => {
  await space(['init'])
  const server = start(['start', '--foreground'])
  await once(server.stderr as NodeJS.ReadableStream, 'data')
  const second = await space(['start', '--foreground', '--json'])
  expect(second.code).toBe(6)
  expect(JSON.parse(second.stderr)).toMatchObject({
    error: { code: 'in-use', facts: { pid: server.pid, command: 'space start' } },
  })
  const gone = once(server, 'exit')
  server.kill('SIGINT')
  expect(await gone).toEqual([0, null])
})

test('a daemon that was killed leaves nothing in the way', async () => {
  await space(['init'])
  const { pid } = JSON.parse((await space(['start', '--json'])).stdout) as { pid: number }
  process.kill(pid, 'SIGKILL')
  expect((await space(['ls'])).code).toBe(0)
  expect((await space(['start'])).code).toBe(0)
})

test('a home with a path too long for a socket is served all the same', async () => {
  const home = join(dir, 'x'.repeat(120))
  const runtime = join(dir, 'run')
  mkdirSync(runtime, { mode: 0o700 })
  const env = { SPACE_HOME: home, XDG_RUNTIME_DIR: runtime }
  await space(['init'], env)
  expect((await space(['start'], env)).code).toBe(0)
  expect(JSON.parse((await space(['status', '--json'], env)).stdout)).toMatchObject({
    daemon: { pid: expect.any(Number) },
  })
  expect((await space(['stop'], env)).code).toBe(0)
})

test('cat into a reader that leaves ends without a word', async () => {
  await space(['init'])
  await space(['start'])
  writeFileSync(join(dir, 'big'), new Uint8Array(30_000_000))
  await space(['add', 'big'])
  const cat = start(['cat', '/big'])
  let said = ''
  cat.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  cat.stdout?.once('data', () => cat.stdout?.destroy())
  expect(await once(cat, 'close')).toEqual([0, null])
  expect(said).toBe('')
})

async function dialled(): Promise<Channel> {
  const channel = await dial(join(dir, 'home', 'space.sock'))
  if (channel === undefined) throw new Error('nobody listens')
  return channel
}

function start(line: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...line], {
    cwd: dir,
    env: { ...process.env, SPACE_HOME: join(dir, 'home'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function space(
  line: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = start(line, env)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString('latin1')))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, stdout, stderr }
}
