import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { Check } from '../../space.ts'
import { main } from '../main.ts'
import type { Powers, Sink } from '../powers.ts'
import { fakeHomes } from './fake-homes.ts'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** stdout as JSON. */
  json(): unknown
}

export interface RunOptions {
  /** Whether a person sits at a terminal. */
  readonly terminal?: boolean
  /** What is typed, or piped in. */
  readonly input?: string
  readonly env?: Record<string, string>
  readonly powers?: Partial<Powers>
}

/** A folder with a home and files in it, and the command line over a drive in memory. */
export interface Desk extends Disposable {
  readonly dir: string
  readonly home: string
  readonly homes: ReturnType<typeof fakeHomes>
  run(line: readonly string[], options?: RunOptions): Promise<Ran>
}

export function openDesk(checks: readonly Check[] = []): Desk {
  const dir = mkdtempSync(join(tmpdir(), 'space-cli-'))
  const home = join(dir, 'home')
  const homes = fakeHomes(checks)
  return {
    dir,
    home,
    homes,
    async run(line, { terminal = false, input = '', env = {}, powers = {} } = {}) {
      const stdin = Object.assign(new PassThrough(), terminal ? { isTTY: true } : {})
      if (terminal) stdin.write(input)
      else stdin.end(input)
      const out: string[] = []
      const err: string[] = []
      const code = await main(line, {
        homes: async () => homes,
        stdin,
        stdout: sink(out, terminal),
        stderr: sink(err, terminal),
        env: { SPACE_HOME: home, ...env },
        cwd: dir,
        onInterrupt: () => () => undefined,
        ...powers,
      })
      const stdout = out.join('')
      return { code, stdout, stderr: err.join(''), json: () => JSON.parse(stdout) as unknown }
    },
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  }
}

function sink(into: string[], terminal: boolean): Sink {
  const decoder = new TextDecoder()
  return {
    isTTY: terminal,
    columns: 80,
    write(bytes, done) {
      into.push(typeof bytes === 'string' ? bytes : decoder.decode(bytes, { stream: true }))
      done()
      return true
    },
    on: () => undefined,
  }
}
