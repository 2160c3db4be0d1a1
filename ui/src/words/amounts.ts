import { i18n, msg } from './i18n.ts'

/** Whole numbers with their thousands set apart. */
export function figures(amount: number): string {
  return i18n.number(Math.trunc(amount))
}

/** A size in the unit a person would say, powers of 1000: `2.1 MB`, `860 KB`, `12 bytes`. */
export function size(bytes: number): string {
  if (bytes < 1000) return i18n.t('{bytes, plural, one {# byte} other {# bytes}}', { bytes })
  let value = bytes / 1000
  let at = 0
  while (value >= 999.5 && at < UNITS.length - 1) {
    value /= 1000
    at += 1
  }
  const shown = value >= 10 || at === 0 ? Math.ceil(value) : Math.round(value * 10) / 10
  return i18n.t(UNITS[at] ?? '', { amount: i18n.number(shown) })
}

const UNITS = [msg('{amount} KB'), msg('{amount} MB'), msg('{amount} GB'), msg('{amount} TB')]
