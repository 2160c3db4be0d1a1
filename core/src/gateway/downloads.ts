/** Files and folders that the person saves outside of Space: from the shell's own origin, each once. */
import { SpaceError } from '@space/sdk'
import type { Content, Download, Downloads } from '../api/urls.ts'
import { type Exchange, header, say, setHeaders, statusOf } from './answer.ts'
import { NOWHERE } from './headers.ts'
import { isOfAnotherUser } from './peer.ts'
import { dispositionOf } from './disposition.ts'
import { stream } from './stream.ts'

/** Where the shell's origin answers for them. */
export const SAVING = '/~save/'

const TOKEN_BYTES = 32
/** How long the browser may take to ask for what the person said yes to. */
const TTL_MS = 60_000
/** Those that nobody asked for yet, and those that are being sent. */
const MOST = 16

export interface DownloadServer extends Downloads {
  /** Answer a request for `/~save/<token>` on the origin of the shell. */
  serve(exchange: Exchange, token: string): Promise<void>
}

/** @param now ms, never going back */
export function openDownloads(
  now: () => number,
  randomBytes: (count: number) => Uint8Array,
): DownloadServer {
  const waiting = new Map<string, Download & { readonly until: number }>()
  let sending = 0
  const isOver = ({ alive, until }: { alive: AbortSignal; until: number }): boolean =>
    alive.aborted || until <= now()

  return {
    mint(download) {
      for (const [token, one] of waiting) if (isOver(one) && waiting.delete(token)) one.end()
      if (waiting.size + sending >= MOST)
        throw new SpaceError('busy', 'Many files are being saved already', {
          try: 'wait until one of them is there',
        })
      const token = Buffer.from(randomBytes(TOKEN_BYTES)).toString('base64url')
      waiting.set(token, { ...download, until: now() + TTL_MS })
      return `${SAVING}${token}`
    },

    async serve(asked, token) {
      // NOTE: whatever is said here must not show as a page of the shell's origin.
      const exchange = { ...asked, headers: NOWHERE }
      const { request } = exchange
      if (request.method !== 'GET')
        return say(exchange, 405, 'There is only something to save here', { Allow: 'GET' })
      // Only the shell's own page leads here: no address that was typed, pasted or linked elsewhere.
      if (header(request, 'sec-fetch-site') !== 'same-origin')
        return say(exchange, 403, 'This was asked for by another page')
      if (await isOfAnotherUser(request.socket))
        return say(exchange, 403, 'This was asked for by another user of this machine')
      const found = waiting.get(token)
      if (found === undefined) return say(exchange, 404, 'There is nothing here')
      waiting.delete(token)
      sending += 1
      try {
        if (isOver(found)) say(exchange, 404, 'There is nothing here')
        else await send(exchange, found)
      } finally {
        sending -= 1
        found.end()
      }
    },
  }
}

async function send(exchange: Exchange, { alive, open }: Download): Promise<void> {
  const { response } = exchange
  let content: Content
  try {
    content = await open()
  } catch (error) {
    return say(exchange, statusOf(error), 'This cannot be saved now')
  }
  try {
    if (alive.aborted) return say(exchange, 404, 'There is nothing here')
    const { size, name } = content
    setHeaders(response, {
      ...exchange.headers,
      'Accept-Ranges': 'none',
      // Whatever it is, no browser may show it.
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': dispositionOf(name),
      'Content-Length': String(size),
    })
    response.writeHead(200)
    if (size === 0) response.end()
    else await stream(exchange, content, { start: 0, end: size }, alive)
  } finally {
    content.close?.()
  }
}
