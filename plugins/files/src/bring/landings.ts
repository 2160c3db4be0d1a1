import type { SpaceDirectory } from '@space/sdk'
import type { Landing } from './drops.ts'

/** Where what is dropped on an element goes. */
interface Place {
  readonly folder: SpaceDirectory | 'trash' | undefined
  readonly name: string
  readonly onHover?: (() => void) | undefined
}

const places = new WeakMap<Element, () => Place>()

/** Files from outside can be dropped on this element too. */
export function markLanding(element: Element, place: () => Place): () => void {
  places.set(element, place)
  return () => void places.delete(element)
}

/** The folder that takes what is dropped here: of the innermost element that stands for one. */
export function landingAt(over: Element): (Landing & { onLinger?: () => void }) | null {
  for (let at: Element | null = over; at !== null; at = at.parentElement) {
    const place = places.get(at)?.()
    if (place === undefined || place.folder === undefined || place.folder === 'trash') continue
    const { folder, name, onHover } = place
    return { element: at, folder, name, ...(onHover === undefined ? {} : { onLinger: onHover }) }
  }
  return null
}
