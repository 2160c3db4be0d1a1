import { FileIcon, i18n, shownName } from '@space/ui'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useFiles } from '../use-files.ts'
import styles from './tops.module.css'

/** What was given where it is not the whole drive: one folder beside the other. */
export function Tops(): ReactNode {
  const { roots, place } = useFiles()
  const given = useStore(roots, (state) => state.roots)
  const go = useStore(place, (state) => state.go)
  return (
    <div className={styles.tops}>
      <p>{i18n.t('Files sees these folders of yours, and nothing else.')}</p>
      <ul>
        {given.map(({ grant, name }) => (
          <li key={grant.id}>
            <button type="button" onClick={() => go({ kind: 'folder', path: [name] })}>
              <FileIcon kind="folder" />
              <span>{shownName(name)}</span>
              <span className={styles.mode}>
                {grant.mode === 'read' && i18n.t('Can be looked at')}
                {grant.mode === 'add' && i18n.t('Can be added to')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
