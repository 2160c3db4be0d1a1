import { constants, readdirSync, rmSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isSpaceError, SpaceError } from '@space/sdk'
import { randomBytes } from '../crypto/hash.ts'

/**
 * Put a small file in place, readable by its owner only: a crash leaves what was there or all of
 * `content`, never a mixture, and what is there when this returns stays. What fails leaves no draft.
 *
 * @param what the file's name for people
 * @param move puts the draft at `path`; without it, it replaces what is there
 * @throws {SpaceError} `disk-full`, `io`, or what `move` throws
 */
export async function writeDurably(
  path: string,
  content: Uint8Array,
  what: string,
  move: (draft: string) => Promise<void> = (draft) => rename(draft, path),
): Promise<void> {
  const draft = `${path}.${Buffer.from(randomBytes(8)).toString('hex')}.draft`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await move(draft)
    await syncFolder(dirname(path))
  } catch (cause) {
    await rm(draft, { force: true })
    if (isSpaceError(cause)) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)
    throw new SpaceError(isFull ? 'disk-full' : 'io', `${what} could not be written`, { cause })
  }
}

/**
 * The drafts that a crash has left beside a file: of a keyring each may open all there is, without the
 * passphrase that was set since. The caller sees to it that nobody is writing.
 */
export function draftsOf(path: string): string[] {
  const start = `${basename(path)}.`
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(start) && DRAFT.test(name.slice(start.length)))
    .map((name) => join(dirname(path), name))
}

/** What cannot be removed stays, and is in {@link draftsOf}. */
export function removeDraftsOf(path: string): void {
  for (const draft of draftsOf(path)) {
    try {
      rmSync(draft)
    } catch {
      // A file system that refuses it must not keep the person from their files.
    }
  }
}

const DRAFT = /^[0-9a-f]{16}\.draft$/u

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return // folders cannot be opened there
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
