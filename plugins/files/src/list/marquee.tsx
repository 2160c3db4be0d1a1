import type { GridHandle } from '@space/ui'
import { type ReactNode, type RefObject, useEffect, useState } from 'react'
import { useFiles } from '../use-files.ts'
import styles from './marquee.module.css'
import { add, type Ranges, toggle } from './ranges.ts'

/** The pointer must go this far, or it was a click. */
const BEGIN_PX = 4
/** Nearer than this to an end the list scrolls. */
const EDGE_PX = 32

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A box that is drawn with the pointer from where no row is taken hold of; what it touches is chosen. */
export function Marquee({ grid }: { grid: RefObject<GridHandle | null> }): ReactNode {
  const { selection } = useFiles()
  const [box, setBox] = useState<Box>()
  useEffect(() => {
    const handle = grid.current
    if (handle === null) return undefined
    const { element } = handle
    let end: (() => void) | undefined

    const begin = (event: PointerEvent): void => {
      const { target } = event
      const isTaken =
        target instanceof Element &&
        target.closest(
          '[data-grip], [data-check], [data-more], [draggable="true"][aria-selected="true"], input, button',
        ) !== null
      // Not the scrollbar.
      const isInside = event.clientX < element.getBoundingClientRect().left + element.clientWidth
      if (event.button !== 0 || event.pointerType === 'touch' || isTaken || !isInside) return
      const from = grid.current?.pointAt(event.clientX, event.clientY)
      if (from === undefined) return
      const isKept = event.ctrlKey || event.metaKey || event.shiftKey
      const isOnRow = target instanceof Element && target.closest('[data-index]') !== null
      const before: Ranges = isKept ? selection.getState().ranges : []
      if (!isKept && !isOnRow) selection.getState().none()
      let isDrawn = false
      let at = { x: event.clientX, y: event.clientY }
      let ticking = 0

      const draw = (): void => {
        const live = grid.current
        const to = live?.pointAt(at.x, at.y)
        if (live === null || to === undefined) return
        const far = Math.hypot(to.x - from.x, to.y - from.y)
        if (!isDrawn && far < BEGIN_PX) return
        isDrawn = true
        const whole: Box = {
          x: Math.min(from.x, to.x),
          y: Math.min(from.y, to.y),
          width: Math.abs(to.x - from.x),
          height: Math.abs(to.y - from.y),
        }
        const touched = live.itemsIn(whole)
        const chosen = touched.reduce<Ranges>(add, before)
        selection.getState().set(event.ctrlKey ? flipped(before, touched) : chosen)
        setBox({ ...whole, y: live.drawnAt(whole.y) })
      }
      const scroll = (): void => {
        const { top, bottom } = element.getBoundingClientRect()
        const above = top + EDGE_PX - at.y
        const below = at.y - (bottom - EDGE_PX)
        const by = above > 0 ? -above : Math.max(0, below)
        if (isDrawn && by !== 0) {
          element.scrollTop += by
          draw()
        }
        ticking = requestAnimationFrame(scroll)
      }
      const move = ({ clientX, clientY }: PointerEvent): void => {
        at = { x: clientX, y: clientY }
        draw()
      }
      const key = (pressed: KeyboardEvent): void => {
        if (pressed.key !== 'Escape' || !isDrawn) return
        pressed.preventDefault()
        selection.getState().set(before)
        end?.()
      }
      end = () => {
        cancelAnimationFrame(ticking)
        window.removeEventListener('pointermove', move)
        window.removeEventListener('pointerup', up)
        window.removeEventListener('pointercancel', up)
        window.removeEventListener('keydown', key, true)
        setBox(undefined)
        end = undefined
      }
      const up = (): void => end?.()
      window.addEventListener('pointermove', move)
      window.addEventListener('pointerup', up)
      window.addEventListener('pointercancel', up)
      window.addEventListener('keydown', key, true)
      ticking = requestAnimationFrame(scroll)
    }
    element.addEventListener('pointerdown', begin)
    return () => {
      element.removeEventListener('pointerdown', begin)
      end?.()
    }
  }, [grid, selection])
  if (box === undefined) return undefined
  const { x, y, width, height } = box
  return (
    <div
      className={styles.box}
      aria-hidden="true"
      style={{ left: x, top: y, width, height, right: 'auto' }}
    />
  )
}

/** With Ctrl what was chosen already is left out again. */
function flipped(before: Ranges, touched: readonly (readonly [number, number])[]): Ranges {
  let ranges = before
  for (const [from, to] of touched) {
    for (let index = from; index < to; index += 1) ranges = toggle(ranges, index)
  }
  return ranges
}
