import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'

/** A running life of a space in its own process; see life.ts. */
export interface Life {
  readonly child: ChildProcess
  /** The next line it says; undefined when it ended. */
  line(): Promise<string | undefined>
  /** Resolves when the process is gone. */
  ended: Promise<void>
}

export function startLife(
  home: string,
  logs: string,
  round: number,
  mode: 'work' | 'check',
  seed: string,
): Life {
  const program = join(import.meta.dirname, 'life.ts')
  const args = [
    '--disable-warning=ExperimentalWarning',
    program,
    home,
    logs,
    `${round}`,
    mode,
    seed,
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: Interface = createInterface({ input: child.stdout })
  const reader = lines[Symbol.asyncIterator]()
  return {
    child,
    async line() {
      const next = await reader.next()
      return next.done === true ? undefined : next.value
    },
    ended: once(child, 'exit').then(() => undefined),
  }
}

/** How a check of a space ended. */
export type Checked =
  | { readonly kind: 'checked'; readonly openMs: number }
  /** `lost` or `failed`, in the words of the process; `died` when it said nothing. */
  | { readonly kind: 'lost' | 'failed' | 'died'; readonly what: string }

/** Reads on until the space was opened and checked. */
export async function untilChecked(life: Life): Promise<Checked> {
  let openMs = Number.NaN
  for (;;) {
    const line = await life.line()
    if (line === undefined) return { kind: 'died', what: 'it ended without a word' }
    const [word, what] = split(line)
    if (word === 'opened') openMs = Number(what)
    if (word === 'checked') return { kind: 'checked', openMs }
    if (word === 'lost' || word === 'failed') return { kind: word, what }
  }
}

function split(line: string): [string, string] {
  const at = line.indexOf(' ')
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
}
