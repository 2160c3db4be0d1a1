import { useEffect, useRef, useState } from 'react'
import type { Target } from './target.ts'
import { type Gift, giftOfTransfer } from './gift.ts'

/** A place on the page that takes files. */
export interface Landing extends Target {
  /** What is marked while files are held above it; null for the folder that is open. */
  readonly element: Element | null
}

/** Files held above a folder for so long open it. */
const OPEN_AFTER_MS = 700

/**
 * Files and folders dragged in from outside, anywhere on the page. The place under the pointer carries
 * `data-landing` meanwhile. Drags that begin in the page itself are not meant.
 *
 * @param landingAt the folder that takes what is dropped on an element; null where nothing can go
 */
export function useDrops({
  landingAt,
  onGift,
  onLinger,
}: {
  landingAt: (over: Element) => Landing | null
  onGift: (gift: Gift, target: Target) => void
  /** Files are held above a marked place, as if waiting for it to open. */
  onLinger?: (landing: Landing) => void
}): Landing | null {
  const [landing, setLanding] = useState<Landing | null>(null)
  const now = useRef({ landingAt, onGift, onLinger })
  useEffect(() => {
    now.current = { landingAt, onGift, onLinger }
  })
  useEffect(() => {
    let isOwn = false
    let shown: Landing | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = (next: Landing | null): void => {
      if (next?.element === shown?.element && next?.folder === shown?.folder) return
      clearTimeout(timer)
      shown?.element?.removeAttribute('data-landing')
      next?.element?.setAttribute('data-landing', '')
      shown = next
      setLanding(next)
      if (next === null || next.element === null) return
      timer = setTimeout(() => now.current.onLinger?.(next), OPEN_AFTER_MS)
    }
    const holdsFiles = (event: DragEvent): event is DragEvent & { dataTransfer: DataTransfer } =>
      !isOwn && event.dataTransfer !== null && event.dataTransfer.types.includes('Files')
    const over = (event: DragEvent): void => {
      if (!holdsFiles(event)) return
      // Also where nothing can go: else the browser would open the file instead of the app.
      event.preventDefault()
      const place = event.target instanceof Element ? now.current.landingAt(event.target) : null
      event.dataTransfer.dropEffect = place === null ? 'none' : 'copy'
      show(place)
    }
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) show(null)
    }
    const drop = (event: DragEvent): void => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      const place = event.target instanceof Element ? now.current.landingAt(event.target) : null
      show(null)
      const gift = place === null ? null : giftOfTransfer(event.dataTransfer)
      if (gift !== null && place !== null) now.current.onGift(gift, place)
    }
    const start = (): void => void (isOwn = true)
    const end = (): void => {
      isOwn = false
      show(null)
    }
    const listeners = { dragstart: start, dragend: end, dragenter: over, dragover: over, drop }
    for (const [type, listen] of Object.entries(listeners)) {
      document.addEventListener(type, listen as EventListener)
    }
    document.addEventListener('dragleave', leave)
    return () => {
      show(null)
      for (const [type, listen] of Object.entries(listeners)) {
        document.removeEventListener(type, listen as EventListener)
      }
      document.removeEventListener('dragleave', leave)
    }
  }, [])
  return landing
}
