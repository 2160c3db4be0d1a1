import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SpaceError } from '@space/sdk'
import type { Channel, Message } from '@space/sdk/wire'
import { decodeMessage, encodeMessage, frame, unframe } from './frame.ts'

/** The shortest limit of the systems we run on: 107 bytes on Linux, 103 on macOS. */
const PATH_BYTES = 103

export interface Listener extends AsyncDisposable {
  readonly path: string
}

/**
 * Where the socket of a home lies: in it, or when that path is too long for a socket in a short
 * folder of this user's, named after the home.
 *
 * @throws {SpaceError} `denied` when the short folder belongs to someone else or is open to others
 */
export function socketPath(home: string, env: NodeJS.ProcessEnv = process.env): string {
  const { path, folder } = placeFor(home, env)
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!isPrivate(folder)) throw denied(folder)
  }
  return path
}

/**
 * As {@link socketPath}, to ask whether somebody listens there. `undefined` when the short folder is
 * not there or not this user's alone: whoever has taken its name must not keep anybody from their home.
 */
export function findSocket(home: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { path, folder } = placeFor(home, env)
  return folder === undefined || isPrivate(folder) ? path : undefined
}

/** @returns the socket, and the short folder that it needs when the home's own path is too long */
function placeFor(home: string, env: NodeJS.ProcessEnv): { path: string; folder?: string } {
  const inHome = join(home, 'space.sock')
  if (Buffer.byteLength(inHome) <= PATH_BYTES) return { path: inHome }
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16)
  const runtime = env['XDG_RUNTIME_DIR']
  if (runtime?.startsWith('/') && Buffer.byteLength(runtime) + 40 <= PATH_BYTES) {
    const folder = join(runtime, `space-${name}`)
    return { path: join(folder, 's'), folder }
  }
  const user = process.getuid?.() ?? 0
  const short = Buffer.byteLength(tmpdir()) + 60 <= PATH_BYTES ? tmpdir() : '/tmp'
  const folder = join(short, `space-${user}-${name}`)
  return { path: join(folder, 's'), folder }
}

/**
 * Listen on a unix socket that only this user may open. The caller holds the lock of the home, so
 * a socket file that is there is left over from a process that died.
 */
export async function listen(
  path: string,
  onChannel: (channel: Channel) => void,
): Promise<Listener> {
  rmSync(path, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    onChannel(channelOf(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // The socket gets its mode when it is bound, which happens inside this call.
    const before = process.umask(0o177)
    server.listen(path, resolve)
    process.umask(before)
  })
  return {
    path,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Undefined when nobody listens there. */
export async function dial(path: string): Promise<Channel | undefined> {
  const socket = connect(path)
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(channelOf(socket)))
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ENOTDIR'].includes(error.code ?? '')) {
        resolve(undefined)
      } else reject(denied(path, error))
    })
  })
}

/** Messages over a stream socket. */
export function channelOf(socket: Socket): Channel {
  // A broken connection shows as the end of `messages`; without a listener it would end the process.
  socket.on('error', () => undefined)
  let room: Promise<void> | undefined
  const drained = (): Promise<void> => {
    room ??= whenDrained(socket).finally(() => {
      room = undefined
    })
    return room
  }
  return {
    messages: decoded(socket),
    async send(message) {
      const bytes = encodeMessage(message)
      if (socket.destroyed) throw new SpaceError('offline', 'The connection is closed')
      if (socket.write(frame(bytes))) return
      await drained()
    },
    close() {
      socket.destroy()
    },
  }
}

async function* decoded(socket: Socket): AsyncGenerator<Message> {
  for await (const bytes of unframe(socket)) yield decodeMessage(bytes)
}

async function whenDrained(socket: Socket): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onDrain = (): void => {
      socket.off('close', onClose)
      resolve()
    }
    const onClose = (): void => {
      socket.off('drain', onDrain)
      reject(new SpaceError('offline', 'The connection is closed'))
    }
    socket.once('drain', onDrain)
    socket.once('close', onClose)
  })
}

function isPrivate(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false })
  if (stat === undefined) return false
  const user = process.getuid?.() ?? stat.uid
  return stat.isDirectory() && stat.uid === user && (stat.mode & 0o077) === 0
}

function denied(path: string, cause?: unknown): SpaceError {
  return new SpaceError('denied', 'The socket of Space cannot be used', {
    why: `${path} is not a private place of this user`,
    try: 'set SPACE_HOME to a shorter path in your home folder',
    ...(cause === undefined ? {} : { cause }),
  })
}
