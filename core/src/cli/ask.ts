import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SpaceError } from '@space/sdk'
import type { Powers } from './powers.ts'

const SECRET_BYTES = 64 * 1024

/**
 * Read a passphrase or the 24 words from a file, or from stdin for `-`; one line end is cut off.
 *
 * @throws {SpaceError} `not-found`, `unreadable`, `too-large`
 */
export async function readSecret(powers: Powers, file: string): Promise<string> {
  if (file === '-') return withoutLineEnd(await readAll(powers))
  const path = resolve(powers.cwd, file)
  try {
    if ((await stat(path)).size > SECRET_BYTES) throw tooLarge()
    return withoutLineEnd(await readFile(path, 'utf8'))
  } catch (cause) {
    if (cause instanceof SpaceError) throw cause
    const missing = cause instanceof Error && Reflect.get(cause, 'code') === 'ENOENT'
    throw new SpaceError(missing ? 'not-found' : 'unreadable', `Cannot read ${path}`, {
      why: missing ? 'there is no such file' : 'it is no file that this user may read',
      try: 'check the path',
      cause,
    })
  }
}

/** A terminal that shows nothing of what is typed, also between questions, until it is disposed. */
export interface Hush extends Disposable {
  ask(label: string): Promise<string>
}

/**
 * Stop the terminal from showing what is typed. Open it before anything slow, so that what somebody
 * types ahead of the question is not seen either.
 */
export function openHush(powers: Powers, signal: AbortSignal): Hush {
  const { stdin } = powers
  // In raw mode the terminal neither echoes nor edits; `read` edits. Ctrl-C is a key then, so a hush
  // must end before long work begins.
  const isOuter = stdin.isRaw !== true
  if (isOuter) stdin.setRawMode?.(true)
  return {
    ask: (label) => read(powers, label, signal, true),
    [Symbol.dispose]() {
      if (isOuter) stdin.setRawMode?.(false)
    },
  }
}

/** Ask on the terminal without showing what is typed. */
export async function askHidden(
  powers: Powers,
  label: string,
  signal: AbortSignal,
): Promise<string> {
  using hush = openHush(powers, signal)
  return await hush.ask(label)
}

/** Whether the answer begins with y; anything else is no. */
export async function askYes(powers: Powers, label: string, signal: AbortSignal): Promise<boolean> {
  // Raw here too: the terminal would edit lines, and show a passphrase that is typed ahead.
  using _hush = openHush(powers, signal)
  return /^y/i.test((await read(powers, `${label} [y/N] `, signal, false)).trim())
}

/** Read one line from a terminal in raw mode. */
async function read(
  { stdin, stderr }: Powers,
  label: string,
  signal: AbortSignal,
  hidden: boolean,
): Promise<string> {
  const say = (text: string): void => void stderr.write(text, () => undefined)
  const { promise, resolve: answer, reject } = Promise.withResolvers<string>()
  const stop = (): void => reject(new SpaceError('aborted', 'Stopped'))
  const end = (): void => reject(new SpaceError('aborted', 'The input ended before an answer'))
  const decoder = new TextDecoder()
  let typed: string[] = []

  const take = (chunk: Uint8Array | string): void => {
    const keys = [...(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))]
    for (const [i, key] of keys.entries()) {
      if (key === '\r' || key === '\n') {
        stdin.pause()
        // Typed ahead: for the next question.
        const ahead = keys.slice(i + 1).join('')
        if (ahead !== '') stdin.unshift(ahead)
        answer(typed.join(''))
        return
      }
      if (key === '\u0003' || (key === '\u0004' && typed.length === 0)) return stop()
      if (key === '\u007f' || key === '\b') {
        if (typed.pop() !== undefined && !hidden) say('\b \b')
      } else if (key === '\u0015') {
        if (!hidden) say('\b \b'.repeat(typed.length))
        typed = []
      } else if (key >= ' ') {
        typed.push(key)
        if (!hidden) say(key)
      }
    }
  }

  say(label)
  signal.addEventListener('abort', stop)
  stdin.once('end', end)
  stdin.on('data', take)
  try {
    stdin.resume()
    if (signal.aborted) stop()
    return await promise
  } finally {
    signal.removeEventListener('abort', stop)
    stdin.off('end', end)
    stdin.off('data', take)
    // Lets the process end although stdin stays open.
    stdin.pause()
    say('\n')
  }
}

async function readAll({ stdin }: Powers): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stdin as AsyncIterable<Uint8Array | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    length += bytes.length
    if (length > SECRET_BYTES) throw tooLarge()
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '')
}

function tooLarge(): SpaceError {
  return new SpaceError('too-large', 'This is too long for a passphrase or a phrase')
}
