/** The folder at the top of a drive in which each app has one of its own. */
export const APPS_FOLDER = 'Apps'

/** What a file system of today allows. */
const NAME_BYTES = 255
/** A longer ending is no extension; in UTF-16 units. */
const MAX_EXTENSION = 20
/** `archive.tar.gz` ends in `.tar.gz`. */
const DOUBLE = /\.tar\.[^.]+$/iu
/** A number that was put there so; a greater one is more likely a year. */
const NUMBERED = /^(.+) \(([2-9]|[1-9]\d)\)$/su

/**
 * The names for one that is taken, to be tried one after the other: `Report (2).pdf`, then
 * `Report (3).pdf`; of `Report (2).pdf` it is `Report (3).pdf`, of a folder `v1.2` it is `v1.2 (2)`.
 * They are cut where they would be longer than a file system allows.
 */
export function* freeNames(name: string, isFolder: boolean): Generator<string, never, undefined> {
  const { stem, end, number } = partsOf(name, isFolder)
  for (let n = number + 1; ; n++) {
    const suffix = ` (${n})${end}`
    yield cut(stem, NAME_BYTES - bytesOf(suffix)) + suffix
  }
}

/**
 * A name and the ending that goes with its kind, the dot with it: `archive` and `.tar.gz`. A folder has
 * no ending, nor has `.profile`.
 */
export function nameParts(name: string, isFolder: boolean): [stem: string, ending: string] {
  const ending = isFolder ? '' : extensionOf(name)
  return [name.slice(0, name.length - ending.length), ending]
}

/** The name without the number that {@link freeNames} may have given it: all it would be mistaken for. */
export function unnumbered(name: string, isFolder: boolean): string {
  const { stem, end } = partsOf(name, isFolder)
  return stem + end
}

function partsOf(name: string, isFolder: boolean): { stem: string; end: string; number: number } {
  const [whole, end] = nameParts(name, isFolder)
  const [, stem = whole, number = '1'] = NUMBERED.exec(whole) ?? []
  return { stem, end, number: Number(number) }
}

/** With its dot; empty where there is none. A name that begins with its only dot has none. */
function extensionOf(name: string): string {
  const double = DOUBLE.exec(name)
  const dot = double !== null && double.index > 0 ? double.index : name.lastIndexOf('.')
  return dot > 0 && name.length - dot <= MAX_EXTENSION ? name.slice(dot) : ''
}

/** Whole characters of `text` that fit into `bytes` of UTF-8. */
function cut(text: string, bytes: number): string {
  if (text.length * 3 <= bytes || bytesOf(text) <= bytes) return text
  let left = bytes
  let fits = ''
  for (const char of text) {
    left -= bytesOf(char)
    if (left < 0) break
    fits += char
  }
  return fits
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
