import type { ViewRow } from '@space/sdk'
import { nameParts } from '@space/sdk/names'
import { i18n, shownName } from '@space/ui'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useFiles } from '../use-files.ts'
import { HOME, titleOf } from '../places/place.ts'
import { goTo } from './edits.ts'
import styles from './rename.module.css'

/** The name of a row while it is changed, its stem marked. Enter and leaving it keep what is written, Escape drops it. */
export function Rename({ row }: { row: ViewRow }): ReactNode {
  const files = useFiles()
  const field = useRef<HTMLInputElement>(null)
  const [name, setName] = useState(row.name)
  const isOver = useRef(false)
  const problem = wrongIn(name)

  useEffect(() => {
    const input = field.current
    input?.focus()
    input?.setSelectionRange(0, nameParts(row.name, row.kind === 'directory')[0].length)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only once, or it would mark while one writes
  }, [])

  const finish = async (isKept: boolean): Promise<void> => {
    if (isOver.current) return
    isOver.current = true
    const hadFocus = document.activeElement === field.current
    files.panels.getState().rename(null)
    if (hadFocus) field.current?.closest<HTMLElement>('[role="grid"]')?.focus()
    if (!isKept || name === row.name || problem !== undefined) return
    const { place: here } = files.place.getState()
    const done = await files.edits.getState().change(
      (answers) => files.space.edits.rename(row.handle, name, answers),
      () =>
        i18n.t('Renamed “{from}” to “{to}”', { from: shownName(row.name), to: shownName(name) }),
      row.path?.at(-1) ?? titleOf({ ...HOME, path: here.path }, files.roots.getState()),
    )
    if (done !== undefined) await goTo(files, row.id)
  }
  return (
    <>
      <input
        ref={field}
        className={styles.field}
        aria-label={i18n.t('New name of {name}', { name: shownName(row.name) })}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : 'rename-problem'}
        spellCheck={false}
        autoComplete="off"
        value={name}
        onChange={({ target }) => setName(target.value)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter' && problem === undefined) {
            event.preventDefault()
            void finish(true)
          }
          if (event.key === 'Escape') {
            event.preventDefault()
            void finish(false)
          }
        }}
        onBlur={() => void finish(true)}
      />
      {problem !== undefined && (
        <span id="rename-problem" role="alert" className={styles.problem}>
          {problem}
        </span>
      )}
    </>
  )
}

/** Why a name is none. */
export function wrongIn(name: string): string | undefined {
  if (name === '') return i18n.t('A name has at least one letter')
  if (name === '.' || name === '..') return i18n.t('“{name}” stands for a folder', { name })
  if (name.includes('/') || name.includes('\0')) return i18n.t('A name has no “/” in it')
  if (new TextEncoder().encode(name).length > MOST_BYTES) return i18n.t('This name is too long')
  return undefined
}

const MOST_BYTES = 255
