import { constants } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
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

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return // folders cannot be opened there
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
