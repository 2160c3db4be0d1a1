import type { Context } from './context.ts'

export interface Option {
  readonly type: 'boolean' | 'string'
  readonly short?: string
  /** What stands for the value in help, such as `DIR`. */
  readonly value?: string
  readonly help: string
}

export interface Command {
  /** One or two words. */
  readonly name: string
  readonly usage: string
  /** What it does, in one line. */
  readonly summary: string
  readonly group: 'Start' | 'Files' | 'History' | 'Look' | 'Care'
  /** Command line and what it is for; each runs in a test. */
  readonly examples: readonly (readonly [line: string, why: string])[]
  readonly options: Readonly<Record<string, Option>>
  /** How many words may follow: least and most. */
  readonly words: readonly [least: number, most: number]
  /** The command's own file, loaded only when it runs. */
  load(): Promise<{ run(context: Context): Promise<number> }>
}

/** Understood by every command. */
export const GLOBAL_OPTIONS: Readonly<Record<string, Option>> = {
  help: { type: 'boolean', short: 'h', help: 'Show help for the command' },
  json: { type: 'boolean', help: 'Print JSON, errors too' },
  quiet: { type: 'boolean', short: 'q', help: 'Print only data and errors' },
  'no-input': { type: 'boolean', help: 'Never ask' },
  'password-file': {
    type: 'string',
    value: 'FILE',
    help: 'Read the passphrase from a file, or - for stdin',
  },
}
