/** What this process has open to elsewhere, told by its own sockets: whoever opens one is seen here. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

export interface OutLink {
  /** The name that was asked for, else the address. */
  readonly host: string
  readonly port: number
  readonly sentBytes: number
  readonly receivedBytes: number
  /** ms since 1970. */
  readonly since: number
}

export interface Sockets extends Disposable {
  /** Those that reached, or try to reach, another machine. */
  out(): readonly OutLink[]
  /** Since when each program of this machine is connected by a socket in the file system; ms since 1970. */
  programs(): readonly number[]
}

interface Way {
  name: string
  address: string
  port: number
  readonly since: number
}

/** @param now ms since 1970 */
export function openSockets(now: () => number): Sockets {
  const out = new Map<Socket, Way>()
  const programs = new Map<Socket, number>()
  const onClient = (message: unknown): void => {
    const socket = socketOf(message)
    if (socket === undefined) return
    const way: Way = { name: '', address: '', port: 0, since: now() }
    socket.once('lookup', (_error: unknown, _address: unknown, _family: unknown, host: unknown) => {
      if (typeof host === 'string') way.name = host
    })
    socket.on('connectionAttempt', (address: string, port?: number) => {
      // Sockets in the file system, which lead nowhere else, have none.
      if (port === undefined) return
      Object.assign(way, { address, port })
      out.set(socket, way)
    })
    socket.once('close', () => out.delete(socket))
  }
  const onServer = (message: unknown): void => {
    const socket = socketOf(message)
    // One with an address is a browser's: those say who they are, and are told of by name.
    if (socket === undefined || socket.remoteAddress !== undefined) return
    programs.set(socket, now())
    socket.once('close', () => programs.delete(socket))
  }
  subscribe('net.client.socket', onClient)
  subscribe('net.server.socket', onServer)
  return {
    out: () =>
      [...out]
        .filter(([, { address }]) => !isLoopback(address))
        .map(([socket, { name, address, port, since }]) => ({
          host: name === '' ? address : name,
          port,
          sentBytes: socket.bytesWritten,
          receivedBytes: socket.bytesRead,
          since,
        })),
    programs: () => [...programs.values()],
    [Symbol.dispose]() {
      unsubscribe('net.client.socket', onClient)
      unsubscribe('net.server.socket', onServer)
    },
  }
}

function socketOf(message: unknown): Socket | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  return Reflect.get(message, 'socket') as Socket | undefined
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}
