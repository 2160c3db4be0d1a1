import type { GridHandle } from '@space/ui'
import type { MouseEvent, PointerEvent } from 'react'
import type { Files } from '../files.ts'
import { has } from './ranges.ts'

/** Choosing and opening rows with mouse, pen and finger. */
export function pointerOf(files: Files, grid: () => GridHandle | null) {
  // What a press did not do yet, as it may begin to drag what is chosen.
  let pending: number | undefined
  let kind = 'mouse'

  const choose = (event: MouseEvent, index: number): void => {
    const selection = files.selection.getState()
    const isHeld = event.ctrlKey || event.metaKey
    if (isOn(event, '[data-check]')) {
      if (event.shiftKey) selection.extend(index, true)
      else selection.toggle(index)
    } else if (event.shiftKey) selection.extend(index, isHeld)
    else if (isHeld) selection.toggle(index)
    else if (has(selection.ranges, index)) pending = index
    else selection.only(index)
  }

  return {
    down(event: PointerEvent): void {
      kind = event.pointerType
      pending = undefined
      if (event.button !== 0 || kind === 'touch' || isField(event)) return
      grid()?.focus()
      const index = indexAt(event)
      if (index === undefined || isOn(event, '[data-more]')) return
      choose(event, index)
    },
    click(event: MouseEvent): void {
      if (isField(event)) return
      const index = indexAt(event)
      if (isOn(event, '[data-more]')) {
        if (index !== undefined) openMenu(event, index)
        return
      }
      const selection = files.selection.getState()
      if (index === undefined) return
      if (kind === 'touch') {
        // A finger opens, unless things are being chosen.
        if (selection.count > 0 || isOn(event, '[data-check]')) selection.toggle(index)
        else open(index)
        return
      }
      if (pending === index) selection.only(index)
      pending = undefined
    },
    doubleClick(event: MouseEvent): void {
      const index = indexAt(event)
      const isPart = isOn(event, '[data-check]') || isOn(event, '[data-more]') || isField(event)
      if (index === undefined || isPart || event.ctrlKey || event.shiftKey) return
      if (kind !== 'touch') open(index)
    },
    /** What the menu is about is chosen first. */
    contextMenu(event: MouseEvent): void {
      const index = indexAt(event)
      const selection = files.selection.getState()
      if (index === undefined) {
        // From the keys the list itself is meant only where no row has them.
        if (event.target !== event.currentTarget || selection.active < 0) selection.none()
        return
      }
      if (!has(selection.ranges, index)) selection.only(index)
    },
    /** The same for a finger that is held, also where no such event comes of it. */
    hold(target: EventTarget): void {
      const index = indexAt({ target })
      const selection = files.selection.getState()
      if (index === undefined) selection.none()
      else if (!has(selection.ranges, index)) selection.only(index)
    },
  }

  function open(index: number): void {
    const row = files.rows.getState().row(index)
    if (row === undefined || files.place.getState().place.kind === 'trash') return
    files.open(row)
  }

  function openMenu(event: MouseEvent, index: number): void {
    const selection = files.selection.getState()
    if (!has(selection.ranges, index)) selection.only(index)
    const { left, bottom } = (event.target as Element).getBoundingClientRect()
    event.target.dispatchEvent(
      new window.MouseEvent('contextmenu', {
        bubbles: true,
        cancelable: true,
        clientX: left,
        clientY: bottom,
      }),
    )
  }
}

/** The number of the row that an event is on. */
export function indexAt({ target }: Pick<MouseEvent, 'target'>): number | undefined {
  const item = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
  return item === null ? undefined : Number(item.dataset['index'])
}

function isOn({ target }: Pick<MouseEvent, 'target'>, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null
}

function isField({ target }: Pick<MouseEvent, 'target'>): boolean {
  return target instanceof Element && target.closest('input:not([type="checkbox"])') !== null
}
