import type { BringItem } from '@space/sdk'
import { i18n } from '@space/ui'
import { useEffect } from 'react'
import { type Gift, giftOfTransfer } from './gift.ts'

/** A picture that has no file is made a moment before it is pasted; a copied file is older. */
const FRESH_MS = 10_000

/**
 * What is pasted, when it is files or a picture: a screenshot is called after the moment of pasting.
 * Null for all else, such as text.
 *
 * NOTE: to be called within the event, as {@link giftOfTransfer}.
 */
export function giftOfPaste(transfer: DataTransfer, now: number): Gift | null {
  const picture = pictureOf(transfer, now)
  if (picture === undefined) return giftOfTransfer(transfer)
  const ending = picture.type.split('/')[1]?.replace(/^jpeg$/, 'jpg') ?? 'png'
  const name = i18n.t('Pasted image {moment}', { moment: momentOf(now) })
  const item: BringItem = { path: [`${name}.${ending}`], file: picture }
  return { name: `${name}.${ending}`, isFile: true, items: [item], unreadable: [] }
}

/** The picture itself, which browsers call `image.png`; a file that was copied has its own name or time. */
function pictureOf({ files }: DataTransfer, now: number): File | undefined {
  const [file] = files
  if (file === undefined || files.length > 1) return undefined
  const isMade = /^image\.(?:png|jpe?g|webp|gif)$/.test(file.name)
  return isMade && Math.abs(now - file.lastModified) < FRESH_MS ? file : undefined
}

/** Such as `2026-11-25 18.02`: it sorts, and is a name on every computer. */
function momentOf(now: number): string {
  const date = new Date(now)
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two)
  return `${year}-${month}-${day} ${two(date.getHours())}.${two(date.getMinutes())}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/**
 * Files and pictures pasted anywhere on the page but into text; `onGift` is absent where nothing can
 * come in. What else is pasted is left to others, who see the event too.
 */
export function usePaste({
  now,
  onGift,
}: {
  now: () => number
  onGift: ((gift: Gift) => void) | null
}): void {
  useEffect(() => {
    if (onGift === null) return undefined
    const paste = (event: ClipboardEvent): void => {
      if (event.defaultPrevented || event.clipboardData === null || takesText(event.target)) return
      const gift = giftOfPaste(event.clipboardData, now())
      if (gift === null) return
      event.preventDefault()
      onGift(gift)
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [now, onGift])
}

function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && !NO_TEXT.has(target.type)
}

const NO_TEXT = new Set([
  'button',
  'checkbox',
  'radio',
  'range',
  'submit',
  'reset',
  'file',
  'color',
])
