/** Which way bytes are text: told, never guessed beyond what the bytes show. */

export interface Encoding {
  readonly label: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  /** For people. */
  readonly name: string
  /** Bytes of the mark at its start. */
  readonly markBytes: 0 | 2 | 3
}

const UTF8: Encoding = { label: 'utf-8', name: 'UTF-8', markBytes: 0 }

/**
 * How `head`, the start of a file, is text; undefined when it is none.
 *
 * @param isWhole whether it is all of the file: no character is cut off at its end then
 */
export function encodingOf(head: Uint8Array, isWhole: boolean): Encoding | undefined {
  const [first, second, third] = head
  if (first === 0xef && second === 0xbb && third === 0xbf) return { ...UTF8, markBytes: 3 }
  if (first === 0xff && second === 0xfe) {
    return { label: 'utf-16le', name: 'UTF-16 LE', markBytes: 2 }
  }
  if (first === 0xfe && second === 0xff) {
    return { label: 'utf-16be', name: 'UTF-16 BE', markBytes: 2 }
  }
  if (isBinary(head)) return undefined
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: !isWhole })
    return UTF8
  } catch {
    return { label: 'windows-1252', name: 'Windows-1252', markBytes: 0 }
  }
}

/** The characters, with U+FFFD for what is none. */
export function decode(bytes: Uint8Array, { label }: Encoding): string {
  return new TextDecoder(label).decode(bytes)
}

/** A zero byte, or many that no text has, such as the start of a program. */
function isBinary(head: Uint8Array): boolean {
  let odd = 0
  for (const byte of head) {
    if (byte === 0) return true
    const isControl =
      byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27
    if (isControl || byte === 127) odd += 1
  }
  return odd > head.length / 50
}
