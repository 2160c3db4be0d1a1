import { SpaceError } from '@space/sdk'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const
// Controls, bidi overrides, line separators and lone surrogates: what makes a terminal or an eye lie.
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029\u3164]|\p{Cs}/gu
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const NO_WIDTH = /\p{Mn}|\p{Me}|[\u200b-\u200d]/u

/** A name that cannot move the cursor, ring, colour, or hide its end: `\n`, `\x1b`, `\u{202e}`. */
export function escapeName(name: string): string {
  return name.replace(UNSAFE, (char) => {
    if (char === '\n') return '\\n'
    if (char === '\t') return '\\t'
    if (char === '\r') return '\\r'
    const code = char.codePointAt(0) ?? 0
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
  })
}

/**
 * JSON text without a character that makes a terminal or an eye lie; readers get the same value.
 * JSON.stringify escapes C0 and lone surrogates, and such characters stand inside strings only.
 */
export function escapeJson(json: string): string {
  return json.replace(UNSAFE, (char) =>
    Array.from({ length: char.length }, (_, i) => {
      return `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`
    }).join(''),
  )
}

/** Cells of a terminal that a text takes. */
export function widthOf(text: string): number {
  let width = 0
  for (const char of text) width += NO_WIDTH.test(char) ? 0 : WIDE.test(char) ? 2 : 1
  return width
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** `0 B`, `999 B`, `1.5 kB`, `12 MB`: powers of 1000. */
export function formatSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1
  return `${value.toFixed(digits)} ${UNITS[unit]}`
}

/** `14 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** `-rw-r--r--` */
export function formatMode(kind: string, mode: number): string {
  const first = { folder: 'd', symlink: 'l', mount: 'm' }[kind] ?? '-'
  const bits = [...'rwxrwxrwx'].map((letter, i) => ((mode >> (8 - i)) & 1 ? letter : '-'))
  return first + bits.join('')
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** Lay names out in as many columns as fit, filled from top to bottom. */
export function inColumns(names: readonly string[], columns: number): string[] {
  const widest = Math.max(0, ...names.slice(0, 10_000).map(widthOf)) + 2
  const across = Math.max(1, Math.floor(columns / widest))
  const rows = Math.ceil(names.length / across)
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: across }, (_unused, column) => names[column * rows + row])
      .filter((name) => name !== undefined)
      .map((name) => padEnd(name, widest))
      .join('')
      .trimEnd(),
  )
}

/** `10`, `10kB`, `1.5G`, `2MiB` in bytes. @throws {SpaceError} `bad-usage` */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgtp]?)(i?)b?$/i.exec(text.trim())
  if (match === null) throw usage(`"${text}" is not a size`, 'write it like 500kB, 10MB or 2GiB')
  const power = ' kmgtp'.indexOf((match[2] ?? '').toLowerCase() || ' ')
  return Math.round(Number(match[1]) * (match[3] ? 1024 : 1000) ** power)
}

/** @throws {SpaceError} `bad-usage` when it is no whole number of at least 0 */
export function parseCount(text: string, what: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw usage(`"${text}" is not a number for ${what}`, 'write a number')
  return Number(text)
}

function usage(message: string, way: string): SpaceError {
  return new SpaceError('bad-usage', message, { try: way })
}
