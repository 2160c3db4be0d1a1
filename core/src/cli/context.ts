import type { OpenSpace, Unlock } from '../space.ts'
import type { Output } from './output.ts'
import type { Powers } from './powers.ts'

/** What one run of one command works with. */
export interface Context {
  readonly powers: Powers
  readonly out: Output
  /** Fires at the first Ctrl-C. */
  readonly signal: AbortSignal
  /** The home's absolute path. */
  readonly home: string
  readonly command: string
  readonly words: readonly string[]
  readonly json: boolean
  /** Whether a person is there to be asked. */
  readonly mayAsk: boolean
  flag(name: string): boolean
  text(name: string): string | undefined
  /** How this run gets at the passphrase: it is asked for once. */
  readonly unlock: Unlock
  /** Run what needs the passphrase; a wrong one that was typed is asked for anew, three times in all. */
  unlocking<T>(work: () => Promise<T>): Promise<T>
  /** The passphrase is known already, so it is not asked for. */
  know(passphrase: string): void
  /** A command line that does what `line` says, as this person starts Space: `npx space ls`. */
  again(line: string): string
  /** The space, through the daemon when one runs; closed after the command. */
  open(): Promise<OpenSpace>
}
