import { useLayoutEffect, useRef } from 'react'
import type { CSSProperties, ReactNode, RefObject } from 'react'
import styles from './dialog.module.css'

/**
 * A question of Space over the whole frame: a native modal, so that everything behind it is inert
 * and an app can neither take the focus nor draw above it. Escape means {@link onDismiss}. What had
 * the focus before, an app's frame too, has it again afterwards.
 */
export function Dialog({
  labelledBy,
  describedBy,
  width = 480,
  fill = false,
  role = 'dialog',
  focus,
  onDismiss,
  children,
}: {
  labelledBy: string
  describedBy?: string
  width?: number
  /** All of the window, for what a person looks at and not for a question. */
  fill?: boolean
  role?: 'dialog' | 'alertdialog'
  /** What takes the focus: the thing that is chosen most, never the button that allows. */
  focus?: RefObject<HTMLElement | null>
  /** Absent where nothing but an answer leads out. */
  onDismiss?: () => void
  children: ReactNode
}): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null)
  // NOTE: as a layout effect it ends while the dialog still stands in the document.
  useLayoutEffect(() => {
    const shown = dialog.current
    if (shown === null) return undefined
    const before = document.activeElement
    if (!shown.open) shown.showModal()
    focus?.current?.focus()
    return () => {
      shown.close()
      giveBack(before)
    }
  }, [focus])
  return (
    <dialog
      ref={dialog}
      role={role}
      aria-modal="true"
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className={fill ? `${styles.dialog} ${styles.fill}` : styles.dialog}
      style={{ '--width': `${width}px` } as CSSProperties}
      onCancel={(event) => {
        event.preventDefault()
        onDismiss?.()
      }}
      onKeyDown={(event) => {
        // NOTE: a second Escape closes a native dialog whatever `cancel` says; the answer comes first.
        if (event.key !== 'Escape') return
        event.preventDefault()
        onDismiss?.()
      }}
    >
      {children}
    </dialog>
  )
}

export function DialogHead({ children }: { children: ReactNode }): ReactNode {
  return <header className={styles.head}>{children}</header>
}

export function DialogBody({ children }: { children: ReactNode }): ReactNode {
  return <div className={styles.body}>{children}</div>
}

/** The quiet words to the left, the answers to the right. */
export function DialogFoot({
  quiet,
  children,
}: {
  quiet?: ReactNode
  children: ReactNode
}): ReactNode {
  return (
    <footer className={styles.foot}>
      <div className={styles.quiet}>{quiet}</div>
      {children}
    </footer>
  )
}

function giveBack(before: Element | null): void {
  if (before instanceof HTMLElement) before.focus()
  // Where it is gone, or goes now, such as the button of a row, the tab in front has the focus.
  queueMicrotask(() => {
    if (document.activeElement !== document.body) return
    document.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus()
  })
}
