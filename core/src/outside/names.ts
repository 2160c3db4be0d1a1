/** What a file is called as a copy on this computer, and what is never opened there; pure. */
import { freeNames } from '@space/sdk/names'

/** What a file system of today allows. */
const NAME_BYTES = 255
const MAX_EXTENSION = 20
/** No name on some system, or one that shows as another: letters unseen or turned around, and signs. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}/\\:*?"<>|]/gu
/** Windows means devices by them, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu
/**
 * Endings of what is started, and not opened, by a double click on some system. A copy never is
 * executable, but these are run by a program that is.
 */
const STARTED: ReadonlySet<string> = new Set(
  `apk app application appimage appref-ms bash bat chm cmd com command cpl csh deb desktop
  diagcab dll dmg elf exe fish flatpak flatpakref gadget hta inf ins iqy isp jar jnlp js jse ksh lnk
  mde mobileconfig msc msh msi msix msp mst pif pkg ppkg ps1 ps1xml ps2 psc1 psd1 psm1 pyw pyz pyzw reg rpm run
  scf scpt scr sct search-ms service settingcontent-ms sh shb shs slk snap terminal tool url vb
  vbe vbs vbscript webloc website workflow ws wsc wsf wsh xbap xll xpi zsh`.split(/\s+/u),
)
/** First bytes of programs of Linux, Windows and the Mac. */
const MAGICS: readonly (readonly number[])[] = [
  [0x7f, 0x45, 0x4c, 0x46],
  [0x4d, 0x5a],
  [0xfe, 0xed, 0xfa, 0xce],
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
]
/** How many first bytes {@link isProgram} looks at. */
export const HEAD_BYTES = 512

/** A name in a folder, on any system, with the ending that programs know it by; never hidden from view. */
export function outsideName(name: string): string {
  const fit = name.toWellFormed().replaceAll(UNFIT, '_')
  // Windows drops dots and spaces there, and with them a name would get another ending
  const whole = fit.replace(/[. ]+$/u, '').replace(/^ +/u, '')
  if (/^[.~_]*$/u.test(whole)) return 'file'
  const safe = DEVICE.test(whole) ? `_${whole}` : whole
  const dot = safe.lastIndexOf('.')
  const end = dot > 0 && safe.length - dot <= MAX_EXTENSION ? safe.slice(dot) : ''
  return cut(safe.slice(0, safe.length - end.length), NAME_BYTES - bytesOf(end)) + end
}

/**
 * Whether to open it is to start it.
 *
 * @param name as {@link outsideName} makes it
 * @param head its first bytes
 */
export function isProgram(name: string, head: Uint8Array): boolean {
  const end = /\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase()
  if (end !== undefined && STARTED.has(end)) return true
  if (MAGICS.some((magic) => magic.every((byte, i) => head[i] === byte))) return true
  // a starter is known by its inside where the name tells nothing
  return /^\uFEFF?\s*(?:#[^\n]*\n\s*)*\[Desktop Entry\]/u.test(Buffer.from(head).toString('utf8'))
}

/** `Budget (from outside).xlsx`, then `Budget (from outside) (2).xlsx`. */
export function* besideNames(name: string): Generator<string, never, undefined> {
  const dot = name.lastIndexOf('.')
  const end = dot > 0 && name.length - dot <= MAX_EXTENSION ? name.slice(dot) : ''
  const added = ` (from outside)${end}`
  const first = cut(name.slice(0, name.length - end.length), NAME_BYTES - bytesOf(added)) + added
  yield first
  return yield* freeNames(first, false)
}

/** What programs leave beside a file while they have it open. */
export function isHeld(copy: string, others: readonly string[]): boolean {
  const marks = new Set(
    ['.~lock.', '.', '.#', '~$'].flatMap((before) => [
      `${before}${copy}`,
      `${before}${copy}#`,
      `${before}${copy}.swp`,
      // a long name loses its first letters to the mark
      `${before}${copy.slice(2)}`,
    ]),
  )
  return others.some((name) => marks.has(name))
}

/** Whether a file beside the copy is one that the person made, as far as a name can tell. */
export function isOfPerson(name: string): boolean {
  return !/^[.~#]|[~#]$|\.(?:tmp|temp|bak|swp|part|crdownload|lock)$/iu.test(name)
}

function cut(text: string, bytes: number): string {
  let fits = ''
  let left = bytes
  for (const char of text) {
    left -= bytesOf(char)
    if (left < 0) break
    fits += char
  }
  return fits
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}
