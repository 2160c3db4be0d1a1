import type { CSSProperties, ReactNode } from 'react'
import styles from './app-tile.module.css'

/**
 * The mark of an app: its first letter on a colour that follows from its label.
 *
 * NOTE: never a picture of the app's own. An app that could draw here could dress as another one.
 */
export function AppTile({
  app,
  size = 40,
}: {
  app: { label: string; name: string }
  size?: 15 | 20 | 24 | 40 | 56
}): ReactNode {
  const look = { '--hue': hueOf(app.label), '--size': `${size}px` } as CSSProperties
  return (
    <span className={styles.tile} style={look} aria-hidden="true">
      {(Array.from(app.name.trim())[0] ?? '?').toUpperCase()}
    </span>
  )
}

/** A hue of 0 to 359 degrees, the same for the same label. */
export function hueOf(label: string): number {
  let hash = 7
  for (const char of label) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 65_521
  return (hash * 47) % 360
}
