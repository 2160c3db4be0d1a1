import type { Tally } from '@space/sdk'
import { Button, i18n, IconButton, Menu, size } from '@space/ui'
import { Ellipsis, X } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { entriesOf, run } from '../acts.ts'
import { useFiles } from '../use-files.ts'
import { choiceOf } from './selection-store.ts'
import styles from './selection-bar.module.css'

/** Acts that stand in the bar by themselves; all of them are under ⋯. */
const FIRST = new Set(['move', 'download', 'restore', 'trash', 'erase'])

/**
 * How much is chosen, and what can be done with it. It lies over the heads of the columns: were it to
 * push the rows away, the second click of two would meet another row.
 */
export function SelectionBar(): ReactNode {
  const files = useFiles()
  const count = useStore(files.selection, (state) => state.count)
  const total = useStore(files.rows, (state) => state.total)
  const isAll = count === total
  const selection = files.selection.getState()
  const tally = useTally()
  // Which acts are possible may change with what the rows are.
  useStore(files.rows, (state) => state.windows)
  if (count === 0) return undefined
  const possible = files.acts.filter(
    (act) => FIRST.has(act.id) && act.about === 'rows' && act.isPossible(files),
  )
  return (
    <div className={styles.bar} role="toolbar" aria-label={i18n.t('What is selected')}>
      <input
        type="checkbox"
        className={styles.check}
        aria-label={i18n.t('Select all')}
        checked={isAll}
        ref={(input) => {
          if (input !== null) input.indeterminate = !isAll
        }}
        onChange={() => (isAll ? selection.none() : selection.all(total))}
      />
      <b aria-live="polite">{i18n.t('{count, plural, other {# selected}}', { count })}</b>
      <span className={styles.size}>{tally === undefined ? '' : tallyWords(tally)}</span>
      <span className={styles.acts}>
        {possible.map((act) => (
          <Button key={act.id} kind="ghost" icon={act.icon} onClick={() => run(files, act)}>
            {act.title(files)}
          </Button>
        ))}
        <Menu label={i18n.t('More')} align="end" entries={() => entriesOf(files, 'rows')}>
          <IconButton icon={Ellipsis} label={i18n.t('More for what is selected')} />
        </Menu>
      </span>
      <IconButton icon={X} label={i18n.t('Select nothing')} onClick={selection.none} />
    </div>
  )
}

/** Files, folders and bytes of all that is chosen, also below; undefined while it is counted. */
export function useTally(): Tally | undefined {
  const files = useFiles()
  const ranges = useStore(files.selection, (state) => state.ranges)
  const revision = useStore(files.rows, (state) => state.revision)
  const [tally, setTally] = useState<Tally>()
  useEffect(() => {
    setTally(undefined)
    const { view } = files.rows.getState()
    const choice = choiceOf(files.selection.getState(), files.rows.getState())
    if (ranges.length === 0 || view === undefined || choice === undefined) return undefined
    let isOver = false
    // While a marquee is drawn nothing is counted.
    const timer = setTimeout(() => {
      view
        .tally(choice)
        .then((found) => {
          if (!isOver) setTally(found)
        })
        .catch(() => undefined)
    }, 80)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [files, ranges, revision])
  return tally
}

function tallyWords({ files, folders, bytes }: Tally): string {
  if (folders === 0) return size(bytes)
  return i18n.t('{bytes} in {files, plural, one {# file} other {# files}}', {
    bytes: size(bytes),
    files,
  })
}
