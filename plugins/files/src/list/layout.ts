import { type RefObject, useLayoutEffect, useState, useSyncExternalStore } from 'react'
import { tileHeight } from './tile.tsx'

const SMALL = '(max-width: 760px)'
const TILE_PX = 164

/** Height of a row, px. */
export function useLineHeight(): number {
  const isSmall = useMedia(SMALL)
  const isCompact = useSyncExternalStore(
    watchDensity,
    () => document.documentElement.dataset['density'] === 'compact',
  )
  if (isSmall) return 60
  return isCompact ? 32 : 40
}

/** How many tiles stand side by side in the element, and how high they are. */
export function useTiles(
  frame: RefObject<HTMLElement | null>,
  isOn: boolean,
): { columns: number; height: number } {
  const [width, setWidth] = useState(960)
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null || !isOn) return undefined
    const measure = (): void => {
      if (element.clientWidth > 0) setWidth(element.clientWidth)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [frame, isOn])
  // The scrollbar and what lies beside the tiles.
  const free = width - 34
  const columns = Math.max(2, Math.floor(free / TILE_PX))
  return { columns, height: tileHeight(free / columns) }
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', onChange)
      return () => media.removeEventListener('change', onChange)
    },
    () => window.matchMedia(query).matches,
  )
}

function watchDensity(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange)
  observer.observe(document.documentElement, { attributeFilter: ['data-density'] })
  return () => observer.disconnect()
}
