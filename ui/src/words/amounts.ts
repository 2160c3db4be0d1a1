/** `1 file`, `126 files`; thousands are set apart by a narrow space. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${figures(amount)} ${amount === 1 ? one : many}`
}

/** Whole numbers with their thousands set apart. */
export function figures(amount: number): string {
  return String(Math.trunc(amount)).replaceAll(/\B(?=(?:\d{3})+$)/g, '\u202F')
}

/** A size in the unit a person would say, powers of 1000: `2.1 MB`, `860 KB`, `12 bytes`. */
export function size(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte')
  const units = ['KB', 'MB', 'GB', 'TB']
  let value = bytes / 1000
  let at = 0
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000
    at += 1
  }
  const shown = value >= 10 || at === 0 ? Math.ceil(value) : Math.round(value * 10) / 10
  return `${shown} ${units[at]}`
}
