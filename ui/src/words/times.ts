import { i18n } from './i18n.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A moment as a person says it: `Now`, `12 min ago`, `3 h ago`, `Yesterday, 21:15`, `12 Oct`, `4 May 2025`. */
export function ago(at: number, now: number): string {
  const past = now - at
  if (past < MINUTE_MS) return i18n.t('Now')
  const amount = recent(past)
  if (amount !== undefined) return amount
  const days = dayOf(now) - dayOf(at)
  if (days === 0) return i18n.t('Today, {time}', { time: clock(at) })
  if (days === 1) return i18n.t('Yesterday, {time}', { time: clock(at) })
  return day(at, now)
}

/** The same inside of a sentence: `copied yesterday, 21:15`. */
export function agoWithin(at: number, now: number): string {
  const past = now - at
  if (past < MINUTE_MS) return i18n.t('now')
  const amount = recent(past)
  if (amount !== undefined) return amount
  const days = dayOf(now) - dayOf(at)
  if (days === 0) return i18n.t('today, {time}', { time: clock(at) })
  if (days === 1) return i18n.t('yesterday, {time}', { time: clock(at) })
  return day(at, now)
}

/** Local hours and minutes: `09:02`. */
export function clock(at: number): string {
  return i18n.date(new Date(at), { hour: '2-digit', minute: '2-digit' })
}

/** `Today`, `Yesterday`, `22 Nov` or, in another year, `4 May 2025`. */
export function dayName(at: number, now: number): string {
  const days = dayOf(now) - dayOf(at)
  if (days === 0) return i18n.t('Today')
  return days === 1 ? i18n.t('Yesterday') : day(at, now)
}

/** When something ends: `Ends in 40 min`, `Ends tomorrow`, `Ends 29 Nov`. */
export function ends(at: number, now: number): string {
  const left = at - now
  if (left <= 0) return i18n.t('Ended')
  if (left < HOUR_MS) {
    const minutes = Math.max(1, Math.round(left / MINUTE_MS))
    return i18n.t('Ends in {minutes} min', { minutes })
  }
  const days = dayOf(at) - dayOf(now)
  if (days === 0) return i18n.t('Ends at {time}', { time: clock(at) })
  return days === 1 ? i18n.t('Ends tomorrow') : i18n.t('Ends {day}', { day: day(at, now) })
}

/** Whole days without use, for words such as `not used for 41 days`. */
export function daysSince(at: number, now: number): number {
  return Math.max(0, Math.floor((now - at) / DAY_MS))
}

/** What is not yet half a day ago is told by how long that is. */
function recent(past: number): string | undefined {
  if (past < HOUR_MS) {
    return i18n.t('{minutes} min ago', { minutes: Math.floor(past / MINUTE_MS) })
  }
  if (past < 12 * HOUR_MS) return i18n.t('{hours} h ago', { hours: Math.floor(past / HOUR_MS) })
  return undefined
}

function day(at: number, now: number): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  const year = isThisYear ? {} : ({ year: 'numeric' } as const)
  return i18n.date(new Date(at), { day: 'numeric', month: 'short', ...year })
}

/** A number of the local calendar day. */
function dayOf(at: number): number {
  const date = new Date(at)
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS)
}
