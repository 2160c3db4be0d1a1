import { useEffect, useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import styles from './popover.module.css'

/** A panel under the button that opens it; a click elsewhere, Escape, or a click into an app closes it. */
export function Popover({
  id,
  label,
  align = 'start',
  children,
}: {
  id: string
  label: string
  align?: 'start' | 'end'
  children: ReactNode
}): ReactNode {
  const panel = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    // NOTE: a click inside a frame is no click of this document; the window losing the focus is.
    const close = (): void => {
      if (panel.current?.matches(':popover-open') === true) panel.current.hidePopover()
    }
    window.addEventListener('blur', close)
    return () => window.removeEventListener('blur', close)
  }, [])
  return (
    <div
      ref={panel}
      id={id}
      popover="auto"
      role="dialog"
      aria-label={label}
      className={`${styles.popover} ${styles[align]}`}
      onBeforeToggle={(event) => setOpen(event.newState === 'open')}
    >
      {isOpen && children}
    </div>
  )
}

/** An id for a panel and a way to close it. */
export function usePopover(): { id: string; hide: () => void } {
  const id = useId()
  return {
    id,
    hide: () => document.getElementById(id)?.hidePopover(),
  }
}
