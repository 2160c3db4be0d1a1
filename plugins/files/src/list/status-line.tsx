import { i18n } from '@space/ui'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useFiles } from '../use-files.ts'
import styles from './status-line.module.css'

/** How many rows there are, and what goes on. */
export function StatusLine(): ReactNode {
  const { rows, edits, place, roots } = useFiles()
  const total = useStore(rows, (state) => state.total)
  const isReady = useStore(rows, (state) => state.status === 'ready')
  const running = useStore(edits, (state) => state.running)
  const mode = useStore(place, (state) => state.root?.grant.mode)
  const isWhole = useStore(roots, (state) => state.roots.some((root) => root.isWhole))
  return (
    <footer className={styles.line}>
      <span role="status">
        {isReady && i18n.t('{total, plural, one {# item} other {# items}}', { total })}
      </span>
      <span className={styles.end}>
        {running > 0 && i18n.t('Changing…')}
        {running === 0 && mode === 'read' && i18n.t('Files may look, and change nothing')}
        {running === 0 && mode === 'add' && i18n.t('Files may add, and see only what it added')}
        {running === 0 && mode === 'change' && !isWhole && i18n.t('Only what you gave to Files')}
      </span>
    </footer>
  )
}
