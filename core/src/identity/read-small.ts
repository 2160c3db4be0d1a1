import fs from 'node:fs'
import { SpaceError } from '@space/sdk'

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants

/**
 * Read a small file of the home: never through a link, and never waiting for the other end of a pipe
 * that lies in its place.
 *
 * @param maxBytes a longer file is not read
 * @param what the file's name for people
 * @throws {SpaceError} `unreadable` when it is no ordinary file or too long; else what Node throws
 */
export function readSmall(path: string, maxBytes: number, what: string): Uint8Array {
  const refusal = (why: string, cause?: unknown): SpaceError =>
    new SpaceError('unreadable', `${what} is not what Space has written`, {
      why,
      try: 'bring it back from a copy of the home',
      facts: { path },
      cause,
    })
  let fd: number
  try {
    fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ELOOP') throw refusal('a link is in its place', error)
    throw error
  }
  try {
    const stat = fs.fstatSync(fd)
    if (!stat.isFile()) throw refusal('something that is no ordinary file is in its place')
    if (stat.size > maxBytes) throw refusal('it is too long')
    return fs.readFileSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}
