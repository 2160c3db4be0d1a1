/**
 * The proxy of the browser that Space launches: it lets nothing through. Whatever a page tries to
 * reach ends here, and is counted.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { NOWHERE } from './headers.ts'

const HOSTS = 1000
const CONNECTIONS = 256

export interface DenyProxy extends AsyncDisposable {
  readonly port: number
  /** How often each host was tried, most often first. */
  refused(): readonly { readonly host: string; readonly count: number }[]
}

export async function openDenyProxy(): Promise<DenyProxy> {
  const counts = new Map<string, number>()
  const count = (name: string): void => {
    const host = plainHost(name)
    const before = counts.get(host)
    if (before === undefined && counts.size >= HOSTS) return
    counts.set(host, (before ?? 0) + 1)
  }
  const server = createServer({ maxHeaderSize: 16 * 2 ** 10, headersTimeout: 10_000 })
  server.maxConnections = CONNECTIONS
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    count(hostOf(request.url))
    for (const [name, value] of Object.entries(NOWHERE)) response.setHeader(name, String(value))
    response.writeHead(403, { Connection: 'close', 'Content-Length': '0' }).end()
  })
  const refuse = (_request: IncomingMessage, socket: Duplex): void => {
    socket.on('error', () => undefined)
    socket.end('HTTP/1.1 403 Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  }
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    count(request.url ?? '')
    refuse(request, socket)
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    count(hostOf(request.url))
    refuse(request, socket)
  })
  server.on('clientError', (_error, socket) => void socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    refused: () =>
      [...counts]
        .map(([host, times]) => ({ host, count: times }))
        .toSorted((a, b) => b.count - a.count),
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

function hostOf(url: string | undefined): string {
  return URL.parse(url ?? '')?.host ?? ''
}

/** Names are chosen by hostile pages: at most what a host can be, without its port. */
function plainHost(name: string): string {
  const host = name.replace(/:\d{1,5}$/, '').toLowerCase()
  const bare = host.replace(/^\[|\]$/g, '')
  const isName = isIP(bare) !== 0 || /^[a-z0-9_.-]{1,253}$/.test(bare)
  return isName ? bare : 'something that is no name'
}
