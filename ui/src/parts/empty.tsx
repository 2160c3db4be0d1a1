import type { ReactNode } from 'react'
import styles from './empty.module.css'

/** Nothing is here, or nothing could be shown: a drawing or a mark, one sentence, at most two ways on. */
export function Empty({
  title,
  mark,
  children,
  actions,
}: {
  title: string
  mark?: ReactNode
  children?: ReactNode
  actions?: ReactNode
}): ReactNode {
  return (
    <div className={styles.empty}>
      <div>
        {mark === undefined ? <Orbit /> : <span className={styles.mark}>{mark}</span>}
        <h2>{title}</h2>
        {children && <p>{children}</p>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  )
}

function Orbit(): ReactNode {
  return (
    <svg className={styles.drawing} viewBox="0 0 160 120" aria-hidden="true">
      <ellipse cx="80" cy="66" rx="72" ry="22" strokeDasharray="2 6" />
      <path
        className={styles.folder}
        d="M52 44a6 6 0 0 1 6-6h13l7 8h24a6 6 0 0 1 6 6v32a6 6 0 0 1-6 6H58a6 6 0 0 1-6-6Z"
      />
      <path d="M8 66c0 12 32 22 72 22s72-10 72-22" strokeDasharray="2 6" />
      <circle className={styles.dot} cx="133" cy="79" r="5" />
      <path d="M28 22v8M24 26h8M124 14v6M121 17h6" />
    </svg>
  )
}
