import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import styles from './badge.module.css'

/** An exception in a word: grey, accent = proven, private = locked, warn = waiting on the person, danger = failed. */
export function Badge({
  icon,
  kind = 'grey',
  children,
}: {
  icon?: LucideIcon
  kind?: 'grey' | 'accent' | 'private' | 'warn' | 'danger'
  children: ReactNode
}): ReactNode {
  return (
    <span className={`${styles.badge} ${styles[kind]}`}>
      {icon && <Icon of={icon} size={12} />}
      {children}
    </span>
  )
}
