/** A daemon in a process of its own, and a program that meets it as a browser does. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openVisitor, type Visitor } from '../system/platform.ts'
import type { Bench } from './bench.ts'

const PROGRAM = join(import.meta.dirname, '../../core/src/cli/run.ts')

/** What browsers load, built anew where its sources are others. */
export async function buildPages(): Promise<void> {
  const script = `const { buildPages } = await import('./core/bin/build.js')
    if (!(await buildPages(process.execPath))) process.exit(1)`
  const cwd = join(import.meta.dirname, '../..')
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd })
}

/** Until it says that it serves; by the Node that runs this, without the launcher. */
export async function start(home: string): Promise<{ daemon: ChildProcess; ms: number }> {
  const began = performance.now()
  const daemon = spawn(process.execPath, [PROGRAM, 'start', '--foreground'], {
    env: { ...process.env, SPACE_HOME: home },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const gone = once(daemon, 'exit').then(() => {
    throw new Error('the daemon ended before it was ready')
  })
  await Promise.race([once(daemon, 'message'), gone])
  gone.catch(() => undefined)
  return { daemon, ms: performance.now() - began }
}

export async function stop(daemon: ChildProcess): Promise<void> {
  const gone = once(daemon, 'exit')
  daemon.kill('SIGINT')
  await gone
}

export async function command(home: string, ...words: string[]): Promise<string> {
  const env = { ...process.env, SPACE_HOME: home }
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...words], { env })
  return stdout
}

export async function visitorOf(bench: Bench, home: string): Promise<Visitor> {
  const folder = bench.fresh('gateway-apps')
  mkdirSync(folder)
  const window = async (): Promise<string> => (await command(home, 'open', '--headless')).trim()
  return openVisitor(folder, Number(new URL(await window()).port), window)
}

export async function timed<T>(work: () => Promise<T>): Promise<[ms: number, T]> {
  const began = performance.now()
  const made = await work()
  return [performance.now() - began, made]
}
