import { Button, clock, i18n, Note } from '@space/ui'
import { FileClock, TriangleAlert } from 'lucide-react'
import { useEffect, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { Bar } from './bar.tsx'
import { createEditorStore } from './editor-store.ts'
import styles from './editor.module.css'
import type { PreviewStore } from './preview-store.ts'
import { isProse } from './prose.ts'
import type { Looking } from './tools.ts'

/** After so much rest what was typed is kept as a draft. */
const REST_MS = 2000

/** A text as a field: Ctrl+S saves a new version, and leaving never loses a word without asking. */
export function Editor({
  looking,
  text: original,
  hasMark,
  store,
  done,
}: {
  looking: Looking
  text: string
  hasMark: boolean
  store: PreviewStore
  done: () => void
}): ReactNode {
  const { item, file, tools } = looking
  const [editor] = useState(() =>
    createEditorStore({
      file,
      id: item.id,
      version: item.version,
      text: original,
      hasMark,
      drafts: tools.drafts,
      now: tools.now,
    }),
  )
  const { text, isChanged, status, problem, savedAt, draftOf } = useStore(editor)
  const { type, save, drop, keep, begin } = editor.getState()
  useEffect(() => void begin().catch(() => undefined), [begin])
  useEffect(() => {
    store.getState().write(isChanged ? { save, drop } : undefined)
    return () => store.getState().write(undefined)
  }, [store, isChanged, save, drop])
  useEffect(() => {
    const timer = setTimeout(() => void keep(), REST_MS)
    // What is left of the page when it goes: enough to send what was typed.
    const away = (): void => void (editor.getState().isChanged && keep())
    document.addEventListener('visibilitychange', away)
    window.addEventListener('pagehide', away)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', away)
      window.removeEventListener('pagehide', away)
    }
  }, [text, keep, editor])

  const onKey = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault()
      event.stopPropagation()
      void save()
    }
  }
  const finish = async (): Promise<void> => {
    if (await save()) done()
  }
  return (
    <div className={styles.editor} role="presentation" data-flat onKeyDown={onKey}>
      {draftOf !== undefined && (
        <Note
          icon={FileClock}
          action={
            <Button size="small" onClick={() => void drop()}>
              {i18n.t('Forget them')}
            </Button>
          }
        >
          {i18n.t('These are your changes of {time} that were not saved.', {
            time: clock(draftOf),
          })}
        </Note>
      )}
      {status === 'conflict' && (
        <Note
          icon={TriangleAlert}
          kind="warn"
          action={
            <Button size="small" onClick={() => void save({ over: true })}>
              {i18n.t('Save mine as the newest')}
            </Button>
          }
        >
          {i18n.t(
            'This file was changed elsewhere while you were writing. Nothing is lost: yours is kept here, and theirs stays under Versions.',
          )}
        </Note>
      )}
      {status === 'failed' && problem !== undefined && (
        <Note icon={TriangleAlert} kind="danger">
          {i18n.t('Not saved: {what}. What you wrote is kept here.', { what: problem.what })}
        </Note>
      )}
      <textarea
        className={isProse(item.name) ? styles.prose : styles.code}
        aria-label={i18n.t('Text of {name}', { name: item.name })}
        value={text}
        spellCheck={isProse(item.name)}
        autoFocus
        onChange={({ currentTarget }) => type(currentTarget.value)}
      />
      <Bar>
        <span role="status">{words({ isChanged, status, savedAt })}</span>
        <Button
          size="small"
          kind="primary"
          disabled={!isChanged || status === 'saving'}
          onClick={() => void save()}
        >
          {i18n.t('Save')}
        </Button>
        <Button size="small" kind="ghost" onClick={() => void finish()}>
          {i18n.t('Done')}
        </Button>
      </Bar>
    </div>
  )
}

function words({
  isChanged,
  status,
  savedAt,
}: {
  isChanged: boolean
  status: string
  savedAt: number | undefined
}): string {
  if (status === 'saving') return i18n.t('Saving')
  if (isChanged) return i18n.t('Not saved yet')
  return savedAt === undefined
    ? i18n.t('No changes')
    : i18n.t('Saved {time}', { time: clock(savedAt) })
}
