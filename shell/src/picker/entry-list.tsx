import { useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode, Ref } from 'react'
import type { EntryRow } from '@space/sdk/host'
import { foldedName } from '@space/sdk/name-order'
import { ago, FileIcon, shownName, familyOf, i18n } from '@space/ui'
import styles from './entry-list.module.css'

/** A pause after which typing begins a new word. */
const WORD_MS = 800

/**
 * The folders and files to choose among, by keyboard too: arrows move, Space adds (where several may
 * be chosen), Enter and the right arrow go into a folder, the left arrow and Backspace go up, letters jump.
 */
export function EntryList({
  label,
  entries,
  chosen,
  isMany,
  now,
  ref,
  onChoose,
  onEnter,
  onUp,
}: {
  label: string
  entries: readonly EntryRow[]
  chosen: readonly string[]
  isMany: boolean
  now: number
  ref: Ref<HTMLDivElement>
  onChoose: (id: string, options?: { isAdded?: boolean }) => void
  onEnter: (folder: EntryRow) => void
  onUp: () => void
}): ReactNode {
  const [activeId, setActive] = useState<string>()
  const typed = useRef({ word: '', at: 0 })
  const at = Math.max(
    0,
    entries.findIndex(({ id }) => id === (activeId ?? chosen[0])),
  )
  // NOTE: before the first key nothing is marked: what is given then is the folder that is shown.
  const isMarked = entries[at] !== undefined && entries[at].id === (activeId ?? chosen[0])
  const active = isMarked ? entries[at] : undefined
  const move = (to: EntryRow | undefined, isChosen = true): void => {
    if (to === undefined) return
    setActive(to.id)
    if (isChosen) onChoose(to.id)
    document.getElementById(`entry-${to.id}`)?.scrollIntoView({ block: 'nearest' })
  }
  const jump = (key: string): void => {
    const isNew = performance.now() - typed.current.at > WORD_MS
    const word = (isNew ? '' : typed.current.word) + key
    typed.current = { word, at: performance.now() }
    const rest = [
      ...entries.slice(at + (word.length > 1 || !isMarked ? 0 : 1)),
      ...entries.slice(0, at + 1),
    ]
    move(rest.find(({ name }) => foldedName(name).startsWith(foldedName(word))))
  }
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const steps: Record<string, () => void> = {
      ArrowDown: () =>
        move(entries[!isMarked || chosen.length === 0 ? at : Math.min(at + 1, entries.length - 1)]),
      ArrowUp: () => move(entries[Math.max(at - 1, 0)]),
      Home: () => move(entries[0]),
      End: () => move(entries.at(-1)),
      ArrowRight: () => active?.kind === 'folder' && onEnter(active),
      Enter: () => active?.kind === 'folder' && onEnter(active),
      ArrowLeft: onUp,
      Backspace: onUp,
      ' ': () => active !== undefined && onChoose(active.id, { isAdded: isMany }),
    }
    const step = steps[event.key]
    if (step !== undefined) {
      typed.current = { word: '', at: 0 }
      step()
    } else if (event.key.length === 1) jump(event.key)
    else return
    event.preventDefault()
  }
  return (
    <div
      ref={ref}
      className={styles.list}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-multiselectable={isMany}
      aria-activedescendant={active === undefined ? undefined : `entry-${active.id}`}
      onKeyDown={press}
    >
      {entries.map((entry) => (
        <div
          key={entry.id}
          id={`entry-${entry.id}`}
          role="option"
          aria-selected={chosen.includes(entry.id)}
          data-active={entry.id === active?.id}
          className={styles.entry}
          onClick={(event) => {
            setActive(entry.id)
            onChoose(entry.id, { isAdded: isMany && (event.ctrlKey || event.metaKey) })
          }}
          onDoubleClick={() => entry.kind === 'folder' && onEnter(entry)}
        >
          <FileIcon kind={familyOf(entry)} />
          <span className={styles.name}>{shownName(entry.name)}</span>
          <span className={styles.end}>
            {isSpacesOwn(entry) ? i18n.t('Kept by Space') : ago(entry.mtime, now)}
          </span>
        </div>
      ))}
    </div>
  )
}

/** Folders that Space made: the own folders of apps, and the copies that they are tried on. */
function isSpacesOwn({ kind, path }: EntryRow): boolean {
  return kind === 'folder' && /^\/?(?:Apps|Trials)$/.test(path)
}
