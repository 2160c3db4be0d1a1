import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import styles from './note.module.css'

/** A sunk line beside the content, with at most one thing to do. */
export function Note({
  icon,
  kind = 'plain',
  action,
  children,
}: {
  icon: LucideIcon
  kind?: 'plain' | 'warn' | 'danger'
  action?: ReactNode
  children: ReactNode
}): ReactNode {
  return (
    <div className={`${styles.note} ${styles[kind]}`}>
      <Icon of={icon} size={16} />
      <div className={styles.words}>{children}</div>
      {action}
    </div>
  )
}
