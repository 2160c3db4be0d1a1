import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'

/** Runs a program of the system. @throws {Error} with its words when it fails */
export function run(program: string, ...args: readonly string[]): string {
  const done = spawnSync(program, args, { encoding: 'utf8' })
  if (done.status !== 0) {
    throw new Error(`${program} ${args.join(' ')}: ${done.error?.message ?? done.stderr}`)
  }
  return done.stdout
}

/** Why filesystems cannot be mounted here; undefined when they can. */
export function whyNoMounts(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux'
  if (process.getuid?.() !== 0) return 'needs root to mount'
  return undefined
}

/** Why loop devices cannot be used here; undefined when they can. */
export function whyNoLoops(): string | undefined {
  const why = whyNoMounts()
  if (why !== undefined) return why
  if (!existsSync('/dev/loop-control')) return 'needs loop devices'
  return undefined
}

/** How many requests the disk behind `device` has finished writing, and has under way. */
export function writesOf(device: string): { done: number; pending: number } {
  const name = device.replace('/dev/', '')
  const fields = readFileSync(`/sys/block/${name}/stat`, 'utf8').trim().split(/\s+/).map(Number)
  return { done: fields[4] ?? 0, pending: fields[8] ?? 0 }
}

/** Whether every thread of the process stands still. */
export function isStopped(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((thread) =>
    /^State:\s+T/m.test(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')),
  )
}

/** A filesystem in memory with room for `bytes`, until it is disposed. */
export function mountMemory(dir: string, bytes: number): Disposable {
  mkdirSync(dir, { recursive: true })
  run('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', dir)
  return { [Symbol.dispose]: () => void run('umount', dir) }
}
