import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './icon.module.css'

/** A line drawing of 12, 14, 15, 16, 18, 20 or 24 px; the stroke follows the size. Always decoration: the words stand beside it or in a label. */
export function Icon({
  of: Drawing,
  size = 18,
  filled = false,
}: {
  of: LucideIcon
  size?: 12 | 14 | 15 | 16 | 18 | 20 | 24
  filled?: boolean
}): ReactNode {
  return (
    <Drawing
      aria-hidden="true"
      className={filled ? `${styles.icon} ${styles.filled}` : styles.icon}
      size={size}
      strokeWidth={STROKES[size]}
    />
  )
}

const STROKES = { 12: 2.1, 14: 2, 15: 1.9, 16: 1.75, 18: 1.75, 20: 1.65, 24: 1.6 }
