/** What add-only grants put into their folders: all that they may see there. */
import { SpaceError } from '@space/sdk'
import type { KeptLog } from './ports.ts'

/** Entries that one add-only grant remembers as its own. */
export const MOST_ADDED = 10_000

export interface Added {
  /** Durable when it returns. @throws {SpaceError} `quota` */
  add(grant: string, entry: string): void
  has(grant: string, entry: string): boolean
}

/** Read at the first use only: most grants are no add-only ones. What the log forgot is not seen any more. */
export function openAdded(log: KeptLog): Added {
  let known: Map<string, Set<string>> | undefined
  return {
    add(grant, entry) {
      const own = of(grant)
      if (own.has(entry)) return
      if (own.size >= MOST_ADDED)
        throw new SpaceError('quota', 'The app has added as much as it may to one folder', {
          try: 'let it ask for the folder again',
        })
      log.append([[grant, entry]])
      own.add(entry)
    },
    has: (grant, entry) => of(grant).has(entry),
  }

  function of(grant: string): Set<string> {
    known ??= read(log)
    let own = known.get(grant)
    if (own === undefined) known.set(grant, (own = new Set()))
    return own
  }
}

function read(log: KeptLog): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>()
  for (const { value } of log.list({ limit: Infinity })) {
    const [grant, entry] = Array.isArray(value) ? (value as unknown[]) : []
    if (typeof grant !== 'string' || typeof entry !== 'string') continue
    const own = known.get(grant)
    if (own === undefined) known.set(grant, new Set([entry]))
    else own.add(entry)
  }
  return known
}
