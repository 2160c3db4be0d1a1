import type { Order } from '@space/sdk'
import { i18n, Icon } from '@space/ui'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { lookIn } from '../settings/looks-store.ts'
import { useFiles } from '../use-files.ts'
import styles from './column-heads.module.css'

/** Heads of the columns; each sorts by it, and once more the other way round. */
export function ColumnHeads({ isList }: { isList: boolean }): ReactNode {
  const { looks, place, rows, selection } = useFiles()
  const here = useStore(place, (state) => state.place)
  const chosen = useStore(looks, (state) => lookIn(state, here.path).order)
  const total = useStore(rows, (state) => state.total)
  const count = useStore(selection, (state) => state.count)
  // Recent and the trash have an order of their own.
  const order: Order | undefined =
    here.kind === 'recent' || here.kind === 'trash' ? undefined : chosen
  const head = (by: Order['by'], words: string, className: string | undefined): ReactNode => {
    const isBy = order?.by === by
    const isDown = isBy && order.descending === true
    return (
      <span
        role="columnheader"
        className={className}
        aria-sort={isBy ? (isDown ? 'descending' : 'ascending') : undefined}
      >
        {order === undefined ? (
          words
        ) : (
          <button
            type="button"
            tabIndex={-1}
            onClick={() =>
              looks.getState().setLook(here.path, {
                order: { by, descending: isBy ? !isDown : by === 'modified' || by === 'size' },
              })
            }
          >
            {words}
            {isBy && <Icon of={isDown ? ArrowDown : ArrowUp} size={14} />}
          </button>
        )}
      </span>
    )
  }
  const isAll = count > 0 && count === total
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={isList ? styles.heads : `${styles.heads} ${styles.ofTiles}`}
    >
      <span role="columnheader" className={styles.check}>
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={i18n.t('Select all')}
          checked={isAll}
          ref={(input) => {
            if (input !== null) input.indeterminate = count > 0 && !isAll
          }}
          onChange={() => (isAll ? selection.getState().none() : selection.getState().all(total))}
        />
      </span>
      <span role="columnheader" hidden={!isList}>
        <span className={styles.hidden}>{i18n.t('Picture')}</span>
      </span>
      {head('name', i18n.t('Name'), styles.name)}
      {head('kind', i18n.t('Kind'), styles.kind)}
      {here.kind === 'trash' ? (
        <span role="columnheader">{i18n.t('Kept at least')}</span>
      ) : (
        head('modified', i18n.t('Changed'), styles.when)
      )}
      {head('size', i18n.t('Size'), styles.size)}
      <span role="columnheader" hidden={!isList}>
        <span className={styles.hidden}>{i18n.t('More')}</span>
      </span>
    </div>
  )
}
