/** Where the lines of a long list are. Lengths are CSS px; lines count from 0. */
export interface Geometry {
  readonly lines: number
  readonly lineHeight: number
  /** What of the list is seen at once. */
  readonly viewport: number
}

/**
 * Browsers draw no element higher than some 16 to 33 million px, and lists above it end early. Above
 * this much the scrollbar is a scale: one px of it stands for more than one of the list.
 */
export const MOST_PX = 15_000_000

/** Height of the element that scrolls. */
export function heightOf({ lines, lineHeight }: Geometry): number {
  return Math.min(lines * lineHeight, MOST_PX)
}

/** Px of the list above what is seen, where the element is scrolled to `scrollTop`. */
export function offsetOf(geometry: Geometry, scrollTop: number): number {
  return scrollTop * scaleOf(geometry)
}

/** The other way round. */
export function scrollTopOf(geometry: Geometry, offset: number): number {
  const most = Math.max(0, geometry.lines * geometry.lineHeight - geometry.viewport)
  return Math.min(Math.max(0, offset), most) / scaleOf(geometry)
}

/** Where a line is in the element that is scrolled to `scrollTop`. */
export function topOf(geometry: Geometry, line: number, scrollTop: number): number {
  const top = line * geometry.lineHeight
  return isScaled(geometry) ? top - offsetOf(geometry, scrollTop) + scrollTop : top
}

/** The lines that are seen, `beyond` more on each side; the second is not included. */
export function linesAt(
  geometry: Geometry,
  scrollTop: number,
  beyond: number,
): readonly [from: number, to: number] {
  const offset = offsetOf(geometry, scrollTop)
  const from = Math.floor(offset / geometry.lineHeight) - beyond
  const to = Math.ceil((offset + geometry.viewport) / geometry.lineHeight) + beyond
  return [Math.max(0, Math.min(from, geometry.lines)), Math.max(0, Math.min(to, geometry.lines))]
}

/** Where to scroll to, so that a line is seen whole; where it is scrolled to now if it is already. */
export function scrollTopFor(geometry: Geometry, line: number, scrollTop: number): number {
  const offset = offsetOf(geometry, scrollTop)
  const top = line * geometry.lineHeight
  const bottom = top + geometry.lineHeight
  if (top < offset) return scrollTopOf(geometry, top)
  if (bottom > offset + geometry.viewport) {
    return scrollTopOf(geometry, bottom - geometry.viewport)
  }
  return scrollTop
}

export function isScaled({ lines, lineHeight }: Geometry): boolean {
  return lines * lineHeight > MOST_PX
}

function scaleOf(geometry: Geometry): number {
  if (!isScaled(geometry)) return 1
  const { lines, lineHeight, viewport } = geometry
  return (lines * lineHeight - viewport) / (MOST_PX - viewport)
}
