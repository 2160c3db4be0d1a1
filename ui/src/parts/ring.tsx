import type { ReactNode } from 'react'
import styles from './ring.module.css'

/** How far something is, as a ring; the words beside it say it too. */
export function Ring({ part }: { part: number }): ReactNode {
  const shown = Math.min(1, Math.max(0, part))
  return (
    <svg className={styles.ring} viewBox="0 0 18 18" aria-hidden="true">
      <circle className={styles.track} cx="9" cy="9" r="7" />
      <circle
        className={styles.value}
        cx="9"
        cy="9"
        r="7"
        pathLength="100"
        strokeDasharray={`${shown * 100} 100`}
      />
    </svg>
  )
}

/** The same as a bar; `label` names what moves. */
export function Bar({ part, label }: { part: number; label: string }): ReactNode {
  return <progress className={styles.bar} max={1} value={part} aria-label={label} />
}
