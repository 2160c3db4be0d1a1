import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview'
import type { ViewRow } from '@space/sdk'
import { type RefObject, useEffect, useRef } from 'react'
import { drawPreview } from '../dragging/preview.ts'
import { dataOf, dragOf } from '../dragging/drags.ts'
import { useFolderTarget } from '../dragging/targets.ts'
import { useFiles } from '../use-files.ts'
import { has } from './ranges.ts'

/**
 * Lets a row be dragged with all that is chosen, by its name and picture, and by all of it when it is
 * chosen: from elsewhere a marquee begins. A folder takes what is dropped on it.
 *
 * @returns whether something that it would take is held over it
 */
export function useRowDrag(
  element: RefObject<HTMLElement | null>,
  index: number,
  row: ViewRow | undefined,
): boolean {
  const files = useFiles()
  const now = useRef(index)
  useEffect(() => {
    now.current = index
  })
  const isThere = row !== undefined
  useEffect(() => {
    const source = element.current
    if (source === null || !isThere) return undefined
    return draggable({
      element: source,
      canDrag({ input }) {
        if (source.querySelector('input:not([type=checkbox])') !== null) return false
        if (dragOf(files) === undefined) return false
        const isChosen = has(files.selection.getState().ranges, now.current)
        const at = document.elementFromPoint(input.clientX, input.clientY)
        return isChosen || at?.closest('[data-grip]') !== null
      },
      getInitialData() {
        const selection = files.selection.getState()
        if (!has(selection.ranges, now.current)) selection.only(now.current)
        const dragged = dragOf(files)
        return dragged === undefined ? {} : dataOf(dragged)
      },
      onGenerateDragPreview({ nativeSetDragImage }) {
        const dragged = dragOf(files)
        if (dragged === undefined) return
        setCustomNativeDragPreview({
          nativeSetDragImage,
          getOffset: () => ({ x: -12, y: -8 }),
          render: ({ container }) => drawPreview(container, dragged),
        })
      },
    })
  }, [element, files, isThere])
  const isFolder = row?.kind === 'directory' && files.mayChange()
  return useFolderTarget(element, {
    folder: isFolder && row.handle.kind === 'directory' ? row.handle : undefined,
    name: row?.name ?? '',
    ...(row === undefined ? {} : { id: row.id }),
    onHover: row === undefined ? undefined : () => files.open(row),
  })
}
