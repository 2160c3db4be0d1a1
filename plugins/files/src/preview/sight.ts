/** What a file is, told by its first bytes and its name, and how it can be looked at. */
import { fileKind } from '@space/sdk/media'
import { figures, i18n } from '@space/ui'
import { pictureSize } from './picture-size.ts'
import type { Part } from './bytes.ts'
import { encodingOf } from './encoding.ts'

export type Way = 'image' | 'vector' | 'video' | 'audio' | 'pdf' | 'markdown' | 'table' | 'text'

export interface Sight {
  /** Undefined: it cannot be looked at, and {@link Sight.why} says why. */
  readonly way: Way | undefined
  readonly why?: string
  /** Pixels, when the head tells. */
  readonly pixels?: { readonly width: number; readonly height: number }
}

/** So much of a file tells what it is, and how large most pictures are. */
export const HEAD_BYTES = 64 * 1024
/** Some cameras put much before that. */
export const LONG_HEAD_BYTES = 2 * 2 ** 20

/** Pixels that a browser can hold without harm; a decoded one costs four bytes. */
export const MOST_PIXELS = 130_000_000

/** Whether more of the head would tell what a picture is. */
export function isShort({ bytes, total }: Part): boolean {
  return (
    bytes.length < Math.min(total, LONG_HEAD_BYTES) &&
    signatureOf(bytes) === 'image' &&
    pictureSize(bytes) === undefined
  )
}

/** What can be seen of a file that begins so. What its name says never weighs more than that. */
export function sightOf(name: string, { bytes: head, total }: Part): Sight {
  const inside = signatureOf(head)
  const named = fileKind(name)
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  if (inside === 'image') return pictureOf(head)
  if (inside === 'media') return { way: named === 'audio' || isSound(head) ? 'audio' : 'video' }
  if (inside === 'pdf') return { way: 'pdf' }
  if (inside !== undefined) return { way: undefined, ...inside }
  if (head.length === 0) return { way: 'text' }
  if (encodingOf(head, head.length === total) === undefined) {
    // Formats without a mark of their own, such as MPEG transport streams: the browser may know them.
    if (named === 'video' || named === 'audio') return { way: named }
    if (named === 'image') return { way: undefined, why: damagedWords.picture() }
    if (ending === 'pdf') return { way: undefined, why: damagedWords.pdf() }
    return { way: undefined }
  }
  if (ending === 'svg' && /<svg[\s>]/i.test(new TextDecoder().decode(head))) {
    return { way: 'vector' }
  }
  if (ending === 'md' || ending === 'markdown') return { way: 'markdown' }
  if (ending === 'csv' || ending === 'tsv') return { way: 'table' }
  return { way: 'text' }
}

function pictureOf(head: Uint8Array): Sight {
  const size = pictureSize(head)
  // Nothing is drawn before it is known how much that would be.
  if (size === undefined) return { way: undefined, why: damagedWords.picture() }
  if (size.width * size.height <= MOST_PIXELS) return { way: 'image', pixels: size }
  return {
    way: undefined,
    pixels: size,
    why: i18n.t(
      'This picture has {width} × {height} pixels. Showing it would take more memory than is good for this window.',
      { width: figures(size.width), height: figures(size.height) },
    ),
  }
}

const damagedWords = {
  picture: () =>
    i18n.t('Its name says that it is a picture. What is inside is not one that can be shown.'),
  pdf: () => i18n.t('Its name says that it is a PDF. What is inside is not one.'),
}

type Signature = 'image' | 'media' | 'pdf' | { readonly why?: string } | undefined

function signatureOf(head: Uint8Array): Signature {
  const text = String.fromCharCode(...head.subarray(0, 1024))
  const at = (offset: number, mark: string): boolean => text.startsWith(mark, offset)
  if (at(0, '\x89PNG\r\n') || at(0, '\xff\xd8\xff') || /^GIF8[79]a/.test(text)) return 'image'
  if (at(0, 'RIFF') && at(8, 'WEBP')) return 'image'
  if (at(0, 'BM') && head.length > 26 && (head[14] ?? 0) >= 12 && at(15, '\0\0\0')) return 'image'
  if (at(0, '\0\0\x01\0') && (head[4] ?? 0) > 0) return 'image'
  if (at(4, 'ftyp')) return brandOf(text.slice(8, 12))
  if (text.includes('%PDF-')) return 'pdf'
  if (at(0, '\x1aE\xdf\xa3') || at(0, 'OggS') || at(0, 'fLaC') || at(0, 'ID3')) return 'media'
  if (at(0, 'RIFF') && (at(8, 'WAVE') || at(8, 'AVI '))) return 'media'
  if (/^\xff[\xe2-\xfb]/.test(text)) return 'media'
  if (at(0, 'PK\x03\x04') || at(0, 'PK\x05\x06')) return {}
  if (at(0, '\x1f\x8b') || at(0, 'Rar!') || at(0, '7z\xbc\xaf') || at(0, 'BZh')) {
    return {}
  }
  if (at(0, 'II*\0') || at(0, 'MM\0*')) {
    return { why: i18n.t('TIFF pictures cannot be shown here. Other programs can open it.') }
  }
  return undefined
}

/** Of an ISO media file: pictures, sound and films all begin alike. */
function brandOf(brand: string): Signature {
  if (/^(?:avif|avis)/.test(brand)) return 'image'
  if (/^(?:hei[cxsm]|hev[cx]|mif1|msf1)/.test(brand)) {
    return { why: i18n.t('HEIC pictures cannot be shown here. Other programs can open it.') }
  }
  return 'media'
}

function isSound(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head.subarray(0, 16))
  const isMp3 = /^(?:ID3|\xff[\xe2-\xfb])/.test(text)
  return (
    isMp3 || text.startsWith('fLaC') || text.slice(8, 12) === 'WAVE' || text.slice(8, 11) === 'M4A'
  )
}
