import { FileText, LockOpen, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { OutsideRow } from '@space/sdk/host'
import { Button, i18n, Icon, Popover, shownName, usePopover } from '@space/ui'
import styles from '../transfers/transfers.module.css'
import type { OutsideState } from './outside-store.ts'
import { placeWords, savedWords } from './outside-words.ts'

/** What lies unlocked on this computer, as a pill beside the tabs; gone when nothing does. */
export function Outside({
  store,
  now,
  onFailed,
}: {
  store: StoreApi<OutsideState>
  now: number
  onFailed: (error: unknown) => void
}): ReactNode {
  const rows = useStore(store, (state) => state.rows)
  const panel = usePopover()
  if (rows.length === 0) return undefined
  const isFailed = rows.some(({ problem }) => problem !== null)
  return (
    <>
      <button
        type="button"
        className={styles.pill}
        popoverTarget={panel.id}
        aria-haspopup="dialog"
        data-failed={isFailed}
      >
        <Icon of={isFailed ? TriangleAlert : LockOpen} size={16} />
        {i18n.t('{count, plural, one {# file outside} other {# files outside}}', {
          count: rows.length,
        })}
      </button>
      <Popover id={panel.id} label={i18n.t('Open in other programs')} align="end">
        <h2 className={styles.head}>{i18n.t('Open in other programs')}</h2>
        <ul className={styles.rows}>
          {rows.map((row) => (
            <Row key={row.id} row={row} now={now} store={store} onFailed={onFailed} />
          ))}
        </ul>
      </Popover>
    </>
  )
}

function Row({
  row,
  now,
  store,
  onFailed,
}: {
  row: OutsideRow
  now: number
  store: StoreApi<OutsideState>
  onFailed: (error: unknown) => void
}): ReactNode {
  const { id, isInUse, problem } = row
  const [isWarned, setWarned] = useState(false)
  const [isEnding, setEnding] = useState(false)
  const name = shownName(row.name)
  const isHeld = isInUse && isWarned
  const end = (): void => {
    // what is in a program and not saved is lost with the copy
    if (isInUse && !isWarned) return setWarned(true)
    setEnding(true)
    const { done } = store.getState()
    void done(id)
      .catch(onFailed)
      .finally(() => setEnding(false))
  }
  return (
    <li className={styles.row}>
      <span className={styles.icon}>
        <Icon of={FileText} size={18} />
      </span>
      <span className={styles.name}>
        <b>{name}</b>
        <span>{placeWords(row, now)}</span>
        <span data-failed={problem !== null || isHeld} role={isHeld ? 'alert' : undefined}>
          {isHeld
            ? i18n.t('A program still has it open. Save and close it there first.')
            : savedWords(row, now)}
        </span>
      </span>
      <Button
        size="small"
        disabled={isEnding}
        aria-label={
          isHeld
            ? i18n.t('Done with {name} anyway', { name })
            : i18n.t('Done with {name}', { name })
        }
        onClick={end}
      >
        {isHeld ? i18n.t('Done anyway') : i18n.t('Done')}
      </Button>
    </li>
  )
}
