const PLAIN = /^[\w@%+=:,./-]+$/
// What an eye does not see, or what moves a cursor; it can only be given escaped.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u3164]/u

/**
 * `text` as one word of a POSIX shell, for commands that people copy: `'a b'`, `'it'\''s'`. What
 * must not reach a terminal as it is stands as `$'\u202e'`, which bash, zsh and ksh read back.
 */
export function quoteForShell(text: string): string {
  if (PLAIN.test(text)) return text
  if (!HIDDEN.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`
  const escaped = [...text].map((char) => {
    if (char === "'" || char === '\\') return `\\${char}`
    if (!HIDDEN.test(char)) return char
    const code = (char.codePointAt(0) ?? 0).toString(16)
    // NOTE: always the longest form, so that a digit which follows is not taken for a part of it.
    if (code.length > 4) return `\\U${code.padStart(8, '0')}`
    return code.length > 2 || code >= '80'
      ? `\\u${code.padStart(4, '0')}`
      : `\\x${code.padStart(2, '0')}`
  })
  return `$'${escaped.join('')}'`
}
