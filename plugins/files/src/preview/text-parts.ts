/** A text of any size, piece by piece: each begins and ends with a line where it can. */
import { readPart, type Request } from './bytes.ts'
import { decode, type Encoding } from './encoding.ts'

export const PART_BYTES = 2 ** 20
/** So far behind its place a part looks for the end of a line. */
const REACH_BYTES = 2 ** 16

export interface TextPart {
  readonly text: string
  /** Which lines end it uses; `mixed` when several. */
  readonly ends: LineEnds
}

export type LineEnds = '\n' | '\r\n' | '\r' | 'mixed'

/** At least one: an empty text has one part with nothing in it. */
export function partsOf(totalBytes: number): number {
  return Math.max(1, Math.ceil(totalBytes / PART_BYTES))
}

/** @throws as {@link readPart} */
export async function readText(
  request: Request,
  url: string,
  encoding: Encoding,
  { part, totalBytes, signal }: { part: number; totalBytes: number; signal: AbortSignal },
): Promise<TextPart> {
  const start = part * PART_BYTES
  const end = Math.min(start + PART_BYTES, totalBytes)
  const { bytes } = await readPart(request, url, { start, end: end + REACH_BYTES, signal })
  const from = part === 0 ? encoding.markBytes : border(bytes, 0, encoding)
  const isLast = end === totalBytes
  const to = isLast ? bytes.length : border(bytes, PART_BYTES, encoding)
  const text = decode(bytes.subarray(from, to), encoding)
  return { text, ends: endsOf(text) }
}

export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/)
}

export function endsOf(text: string): LineEnds {
  const kinds = new Set(text.match(/\r\n|\n|\r/g))
  if (kinds.size > 1) return 'mixed'
  return ([...kinds][0] as LineEnds | undefined) ?? '\n'
}

/** Behind the first end of a line at or after `at`; where none is near, behind a whole character. */
function border(bytes: Uint8Array, at: number, { label }: Encoding): number {
  const reach = Math.min(bytes.length, at + REACH_BYTES)
  const isWide = label.startsWith('utf-16')
  const low = label === 'utf-16be' ? 1 : 0
  for (let place = at; place < reach; place += isWide ? 2 : 1) {
    const isEnd = isWide
      ? bytes[place + low] === 10 && bytes[place + 1 - low] === 0
      : bytes[place] === 10
    if (isEnd) return place + (isWide ? 2 : 1)
  }
  let place = at
  while (label === 'utf-8' && place < reach && ((bytes[place] ?? 0) & 0xc0) === 0x80) place += 1
  return place
}
