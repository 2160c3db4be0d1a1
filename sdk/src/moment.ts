/**
 * A time as people read it, in their zone: `2026-01-31 12:00`, finer where it is asked for.
 *
 * @param ms since 1970
 */
export function formatMoment(ms: number, finest: 'minute' | 'second' = 'minute'): string {
  const [day, clock] = partsOf(ms) ?? []
  if (day === undefined || clock === undefined) return 'unknown'
  return `${day} ${finest === 'second' ? clock : clock.slice(0, 5)}`
}

/** The same as one word for a command line, and not rounded: `2026-01-31T12:00:00.125`. */
export function momentWord(ms: number): string {
  const whole = Math.ceil(ms)
  const [day, clock] = partsOf(whole) ?? []
  if (day === undefined || clock === undefined) return 'unknown'
  const rest = ((whole % 1000) + 1000) % 1000
  return `${day}T${clock}${rest === 0 ? '' : `.${String(rest).padStart(3, '0')}`}`
}

function partsOf(ms: number): [day: string, clock: string] | undefined {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return undefined
  const two = (value: number): string => String(value).padStart(2, '0')
  return [
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':'),
  ]
}
