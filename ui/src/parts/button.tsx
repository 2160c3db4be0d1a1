import type { LucideIcon } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Icon } from './icon.tsx'
import styles from './button.module.css'

type Kind = 'plain' | 'primary' | 'ghost' | 'danger' | 'danger-solid' | 'link'

/** A verb that names its result. `size` small is 28 high, large 44. */
export function Button({
  kind = 'plain',
  size = 'normal',
  icon,
  children,
  ...rest
}: {
  kind?: Kind
  size?: 'small' | 'normal' | 'large'
  icon?: LucideIcon
  children: ReactNode
} & Omit<ComponentProps<'button'>, 'className' | 'children'>): ReactNode {
  // the plain kind and the normal size are what `button` says
  const classes = [styles.button, styles[kind], styles[size]].filter(Boolean)
  return (
    <button type="button" className={classes.join(' ')} {...rest}>
      {icon && <Icon of={icon} size={16} />}
      {children}
    </button>
  )
}

/** An icon alone; `label` is read aloud and shown as a hint. */
export function IconButton({
  icon,
  label,
  small = false,
  iconSize = 18,
  ...rest
}: {
  icon: LucideIcon
  label: string
  small?: boolean
  iconSize?: 14 | 15 | 16 | 18 | 20
} & Omit<ComponentProps<'button'>, 'className' | 'children'>): ReactNode {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={small ? `${styles.icon} ${styles.iconSmall}` : styles.icon}
      {...rest}
    >
      <Icon of={icon} size={iconSize} />
    </button>
  )
}
