/** What hears every word that a page manages to say: names, connections, datagrams and requests. */
import { createSocket } from 'node:dgram'
import { createServer as createHttp } from 'node:http'
import { createServer as createTcp, type Server, type Socket } from 'node:net'

/** How something arrived. */
export type Channel = 'dns' | 'http' | 'tls' | 'tcp' | 'udp' | 'local'

export interface Canary extends AsyncDisposable {
  /** By `v<index>-<run>`: the channels on which that vector was heard. */
  heard(): ReadonlyMap<string, ReadonlySet<Channel>>
  /** A port of 127.0.0.1 that no page has a reason to ask. */
  readonly otherPort: number
  /** Called by other listeners, such as a sibling's page that was opened with a message for us. */
  note(text: string, channel: Channel): void
}

export interface CanaryOptions {
  /** Where everything but DNS listens. */
  readonly ip: string
  /** One TCP and UDP port for each vector from here on. */
  readonly port: number
  readonly vectors: number
  /** Of the run that is heard on the numbered ports: these carry no name. */
  readonly run: () => string
  readonly ports: { readonly dns: number; readonly http: number; readonly tls: number }
}

const LABEL = /v(\d+)-([a-z]+)/i
const TYPE_A = 1

/** Listen on all of it until disposed. Needs a network of its own: it takes ports 53, 80 and 443. */
export async function openCanary(options: CanaryOptions): Promise<Canary> {
  const { ip, port, vectors, run, ports } = options
  const heard = new Map<string, Set<Channel>>()
  const closers: (() => Promise<void>)[] = []
  const add = (label: string, channel: Channel): void => {
    const channels = heard.get(label) ?? new Set()
    heard.set(label, channels.add(channel))
  }
  const note = (text: string, channel: Channel): void => {
    const found = LABEL.exec(text)
    if (found !== null) add(`v${found[1]}-${found[2]?.toLowerCase()}`, channel)
  }
  const keep = async (server: Server, at: number, host: string): Promise<Server> => {
    const sockets = new Set<Socket>()
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(at, host, resolve)
    })
    closers.push(async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    })
    return server
  }
  const listenUdp = async (
    at: number,
    host: string,
    take: (message: Buffer, answer: (bytes: Buffer) => void) => void,
  ): Promise<void> => {
    const socket = createSocket('udp4')
    socket.on('message', (message, from) =>
      take(message, (bytes) => socket.send(bytes, from.port, from.address)),
    )
    await new Promise<void>((resolve) => socket.bind(at, host, resolve))
    closers.push(() => new Promise((resolve) => socket.close(() => resolve())))
  }

  await listenUdp(ports.dns, '127.0.0.1', (message, answer) => {
    const { name, answered } = answerDns(message, ip)
    note(name, 'dns')
    answer(answered)
  })
  const web = createHttp((request, response) => {
    note(`${request.headers.host} ${request.url}`, 'http')
    request.resume()
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('heard')
  })
  web.on('upgrade', (request, socket) => {
    note(`${request.headers.host}`, 'http')
    socket.destroy()
  })
  await keep(web, ports.http, ip)
  // The name a TLS client asks for stands in clear in its first message.
  await keep(
    createTcp((socket) => socket.on('data', (bytes) => note(bytes.toString('latin1'), 'tls'))),
    ports.tls,
    ip,
  )
  const other = await keep(
    createHttp((request, response) => {
      note(`${request.url}`, 'local')
      response.end()
    }),
    0,
    '127.0.0.1',
  )
  for (let index = 0; index < vectors; index += 1) {
    const label = (): string => `v${index}-${run()}`
    await keep(
      createTcp((socket) => {
        add(label(), 'tcp')
        socket.destroy()
      }),
      port + index,
      ip,
    )
    await listenUdp(port + index, ip, () => add(label(), 'udp'))
  }
  const address = other.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return {
    heard: () => heard,
    otherPort: address.port,
    note,
    async [Symbol.asyncDispose]() {
      await Promise.all(closers.map((close) => close()))
    },
  }
}

/** One address for every name under `.test`, nothing for any other. RFC 1035, section 4. */
function answerDns(query: Buffer, ip: string): { name: string; answered: Buffer } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const name = labels.join('.')
  const end = at + 5
  const known = name.endsWith('.test') && query.readUInt16BE(at + 1) === TYPE_A
  const head = Buffer.from(query.subarray(0, 12))
  head.writeUInt16BE(known || name.endsWith('.test') ? 0x8180 : 0x8183, 2)
  head.writeUInt16BE(known ? 1 : 0, 6)
  head.writeUInt32BE(0, 8)
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...ip.split('.').map(Number)])
  const answered = Buffer.concat([head, query.subarray(12, end), ...(known ? [record] : [])])
  return { name, answered }
}
