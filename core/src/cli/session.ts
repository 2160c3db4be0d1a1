import { isSpaceError, SpaceError } from '@space/sdk'
import { findDaemon, homeFolder, openAlone } from '../daemon.ts'
import type { OpenSpace, Unlock } from '../space.ts'
import { askHidden, readSecret } from './ask.ts'
import { calledAs } from './called.ts'
import type { Context } from './context.ts'
import { noHome } from './no-home.ts'
import type { Output } from './output.ts'
import type { Parsed } from './parse.ts'
import type { Powers } from './powers.ts'

/** How often a passphrase may be typed. */
const TRIES = 3
/** One Ctrl-C may come twice: to the group of processes, and handed on by who started us. */
const ONE_PRESS_MS = 300

/** Run a parsed command: build its context, stop it at Ctrl-C, close what it opened. */
export async function runCommand(
  parsed: Extract<Parsed, { kind: 'run' }>,
  powers: Powers,
  out: Output,
): Promise<number> {
  const stop = new AbortController()
  let pressedAt = 0
  const stopListening = powers.onInterrupt(() => {
    const now = powers.now()
    if (stop.signal.aborted) {
      if (now - pressedAt >= ONE_PRESS_MS) powers.exit(130)
      return
    }
    pressedAt = now
    out.draw?.('')
    out.say('Stopping… press Ctrl-C again to end at once.')
    stop.abort()
  })
  await using stack = new AsyncDisposableStack()
  stack.defer(stopListening)
  const context = contextOf(parsed, powers, out, stop.signal, stack)
  try {
    const { run } = await parsed.command.load()
    return await run(context)
  } catch (error) {
    if (stop.signal.aborted && !isSpaceError(error, 'in-use')) throw stopped(error)
    throw fullDiskNamed(error, context.home)
  }
}

function contextOf(
  { command, words, values }: Extract<Parsed, { kind: 'run' }>,
  powers: Powers,
  out: Output,
  signal: AbortSignal,
  stack: AsyncDisposableStack,
): Context {
  const home = homeFolder(powers.env, powers.cwd)
  const mayAsk = powers.stdin.isTTY === true && values['no-input'] !== true
  const text = (name: string): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  let known: Promise<string> | undefined
  const file = text('password-file')
  const ask = passphraseFrom(powers, file, mayAsk, signal)
  const unlock: Unlock = { passphrase: () => (known ??= ask()) }
  const unlocking = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work()
      } catch (error) {
        const isTyped = mayAsk && file === undefined && known !== undefined
        if (!isSpaceError(error, 'wrong-key') || !isTyped || tries === TRIES) throw error
        known = undefined
        out.warn('space: this is not the passphrase; again, please')
      }
    }
  }
  let opened: Promise<OpenSpace> | undefined
  return {
    powers,
    out,
    signal,
    home,
    command: `space ${command.name}`,
    words,
    json: values['json'] === true,
    mayAsk,
    flag: (name) => values[name] === true,
    text,
    unlock,
    unlocking,
    know(passphrase) {
      known = Promise.resolve(passphrase)
    },
    again: (line) => `${calledAs(powers.env)} ${line}`,
    open() {
      const openOnce = () => openSpace(powers, home, unlock, `space ${command.name}`, signal)
      opened ??= unlocking(openOnce).then(
        (space) => stack.use(space),
        (error: unknown) => {
          throw fullDiskNamed(error, home)
        },
      )
      return opened
    },
  }
}

async function openSpace(
  powers: Powers,
  home: string,
  unlock: Unlock,
  command: string,
  signal: AbortSignal,
): Promise<OpenSpace> {
  const daemon = await findDaemon(home, powers.env)
  if (daemon !== undefined) return daemon.space
  const homes = await powers.homes()
  if (!(await homes.hasHome(home))) throw noHome(home)
  try {
    return await openAlone(homes, home, unlock, command, signal)
  } catch (error) {
    // A daemon that was just starting holds the lock, and answers by now.
    const started = isSpaceError(error, 'in-use') ? await findDaemon(home, powers.env) : undefined
    if (started === undefined) throw error
    return started.space
  }
}

function passphraseFrom(
  powers: Powers,
  file: string | undefined,
  mayAsk: boolean,
  signal: AbortSignal,
): () => Promise<string> {
  return async () => {
    if (file !== undefined) return readSecret(powers, file)
    if (mayAsk) return askHidden(powers, 'Passphrase: ', signal)
    throw new SpaceError('denied', 'The keyring is locked', {
      why: 'it needs its passphrase, and there is nobody to ask',
      try: 'give --password-file FILE, or run `space start` on a terminal first',
    })
  }
}

/** Which disk is full, and what makes room on it; a disk that files were copied to is named already. */
function fullDiskNamed(error: unknown, home: string): unknown {
  if (!isSpaceError(error, 'disk-full') || typeof error.facts['path'] === 'string') return error
  return new SpaceError('disk-full', error.message, {
    why: `no room is left on the disk of ${home}; what was saved before is safe`,
    try: 'make room there: remove files of other programs, or space rm, space trash empty and then space sweep',
    facts: { ...error.facts, home },
    cause: error,
  })
}

function stopped(cause: unknown): SpaceError {
  const facts = isSpaceError(cause) ? cause.facts : {}
  return new SpaceError('aborted', 'Stopped', {
    why: 'you asked for it; what was already done is kept',
    try: 'run the same command again: it goes on where it stopped',
    facts,
    cause,
  })
}
