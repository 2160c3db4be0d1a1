/** What processes of this machine take. */
import { readdirSync, readFileSync } from 'node:fs'

const CHROMIUM_PROCESS = 'chromium/chromium'

/** Proportional set size of the browser that this process started, all of its processes, bytes. */
export function memoryOf(): number {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [pid, parentOf(pid)]),
  )
  const isOurs = (pid: string): boolean => {
    const parent = parents.get(pid)
    return parent !== undefined && (parent === String(process.pid) || isOurs(parent))
  }
  return [...parents.keys()]
    .filter((pid) => isOurs(pid) && textOf(`/proc/${pid}/cmdline`).includes(CHROMIUM_PROCESS))
    .reduce((sum, pid) => sum + kibOf(textOf(`/proc/${pid}/smaps_rollup`), 'Pss') * 1024, 0)
}

function parentOf(pid: string): string | undefined {
  const stat = textOf(`/proc/${pid}/stat`)
  // After the name, which may hold anything: state, then the parent.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
}

/** Resident size of one process, bytes. */
export function rss(pid: number): number {
  return kibOf(textOf(`/proc/${pid}/status`), 'VmRSS') * 1024
}

function kibOf(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)
}

/** Empty when the process is gone meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
