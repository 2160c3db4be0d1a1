import type { CSSProperties, ReactNode } from 'react'
import styles from './app-tile.module.css'

/**
 * The mark of an app: its first letter on a colour that it keeps through all versions.
 *
 * NOTE: never a picture of a stranger's app. One that could draw here could dress as another one; only
 * what comes with Space has its own drawing, in the colour of the text around it.
 */
export function AppTile({
  app,
  size = 40,
}: {
  app: { name: string; hue: number; icon?: string | null; isBuiltIn?: boolean }
  size?: 15 | 20 | 24 | 40 | 56
}): ReactNode {
  const look = { '--hue': app.hue, '--size': `${size}px` } as CSSProperties
  if (app.isBuiltIn === true && app.icon !== null && app.icon !== undefined) {
    const drawing = { ...look, '--drawing': `url("${app.icon}")` } as CSSProperties
    return (
      <span
        className={`${styles.drawn} ${size < 40 ? '' : styles.large}`}
        style={drawing}
        aria-hidden="true"
      />
    )
  }
  return (
    <span className={styles.tile} style={look} aria-hidden="true">
      {(Array.from(app.name.trim())[0] ?? '?').toUpperCase()}
    </span>
  )
}
