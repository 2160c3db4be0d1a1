import { SpaceError } from '@space/sdk'

const DAY_MS = 86_400_000
const UNITS: readonly (readonly [names: readonly string[], ms: number])[] = [
  [['s', 'sec', 'second'], 1000],
  [['m', 'min', 'minute'], 60_000],
  [['h', 'hour'], 3_600_000],
  [['d', 'day'], DAY_MS],
  [['w', 'week'], 7 * DAY_MS],
  [['y', 'year'], 365 * DAY_MS],
]
const CLOCK = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/

/**
 * A moment as people say it, in ms since 1970: how long ago (`30s 10min 2h 7d 3w`, `2 days ago`),
 * a day (`today yesterday 2026-01-31`, from its local midnight), a day with a clock
 * (`yesterday 14:00`, `2026-01-31T12:00`, with `Z` or `+02:00` if wanted), or a clock alone, which
 * is the last time that it showed this.
 *
 * @throws {SpaceError} `bad-usage` with examples
 */
export function parseTime(text: string, now: number): number {
  const said = text.trim().toLowerCase().replace(/\s+/g, ' ')
  if (said === 'now') return now
  const ago = durationMs(said.replace(/ ago$/, ''))
  if (ago !== undefined && now - ago >= 0) return now - ago
  const found = clockToday(said, now) ?? dayAndClock(said, now)
  if (found !== undefined) return found
  throw new SpaceError('bad-usage', `"${text}" is not a time`, {
    why: 'it is neither how long ago, nor a day, nor a day with a clock',
    try: 'write it like 10min, 3w, "yesterday 14:00", 2026-01-31 or 2026-01-31T12:00',
  })
}

/**
 * A number of days: `7`, `7d`, `3w` or `1y`.
 *
 * @throws {SpaceError} `bad-usage` with examples
 */
export function parseDays(text: string, what: string): number {
  const said = text.trim().toLowerCase()
  const days = /^\d+$/.test(said) ? Number(said) : (durationMs(said) ?? Number.NaN) / DAY_MS
  if (Number.isInteger(days) && days < 1e9) return days
  throw new SpaceError('bad-usage', `"${text}" is not a number of whole days for ${what}`, {
    try: `write it like ${what} 7, ${what} 3w or ${what} 1y`,
  })
}

function durationMs(said: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d{1,9}) ?([a-z]+)$/.exec(said) ?? []
  const known = UNITS.find(([names]) =>
    names.some((name) => name === unit || (name.length > 1 && `${name}s` === unit)),
  )
  return known === undefined ? undefined : Number(count) * known[1]
}

function clockToday(said: string, now: number): number | undefined {
  const clock = clockOf(said)
  if (clock === undefined) return undefined
  const [today, yesterday] = [0, 1].map((days) => at(new Date(now), days, clock))
  return today !== undefined && today <= now ? today : yesterday
}

function dayAndClock(said: string, now: number): number | undefined {
  const [, day = '', , clockText = '', zone] =
    /^(today|yesterday|\d{4}-\d\d-\d\d)([t ]([\d:.]+)(z|[+-]\d\d:?\d\d)?)?$/.exec(said) ?? []
  const clock = clockText === '' ? [0, 0, 0] : clockOf(clockText.replace(/\.\d+$/, ''))
  if (day === '' || clock === undefined) return undefined
  if (day === 'today' || day === 'yesterday') {
    return zone === undefined ? at(new Date(now), day === 'today' ? 0 : 1, clock) : undefined
  }
  const [, year = '', month = '', date = ''] = DATE.exec(day) ?? []
  const midnight = new Date(Number(year), Number(month) - 1, Number(date))
  // The 31st of June would be the 1st of July.
  if (midnight.getMonth() !== Number(month) - 1 || midnight.getDate() !== Number(date)) {
    return undefined
  }
  if (zone === undefined && !clockText.includes('.')) return at(midnight, 0, clock)
  const padded = clockText.length < 8 ? clockText.padStart(5, '0') : clockText
  const ms = Date.parse(`${day}T${padded}${(zone ?? '').toUpperCase()}`)
  return Number.isNaN(ms) ? undefined : ms
}

function clockOf(said: string): number[] | undefined {
  const [, hours, minutes, seconds = '0'] = CLOCK.exec(said) ?? []
  if (hours === undefined || minutes === undefined) return undefined
  const clock = [hours, minutes, seconds].map(Number)
  const [h = 0, m = 0, s = 0] = clock
  return h < 24 && m < 60 && s < 60 ? clock : undefined
}

/** Local time; days and clocks are counted by the calendar, so summer time does not shift them. */
function at(
  day: Date,
  daysBefore: number,
  [hours = 0, minutes = 0, seconds = 0]: number[],
): number {
  const [year, month, date] = [day.getFullYear(), day.getMonth(), day.getDate()]
  return new Date(year, month, date - daysBefore, hours, minutes, seconds).getTime()
}
