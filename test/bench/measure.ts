import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The middle value; of an even number of values the upper of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

/** The three load averages of this machine, as the kernel prints them. */
export function load(): string {
  return readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' ')
}

/** Largest resident size that a whole process ever had, all its threads together, in MB (10^6 B). */
export function peakMB(pid: number): number {
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return (Number(line?.[1]) * 1024) / 1e6
}

/** Writes everything dirty out, so that a measurement does not pay for what came before it. */
export function settle(): void {
  must('sync', [])
}

/** Flushes the filesystem that holds `path`; how long that took, in ms. */
export function flush(path: string): number {
  const start = performance.now()
  must('sync', ['-f', path])
  return performance.now() - start
}

/**
 * Runs one line of bash and says how long it took, in ms.
 *
 * @throws {Error} with the end of what it said on stderr, when it fails
 */
export async function timeLine(
  line: string,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const start = performance.now()
  await runLine(line, env)
  return performance.now() - start
}

/** Runs one line of bash; what it wrote to stdout. */
export function runLine(line: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const child = spawn('bash', ['-c', `set -eo pipefail; ${line}`], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err = (err + chunk.toString()).slice(-2000)))
  child.once('error', reject)
  child.once('close', (code) => {
    if (code === 0) resolve(out)
    else reject(new Error(`failed (${String(code)}): ${line}\n${err}`))
  })
  return promise
}

/**
 * Runs every contestant once per round, each round beginning with another one, so that a machine
 * that slows down or speeds up weighs on all alike. A contestant returns its own measure.
 */
export async function interleave(
  rounds: number,
  contestants: ReadonlyMap<string, (round: number) => Promise<number>>,
): Promise<Map<string, number[]>> {
  const names = [...contestants.keys()]
  const taken = new Map(names.map((name): [string, number[]] => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (let step = 0; step < names.length; step++) {
      const name = names[(step + round) % names.length] ?? ''
      settle()
      const measure = await contestants.get(name)?.(round)
      if (measure !== undefined) taken.get(name)?.push(measure)
    }
  }
  return taken
}

function must(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { stdio: 'ignore' })
  if (done.status !== 0) throw new Error(`failed: ${command} ${args.join(' ')}`)
}
