/** Names that come from apps, made fit to be folders and to stand in sentences. */

/** Letters that show as nothing, or turn the text around them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu

/** One line of visible text that can be the name of a folder; never empty. */
export function plainName(name: string, most = 80): string {
  const plain = name
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(UNSEEN, '')
    .replaceAll('/', '-')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  const short = [...plain].slice(0, most).join('').trim()
  return short === '' || short === '.' || short === '..' ? 'App' : short
}

/** The app's own words on one line, for a sheet of the shell. */
export function plainWords(words: string, most = 120): string {
  const plain = words.toWellFormed().replaceAll(UNSEEN, ' ').replaceAll(/\s+/gu, ' ').trim()
  return [...plain].slice(0, most).join('')
}
