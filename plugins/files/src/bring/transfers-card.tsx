import { Bar, Button, familyOf, FileIcon, i18n, IconButton, Ring, shownName } from '@space/ui'
import { ChevronDown, ChevronUp, Pause, Play, RotateCw, X } from 'lucide-react'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { type BringStoreState, type Carried, isGoing, progressOf } from './bring-store.ts'
import { failedWords, headWords, leftWords, lineWords, unreadableWords } from './bring-words.ts'
import styles from './transfers-card.module.css'

/** Of what failed so many are drawn; the number of all stands above them. */
const DRAWN = 200

/** What is on its way in, at the bottom of the content; gone when there is nothing to say. */
export function TransfersCard({
  store,
  onGo,
}: {
  store: StoreApi<BringStoreState>
  /** To a folder that something must be given to again. */
  onGo: (path: readonly string[]) => void
}): ReactNode {
  const carried = useStore(store, (state) => state.carried)
  const isOpen = useStore(store, (state) => state.isOpen)
  const toggle = useStore(store, (state) => state.toggle)
  const dismiss = useStore(store, (state) => state.dismiss)
  const heading = useId()
  const list = useId()
  if (carried.length === 0) return undefined
  const part = progressOf(carried)
  const isResting = carried.every(({ phase }) => !isGoing({ phase }) && phase !== 'paused')
  return (
    <section className={styles.card} aria-labelledby={heading}>
      <header className={styles.head}>
        {part !== null && <Ring part={part} />}
        <h2 id={heading}>
          <span role="status">{headWords(carried)}</span>
        </h2>
        <span className={styles.left}>{leftWords(carried)}</span>
        <IconButton
          small
          icon={isOpen ? ChevronDown : ChevronUp}
          iconSize={16}
          label={isOpen ? i18n.t('Show less') : i18n.t('Show more')}
          aria-expanded={isOpen}
          aria-controls={list}
          onClick={() => toggle(!isOpen)}
        />
        {isResting && (
          <IconButton
            small
            icon={X}
            iconSize={16}
            label={i18n.t('Close transfers')}
            onClick={() => {
              for (const { id } of carried) dismiss(id)
            }}
          />
        )}
      </header>
      <ul id={list} className={styles.list} hidden={!isOpen}>
        {carried.map((line) => (
          <Line key={line.id} line={line} store={store} onGo={onGo} />
        ))}
      </ul>
    </section>
  )
}

function Line({
  line,
  store,
  onGo,
}: {
  line: Carried
  store: StoreApi<BringStoreState>
  onGo: (path: readonly string[]) => void
}): ReactNode {
  const { phase, isFile, totalFiles, doneFiles, doneBytes, totalBytes } = line
  const name = shownName(line.name)
  const part = totalBytes > 0 ? doneBytes / totalBytes : doneFiles / Math.max(1, totalFiles)
  return (
    <li className={styles.line}>
      <FileIcon kind={familyOf({ kind: isFile ? 'file' : 'folder', name: line.name })} />
      <div className={styles.words}>
        <b title={name}>{name}</b>
        <span data-phase={phase}>{lineWords(line)}</span>
        {(isGoing(line) || phase === 'paused') && phase !== 'looking' && (
          <Bar part={part} label={i18n.t('Progress of {name}', { name })} />
        )}
        {line.failedFiles > 0 && <Failures line={line} />}
        {phase === 'interrupted' && line.path !== null && line.into !== null && (
          <Button kind="link" size="small" onClick={() => onGo(line.path ?? [])}>
            {i18n.t('Go to {folder}', { folder: shownName(line.into) })}
          </Button>
        )}
      </div>
      <Acts line={line} name={name} store={store} />
    </li>
  )
}

function Failures({ line }: { line: Carried }): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const list = useId()
  const rest = line.failedFiles - Math.min(DRAWN, line.failed.length)
  return (
    <>
      <button
        type="button"
        className={styles.failed}
        aria-expanded={isOpen}
        aria-controls={list}
        onClick={() => setOpen(!isOpen)}
      >
        {failedWords(line.failedFiles)}
      </button>
      {isOpen && (
        <ul
          id={list}
          className={styles.failures}
          tabIndex={0}
          aria-label={failedWords(line.failedFiles)}
        >
          {line.failed.slice(0, DRAWN).map((one) => {
            const { name, why } = unreadableWords(one)
            return (
              <li key={one.path.join('/')}>
                <b>{name}</b> {why}
              </li>
            )
          })}
          {rest > 0 && <li>{i18n.t('and {rest} more', { rest })}</li>}
        </ul>
      )}
    </>
  )
}

function Acts({
  line: { id, phase, canRetry },
  name,
  store,
}: {
  line: Carried
  name: string
  store: StoreApi<BringStoreState>
}): ReactNode {
  const { pause, resume, retry, cancel, dismiss } = store.getState()
  const acts: { icon: typeof X; label: string; run: (id: string) => void }[] = []
  if (phase === 'sending' || phase === 'looking' || phase === 'waiting') {
    acts.push({ icon: Pause, label: i18n.t('Pause {name}', { name }), run: pause })
  }
  if (phase === 'paused') {
    acts.push({ icon: Play, label: i18n.t('Go on with {name}', { name }), run: resume })
  }
  if (phase === 'stopped' || (phase === 'done' && canRetry)) {
    acts.push({ icon: RotateCw, label: i18n.t('Try {name} again', { name }), run: retry })
  }
  const isOver = phase === 'done' || phase === 'cancelled' || phase === 'interrupted'
  acts.push(
    isOver
      ? { icon: X, label: i18n.t('Take {name} out of the list', { name }), run: dismiss }
      : { icon: X, label: i18n.t('Stop adding {name}', { name }), run: cancel },
  )
  return (
    <span className={styles.acts}>
      {acts.map(({ icon, label, run }) => (
        <IconButton
          key={label}
          small
          icon={icon}
          iconSize={16}
          label={label}
          onClick={() => run(id)}
        />
      ))}
    </span>
  )
}
