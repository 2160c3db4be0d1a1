import { ago, familyOf, FileIcon, i18n, Icon, type ItemFrame, shownName } from '@space/ui'
import { Star } from 'lucide-react'
import { memo, type ReactNode, useRef } from 'react'
import { useStore } from 'zustand'
import { Rename } from '../edits/rename.tsx'
import { useFiles } from '../use-files.ts'
import { useRowDrag } from './row-drag.ts'
import { useRowState } from './row-state.ts'
import { Thumb } from './thumb.tsx'
import styles from './tile.module.css'
import { shownParts, sizeWords } from './words.ts'

/** Height of a tile that is `width` px wide. */
export function tileHeight(width: number): number {
  return Math.round(((width - 24) * 3) / 4) + 72
}

/** One picture of the grid with its name. */
export const TileItem = memo(function TileItem({
  index,
  frame,
}: {
  index: number
  frame: ItemFrame
}): ReactNode {
  const files = useFiles()
  const { row, isChosen, isActive, isCut, isRenaming } = useRowState(index)
  const now = useStore(files.clock, (state) => state.now)
  const element = useRef<HTMLDivElement>(null)
  const isOver = useRowDrag(element, index, row)
  if (row === undefined) {
    return (
      <div {...frame} className={styles.tile} aria-busy="true">
        <span className={styles.picture} />
        <span className={styles.hidden}>{i18n.t('On its way')}</span>
      </div>
    )
  }
  const [stem, ending] = shownParts(row)
  const facts = sizeWords(row)
  return (
    <div
      {...frame}
      ref={element}
      aria-selected={isChosen}
      data-active={isActive ? '' : undefined}
      className={[
        styles.tile,
        isOver ? styles.over : '',
        isCut ? styles.cut : '',
        isActive ? styles.active : '',
      ].join(' ')}
    >
      <span
        className={row.kind === 'directory' ? `${styles.picture} ${styles.folder}` : styles.picture}
        data-grip=""
      >
        <Thumb row={row} px={256}>
          <span className={styles.drawing}>
            <FileIcon kind={familyOf(row)} size={24} />
          </span>
        </Thumb>
        <span className={styles.check} data-check="">
          <input
            type="checkbox"
            tabIndex={-1}
            checked={isChosen}
            readOnly
            aria-label={i18n.t('Select {name}', { name: shownName(row.name) })}
          />
        </span>
      </span>
      <span className={styles.name}>
        {isRenaming ? (
          <Rename row={row} />
        ) : (
          <span className={styles.words} data-grip="" title={shownName(row.name)}>
            <bdi>{stem}</bdi>
            <bdi>{ending}</bdi>
          </span>
        )}
        {row.mark.starred && (
          <span className={styles.star}>
            <Icon of={Star} size={14} filled />
            <span className={styles.hidden}>{i18n.t('Starred')}</span>
          </span>
        )}
      </span>
      <span className={styles.facts}>{facts === '' ? ago(row.lastModified, now) : facts}</span>
    </div>
  )
})
