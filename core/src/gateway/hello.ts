/** The first message of a WebSocket: who speaks. Nothing is answered before it was checked. */
import type { Facets } from '@space/sdk/wire'
import type { WebSocket } from 'ws'
import type { Texts } from '../rpc/websocket.ts'
import type { Auth, Session } from './auth.ts'

const HELLO_MS = 2000
export const HELLO_BYTES = 1024
/** WebSocket close codes of our own. */
const UNKNOWN = 4401
const OVER = 4403
const NOT_OPEN = 4404

/** What a connection may call, and until when. */
export interface Offer {
  readonly facets: Facets
  /** Fires when the app is closed or uninstalled. */
  readonly alive: AbortSignal
}

export interface Doors {
  owner(session: Session): Facets
  /** Undefined when the app is not installed, or not opened. */
  app(label: string): Offer | undefined
}

export interface Greeted {
  readonly session: Session
  readonly facets: Facets
  /** Undefined for the person's own. */
  readonly app: string | undefined
}

/**
 * Wait for `{ v: 1, bearer, app? }` and answer `{ v: 1, ok: true }`; the socket is closed again when it
 * does not come within two seconds, or when what it names ends later.
 */
export async function greet(
  socket: WebSocket,
  texts: Texts,
  auth: Auth,
  doors: Doors,
): Promise<Greeted | undefined> {
  const text = await firstText(socket, texts)
  const hello = text === undefined ? undefined : parsed(text)
  const session = hello === undefined ? undefined : auth.session(hello.bearer)
  if (hello === undefined || session === undefined) {
    socket.close(UNKNOWN)
    return undefined
  }
  const offer = hello.app === undefined ? undefined : doors.app(hello.app)
  if (hello.app !== undefined && (offer === undefined || offer.alive.aborted)) {
    socket.close(NOT_OPEN)
    return undefined
  }
  closeWith(socket, session.alive, UNKNOWN)
  if (offer !== undefined) closeWith(socket, offer.alive, OVER)
  socket.send(JSON.stringify({ v: 1, ok: true }))
  const facets = offer?.facets ?? doors.owner(session)
  return { session, facets, app: hello.app }
}

function closeWith(socket: WebSocket, alive: AbortSignal, code: number): void {
  const close = (): void => {
    socket.close(code)
    // NOTE: not left to the other side's good will; what it sends meanwhile is not read.
    socket.terminate()
  }
  alive.addEventListener('abort', close)
  socket.once('close', () => alive.removeEventListener('abort', close))
}

async function firstText(socket: WebSocket, texts: Texts): Promise<string | undefined> {
  // Closing ends the texts, which ends the wait.
  const timer = setTimeout(() => socket.close(UNKNOWN), HELLO_MS)
  try {
    return (await texts.all.next()).value
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

function parsed(text: string): { bearer: string; app?: string } | undefined {
  try {
    const value = JSON.parse(text) as unknown
    if (typeof value !== 'object' || value === null) return undefined
    const { v, bearer, app } = value as Record<string, unknown>
    if (v !== 1 || typeof bearer !== 'string') return undefined
    if (app === undefined) return { bearer }
    return typeof app === 'string' ? { bearer, app } : undefined
  } catch {
    return undefined
  }
}
