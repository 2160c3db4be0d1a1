import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { markLanding } from '../bring/landings.ts'
import { useFiles } from '../use-files.ts'
import { canDrop, draggedIn, drop, type DropPlace } from './drags.ts'

/** How long rows must be held over something until it opens. */
const OPEN_AFTER_MS = 700

/**
 * Lets rows, and files from outside, be dropped on an element. Held over it for a while it opens: `onHover`.
 *
 * @returns whether something that can be dropped there is held over it
 */
export function useFolderTarget(
  element: RefObject<HTMLElement | null>,
  place: DropPlace & { onHover?: (() => void) | undefined },
): boolean {
  const files = useFiles()
  const [isOver, setOver] = useState(false)
  const now = useRef(place)
  useEffect(() => {
    now.current = place
  })
  const isPossible = place.folder !== undefined
  useEffect(() => {
    const target = element.current
    if (target === null || !isPossible) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const leave = (): void => {
      clearTimeout(timer)
      setOver(false)
    }
    const stop = dropTargetForElements({
      element: target,
      canDrop({ source }) {
        const dragged = draggedIn(source.data)
        return dragged !== undefined && canDrop(dragged, now.current)
      },
      getDropEffect: ({ input }) => (input.ctrlKey ? 'copy' : 'move'),
      onDragEnter() {
        setOver(true)
        const { onHover } = now.current
        if (onHover !== undefined) timer = setTimeout(onHover, OPEN_AFTER_MS)
      },
      onDragLeave: leave,
      onDrop({ source, location }) {
        leave()
        // The innermost one takes it.
        if (location.current.dropTargets[0]?.element !== target) return
        const dragged = draggedIn(source.data)
        if (dragged === undefined) return
        const isCopy = location.current.input.ctrlKey
        drop(files, dragged, now.current, isCopy).catch((error: unknown) => files.tell(error))
      },
    })
    const unmark = markLanding(target, () => now.current)
    return () => {
      clearTimeout(timer)
      stop()
      unmark()
    }
  }, [element, files, isPossible])
  return isOver
}
