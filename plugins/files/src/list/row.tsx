import { ago, Badge, familyOf, FileIcon, i18n, Icon, type ItemFrame, shownName } from '@space/ui'
import { Ellipsis, Star, Tag } from 'lucide-react'
import { memo, type ReactNode, useRef } from 'react'
import { useStore } from 'zustand'
import { Rename } from '../edits/rename.tsx'
import { isAppsFolder } from '../places/place-store.ts'
import { useFiles } from '../use-files.ts'
import { useRowDrag } from './row-drag.ts'
import styles from './row.module.css'
import { useRowState } from './row-state.ts'
import { Thumb } from './thumb.tsx'
import { fullTime, kindWords, shownParts, sizeWords } from './words.ts'

/** One line of the list. */
export const RowItem = memo(function RowItem({
  index,
  frame,
}: {
  index: number
  frame: ItemFrame
}): ReactNode {
  const files = useFiles()
  const { row, isChosen, isActive, isCut, isRenaming } = useRowState(index)
  const kind = useStore(files.place, (state) => state.place.kind)
  const isOfApps = useStore(files.place, (state) => isAppsFolder(state, row))
  const now = useStore(files.clock, (state) => state.now)
  const element = useRef<HTMLDivElement>(null)
  const isOver = useRowDrag(element, index, row)
  if (row === undefined) {
    return (
      <div {...frame} className={styles.row} aria-busy="true">
        <span role="gridcell" />
        <span role="gridcell" className={styles.bone} />
        <span role="gridcell" className={styles.boneName}>
          <span className={styles.hidden}>{i18n.t('On its way')}</span>
        </span>
      </div>
    )
  }
  const [stem, ending] = shownParts(row)
  const when = row.trashedAt ?? row.lastModified
  const where = row.path?.map(shownName).join(' / ') ?? ''
  const sub = [where, sizeWords(row), ago(when, now)].filter((part) => part !== '').join(' · ')
  return (
    <div
      {...frame}
      ref={element}
      aria-selected={isChosen}
      data-active={isActive ? '' : undefined}
      className={[
        styles.row,
        isOver ? styles.over : '',
        isCut ? styles.cut : '',
        isActive ? styles.active : '',
      ].join(' ')}
    >
      <span role="gridcell" className={styles.check} data-check="">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={isChosen}
          readOnly
          aria-label={i18n.t('Select {name}', { name: shownName(row.name) })}
        />
      </span>
      <span role="gridcell" className={styles.icon} data-grip="">
        <Thumb row={row} px={28}>
          <FileIcon kind={familyOf(row)} />
        </Thumb>
      </span>
      <span role="gridcell" className={styles.name}>
        {isRenaming ? (
          <Rename row={row} />
        ) : (
          <span className={styles.words} data-grip="" title={shownName(row.name)}>
            <bdi>{stem}</bdi>
            <bdi className={styles.ending}>{ending}</bdi>
          </span>
        )}
        {row.mark.starred && (
          <span className={styles.star}>
            <Icon of={Star} size={14} filled />
            <span className={styles.hidden}>{i18n.t('Starred')}</span>
          </span>
        )}
        {row.mark.tags.slice(0, 2).map((tag) => (
          <span key={tag} className={styles.tag}>
            <Badge icon={Tag}>{shownName(tag)}</Badge>
          </span>
        ))}
        {row.path !== undefined && (
          <span className={styles.where} title={row.path.map(shownName).join(' / ')}>
            {row.path.length === 0 ? i18n.t('Here') : row.path.map(shownName).join(' / ')}
          </span>
        )}
        <span className={styles.sub}>{sub}</span>
      </span>
      <span role="gridcell" className={styles.kind}>
        {isOfApps ? i18n.t('Kept by apps') : kindWords(row)}
      </span>
      <span role="gridcell" className={styles.when} title={fullTime(when)}>
        {kind === 'trash' && row.daysLeft !== undefined
          ? i18n.t('{days, plural, =0 {Had its days} one {# day} other {# days}}', {
              days: row.daysLeft,
            })
          : ago(when, now)}
      </span>
      <span role="gridcell" className={styles.size}>
        {sizeWords(row)}
      </span>
      <span role="gridcell" className={styles.more}>
        <button
          type="button"
          tabIndex={-1}
          data-more=""
          aria-label={i18n.t('More for {name}', { name: shownName(row.name) })}
          title={i18n.t('More')}
        >
          <Icon of={Ellipsis} size={16} />
        </button>
      </span>
    </div>
  )
})
