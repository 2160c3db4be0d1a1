/** How a file is called when it leaves Space; pure. */

/** Letters that show as nothing or turn the text around them, and line ends. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu
/** What leads into another folder or drive, or is not possible everywhere. */
const NOT_IN_NAMES = /[/\\:*?"<>|]/gu
/** What Windows takes for a device, whatever comes behind a dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d) *(?:\.|$)/iu
/** UTF-8; with room for what a browser puts behind a name that is taken. */
const NAME_BYTES = 200
const ENDING_CHARS = 20

/**
 * A `Content-Disposition` that saves under this name, as far as it can be one on any system.
 *
 * @see RFC 6266, RFC 8187
 */
export function dispositionOf(name: string): string {
  const safe = savedName(name)
  // NOTE: all that is no plain letter is left to the second form: quotes and line ends cannot get out.
  const plain = safe.replaceAll(/[^\w .()[\]-]/gu, '_')
  const whole = encodeURIComponent(safe).replaceAll(
    /['()*!]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`
}

/** Never empty, hidden, a way up or a device; its ending stays where it can. */
function savedName(name: string): string {
  const seen = name
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(UNSEEN, '')
    .replaceAll(NOT_IN_NAMES, '_')
    .replace(/^[. ]+/u, '_')
    .replace(/[. ]+$/u, '')
  const whole = seen === '' || DEVICE.test(seen) ? `_${seen}` : seen
  if (Buffer.byteLength(whole) <= NAME_BYTES) return whole
  const dot = whole.lastIndexOf('.')
  const ending = dot > 0 && whole.length - dot <= ENDING_CHARS ? whole.slice(dot) : ''
  let stem = ''
  for (const char of whole.slice(0, whole.length - ending.length)) {
    if (Buffer.byteLength(stem + char + ending) > NAME_BYTES) break
    stem += char
  }
  return `${stem}${ending}`
}
