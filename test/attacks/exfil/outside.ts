/** Starts the suite in a network of its own and reads what it found. */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { VECTORS } from '../../apps/hostile/vectors.js'
import type { Heard } from './inside.ts'

const LIMIT_MS = 280_000

/**
 * Runs without any of our defences; the others are the hostile app in the real shell: in a browser as
 * people have it, in the same with its background quiet, and in the one that Space launches.
 */
export const RUNS = ['baseline', 'plain', 'plainquiet', 'launched'] as const
export type Run = (typeof RUNS)[number]

export interface Untried {
  readonly why: string
}

/** @param third 0, 1 or 2: every third vector; else all */
export async function runExfil(third: number | 'all'): Promise<Heard | Untried> {
  const net = ['--net', '--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])]
  if (spawnSync('unshare', [...net, 'ip', 'link']).status !== 0)
    return { why: 'this machine gives no network of its own to play in (unshare)' }
  const program = join(import.meta.dirname, 'inside.ts')
  const script = join(import.meta.dirname, 'net.sh')
  const inside = [...net, 'bash', script, process.execPath, program, String(third)]
  const child = spawn('unshare', inside, { stdio: ['ignore', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
  const said: string[] = []
  const troubles: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => troubles.push(text))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  const line = said.join('').trim().split('\n').at(-1)
  if (code !== 0 || line === undefined)
    throw new Error(`the suite ended with ${code}: ${troubles.join('').slice(-2000)}`)
  return JSON.parse(line) as Heard
}

/** Names of the vectors that were heard in a run. */
export function leaksOf({ leaks }: Heard, run: Run): string[] {
  return Object.entries(leaks[run] ?? {}).map(
    ([index, channels]) => `${VECTORS[Number(index)]?.name} (${channels.join(', ')})`,
  )
}

/** By family: how many of its vectors were tried, and heard in the run. */
export function familiesOf({ leaks, chosen }: Heard, run: Run): Map<string, [number, number]> {
  const families = new Map<string, [number, number]>()
  for (const index of chosen) {
    const { family } = VECTORS[index] ?? { family: 'none' }
    const [tried, heard] = families.get(family) ?? [0, 0]
    families.set(family, [tried + 1, heard + (leaks[run]?.[index] === undefined ? 0 : 1)])
  }
  return families
}
