import type { SpaceDirectory, TreeUsage } from '@space/sdk'
import {
  Button,
  FileIcon,
  familyOf,
  i18n,
  type Problem,
  shownName,
  size as sizeWords,
} from '@space/ui'
import { AppWindow, Download, RotateCw } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import styles from './card.module.css'
import type { Item } from './item.ts'
import { kindWords } from './kind-words.ts'
import { download, openWith, said } from './said.ts'
import type { Tools } from './tools.ts'

/** What cannot be looked at here: what it is, why, and what can be done with it. */
export function Card({ item, tools, why }: { item: Item; tools: Tools; why?: string }): ReactNode {
  const { space } = tools
  return (
    <div className={styles.card}>
      <FileIcon kind={familyOf(item)} size={24} />
      <h3>{shownName(item.name)}</h3>
      <p className={styles.kind}>
        {kindWords(item.name, false)} · {sizeWords(item.size)}
      </p>
      <p>{why ?? i18n.t('There is no preview for this kind of file. It is whole and safe.')}</p>
      {item.past === undefined && (
        <div className={styles.ways}>
          <Button icon={AppWindow} onClick={() => void said(space, () => openWith(space, item))}>
            {i18n.t('Open with…')}
          </Button>
          <Button icon={Download} onClick={() => void said(space, () => download(space, item))}>
            {i18n.t('Download')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** It could not be read: what happened, what is safe, and another try. */
export function Failed({ problem, retry }: { problem: Problem; retry: () => void }): ReactNode {
  return (
    <div className={styles.card} role="alert">
      <h3>{problem.what}</h3>
      {problem.why !== undefined && <p>{problem.why}</p>}
      {problem.try !== undefined && <p>{problem.try}</p>}
      <div className={styles.ways}>
        <Button icon={RotateCw} onClick={retry}>
          {i18n.t('Try again')}
        </Button>
      </div>
    </div>
  )
}

/** A folder and how much is in it. */
export function FolderCard({ item, folder }: { item: Item; folder: SpaceDirectory }): ReactNode {
  const [usage, setUsage] = useState<TreeUsage>()
  const isToday = item.past === undefined
  useEffect(() => {
    let isOver = false
    if (!isToday) return undefined
    folder.usage().then(
      (found) => !isOver && setUsage(found),
      // Without it the card says less, and opening the folder tells why.
      () => undefined,
    )
    return () => {
      isOver = true
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [item.id, isToday])
  return (
    <div className={styles.card}>
      <FileIcon kind="folder" size={24} />
      <h3>{shownName(item.name)}</h3>
      <p className={styles.kind}>{kindWords(item.name, true)}</p>
      {usage !== undefined && (
        <p>
          {i18n.t(
            '{files, plural, one {# file} other {# files}}, {folders, plural, one {# folder} other {# folders}}, {size}',
            { files: usage.files, folders: usage.directories, size: sizeWords(usage.bytes) },
          )}
        </p>
      )}
    </div>
  )
}
