/** Names of a drive made fit to be unpacked on any machine. */
import { freeNames } from '@space/sdk/names'

/** A `\` leads into another folder, `:` to another drive or into a hidden part of a file. */
const LEADING_AWAY = /[\\:\p{Cc}]/gu
/** Windows leaves these off at the end of names, so that of some only a way up is left. */
const DOTS = /^[. ]+$/u
/** What Windows takes for a device, whatever comes behind a dot. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/iu

/**
 * The names of one folder, in the same order and again each once. Most stay as they are; letters that
 * lead elsewhere become `_`, and names that are taken by their turning harmless get a number.
 */
export function harmlessNames(names: readonly string[]): string[] {
  const taken = new Set(names.filter((name) => harmless(name) === name))
  return names.map((name) => {
    const made = harmless(name)
    if (made === name) return name
    const others = freeNames(made, false)
    let free = made
    while (taken.has(free)) free = others.next().value
    taken.add(free)
    return free
  })
}

function harmless(name: string): string {
  const plain = name.toWellFormed().replaceAll(LEADING_AWAY, '_')
  if (DOTS.test(plain)) return '_'.repeat(plain.length)
  return DEVICE.test(plain) ? `_${plain}` : plain
}
