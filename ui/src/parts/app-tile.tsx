import type { CSSProperties, ReactNode } from 'react'
import styles from './app-tile.module.css'

/**
 * The mark of an app: its first letter on a colour that it keeps through all versions.
 *
 * NOTE: never a picture of the app's own. An app that could draw here could dress as another one.
 */
export function AppTile({
  app,
  size = 40,
}: {
  app: { name: string; hue: number }
  size?: 15 | 20 | 24 | 40 | 56
}): ReactNode {
  const look = { '--hue': app.hue, '--size': `${size}px` } as CSSProperties
  return (
    <span className={styles.tile} style={look} aria-hidden="true">
      {(Array.from(app.name.trim())[0] ?? '?').toUpperCase()}
    </span>
  )
}
