/** What an app takes of the disk beside its files: the record of each change stays for good. */
import type { Clock, Kept } from '../grants/ports.ts'

/** How long a count may be unwritten; a crash forgives what was done since. */
const FLUSH_MS = 1000

export interface Room extends Disposable {
  /** Bytes that changes of this app left in the log. */
  logBytes(app: string): number
  /** `bytes` of the log are this app's. */
  logged(app: string, bytes: number): void
}

export function openRoom({ kept, clock }: { kept: Kept; clock: Clock }): Room {
  const logged = readCounts(kept.get())
  let timer: Disposable | undefined
  const flush = (): void => {
    timer?.[Symbol.dispose]()
    timer = undefined
    kept.set([...logged].map(([app, bytes]) => ({ app, bytes })))
  }

  return {
    logBytes: (app) => logged.get(app) ?? 0,
    logged(app, bytes) {
      logged.set(app, (logged.get(app) ?? 0) + bytes)
      timer ??= clock.after(FLUSH_MS, flush)
    },
    [Symbol.dispose]() {
      if (timer !== undefined) flush()
    },
  }
}

function readCounts(value: unknown): Map<string, number> {
  const counts = new Map<string, number>()
  for (const one of Array.isArray(value) ? (value as unknown[]) : []) {
    const { app, bytes } = (one ?? {}) as Record<string, unknown>
    if (typeof app === 'string' && typeof bytes === 'number') counts.set(app, bytes)
  }
  return counts
}
