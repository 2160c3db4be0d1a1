/** Who may speak as the person: one-time codes, and the bearers they are exchanged for. */
import { createHash } from 'node:crypto'
import { SpaceError } from '@space/sdk'

const CODE_BYTES = 16
const BEARER_BYTES = 32
const CODE_MS = 60_000
const CODES = 16
const BEARERS = 64
const WRONG_TRIES = 5
const WRONG_MS = 60_000
/** How long a window is waited for while the daemon is away. */
const KEPT_MS = 24 * 60 * 60_000

export interface Auth extends Disposable {
  /**
   * For the address of a new window: 128 random bits, good once and for a minute.
   *
   * @param isLaunched whether the window is one that Space opens itself, in a browser without a network
   */
  makeCode(isLaunched?: boolean): string
  /**
   * The bearer of a new session.
   *
   * A right code is never refused: a page that tries wrong ones must not lock the person out, and 128
   * bits are not guessed.
   *
   * @throws {SpaceError} `denied` for a wrong, used or late code; `busy` for such a one after five in
   *   a minute
   */
  exchange(code: string): string
  /** Undefined for what is no bearer of ours. */
  session(bearer: string): Session | undefined
  /** Those that an earlier daemon left, and that have not ended since. */
  readonly kept: readonly Session[]
  /** Writes down who is signed in, which is done by itself whenever that changes. */
  keep(): void
}

/** Where sessions outlive a restart of the daemon. What `get` returns is not believed. */
export interface KeptSessions {
  get(): unknown
  /** Durable when it returns. */
  set(sessions: readonly KeptSession[]): void
  /** Ms since 1970. */
  now(): number
}

export interface KeptSession {
  /** SHA-256 of the bearer, base64. */
  readonly hash: string
  /** Ms since 1970. */
  readonly until: number
}

export interface Session {
  /** Fires when it ends. */
  readonly alive: AbortSignal
  readonly isLaunched: boolean
  /** Its bearer is one no more. */
  end(): void
}

/**
 * Codes die with the daemon. Bearers are known by their hashes, and are good for a day after its end:
 * a window carries on when the daemon is back.
 *
 * @param now ms, never going back
 */
export function openAuth(
  now: () => number,
  randomBytes: (count: number) => Uint8Array,
  kept: KeptSessions,
): Auth {
  // NOTE: sets and maps keep their order, so the oldest comes first.
  const codes = new Map<string, { until: number; isLaunched: boolean }>()
  const sessions = new Map<string, Session>()
  let wrong: number[] = []
  const token = (count: number): string => Buffer.from(randomBytes(count)).toString('base64url')
  const keep = (): void => {
    const until = kept.now() + KEPT_MS
    try {
      kept.set([...sessions.keys()].map((hash) => ({ hash, until })))
    } catch {
      // On a full disk a window can still be opened; it needs a new code after a restart.
    }
  }
  const begin = (hash: string, isLaunched: boolean): Session => {
    const stop = new AbortController()
    const session = {
      alive: stop.signal,
      isLaunched,
      end() {
        sessions.delete(hash)
        stop.abort()
        keep()
      },
    }
    sessions.set(hash, session)
    return session
  }
  // NOTE: nobody knows who listens on the port of an earlier daemon's proxy, so no window of that time
  // counts as one without a network.
  const back = keptOf(kept).map(({ hash }) => begin(hash, false))

  return {
    makeCode(isLaunched = false) {
      const code = token(CODE_BYTES)
      codes.set(hashOf(code), { until: now() + CODE_MS, isLaunched })
      dropOldest(codes, CODES)
      return code
    },
    exchange(code) {
      const time = now()
      const hash = hashOf(code)
      const known = codes.get(hash)
      codes.delete(hash)
      if (known === undefined || time >= known.until) {
        wrong = wrong.filter((at) => time - at < WRONG_MS)
        if (wrong.length >= WRONG_TRIES)
          throw new SpaceError('busy', 'Too many wrong codes were tried', { try: 'space open' })
        wrong.push(time)
        throw new SpaceError('denied', 'This link was used already, or is older than a minute', {
          try: 'space open',
        })
      }
      const bearer = token(BEARER_BYTES)
      begin(hashOf(bearer), known.isLaunched)
      dropOldest(sessions, BEARERS)?.end()
      keep()
      return bearer
    },
    session: (bearer) => sessions.get(hashOf(bearer)),
    kept: back,
    keep,
    [Symbol.dispose]: keep,
  }
}

/** What was kept and is still good; a time that is too far away was not set by this clock. */
function keptOf(kept: KeptSessions): KeptSession[] {
  const all = kept.get()
  const now = kept.now()
  const isGood = (value: unknown): value is KeptSession => {
    if (typeof value !== 'object' || value === null) return false
    const { hash, until } = value as Record<string, unknown>
    return (
      typeof hash === 'string' && typeof until === 'number' && until > now && until <= now + KEPT_MS
    )
  }
  return Array.isArray(all) ? all.filter(isGood).slice(-BEARERS) : []
}

/** Looked up by its hash, so that how long the comparison takes says nothing about the secret. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64')
}

function dropOldest<T>(map: Map<string, T>, most: number): T | undefined {
  if (map.size <= most) return undefined
  const [key, value] = map.entries().next().value ?? []
  if (key !== undefined) map.delete(key)
  return value
}
