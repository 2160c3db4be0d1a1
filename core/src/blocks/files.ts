import fs from 'node:fs'
import { promisify } from 'node:util'
import { SpaceError } from '@space/sdk'

/** The file system as segments need it: a port, so that tests can make it fail. */
export interface Files {
  /** Makes a new file that only its owner may read; fails when it is there. */
  create(path: string): number
  /** Opens a file that is there for reading and writing; follows no link. */
  reopen(path: string): number
  /** Returns how many bytes were written, which may be fewer than given. */
  write(fd: number, buffers: readonly Uint8Array[], position: number): number
  /** Fills `into` from `position` on; returns with how many bytes, fewer only at the end. */
  read(fd: number, into: Uint8Array, position: number): number
  sync(fd: number): Promise<void>
  truncate(fd: number, length: number): void
  /** Removes a file; one that is gone is no failure. */
  unlink(path: string): void
  /** Makes created and removed names durable. */
  syncFolder(path: string): void
}

const fdatasync = promisify(fs.fdatasync)

export const diskFiles: Files = {
  create: (path) => fs.openSync(path, 'wx+', 0o600),
  reopen: (path) => fs.openSync(path, fs.constants.O_RDWR | (fs.constants.O_NOFOLLOW ?? 0)),
  write: (fd, buffers, position) => fs.writevSync(fd, buffers, position),
  read: (fd, into, position) => fs.readSync(fd, into, 0, into.length, position),
  sync: (fd) => fdatasync(fd),
  truncate: (fd, length) => fs.ftruncateSync(fd, length),
  unlink: (path) => fs.rmSync(path, { force: true }),
  syncFolder(path) {
    const fd = fs.openSync(path, 'r')
    try {
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  },
}

/** Makes an empty file that only its owner may read, unless there is one; failures are those of Node. */
export function makePrivate(path: string): void {
  try {
    // NOTE: only ever creates. Closing a file that is there would free this process's locks on it.
    fs.closeSync(fs.openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  }
}

/** Whether `error` has one of these codes; without any, whether it has a code at all. */
export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  return codes.length === 0 || codes.includes(String(error.code))
}

/** Words for a failure of the file system while blocks are being written. */
export function writeError(cause: unknown): SpaceError {
  if (cause instanceof SpaceError) return cause
  if (cause === undefined || isErrno(cause, 'ENOSPC', 'EDQUOT', 'EFBIG')) {
    return new SpaceError('disk-full', 'The disk is full', {
      why: 'Nothing of what was being saved was kept; what was saved before is safe.',
      try: 'Free some room; what a stopped add left behind goes with: space sweep',
      cause,
    })
  }
  if (!isErrno(cause)) return new SpaceError('internal', 'Blocks could not be written', { cause })
  return new SpaceError('io', 'The disk could not be written', {
    why: 'The disk reported an error; nothing of what was being saved is counted as saved.',
    try: 'Check the disk, then try again.',
    cause,
  })
}
