/** What is saved of a text that was written in a field, which knows only one way to end a line. */
import { endsOf } from './text-parts.ts'

/** The text for a field. */
export function forField(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

/**
 * What was written, with the line ends of the text it was made of: lines that nobody touched keep
 * theirs, others get those of the text, or of most of it.
 */
export function fromField(written: string, original: string): string {
  const ends = endsOf(original)
  if (ends === '\n') return written
  if (ends !== 'mixed') return written.replaceAll('\n', ends)
  const before = splitLines(original)
  const now = written.split('\n')
  let head = 0
  while (head < now.length - 1 && before[head]?.text === now[head] && before[head]?.end !== '')
    head += 1
  let tail = 0
  while (
    tail < now.length - head &&
    tail < before.length - head &&
    before[before.length - 1 - tail]?.text === now[now.length - 1 - tail]
  ) {
    tail += 1
  }
  const most = mostOf(before.map(({ end }) => end).filter((end) => end !== ''))
  return now.reduce((out, line, at) => {
    if (at === now.length - 1) return out + line
    const fromEnd = now.length - 1 - at
    const same =
      at < head ? before[at] : fromEnd < tail ? before[before.length - 1 - fromEnd] : undefined
    const end = same === undefined || same.end === '' ? most : same.end
    // Behind a lone `\r` an empty line that ends with `\n` would be none.
    const isJoined = line === '' && end === '\n' && out.endsWith('\r')
    return out + line + (isJoined ? '\r' : end)
  }, '')
}

function splitLines(text: string): { text: string; end: string }[] {
  const parts = text.split(/(\r\n|\n|\r)/)
  return Array.from({ length: Math.ceil(parts.length / 2) }, (_, at) => ({
    text: parts[2 * at] ?? '',
    end: parts[2 * at + 1] ?? '',
  }))
}

function mostOf(ends: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const end of ends) counts.set(end, (counts.get(end) ?? 0) + 1)
  return [...counts].toSorted((one, other) => other[1] - one[1])[0]?.[0] ?? '\n'
}
