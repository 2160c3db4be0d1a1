import { useEffect, useState } from 'react'
import type { CSSProperties, ReactNode } from 'react'
import text from './text.module.css'
import styles from './skeleton.module.css'

/** Before this much waiting nothing is drawn: what comes at once must not flicker. */
const PATIENCE_MS = 150

/** Rows that are on their way. `label` is read aloud: what is being opened. */
export function Skeleton({ label, rows = 5 }: { label: string; rows?: number }): ReactNode {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div role="status" aria-busy="true">
      <span className={text.hidden}>{label}</span>
      {shown && (
        <div aria-hidden="true">
          {Array.from({ length: rows }, (_, at) => (
            <div
              key={at}
              className={styles.row}
              style={
                {
                  opacity: 1 - at * 0.075,
                  '--width': `${WIDTHS[at % WIDTHS.length]}%`,
                } as CSSProperties
              }
            >
              <span className={styles.tile} />
              <span className={styles.bar} />
              <span className={styles.short} />
            </div>
          ))}
        </div>
      )}
    </div>
  )
}

const WIDTHS = [38, 52, 30, 44, 26, 58, 40, 34]
