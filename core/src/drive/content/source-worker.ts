import fs from 'node:fs'
import { SpaceError } from '@space/sdk'
import type { FileStat } from './messages.ts'

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants

/**
 * Open a file of this machine for reading. Never follows a symlink put in its place, and never
 * waits for the other end of a pipe.
 *
 * @throws {SpaceError} `unreadable`
 */
export function openSource(path: string): number {
  try {
    return fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/** @throws {SpaceError} `unreadable` for what is no ordinary file */
export function statSource(fd: number, path: string): FileStat {
  const stat = fs.fstatSync(fd, { bigint: true })
  if (!stat.isFile()) {
    throw new SpaceError('unreadable', 'This is not an ordinary file', { facts: { path } })
  }
  const { mtimeNs, ctimeNs, ino, dev } = stat
  return { size: Number(stat.size), mtimeNs, ctimeNs, ino, dev }
}

/** Reads `length` bytes at `position`, or as many as there are. @throws {SpaceError} `unreadable` */
export function readSource(
  fd: number,
  path: string,
  into: Uint8Array,
  length: number,
  position: number,
): number {
  let done = 0
  try {
    while (done < length) {
      const got = fs.readSync(fd, into, done, length - done, position + done)
      if (got === 0) break
      done += got
    }
  } catch (cause) {
    throw unreadable(path, cause)
  }
  return done
}

export function sameStat(a: FileStat, b: FileStat): boolean {
  return (
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs &&
    a.ino === b.ino &&
    a.dev === b.dev
  )
}

export function changed(path: string): SpaceError {
  return new SpaceError('changed-while-read', 'The file kept changing while it was read', {
    try: 'Close the program that writes to it and try again.',
    facts: { path },
  })
}

export function endless(path: string): SpaceError {
  return new SpaceError('unreadable', 'The file cannot be read', {
    why: 'It says that it is empty, and gives more than 4 MiB.',
    facts: { path },
  })
}

function unreadable(path: string, cause: unknown): SpaceError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const why = WHY[code] ?? 'The disk reported an error.'
  return new SpaceError('unreadable', 'The file cannot be read', { why, cause, facts: { path } })
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'You have no permission to read it.',
  ELOOP: 'It is a symlink.',
  ENOENT: 'It is not there any more.',
  ENXIO: 'It is a socket or a device.',
  EPERM: 'You have no permission to read it.',
}
