/** The one server that browsers talk to: the shell, the apps, each on its own origin. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { SpaceError } from '@space/sdk'
import { MESSAGE_BYTES, openEndpoint } from '@space/sdk/wire'
import { type WebSocket, WebSocketServer } from 'ws'
import { openSeats } from '../rpc/seats.ts'
import { channelOfWebSocket, textsOf } from '../rpc/websocket.ts'
import { type Asking, refusal } from './admit.ts'
import { type Exchange, header, say } from './answer.ts'
import type { Auth } from './auth.ts'
import { type Doors, greet, type Greeted, HELLO_BYTES } from './hello.ts'
import { appHeaders, type Headers, NOWHERE, shellHeaders } from './headers.ts'
import { type Place, placeOf, shellOrigin } from './origins.ts'
import type { Pages } from './pages.ts'

const HEADER_BYTES = 16 * 2 ** 10
/** How long others may take; on one machine all of it is plenty. */
export const LIMITS = {
  /** For the headers of a request. */
  headersMs: 10_000,
  /** For all of a request, such as one slice of an upload. */
  requestMs: 300_000,
  /** Without a byte in either direction. */
  idleMs: 120_000,
  /** How often it is looked at the first two. */
  checkMs: 5000,
}
const CONNECTIONS = 512
const APP_MESSAGE_BYTES = 2 ** 20
/** WebSockets that have not said hello yet. */
const STRANGERS = 32

export interface GatewayServer extends AsyncDisposable {
  readonly port: number
  /** IPv6 is not there on every machine. */
  readonly addresses: readonly string[]
}

/** Whose connection it is: the person's, or that of one app in their window. */
export type Joined = Pick<Greeted, 'session' | 'app'>

/** What the server is made of; all of it is asked anew for each request. */
export interface Serving {
  readonly auth: Auth
  readonly doors: Doors
  readonly pages: Pages
  /** Of the apps that are installed. */
  labels(): readonly string[]
  /** Told of each connection that said who it is, and when it is closed again. */
  readonly joined?: (who: Joined, closed: Promise<unknown>) => void
}

/**
 * Listen on the loopback addresses of this machine, both with the same port.
 *
 * @throws {SpaceError} `in-use` when another program has the port
 */
export async function openServer(
  port: number,
  serving: Serving,
  limits = LIMITS,
): Promise<GatewayServer> {
  await using stack = new AsyncDisposableStack()
  const seats = stack.use(openSeats())
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  })
  sockets.on('wsClientError', (_error, socket) => refuseSocket(socket, 400))
  const strangers = new Set<WebSocket>()

  const join = async (socket: WebSocket): Promise<void> => {
    strangers.add(socket)
    const [oldest] = strangers
    if (strangers.size > STRANGERS) oldest?.terminate()
    const texts = textsOf(socket, HELLO_BYTES)
    const greeted = await greet(socket, texts, serving.auth, serving.doors)
    strangers.delete(socket)
    if (greeted === undefined) return
    texts.limit = greeted.app !== undefined ? APP_MESSAGE_BYTES : MESSAGE_BYTES
    const endpoint = openEndpoint(channelOfWebSocket(socket, texts), greeted.facets)
    seats.take(endpoint)
    serving.joined?.(greeted, endpoint.closed)
  }

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    void handle(port, serving, request, response)
  }
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => undefined)
    const place = placeOf(onlyHost(request), port)
    const isOurs =
      place?.kind === 'shell' &&
      request.method === 'GET' &&
      request.url === '/rpc' &&
      // Browsers always send it here, and none but ours may come in.
      header(request, 'origin') === shellOrigin(port) &&
      refusal(place, { ...askingOf(request), dest: undefined }, port) === undefined
    if (!isOurs) return refuseSocket(socket, place === undefined ? 421 : 403)
    sockets.handleUpgrade(request, socket, head, (open) => void join(open))
  }

  const addresses: string[] = []
  for (const address of ['127.0.0.1', '::1']) {
    const server = limitedServer(limits, onRequest, onUpgrade)
    if (!(await bound(server, port, address))) continue
    addresses.push(address)
    stack.defer(async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    })
  }
  stack.defer(() => {
    for (const socket of strangers) socket.terminate()
  })
  // NOTE: closed first, since an open WebSocket keeps its server from closing.
  stack.defer(() => seats[Symbol.asyncDispose]())
  const open = stack.move()
  return { port, addresses, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

function limitedServer(
  { headersMs, requestMs, idleMs, checkMs }: typeof LIMITS,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
  onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): Server {
  const server = createServer({
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkMs,
    keepAliveTimeout: 60_000,
    // Answered by us, since what Node says for itself carries no headers.
    requireHostHeader: false,
    insecureHTTPParser: false,
  })
  server.maxConnections = CONNECTIONS
  server.maxHeadersCount = 100
  server.setTimeout(idleMs, (socket) => socket.destroy())
  server.on('request', onRequest)
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    response.writeContinue()
    onRequest(request, response)
  })
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    say({ request, response, headers: NOWHERE }, 417, 'This cannot be expected here')
  })
  server.on('upgrade', onUpgrade)
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => refuseSocket(socket, 405))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else refuseSocket(socket, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400)
  })
  return server
}

