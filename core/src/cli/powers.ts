import type { Readable } from 'node:stream'
import type { Homes } from '../space.ts'

/** What `node:tty` streams and plain pipes have in common, as far as commands go. */
export interface Sink {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(bytes: Uint8Array | string, done: (error?: Error | null) => void): boolean
  on(event: 'error', listener: (error: Error) => void): unknown
}

export type Source = Readable & {
  readonly isTTY?: boolean | undefined
  readonly isRaw?: boolean | undefined
  setRawMode?(raw: boolean): unknown
}

/** Everything a command may touch outside of Space; tests give their own. */
export interface Powers {
  readonly homes: () => Promise<Homes>
  readonly stdin: Source
  readonly stdout: Sink
  readonly stderr: Sink
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /** ms since 1970. */
  readonly now: () => number
  /** Program and arguments that start this command line again. */
  readonly self: readonly string[]
  /** Calls back at every Ctrl-C until the answer is called. */
  readonly onInterrupt: (interrupted: () => void) => () => void
  /** Ends the process at once. */
  readonly exit: (code: number) => void
}
