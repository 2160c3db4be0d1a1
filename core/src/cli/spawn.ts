import { spawn } from 'node:child_process'
import { openSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES, SpaceError } from '@space/sdk'
import { findDaemon } from '../daemon.ts'
import type { Context } from './context.ts'

/**
 * Start the daemon in its own session and wait until it serves; returns its process id and where its
 * window is found.
 *
 * The passphrase, when one is needed, goes through a pipe, never through arguments or environment.
 *
 * @throws {SpaceError} what the daemon failed with
 */
export async function spawnDaemon(
  context: Context,
): Promise<{ pid: number; address: string | undefined }> {
  const { powers, home, unlock } = context
  const [program = process.execPath, ...args] = powers.self
  const log = openSync(join(home, 'daemon.log'), 'a', 0o600)
  const child = spawn(
    program,
    [...args, 'start', '--foreground', '--json', '--no-input', '--password-file', '-'],
    {
      cwd: home,
      detached: true,
      env: { ...powers.env, SPACE_HOME: home },
      stdio: ['pipe', log, 'pipe', 'ipc'],
    },
  )
  closeSync(log)
  try {
    await new Promise<void>((resolve, reject) => {
      let said = ''
      child.stderr?.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-8192)
      })
      child.once('error', reject)
      child.once('close', () => reject(lastError(said)))
      child.on('message', (message) => {
        if (message === 'locked') {
          void unlock
            .passphrase?.()
            .then((passphrase) => child.stdin?.end(passphrase))
            .catch((error: unknown) => {
              child.kill()
              reject(error instanceof Error ? error : new Error(String(error)))
            })
        } else resolve()
      })
    })
  } finally {
    child.stdin?.destroy()
    child.stderr?.destroy()
    if (child.connected) child.disconnect()
    child.unref()
  }
  await using daemon = await findDaemon(home, powers.env)
  return { pid: daemon?.pid ?? child.pid ?? 0, address: daemon?.address }
}

/** What a daemon that ended wrote to stderr, as it prints errors with `--json`. */
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
  return new SpaceError('internal', 'The daemon ended before it was ready', {
    why: said.trim().split('\n').at(-1) ?? '',
    try: 'space start --foreground',
  })
}
