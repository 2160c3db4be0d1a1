/** Where the record of what apps did is kept: so that looks cannot wash out changes, nor these what was given. */
import { kindOf } from './audit-kind.ts'
import type { ActivityLine } from './activity.ts'
import type { KeptLog } from './ports.ts'

/** One log for each kind; each forgets its own oldest lines only. */
export interface ActivityLogs {
  /** What apps looked at, and whom they contacted. */
  readonly looks: KeptLog
  readonly changes: KeptLog
  /** What the person gave and took back. */
  readonly given: KeptLog
}

/** How far each log was read: below this number. */
export type Cursor = readonly (number | undefined)[]

export function openActivityLogs(kept: ActivityLogs) {
  const logs = [kept.looks, kept.changes, kept.given]

  return {
    append(lines: readonly ActivityLine[]): void {
      for (const log of logs) {
        const own = lines.filter(({ action }) => kept[kindOf(action)] === log)
        if (own.length > 0) log.append(own)
      }
    },
    /** Newest first, out of all logs; `next` is null when there are no more. */
    list({
      before = [],
      limit,
      where,
    }: {
      before?: Cursor
      limit: number
      where: (value: unknown) => boolean
    }): { lines: ActivityLine[]; next: Cursor | null } {
      const pages = logs.map((log, i) => {
        const from = before[i]
        const found = log.list({ ...(from === undefined ? {} : { before: from }), limit, where })
        return found.map(({ n, value }) => ({ n, line: value as ActivityLine }))
      })
      const taken = logs.map(() => 0)
      const lines: ActivityLine[] = []
      while (lines.length < limit) {
        let newest: { of: number; line: ActivityLine } | undefined
        for (const [of, page] of pages.entries()) {
          const line = page[taken[of] ?? 0]?.line
          if (line !== undefined && (newest === undefined || line.at > newest.line.at))
            newest = { of, line }
        }
        if (newest === undefined) return { lines, next: null }
        lines.push(newest.line)
        taken[newest.of] = (taken[newest.of] ?? 0) + 1
      }
      const next = pages.map((page, i) => page[(taken[i] ?? 0) - 1]?.n ?? before[i])
      return { lines, next }
    },
  }
}
