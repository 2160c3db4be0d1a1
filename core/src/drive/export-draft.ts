/** The folder beside its target in which an export is written first, and what the system refuses there. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import { isSpaceError, SpaceError, type ErrorCode } from '@space/sdk'
import { hmac } from '../crypto/hash.ts'
import { hexOf } from '../crypto/text.ts'

/** Names of the drafts of this process; those of another one that has had this home open are dead. */
const live = new Set<string>()

export interface Draft {
  readonly path: string
  /** Removes it with all that is still in it; a second call does nothing. */
  remove(): void
}

/**
 * Make an empty draft in the folder `to`, and remove those that a killed export of this home left there.
 *
 * NOTE: only one process at a time holds a home, and the name of a draft tells which home it is of by a
 * hash under its storage key. So a draft of this home that is not in `live` has nobody who writes to it.
 */
export function makeDraft(to: string, storageKey: Uint8Array): Draft {
  const start = `.space-${hexOf(hmac(storageKey, Buffer.from('draft')).subarray(0, 6))}-`
  removeDead(to, start)
  const name = `${start}${hexOf(randomBytes(6))}.part`
  const path = join(to, name)
  fs.mkdirSync(path, { mode: 0o700 })
  live.add(name)
  return {
    path,
    remove() {
      if (!live.has(name)) return
      removeTree(path)
      live.delete(name)
    },
  }
}

function removeDead(to: string, start: string): void {
  try {
    for (const name of fs.readdirSync(to)) {
      if (!name.startsWith(start) || !/^[0-9a-f]{12}\.part$/u.test(name.slice(start.length)))
        continue
      const path = join(to, name)
      if (!live.has(name) && fs.lstatSync(path).isDirectory()) removeTree(path)
    }
  } catch {
    // It takes room, but stands in nobody's way.
  }
}

function removeTree(path: string): void {
  try {
    fs.rmSync(path, { recursive: true, force: true })
  } catch {
    // Folders that came out with their permissions may be shut for their owner.
    openUp(path)
    fs.rmSync(path, { recursive: true, force: true })
  }
}

function openUp(folder: string): void {
  fs.chmodSync(folder, 0o700)
  for (const one of fs.readdirSync(folder, { withFileTypes: true }))
    if (one.isDirectory()) openUp(join(folder, one.name))
}

/** The code of a failed call to the system, such as `ENOSPC`. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && 'syscall' in (error as Error) ? code : undefined
}

/**
 * The error for what the system refused while an export was written; others are given back as they are.
 *
 * @param inPlace what of it is there already, whole
 */
export function refusal(
  error: unknown,
  { to, draft, inPlace }: { to: string; draft: string | undefined; inPlace: readonly string[] },
): unknown {
  const errno = isSpaceError(error, 'disk-full') ? 'ENOSPC' : errnoOf(error)
  if (errno === undefined) return error
  const { code, message } = WORDS[errno] ?? { code: 'io', message: `cannot be written (${errno})` }
  const path = pathOf(error, draft, to) ?? to
  const safe =
    inPlace.length === 0
      ? 'nothing was put in place, and what was written was removed again'
      : `${inPlace.map((name) => JSON.stringify(name)).join(', ')} came out whole; the rest was removed again`
  return new SpaceError(code, `${path} ${message}`, {
    why: `${safe}; the drive is as it was`,
    try:
      code === 'disk-full'
        ? 'make room there, or name another folder with --to, and run the same command again'
        : 'name another folder with --to',
    facts: { path },
    cause: error,
  })
}

const FULL = { code: 'disk-full', message: 'cannot be written: the disk is full' } as const
const REFUSED = { code: 'denied', message: 'may not be written by this user' } as const
const WORDS: Readonly<Record<string, { code: ErrorCode; message: string }>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EACCES: REFUSED,
  EPERM: REFUSED,
  EROFS: { code: 'read-only', message: 'is on a disk that cannot be written to' },
  ENAMETOOLONG: { code: 'io', message: 'is too long a path for this disk' },
}

/** Where the refused path would have been in the end. */
function pathOf(error: unknown, draft: string | undefined, to: string): string | undefined {
  const { dest, path } = error as { dest?: unknown; path?: unknown }
  const refused = typeof dest === 'string' ? dest : path
  if (typeof refused !== 'string') return undefined
  if (draft === undefined || !refused.startsWith(draft)) return refused
  return `${to.replace(/\/+$/u, '')}${refused.slice(draft.length)}`
}
