/** Line ends, direction overrides and what is not seen; joiners are part of writing some languages. */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u3164]|\p{Cs}/gu

/** The name of a file or folder, or a path, with all that could make it look like another: `\n`, `\u{202e}`. */
export function shownName(name: string): string {
  return name.replaceAll(UNSAFE, (char) => {
    if (char === '\n') return String.raw`\n`
    return String.raw`\u{${(char.codePointAt(0) ?? 0).toString(16)}}`
  })
}
