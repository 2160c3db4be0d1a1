// The ground under the launcher: what every start needs, so nothing slow to load is imported here.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The oldest Node that runs `.ts` files without a flag and without a warning. */
export const OLDEST = [24, 12]

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const runtime = join(root, '.runtime')
export const modules = join(root, 'node_modules')
export const stamp = join(modules, '.space-lock.json')

/** A refusal with words for people; anything else that is thrown is a bug and keeps its stack. */
export class Refusal extends Error {
  constructor(message, advice) {
    super(message)
    this.advice = advice
  }
}

/**
 * What the stamp says of a tree: for which machine and how much (`all`, or without developers' tools what is needed
 * for `use`), then a copy of the lock: comparing bytes is faster than loading a hash.
 */
export function stampFor(scope) {
  return Buffer.concat([
    Buffer.from(`${process.platform}-${process.arch} ${scope}\n`),
    readFileSync(join(root, 'package-lock.json')),
  ])
}

/** Whether node_modules holds what `scope` needs; a tree with `all` is good for both. */
export function isStamped(scope) {
  try {
    if (!existsSync(join(modules, '.package-lock.json'))) return false
    const is = readFileSync(stamp)
    return is.equals(stampFor('all')) || (scope === 'use' && is.equals(stampFor('use')))
  } catch {
    return false
  }
}

/** The signal that was asked to end us while another process did the work. */
export const stopped = { by: undefined }

/** Run the command to its end in another process, which stops by itself when this one is gone. */
export function handOver(program, argv, { env }) {
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
  return run(program, argv, { stdio, env: { ...env, SPACE_LAUNCHER: String(process.pid) } })
}

/** Run a program to its end; signals sent to this process go on to it. */
export async function run(program, argv, options) {
  const { spawn } = await import('node:child_process')
  if (stopped.by !== undefined) return { code: null, signal: stopped.by }
  const child = spawn(program, argv, options)
  // Ctrl-C on a terminal reaches the child without us; sent twice it would mean "stop at once".
  const onTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const forward = (signal) => {
    stopped.by = signal
    if (signal !== 'SIGINT' || !onTerminal) child.kill(signal)
  }
  for (const signal of signals) process.on(signal, forward)
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code, signal) => resolve({ code, signal }))
    })
  } finally {
    for (const signal of signals) process.off(signal, forward)
  }
}
