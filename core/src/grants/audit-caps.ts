/** How many lines of the record one app may begin, so that it cannot wash out those of all others. */
import { kindOf } from './audit-kind.ts'
import type { Activity } from './activity.ts'

/** Hosts that an app was not let speak to and that are told by their names, in a day. */
const REFUSED_HOSTS = 50
/** Other looks, contacts and refusals of one app in a day. */
const LOOK_LINES = 5000
const CHANGE_LINES = 10_000

const DAY_MS = 24 * 60 * 60_000
export function openLineCaps(now: () => number) {
  const counts = new Map<string, { since: number; lines: number }>()
  return {
    /** Whether this act may begin a line of its own; what the person does always may. */
    take({ app, action, refused = false }: Activity): boolean {
      const kind = kindOf(action)
      if (kind === 'given') return true
      const isRefusedHost = refused && action === 'contact'
      const most = isRefusedHost ? REFUSED_HOSTS : kind === 'looks' ? LOOK_LINES : CHANGE_LINES
      const key = `${app} ${isRefusedHost ? 'refused' : kind}`
      const before = counts.get(key)
      const isPast = before === undefined || Math.abs(now() - before.since) >= DAY_MS
      const count = isPast ? { since: now(), lines: 0 } : before
      counts.set(key, count)
      if (count.lines >= most) return false
      count.lines += 1
      return true
    },
  }
}
