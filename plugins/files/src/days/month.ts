/** One page of a calendar, where the person is. */

export interface Month {
  readonly year: number
  /** 0 for January. */
  readonly month: number
}

export function monthOf(at: number): Month {
  const date = new Date(at)
  return { year: date.getFullYear(), month: date.getMonth() }
}

export function monthBeside({ year, month }: Month, by: 1 | -1): Month {
  return monthOf(new Date(year, month + by, 1).getTime())
}

export function isBefore(one: Month, other: Month): boolean {
  return one.year < other.year || (one.year === other.year && one.month < other.month)
}

/** Weeks from Monday on, each of seven days; null for those of other months. */
export function weeksOf({ year, month }: Month): (number | null)[][] {
  const empty = (new Date(year, month, 1).getDay() + 6) % 7
  const length = new Date(year, month + 1, 0).getDate()
  const cells = [
    ...Array.from({ length: empty }, () => null),
    ...Array.from({ length }, (_, at) => at + 1),
  ]
  while (cells.length % 7 !== 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

/** `November 2026`. */
export function monthName({ year, month }: Month, locale: Intl.LocalesArgument): string {
  return new Date(year, month, 1).toLocaleDateString(locale, { month: 'long', year: 'numeric' })
}

/** Short names from Monday on. */
export function weekdays(locale: Intl.LocalesArgument): string[] {
  // 5 January 2026 was a Monday.
  return Array.from({ length: 7 }, (_, at) =>
    new Date(2026, 0, 5 + at).toLocaleDateString(locale, { weekday: 'short' }),
  )
}
