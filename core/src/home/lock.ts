import { mkdirSync, readFileSync, rmSync, writeFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { SpaceError } from '@space/sdk'
import { quoteForShell } from '@space/sdk/quote'
import { isErrno } from '../blocks/files.ts'
import { openLock, type Lock } from '../blocks/lock.ts'

const RETRY_MS = 25

/** Holding it means to be the only process that has this home open. */
export interface HomeLock extends Disposable {
  readonly dir: string
}

/**
 * Lock the home, making its folder when it is missing. Waits up to `waitMs`.
 *
 * @throws {SpaceError} `in-use` naming the owner, `read-only`, `io`, `aborted`
 */
export async function lockHome(
  dir: string,
  command: string,
  { waitMs = 2000, signal }: { waitMs?: number; signal?: AbortSignal | undefined } = {},
): Promise<HomeLock> {
  const owner = join(dir, 'lock.json')
  let lock: Lock | undefined
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    demandOwn(dir)
    lock = openLock(join(dir, 'lock.db'))
    const until = performance.now() + waitMs
    while (!lock.take()) {
      signal?.throwIfAborted()
      if (performance.now() >= until) throw inUse(dir, owner)
      await delay(RETRY_MS)
    }
    writeOwner(owner, command)
  } catch (error) {
    lock?.[Symbol.dispose]()
    throw explained(error, dir)
  }
  const held = lock
  let isHeld = true
  return {
    dir,
    [Symbol.dispose]() {
      if (!isHeld) return
      isHeld = false
      rmSync(owner, { force: true })
      held[Symbol.dispose]()
    },
  }
}

/** Only for messages, so a full disk keeps nobody from reading what is on it. */
function writeOwner(path: string, command: string): void {
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, command }), { mode: 0o600 })
  } catch (error) {
    if (!isErrno(error, 'ENOSPC', 'EDQUOT')) throw error
    // Half of it, or what somebody who was killed left there, would name the wrong one.
    rmSync(path, { force: true })
  }
}

/** A folder that others can change is no place for keys: they could put anything in it. */
function demandOwn(dir: string): void {
  const { uid, mode } = statSync(dir)
  const isOwn = process.getuid === undefined || uid === process.getuid()
  if (isOwn && (mode & 0o022) === 0) return
  throw new SpaceError('denied', 'This folder cannot be a home of Space', {
    why: isOwn ? `other users may write to ${dir}` : `${dir} belongs to another user`,
    try: isOwn ? `chmod 700 ${quoteForShell(dir)}` : 'set SPACE_HOME to a folder of your own',
    facts: { home: dir },
  })
}

function inUse(dir: string, ownerPath: string): SpaceError {
  const owner = readOwner(ownerPath)
  const who = owner === undefined ? 'another process' : `process ${owner.pid} (${owner.command})`
  return new SpaceError('in-use', 'Space is in use', {
    why: `${who} has ${dir} open`,
    try: 'wait until it is done; next time run `space start` first, and commands share one daemon',
    facts: { home: dir, ...(owner === undefined ? {} : owner) },
  })
}

function readOwner(path: string): { pid: number; command: string } | undefined {
  try {
    const owner: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof owner !== 'object' || owner === null) return undefined
    const { pid, command } = owner as Record<string, unknown>
    return typeof pid === 'number' && typeof command === 'string' ? { pid, command } : undefined
  } catch {
    // Not written yet, or just removed: the owner stays unnamed.
    return undefined
  }
}

function explained(error: unknown, dir: string): unknown {
  if (error instanceof SpaceError || !(error instanceof Error)) return error
  if (error.name === 'AbortError')
    return new SpaceError('aborted', 'Stopped while waiting', { cause: error })
  const code = String(Reflect.get(error, 'code'))
  const number = Reflect.get(error, 'errcode')
  const readOnly = ['EROFS', 'EACCES', 'EPERM'].includes(code) || number === 8 || number === 14
  if (code === 'ENOSPC' || number === 13) {
    return new SpaceError('disk-full', 'The disk is full', { cause: error, facts: { home: dir } })
  }
  return new SpaceError(readOnly ? 'read-only' : 'io', 'The home of Space cannot be written', {
    why: `${dir} cannot be opened for writing (${code})`,
    try: 'check the permissions and the disk, or set SPACE_HOME to another folder',
    facts: { home: dir },
    cause: error,
  })
}
