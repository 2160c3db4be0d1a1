import type { ReactNode } from 'react'
import styles from './page.module.css'

/** A page of Space in the sheet: it scrolls, with one column of at most 920. */
export function Page({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    // A region that scrolls must be reachable by keyboard.
    <div className={styles.page} tabIndex={0} role="region" aria-label={label}>
      <div className={styles.column}>{children}</div>
    </div>
  )
}

export function PageHead({
  title,
  words,
  end,
}: {
  title: string
  words?: ReactNode
  end?: ReactNode
}): ReactNode {
  return (
    <div className={styles.head}>
      <div>
        <h1>{title}</h1>
        {words && <p>{words}</p>}
      </div>
      {end}
    </div>
  )
}
