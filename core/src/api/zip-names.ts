/** Names of a drive made fit to be unpacked on any machine. */

/** A `\` leads into another folder, `:` to another drive or into a hidden part of a file. */
const LEADING_AWAY = /[\\:\p{Cc}]/gu
/** Windows leaves these off at the end of names, so that of some only a way up is left. */
const DOTS = /^[. ]+$/u
/** What Windows takes for a device, whatever comes behind a dot. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/iu
const MAX_EXTENSION = 20

/**
 * The names of one folder, in the same order and again each once. Most stay as they are; letters that
 * lead elsewhere become `_`, and names that are taken by their turning harmless get a number.
 */
export function harmlessNames(names: readonly string[]): string[] {
  const taken = new Set(names.filter((name) => harmless(name) === name))
  return names.map((name) => {
    const made = harmless(name)
    if (made === name) return name
    let free = made
    for (let n = 2; taken.has(free); n++) free = numbered(made, n)
    taken.add(free)
    return free
  })
}

function harmless(name: string): string {
  const plain = name.toWellFormed().replaceAll(LEADING_AWAY, '_')
  if (DOTS.test(plain)) return '_'.repeat(plain.length)
  return DEVICE.test(plain) ? `_${plain}` : plain
}

function numbered(name: string, n: number): string {
  const dot = name.lastIndexOf('.')
  const cut = dot > 0 && name.length - dot <= MAX_EXTENSION ? dot : name.length
  return `${name.slice(0, cut)} (${n})${name.slice(cut)}`
}
