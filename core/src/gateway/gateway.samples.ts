/** A gateway with apps and files in memory, and a way to ask it anything. */
import { type EventEmitter, once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request as ask } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { type Endpoint, type Facets, MESSAGE_BYTES, openEndpoint } from '@space/sdk/wire'
import { WebSocket } from 'ws'
import { randomBytes } from '../crypto/hash.ts'
import { channelOfWebSocket, textsOf } from '../rpc/websocket.ts'
import { type Auth, openAuth } from './auth.ts'
import { type CapabilityServer, openCapabilityUrls } from './capability-url.ts'
import { type DownloadServer, openDownloads } from './downloads.ts'
import type { Offer } from './hello.ts'
import { openPages } from './pages.ts'
import { LIMITS, openServer } from './server.ts'

export const LABEL = 'a2b3c4d5e6f7g2h3j4k5'
export const OTHER = 'z2z3z4z5z6z7z2z3z4z5'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Question {
  readonly method?: string
  readonly host?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface Sample<Saved = unknown> extends AsyncDisposable {
  readonly port: number
  readonly auth: Auth
  readonly urls: CapabilityServer<Saved>
  readonly downloads: DownloadServer
  readonly files: Map<string, Uint8Array>
  /** Paths in `files` that fail when they are read. */
  readonly unreadable: Set<string>
  readonly opened: Map<string, Offer>
  readonly shell: string
  readonly app: string
  /** Lets time pass. */
  wait(ms: number): void
  ask(question: Question): Promise<Answer>
}

export async function openSample<Saved = unknown>(
  owner: Facets = {},
  wanted?: number,
  limits = LIMITS,
): Promise<Sample<Saved>> {
  await using stack = new AsyncDisposableStack()
  let now = 1_000_000
  const port = wanted ?? (await freePort())
  const auth = openAuth(() => now, randomBytes, {
    get: () => [],
    set: () => undefined,
    now: () => now,
  })
  const urls = stack.use(openCapabilityUrls<Saved>(() => now, randomBytes))
  const downloads = openDownloads(() => now, randomBytes)
  const files = new Map<string, Uint8Array>()
  const unreadable = new Set<string>()
  const opened = new Map<string, Offer>()
  const common = new Map([['/space/sdk.js', { name: 'sdk.js', bytes: Buffer.from('sdk') }]])
  const asset = (name: string, text: string) => ({ name, bytes: Buffer.from(text) })
  const pages = openPages(
    {
      auth,
      urls,
      downloads,
      shell: async (path) =>
        path === '/' ? asset('index.html', '<!doctype html>shell') : undefined,
      common: async (path) => common.get(path),
      appFile: async (label, path) => {
        const bytes = label === LABEL ? files.get(path) : undefined
        if (unreadable.has(path)) throw new Error('it was not to be read')
        if (path === '/broken') throw new Error('a secret of the inside')
        return bytes === undefined ? undefined : { name: path, bytes }
      },
      hasAppFile: (label, path) => label === LABEL && files.has(path),
      isInstalled: (label) => label === LABEL || label === OTHER,
    },
    port,
  )
  const doors = { owner: () => owner, app: (label: string) => opened.get(label) }
  const labels = () => [LABEL, OTHER]
  stack.use(await openServer(port, { auth, doors, pages, labels }, limits))
  const open = stack.move()
  return {
    port,
    auth,
    urls,
    downloads,
    files,
    unreadable,
    opened,
    shell: `space.localhost:${port}`,
    app: `app-${LABEL}.localhost:${port}`,
    wait(ms) {
      now += ms
    },
    ask: (question) => asked(port, question),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** A connection as the shell makes it: for the owner, or for an app that is open. */
export async function connected(sample: Sample, app?: string): Promise<Endpoint> {
  const socket = dialRpc(sample.port)
  const texts = textsOf(socket, MESSAGE_BYTES)
  await once(socket, 'open')
  const bearer = sample.auth.exchange(sample.auth.makeCode())
  socket.send(JSON.stringify({ v: 1, bearer, ...(app === undefined ? {} : { app }) }))
  if ((await texts.all.next()).value !== '{"v":1,"ok":true}') throw new Error('not let in')
  return openEndpoint(channelOfWebSocket(socket, texts))
}

export async function asked(
  port: number,
  { method = 'GET', host = `space.localhost:${port}`, path = '/', headers = {}, body }: Question,
): Promise<Answer> {
  const sent = ask({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { ...(host === '' ? {} : { Host: host }), ...headers },
    setHost: false,
    agent: false,
  })
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks),
  }
}

/** Asks the origin of {@link LABEL}. */
export async function get(sample: Sample, path: string, question: Question = {}): Promise<Answer> {
  return sample.ask({ host: sample.app, path, ...question })
}

/** Resolves when it is closed, with or without an error. */
export function closing(open: EventEmitter): Promise<void> {
  return new Promise((resolve) => open.once('close', () => resolve()))
}

/** A WebSocket as the shell's own page opens it. */
export function dialRpc(port: number): WebSocket {
  const host = `space.localhost:${port}`
  const origin = `http://${host}`
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { Host: host }, origin })
  socket.on('error', () => undefined)
  return socket
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
