import type { SpaceError } from '@space/sdk'
import type { Sink } from './powers.ts'
import { escapeJson, escapeName } from './text.ts'

/** Data on stdout, talk on stderr. */
export interface Output {
  /** Whether people read stdout on a terminal. */
  readonly terminal: boolean
  readonly colours: boolean
  /** Width of the terminal in cells, 80 when unknown. */
  readonly columns: number
  readonly json: boolean
  /** Resolves once the other side took it. @throws what {@link isClosedPipe} knows */
  bytes(bytes: Uint8Array | string): Promise<void>
  line(text: string): Promise<void>
  /** JSON with `--json`, else the lines. */
  data(value: unknown, lines: () => readonly string[]): Promise<void>
  /** Talk: silent with `--quiet` or `--json`. */
  say(text: string): void
  /** Talk that `--json` does not silence. */
  warn(text: string): void
  fail(error: SpaceError): void
  /** What a room advises, with commands as this person types them. */
  hint(advice: string): string
  /** Draws over the last line of a terminal; an empty text wipes it. */
  draw: ((text: string) => void) | undefined
}

interface OutputOptions {
  /** See {@link Output.hint}. */
  hint: Output['hint']
  stdout: Sink
  stderr: Sink
  env: NodeJS.ProcessEnv
  json: boolean
  quiet: boolean
}

export function openOutput({ stdout, stderr, env, json, quiet, hint }: OutputOptions): Output {
  const terminal = stdout.isTTY === true
  const dumb = env['TERM'] === 'dumb'
  // A reader that left shows as the error of a write, which the writer gets; this only keeps it
  // from ending the process as well.
  stdout.on('error', () => undefined)
  stderr.on('error', () => undefined)
  const bytes = (data: Uint8Array | string): Promise<void> =>
    new Promise((resolve, reject) => {
      stdout.write(data, (error) => (error ? reject(error) : resolve()))
    })
  const talk = (text: string): void => {
    stderr.write(`${text}\n`, () => undefined)
  }
  // NOTE: `||`, because a terminal that does not know its size says 0.
  return {
    terminal,
    colours: terminal && !dumb && !env['NO_COLOR'],
    columns: stdout.columns || 80,
    json,
    bytes,
    line: (text) => bytes(`${text}\n`),
    async data(value, lines) {
      if (json) await bytes(`${escapeJson(JSON.stringify(value))}\n`)
      else {
        const all = lines()
        if (all.length > 0) await bytes(`${all.join('\n')}\n`)
      }
    },
    say(text) {
      if (!quiet && !json) talk(text)
    },
    warn(text) {
      if (!quiet) talk(text)
    },
    hint,
    fail(error) {
      const way = error.try === undefined ? undefined : hint(error.try)
      if (json) {
        const { code, message, why, facts } = error
        talk(escapeJson(JSON.stringify({ error: { code, message, why, try: way, facts } })))
        return
      }
      talk(escapeName(`space: ${error.message}`))
      if (error.why !== undefined) talk(escapeName(`  why: ${error.why}`))
      if (way !== undefined) talk(escapeName(`  try: ${way}`))
    },
    draw:
      stderr.isTTY === true && !dumb && !quiet && !json
        ? (text) => {
            const room = (stderr.columns || 80) - 1
            stderr.write(`\r\u001b[2K${[...text].slice(0, room).join('')}`, () => undefined)
          }
        : undefined,
  }
}

/** Whether the reader of stdout left, as `head` does: nothing to complain about. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'EPIPE'
}
