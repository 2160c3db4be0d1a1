const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A moment as a person says it: `Now`, `12 min ago`, `3 h ago`, `Yesterday, 21:15`, `12 Oct`, `4 May 2025`. */
export function ago(at: number, now: number): string {
  const past = now - at
  if (past < MINUTE_MS) return 'Now'
  if (past < HOUR_MS) return `${Math.floor(past / MINUTE_MS)} min ago`
  if (past < 12 * HOUR_MS) return `${Math.floor(past / HOUR_MS)} h ago`
  const days = dayOf(now) - dayOf(at)
  if (days === 0) return `Today, ${clock(at)}`
  if (days === 1) return `Yesterday, ${clock(at)}`
  return day(at, now)
}

/** Local hours and minutes: `09:02`. */
export function clock(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** `Today`, `Yesterday`, `22 Nov` or, in another year, `4 May 2025`. */
export function dayName(at: number, now: number): string {
  const days = dayOf(now) - dayOf(at)
  if (days === 0) return 'Today'
  return days === 1 ? 'Yesterday' : day(at, now)
}

/** When something ends: `Ends in 40 min`, `Ends tomorrow`, `Ends 29 Nov`. */
export function ends(at: number, now: number): string {
  const left = at - now
  if (left <= 0) return 'Ended'
  if (left < HOUR_MS) return `Ends in ${Math.max(1, Math.round(left / MINUTE_MS))} min`
  const days = dayOf(at) - dayOf(now)
  if (days === 0) return `Ends at ${clock(at)}`
  return days === 1 ? 'Ends tomorrow' : `Ends ${day(at, now)}`
}

/** Whole days without use, for words such as `not used for 41 days`. */
export function daysSince(at: number, now: number): number {
  return Math.max(0, Math.floor((now - at) / DAY_MS))
}

function day(at: number, now: number): string {
  const date = new Date(at)
  const year = date.getFullYear() === new Date(now).getFullYear() ? '' : ` ${date.getFullYear()}`
  return `${date.getDate()} ${MONTHS[date.getMonth()]}${year}`
}

/** A number of the local calendar day. */
function dayOf(at: number): number {
  const date = new Date(at)
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS)
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
