import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { Button, i18n, Logo, Sky } from '@space/ui'
import styles from './step.module.css'

const STEPS = 4

/** One page of the first run: what it is about, what there is to do, and the way on. */
export function Step({
  at,
  title,
  lead,
  wide = false,
  isTyping = false,
  onBack,
  actions,
  children,
}: {
  /** From 1. */
  at: number
  title: string
  lead: ReactNode
  wide?: boolean
  /** The first field has the focus: typing is all there is to do. */
  isTyping?: boolean
  onBack?: (() => void) | undefined
  /** In the foot, the one that is chosen most at the end. */
  actions?: ReactNode
  children?: ReactNode
}): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null)
  const page = useRef<HTMLElement>(null)
  // Else each page is read from its title on, by whoever hears it too.
  useEffect(() => {
    const field = isTyping ? page.current?.querySelector('input') : undefined
    ;(field ?? heading.current)?.focus()
  }, [title, isTyping])
  return (
    <div className={styles.run}>
      <Sky />
      <header>
        <span className={styles.brand}>
          <Logo size={28} />
          {i18n.t('Space')}
        </span>
        <span className={styles.quiet}>{i18n.t('Nothing has left this computer')}</span>
      </header>
      <main ref={page} id="sheet" data-region="sheet">
        <div className={wide ? `${styles.column} ${styles.wide}` : styles.column}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          <div className={styles.lead}>{lead}</div>
          {children}
        </div>
      </main>
      <footer>
        <div>
          {onBack && (
            <Button kind="ghost" icon={ArrowLeft} onClick={onBack}>
              {i18n.t('Back')}
            </Button>
          )}
        </div>
        <div
          className={styles.steps}
          role="img"
          aria-label={i18n.t('Step {at} of {all}', { at, all: STEPS })}
        >
          {Array.from({ length: STEPS }, (_, i) => (
            <span key={i} data-done={i < at} />
          ))}
        </div>
        <div className={styles.actions}>{actions}</div>
      </footer>
    </div>
  )
}
