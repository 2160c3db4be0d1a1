/** Characters that are not seen, or turn around what stands beside them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** The words of an app on one line, at most `most` characters, and nothing in them but what is seen. */
export function foreignWords(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll(UNSEEN, '').trim()
  return Array.from(line).slice(0, most).join('')
}
