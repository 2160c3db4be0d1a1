import { fileURLToPath } from 'node:url'
import { isSpaceError, SpaceError } from '@space/sdk'
import { firstFailure } from '../home/first-failure.ts'
import type { Powers } from './powers.ts'
import { calledAs, openHints } from './called.ts'
import { exitCodeOf } from './exit.ts'
import { parseCommandLine, type Parsed } from './parse.ts'
import { isClosedPipe, openOutput } from './output.ts'
import { COMMANDS } from './table.ts'

/**
 * Run one command line, without the program's name, and return its exit code.
 *
 * Almost nothing is imported here, so that help and mistakes are answered at once.
 */
export async function main(argv: readonly string[], given: Partial<Powers> = {}): Promise<number> {
  const powers = powersWith(given)
  const { stdout, stderr, env } = powers
  // NOTE: looked for by hand, because a command line that cannot be parsed wants JSON errors too.
  const rough = new Set(argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length))
  const json = rough.has('--json')
  const quiet = rough.has('--quiet') || rough.has('-q')
  const hint = openHints(
    COMMANDS.map(({ name }) => name),
    calledAs(env),
  )
  const out = openOutput({ stdout, stderr, env, json, quiet, hint })
  try {
    const parsed = parseCommandLine(argv)
    if (parsed.kind === 'run') {
      const { runCommand } = await import('./session.ts')
      return await runCommand(parsed, powers, out)
    }
    await out.line(await answer(parsed, env))
    return 0
  } catch (error) {
    const first = firstFailure(error)
    if (isClosedPipe(first)) return 0
    const known = explained(first)
    out.fail(known)
    return exitCodeOf(known.code)
  }
}

async function answer(
  parsed: Exclude<Parsed, { kind: 'run' }>,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  if (parsed.kind === 'help')
    return (await import('./help.ts')).helpText(parsed.topic, calledAs(env))
  const { readFile } = await import('node:fs/promises')
  const manifest: unknown = JSON.parse(
    await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
  )
  return `space ${(manifest as { version: string }).version}`
}

function explained(error: unknown): SpaceError {
  if (isSpaceError(error)) return error
  if (error instanceof Error && error.name === 'AbortError') {
    return new SpaceError('aborted', 'Stopped', { cause: error })
  }
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return new SpaceError('internal', 'Something went wrong inside Space', {
    why: error instanceof Error ? error.message : String(error),
    try: 'space doctor',
    facts: typeof code === 'string' ? { cause: code } : {},
    cause: error,
  })
}

function powersWith({ stdin, ...given }: Partial<Powers>): Powers {
  return {
    homes: async () => (await import('../daemon.ts')).loadHomes(),
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    now: Date.now,
    self: [process.execPath, fileURLToPath(new URL('./run.ts', import.meta.url))],
    onInterrupt(interrupted) {
      process.on('SIGINT', interrupted)
      process.on('SIGTERM', interrupted)
      const isLaunched = process.env['SPACE_LAUNCHER'] === String(process.ppid)
      // A launcher that was killed could hand on no signal; nobody waits for what we do.
      if (isLaunched) process.on('disconnect', interrupted)
      process.channel?.unref()
      return () => {
        process.off('SIGINT', interrupted)
        process.off('SIGTERM', interrupted)
        process.off('disconnect', interrupted)
      }
    },
    exit: (code) => process.exit(code),
    ...given,
    // A getter, because merely touching the stdin of the process opens it.
    get stdin() {
      return stdin ?? process.stdin
    },
  }
}
