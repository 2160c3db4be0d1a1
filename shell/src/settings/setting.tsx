import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'
import styles from './setting.module.css'

/** One setting under its own address: who comes by that finds it in sight and in focus. */
export function Setting({
  id,
  of,
  title,
  words,
  end,
  children,
}: {
  id: string
  /** The setting of this page that was asked for. */
  of: string | undefined
  title: string
  words?: ReactNode
  /** What is done, beside the title. */
  end?: ReactNode
  children?: ReactNode
}): ReactNode {
  const heading = useId()
  const section = useRef<HTMLElement>(null)
  const isMeant = of === id
  useEffect(() => {
    if (!isMeant) return
    section.current?.scrollIntoView({ block: 'nearest' })
    section.current?.focus({ preventScroll: true })
  }, [isMeant])
  return (
    <section
      ref={section}
      className={styles.setting}
      aria-labelledby={heading}
      data-meant={isMeant}
      tabIndex={-1}
    >
      <div className={styles.head}>
        <div>
          <h2 id={heading}>{title}</h2>
          {words && <p>{words}</p>}
        </div>
        {end}
      </div>
      {children}
    </section>
  )
}
