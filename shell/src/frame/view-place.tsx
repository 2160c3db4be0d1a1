import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import type { AppViews } from '../host-bridge/host-bridge.ts'
import styles from './app-frame.module.css'

/** What lies over apps in the window's page, and would be hidden by a view of theirs. */
const OVER =
  'dialog[open], [role="dialog"], [role="menu"], [role="listbox"], [popover]:popover-open'

/** Keeps room in the page for an app that has a view of its own, and keeps that view in its room. */
export function ViewPlace({
  app,
  url,
  isVisible,
  views,
}: {
  app: { label: string; name: string }
  url: string
  isVisible: boolean
  views: AppViews
}): ReactNode {
  const room = useRef<HTMLDivElement>(null)
  const { label } = app
  useEffect(() => {
    const element = room.current
    if (element === null) return undefined
    const place = (): void => {
      const { x, y, width, height } = element.getBoundingClientRect()
      const isFree = document.querySelector(OVER) === null
      views.place({ label, url, x, y, width, height, isVisible: isVisible && isFree })
    }
    place()
    const sizes = new ResizeObserver(place)
    sizes.observe(element)
    const over = new MutationObserver(place)
    over.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['open', 'role', 'popover', 'hidden'],
    })
    window.addEventListener('resize', place)
    return () => {
      sizes.disconnect()
      over.disconnect()
      window.removeEventListener('resize', place)
    }
  }, [label, url, isVisible, views])
  useEffect(() => () => views.leave(label), [views, label])
  return <div ref={room} className={styles.frame} data-app={label} />
}
