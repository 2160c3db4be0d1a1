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

export interface Auth {
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
}

export interface Session {
  /** Fires when it ends. */
  readonly alive: AbortSignal
  readonly isLaunched: boolean
  /** Its bearer is one no more. */
  end(): void
}

/**
 * Everything is kept in memory, bearers only as hashes, and dies with the daemon.
 *
 * @param now ms, never going back
 */
export function openAuth(now: () => number, randomBytes: (count: number) => Uint8Array): Auth {
  // NOTE: sets and maps keep their order, so the oldest comes first.
  const codes = new Map<string, { until: number; isLaunched: boolean }>()
  const sessions = new Map<string, Session>()
  let wrong: number[] = []
  const token = (count: number): string => Buffer.from(randomBytes(count)).toString('base64url')

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
      const stop = new AbortController()
      const { isLaunched } = known
      const id = hashOf(bearer)
      const end = (): void => {
        sessions.delete(id)
        stop.abort()
      }
      sessions.set(id, { alive: stop.signal, isLaunched, end })
      dropOldest(sessions, BEARERS)?.end()
      return bearer
    },
    session: (bearer) => sessions.get(hashOf(bearer)),
  }
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
