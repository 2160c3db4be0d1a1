/** Part of a pattern that stands for itself, the longest: every name that matches contains it. */
export function literalOf(pattern: string): string {
  const parts = pattern.split(/[*?]/u)
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '')
}

/**
 * Whether the whole `name` is what `pattern` says: `*` stands for any characters, none too, and `?`
 * for one. Takes at most the product of both lengths, whatever the pattern.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const [wanted, given] = [[...pattern], [...name]]
  let p = 0
  let star = -1
  let retry = 0
  for (let n = 0; n < given.length;) {
    if (wanted[p] === '*') {
      star = p
      p += 1
      retry = n
    } else if (p < wanted.length && (wanted[p] === '?' || wanted[p] === given[n])) {
      p += 1
      n += 1
    } else if (star >= 0) {
      // The last star takes one character more.
      retry += 1
      p = star + 1
      n = retry
    } else return false
  }
  while (wanted[p] === '*') p += 1
  return p === wanted.length
}
