/** What an app takes of the disk beside its files: the record of each change, and what it began to send. */
import type { Clock, Kept } from '../grants/ports.ts'

/** How long a count may be unwritten; a crash forgives what was done since. */
const FLUSH_MS = 1000
/** How long what an app sent in vain is held against it, should nobody sweep: it lies there until then. */
const VAIN_MS = 7 * 24 * 60 * 60_000

export interface Room extends Disposable {
  /** Bytes that changes of this app left in the log. */
  logBytes(app: string): number
  /** `bytes` of the log are this app's. */
  logged(app: string, bytes: number): void
  /** Bytes that came of what the app is sending now, or sent in vain; what is announced counts as come. */
  sentBytes(app: string): number
  /** Of these, what was sent in vain. */
  vainBytes(app: string): number
  /** Something is sent from now on until it is disposed of. */
  send(app: string, announced: number): Sending
}

export interface Sending extends Disposable {
  /** Of what this one counts in {@link Room.sentBytes}. */
  bytes(): number
  came(bytes: number): void
  /** It is in the drive, and counts there. */
  saved(): void
}

interface Count {
  readonly log: number
  readonly vain: number
  /** When the first of the vain bytes came, ms since 1970. */
  readonly vainSince: number
}

export function openRoom({ kept, clock }: { kept: Kept; clock: Clock }): Room {
  const counts = readCounts(kept.get())
  const sending = new Map<string, Set<Sending>>()
  let timer: Disposable | undefined
  const flush = (): void => {
    timer?.[Symbol.dispose]()
    timer = undefined
    kept.set([...counts].map(([app, count]) => ({ app, ...count })))
  }
  const countOf = (app: string): Count => {
    const count = counts.get(app) ?? { log: 0, vain: 0, vainSince: 0 }
    const isPast = Math.abs(clock.now() - count.vainSince) >= VAIN_MS
    return isPast ? { ...count, vain: 0, vainSince: clock.now() } : count
  }
  const add = (app: string, log: number, vain: number): void => {
    const count = countOf(app)
    counts.set(app, { ...count, log: count.log + log, vain: count.vain + vain })
    timer ??= clock.after(FLUSH_MS, flush)
  }

  return {
    logBytes: (app) => countOf(app).log,
    logged: (app, bytes) => add(app, bytes, 0),
    sentBytes(app) {
      const now = [...(sending.get(app) ?? [])]
      return now.reduce((all, one) => all + one.bytes(), countOf(app).vain)
    },
    vainBytes: (app) => countOf(app).vain,
    send(app, announced) {
      const all = sending.get(app) ?? new Set()
      sending.set(app, all)
      let bytesCome = 0
      let isSaved = false
      const one: Sending = {
        bytes: () => Math.max(announced, bytesCome),
        came(bytes) {
          bytesCome += bytes
        },
        saved() {
          isSaved = true
        },
        [Symbol.dispose]() {
          if (!all.delete(one)) return
          if (all.size === 0) sending.delete(app)
          if (!isSaved && bytesCome > 0) add(app, 0, bytesCome)
        },
      }
      all.add(one)
      return one
    },
    [Symbol.dispose]() {
      if (timer !== undefined) flush()
    },
  }
}

function readCounts(value: unknown): Map<string, Count> {
  const counts = new Map<string, Count>()
  for (const one of Array.isArray(value) ? (value as unknown[]) : []) {
    const { app, log, vain, vainSince } = (one ?? {}) as Record<string, unknown>
    if (typeof app !== 'string' || typeof log !== 'number') continue
    if (typeof vain === 'number' && typeof vainSince === 'number')
      counts.set(app, { log, vain, vainSince })
  }
  return counts
}
