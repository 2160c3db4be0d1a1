/** The daemon, and commands to it, as processes of Node: Electron's own Node never runs them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, openSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES, SpaceError } from '@space/sdk'
import type { DaemonProcess } from './daemon.ts'

/** How a command of Space is started on this machine. */
export interface SpaceCommand {
  /** Program and first arguments: a Node, and the script that it runs. */
  readonly line: readonly [program: string, ...args: string[]]
  /** Absolute path of the folder for what the daemon says. */
  readonly logs: string
  readonly env: NodeJS.ProcessEnv
}

const MOST_SAID = 8192

/** Start the daemon, and make a space first where there is none. */
export function launchDaemon(
  command: SpaceCommand,
  passphrase: () => Promise<string>,
): DaemonProcess {
  const {
    line: [program, ...args],
    env,
    logs,
  } = command
  mkdirSync(logs, { recursive: true, mode: 0o700 })
  const log = openSync(join(logs, 'daemon.log'), 'a', 0o600)
  const flags = ['--foreground', '--welcome', '--json', '--no-input', '--password-file', '-']
  const child = spawn(program, [...args, 'start', ...flags], {
    env: clean(env),
    stdio: ['pipe', log, 'pipe', 'ipc'],
  })
  closeSync(log)
  const heard = hearing(child)
  child.stdin?.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('close', () => resolve())
  })
  const ready = new Promise<void>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new SpaceError('internal', 'Space could not be started', { cause })),
    )
    child.once('close', () => reject(lastError(heard())))
    child.on('message', (message) => {
      if (message === 'ready') return resolve()
      // It goes through a pipe, never through arguments or environment.
      passphrase().then(
        (words) => child.stdin?.end(words),
        (error: unknown) => {
          child.kill()
          reject(error instanceof Error ? error : new Error(String(error)))
        },
      )
    })
  })
  return {
    ready,
    ended,
    async stop() {
      // Only where signals can be heard do they mean "end well".
      if (process.platform === 'win32') await answerOf(command, ['stop'])
      else child.kill('SIGTERM')
      await ended
    },
  }
}

/**
 * Run one command to its end, and return what it printed as JSON.
 *
 * @throws {SpaceError} what it failed with
 */
export async function answerOf(
  { line: [program, ...args], env }: SpaceCommand,
  argv: readonly string[],
): Promise<unknown> {
  const child = spawn(program, [...args, ...argv, '--json', '--no-input'], {
    env: clean(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const heard = hearing(child)
  let out = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw lastError(heard())
  return out.trim() === '' ? undefined : (JSON.parse(out) as unknown)
}

/** The last that it said on stderr. */
function hearing(child: ChildProcess): () => string {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-MOST_SAID)
  })
  return () => said
}

/** What changes how Node runs belongs to Electron, not to the daemon. */
function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ELECTRON_RUN_AS_NODE: _asNode, ...rest } = env
  return rest
}

/** As commands print errors with `--json`: one object in one of the last lines. */
function lastError(said: string): SpaceError {
  for (const line of said.trim().split('\n').toReversed()) {
    try {
      const { error } = JSON.parse(line) as { error: Record<string, unknown> }
      const code = ERROR_CODES.find((known) => known === error['code'])
      if (code === undefined) continue
      const { message, why, try: way } = error
      return new SpaceError(code, String(message), {
        ...(typeof why === 'string' ? { why } : {}),
        ...(typeof way === 'string' ? { try: way } : {}),
      })
    } catch {
      // Not a line of ours, such as a warning of the runtime.
    }
  }
  return new SpaceError('internal', 'Space ended before it was ready', {
    why: said.trim().split('\n').at(-1) ?? '',
  })
}
