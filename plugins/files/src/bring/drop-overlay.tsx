import { i18n, Icon, shownName } from '@space/ui'
import { Upload } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Landing } from './drops.ts'
import styles from './drop-overlay.module.css'

/** Over the content while files are held above the page: where they would go. */
export function DropOverlay({ landing }: { landing: Landing | null }): ReactNode {
  if (landing === null) return undefined
  return (
    <div className={styles.overlay} data-whole={landing.element === null}>
      <span role="status">
        <Icon of={Upload} size={16} />
        {i18n.t('Drop to add to {folder}', { folder: shownName(landing.name) })}
      </span>
    </div>
  )
}