async function handle(
  port: number,
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const place = placeOf(onlyHost(request), port)
  const headers = headersOf(place, port, serving)
  const exchange: Exchange = { request, response, headers }
  request.on('error', () => undefined)
  response.on('error', () => undefined)
  try {
    if (place === undefined) return say(exchange, 421, 'There is no such place here')
    const words = refusal(place, askingOf(request), port)
    if (words !== undefined) return say(exchange, 403, words)
    const path = pathOf(request.url)
    if (path === undefined) return say(exchange, 400, 'This is not an address')
    if (place.kind === 'shell') await serving.pages.shell(exchange, path, shellOrigin(port))
    else await serving.pages.app(exchange, place.label, path)
  } catch {
    say(exchange, 500, 'Something failed inside Space')
  }
}

function headersOf(place: Place | undefined, port: number, { labels }: Serving): Headers {
  if (place === undefined) return NOWHERE
  return place.kind === 'app' ? appHeaders(port) : shellHeaders(port, labels())
}

/** Undefined when there is none, or more than one. */
function onlyHost(request: IncomingMessage): string | undefined {
  const { rawHeaders } = request
  const count = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length
  return count === 1 ? request.headers.host : undefined
}

function askingOf(request: IncomingMessage): Asking {
  return {
    origin: header(request, 'origin'),
    site: header(request, 'sec-fetch-site'),
    mode: header(request, 'sec-fetch-mode'),
    dest: header(request, 'sec-fetch-dest'),
    serviceWorker: header(request, 'service-worker'),
  }
}

/** The path of a URL, decoded once; undefined when it is none or tries to leave. */
function pathOf(url: string | undefined): string | undefined {
  const [raw = ''] = (url ?? '').split('?', 1)
  if (!raw.startsWith('/')) return undefined
  try {
    const path = decodeURIComponent(raw)
    const isPlain = !/[\0\\]|\/\/|\/\.{1,2}(?:\/|$)/.test(path) && !/%2f|%5c/i.test(raw)
    return isPlain ? path : undefined
  } catch {
    return undefined
  }
}

/** For what is no request that could be answered; the headers make it inert wherever it shows. */
function refuseSocket(socket: Duplex, status: number): void {
  const lines = Object.entries(NOWHERE).map(([name, value]) => `${name}: ${String(value)}`)
  const head = [`HTTP/1.1 ${status} Refused`, ...lines, 'Content-Length: 0', 'Connection: close']
  socket.on('error', () => undefined)
  socket.end(`${head.join('\r\n')}\r\n\r\n`, () => socket.destroy())
}

/** Whether the address is there on this machine. @throws {SpaceError} `in-use` */
async function bound(server: Server, port: number, address: string): Promise<boolean> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port, host: address, ipv6Only: address === '::1' }, () => {
        server.off('error', reject)
        resolve()
      })
    })
    return true
  } catch (error) {
    const code = error instanceof Error ? String(Reflect.get(error, 'code')) : ''
    if (address === '::1' && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code)) return false
    throw new SpaceError('in-use', `The port ${port} of this machine cannot be used`, {
      why: code === 'EADDRINUSE' ? 'another program has it' : `the system said ${code}`,
      try: 'stop that program, then: space start',
      facts: { port },
      cause: error,
    })
  }
}
