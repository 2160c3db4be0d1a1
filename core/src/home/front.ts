/** The side of a platform that windows see, and that outlives the home behind it: who is signed in, the browser. */
import type { LiveLink } from '../api/owner/privacy.ts'
import { randomBytes } from '../crypto/hash.ts'
import { type Auth, type KeptSessions, openAuth, type Session } from '../gateway/auth.ts'
import { openBrowser, type Surroundings } from '../gateway/browser.ts'
import { type After, openLeft } from '../gateway/left.ts'
import { type DenyProxy, openDenyProxy } from '../gateway/proxy.ts'
import type { Joined } from '../gateway/server.ts'
import { openSockets } from '../gateway/sockets.ts'

export interface Front extends AsyncDisposable {
  readonly auth: Auth
  readonly proxy: Pick<DenyProxy, 'port' | 'refused'>
  /** Whether all that is connected are windows that Space opened itself, without a network. */
  isolation(): 'full' | 'partial'
  /** Everything that is connected now, or that this process is connected to. */
  links(): LiveLink[]
  joined(who: Joined, closed: Promise<unknown>): void
  /** Where those who are signed in are kept from now on. */
  keepIn(kept: Kept): void
  show(url: string, port: number, surroundings: Surroundings): Promise<string | undefined>
}

type Kept = Pick<KeptSessions, 'get' | 'set'>

/** How long the bearer of a window is good when its last connection is gone. */
const FORGOTTEN_MS = 15 * 60_000

/**
 * @param dir of the home, which names the profile of the browser
 * @param clock `now` in ms since 1970, `passed` in ms and never going back
 */
export async function openFront(
  dir: string,
  first: Kept,
  clock: { after: After; now: () => number; passed: () => number },
): Promise<Front> {
  const { after, now, passed } = clock
  await using stack = new AsyncDisposableStack()
  let kept = first
  const auth = stack.use(
    openAuth(passed, randomBytes, {
      get: () => kept.get(),
      set: (sessions) => kept.set(sessions),
      now,
    }),
  )
  const left = stack.use(openLeft<Session>(FORGOTTEN_MS, after, (session) => session.end()))
  // Windows of an earlier daemon are waited for as if their connection had gone just now.
  for (const session of auth.kept) left.joined(session, Promise.resolve())
  const proxy = stack.use(await openDenyProxy())
  const browser = stack.use(openBrowser(dir, proxy.port))
  const sockets = stack.use(openSockets(now))
  const links = new Map<LiveLink, Session>()
  const open = stack.move()
  return {
    auth,
    proxy,
    isolation() {
      const all = [...links.values()]
      return all.length > 0 && all.every(({ isLaunched }) => isLaunched) ? 'full' : 'partial'
    },
    links: () => [
      ...links.keys(),
      ...sockets.programs().map((since) => ({ kind: 'program', since }) as const),
      ...sockets.out().map((link) => ({ kind: 'out', ...link }) as const),
    ],
    joined(who, closed) {
      const { session, app } = who
      left.joined(session, closed)
      const since = now()
      const link: LiveLink =
        app === undefined
          ? { kind: 'window', isOwn: session.isLaunched, since }
          : { kind: 'app', app, since }
      links.set(link, session)
      void closed.then(() => links.delete(link))
    },
    keepIn(next) {
      kept = next
      auth.keep()
    },
    show: (url, port, surroundings) => browser.show(url, port, surroundings),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
