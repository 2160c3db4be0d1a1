import { Laptop, Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { i18n, Icon } from '@space/ui'
import styles from './orbit.module.css'

/** Where the files are: locked in the middle, this computer around them, and no copy further out yet. */
export function Orbit({ device }: { device: string }): ReactNode {
  return (
    <div
      className={styles.orbit}
      role="img"
      aria-label={i18n.t('Locked, on {device}, and in no other place', { device })}
    >
      <svg viewBox="0 0 344 300" aria-hidden="true">
        <circle cx="172" cy="150" r="88" />
        <circle className={styles.outer} cx="172" cy="150" r="140" />
      </svg>
      <span className={styles.lock}>
        <Icon of={Lock} size={24} />
      </span>
      <span className={styles.here}>
        <Icon of={Laptop} size={18} />
      </span>
      <span className={styles.name} aria-hidden="true">
        {i18n.t('This computer')}
      </span>
      <span className={styles.none} aria-hidden="true">
        {i18n.t('No copy elsewhere yet')}
      </span>
    </div>
  )
}
