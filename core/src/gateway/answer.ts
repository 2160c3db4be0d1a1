import type { IncomingMessage, ServerResponse } from 'node:http'
import { isSpaceError } from '@space/sdk'
import { toWireError } from '@space/sdk/wire'
import type { Headers } from './headers.ts'

/** A request with the headers that each answer to it must carry. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly headers: Headers
}

/** Answer in plain words; nobody's data is in them. */
export function say(exchange: Exchange, status: number, words: string, more: Headers = {}): void {
  refuse(exchange, status, 'text/plain; charset=utf-8', `${words}\n`, more)
}

/** Answer with an error that the SDK can read: a WireError as JSON. */
export function fail(exchange: Exchange, status: number, error: unknown, more: Headers = {}): void {
  refuse(exchange, status, 'application/json', JSON.stringify(toWireError(error)), more)
}

function refuse(
  { request, response, headers }: Exchange,
  status: number,
  type: string,
  text: string,
  more: Headers,
): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const bytes = Buffer.from(text)
  setHeaders(response, {
    ...headers,
    'Content-Type': type,
    'Content-Length': String(bytes.length),
    // Whatever else was sent is not read, so the connection cannot be used again.
    ...(hasBody(request) && !request.complete ? { Connection: 'close' } : {}),
    ...more,
  })
  response.writeHead(status)
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

/** Answer without a body. */
export function done({ response, headers }: Exchange, more: Headers = {}): void {
  setHeaders(response, { ...headers, ...more })
  response.writeHead(204).end()
}

/** Answer a HEAD for something whose bytes were not looked at; how many there are may stay unsaid. */
export function giveHead({ response, headers }: Exchange, type: string): void {
  setHeaders(response, { ...headers, 'Content-Type': type })
  response.writeHead(200).end()
}

/** Answer with bytes that are in memory. */
export function give(
  { request, response, headers }: Exchange,
  type: string,
  bytes: Uint8Array,
  more: Headers = {},
): void {
  setHeaders(response, {
    ...headers,
    'Content-Type': type,
    'Content-Length': String(bytes.length),
    ...more,
  })
  response.writeHead(200)
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

export function setHeaders(response: ServerResponse, headers: Headers): void {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, typeof value === 'string' ? value : [...value])
  }
}

/** The one value of a header; undefined when it is not there. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** Whether the sender announced a body. */
export function hasBody(request: IncomingMessage): boolean {
  const length = header(request, 'content-length')
  return header(request, 'transfer-encoding') !== undefined || (length ?? '0') !== '0'
}

/** Of an answer about a file that could not be opened. */
export function statusOf(error: unknown): number {
  if (!isSpaceError(error)) return 500
  if (error.code === 'bad-input') return 400
  if (error.code === 'busy') return 429
  if (error.code === 'too-large' || error.code === 'quota') return 413
  if (error.code === 'disk-full') return 507
  const gone = ['not-found', 'grant-denied', 'grant-revoked', 'grant-expired', 'is-folder']
  return gone.includes(error.code) ? 404 : 500
}
