import { SpaceError } from './errors.ts'
import { INIT_MESSAGE } from './relay.ts'
import type { Space } from './space.ts'

/** How long the shell may take; it answers when the page has loaded. */
const PATIENCE_MS = 30_000

// NOTE: the shell posts once, after the page's load event. Who listens only when `connect` is called
// may be too late, so import this from a script of the page itself.
const port = inFrame() ? portFromShell(window) : undefined

let space: Promise<Space> | undefined

/**
 * The app's connection to Space, the same one for every call.
 *
 * @throws {SpaceError} `offline` when the page is not open inside of Space
 */
export function connect(): Promise<Space> {
  space ??= begin()
  return space
}

async function begin(): Promise<Space> {
  if (port === undefined) throw outside()
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(outside()), PATIENCE_MS)
  try {
    const given = await Promise.race([port, late])
    // The daemon takes errors from this workspace at every start: it must not load what pages need.
    const { openPort } = await import('./client/open.ts')
    return await openPort(given)
  } finally {
    clearTimeout(timer)
  }
}

/** What of a page the greeting of its shell touches. */
export type Page = Pick<Window, 'addEventListener' | 'removeEventListener'> & {
  readonly location: Pick<Location, 'protocol' | 'port'>
  readonly parent: unknown
}

/** The first port that the shell, and nobody else, posts to this page. */
export function portFromShell(page: Page): Promise<MessagePort> {
  const { promise, resolve } = Promise.withResolvers<MessagePort>()
  const shell = shellOrigin(page.location)
  const take = (event: MessageEvent<unknown>): void => {
    const [given] = event.ports
    const isShell = event.source === page.parent && event.origin === shell
    if (!isShell || event.data !== INIT_MESSAGE || given === undefined) return
    page.removeEventListener('message', take)
    resolve(given)
  }
  page.addEventListener('message', take)
  return promise
}

/** The shell of the daemon that serves this page: its neighbour on the same port. */
function shellOrigin({ protocol, port }: Page['location']): string {
  return `${protocol}//space.localhost${port === '' ? '' : `:${port}`}`
}

function inFrame(): boolean {
  return typeof window !== 'undefined' && window.parent !== window
}

function outside(): SpaceError {
  return new SpaceError('offline', 'This page is not open inside of Space', {
    try: 'Open Space and start the app there',
  })
}
