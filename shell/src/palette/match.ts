/** How well words fit to a name, and which of its characters they are. */
export interface Match {
  /** Lower is better. */
  readonly rank: number
  /** Places [from, to) in the name, in their order. */
  readonly marks: readonly (readonly [number, number])[]
}

const MARKS = /\p{M}/gu

/** Each word stands somewhere in the name, whatever the case and the accents; undefined otherwise. */
export function matchOf(name: string, text: string): Match | undefined {
  const words = folded(text)
    .text.split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return { rank: 9, marks: [] }
  const { text: inside, places } = folded(name)
  const marks: [number, number][] = []
  let rank = 0
  for (const word of words) {
    const at = placeOfWord(inside, word)
    if (at === undefined) return undefined
    rank += at === 0 ? 0 : isBeginning(inside, at) ? 1 : 3
    marks.push([places[at] ?? 0, places[at + word.length] ?? name.length])
  }
  if (inside === words.join(' ')) rank -= 1
  return { rank, marks: marks.toSorted(([one], [other]) => one - other) }
}

/** Best where a word of the name begins. */
function placeOfWord(inside: string, word: string): number | undefined {
  let found: number | undefined
  for (let at = inside.indexOf(word); at >= 0; at = inside.indexOf(word, at + 1)) {
    found ??= at
    if (isBeginning(inside, at)) return at
  }
  return found
}

function isBeginning(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')
}

/** Without case and accents, and for each of its characters the place it comes from. */
function folded(text: string): { text: string; places: number[] } {
  let plain = ''
  const places: number[] = []
  let at = 0
  for (const char of text) {
    const bare = char.normalize('NFKD').replaceAll(MARKS, '').toLowerCase()
    for (let step = 0; step < bare.length; step += 1) places.push(at)
    plain += bare
    at += char.length
  }
  return { text: plain, places }
}
