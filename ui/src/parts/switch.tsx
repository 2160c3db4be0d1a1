import type { ReactNode } from 'react'
import styles from './switch.module.css'

/** On or off, with what it means. */
export function Switch({
  checked,
  words,
  onChange,
  children,
}: {
  checked: boolean
  words?: string
  onChange: (checked: boolean) => void
  children: ReactNode
}): ReactNode {
  return (
    <label className={styles.switch}>
      <input
        type="checkbox"
        role="switch"
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span>
        <b>{children}</b>
        {words && <span>{words}</span>}
      </span>
    </label>
  )
}
