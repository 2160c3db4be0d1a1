import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'

const root = join(import.meta.dirname, '..', '..')

/** What the stand-in for the command line says about how it was started. */
export interface Said {
  argv: string[]
  version: string
  terminal: boolean
  /** How hints name the command. */
  calledAs: string
}

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A checkout as a stranger gets it, with ways to start it as a stranger would. */
export interface Clone extends Disposable {
  readonly dir: string
  /** Run to the end. `env` is laid over a clean one in which the oldest Node of this machine comes first. */
  run(command: readonly string[], env?: Record<string, string>): Promise<Ended>
  /** Start as the leader of a process group of its own, so that it can be killed with all it started. */
  start(command: readonly string[], env?: Record<string, string>): ChildProcess
  /** Names in `.runtime`, sorted; without the folder, none. */
  runtime(): string[]
}

/**
 * Clone this repository's last commit into `dir`, with the launcher as it lies in the working tree.
 *
 * The command line is replaced by a stand-in, so that these tests speak of the launcher alone:
 * it prints {@link Said}, then ends with code 7, or waits for a signal when its first word is `wait`.
 */
export function cloneInto(dir: string): Clone {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, dir])
  for (const file of ['core/bin', 'package.json', 'package-lock.json', '.npmrc']) {
    cpSync(join(root, file), join(dir, file), { recursive: true })
  }
  mkdirSync(join(dir, 'core', 'src', 'cli'), { recursive: true })
  writeFileSync(join(dir, 'core', 'src', 'cli', 'main.ts'), STAND_IN)

  const running = new Set<ChildProcess>()
  const start = (command: readonly string[], env: Record<string, string> = {}): ChildProcess => {
    const [program = '', ...args] = command
    const child = spawn(program, args, {
      cwd: dir,
      env: { ...cleanEnv(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    running.add(child)
    child.once('exit', () => running.delete(child))
    return child
  }
  return {
    dir,
    start,
    // A test that failed may leave processes waiting for ever.
    [Symbol.dispose]: () => {
      for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGKILL')
    },
    run: async (command, env) => outcome(start(command, env)),
    runtime: () => {
      const folder = join(dir, '.runtime')
      return existsSync(folder) ? readdirSync(folder).toSorted() : []
    },
  }
}

/** Everything a process printed, and how it ended. */
export async function outcome(child: ChildProcess): Promise<Ended> {
  const ended = new Promise<Pick<Ended, 'code' | 'signal'>>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve({ code, signal }))
  })
  const [stdout, stderr] = await Promise.all([child.stdout, child.stderr].map((out) => text(out!)))
  return { ...(await ended), stdout: stdout!, stderr: stderr! }
}

/** What the stand-in said, which is the last line on stdout (npm prints its own before). */
export function said({ stdout, stderr }: Ended): Said {
  const last = stdout.trim().split('\n').at(-1) ?? ''
  if (!last.startsWith('{')) throw new Error(`the command did not run:\n${stdout}\n${stderr}`)
  return JSON.parse(last) as Said
}

/** Resolves when `condition` holds; the test's own time limit is the only clock. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

/**
 * `node` on a machine whose Node is too old: a real one from the PATH where there is one.
 * Otherwise this Node with a preload by which it says that it is old; `kind` tells which.
 */
export function oldNode(): { kind: 'real' | 'pretended'; command: string[] } {
  for (const folder of foldersOnPath()) {
    const node = join(folder, 'node')
    if (!existsSync(node)) continue
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' })
    const [major = 0, minor = 0] = version.slice(1).split('.').map(Number)
    if (major >= 18 && (major < 24 || (major === 24 && minor < 12))) {
      return { kind: 'real', command: [node] }
    }
  }
  return { kind: 'pretended', command: pretending({ version: '20.20.2' }) }
}

/** This Node, saying that it is another one or runs on another machine. */
export function pretending({ version, arch }: { version: string; arch?: string }): string[] {
  const versions = `{ value: { ...process.versions, node: '${version}' } }`
  const code = [
    `Object.defineProperty(process, 'versions', ${versions})`,
    arch === undefined ? '' : `Object.defineProperty(process, 'arch', { value: '${arch}' })`,
  ].join('\n')
  return [process.execPath, '--import', `data:text/javascript,${encodeURIComponent(code)}`]
}

/** The environment of somebody who just opened a terminal: nothing of vitest's, of npm's or of this project's. */
function cleanEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:npm_(?!config_(?:registry|cache)$)|space_|vite|node_env$|test$|ci$)/i.test(name),
  )
  const old = oldNode()
  const first = old.kind === 'real' ? [dirname(old.command[0]!)] : []
  return { ...Object.fromEntries(kept), PATH: [...first, ...foldersOnPath()].join(delimiter) }
}

function foldersOnPath(): string[] {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !/[\\/](?:\.runtime|node_modules)[\\/]/.test(folder))
}

const STAND_IN = `
export async function main(argv: string[]): Promise<number> {
  const terminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY)
  // Listening before speaking: who waits for the words may send the signal at once.
  const asked = argv[1] === 'clean' && new Promise((resolve) => process.once('SIGINT', resolve))
  const calledAs = process.env.SPACE_CALLED_AS
  console.log(JSON.stringify({ argv, version: process.versions.node, terminal, calledAs }))
  if (argv[0] !== 'wait') return 7
  const alive = setInterval(() => {}, 1000)
  if (argv[1] !== 'clean') return new Promise(() => {})
  await asked
  clearInterval(alive)
  return 130
}
`
