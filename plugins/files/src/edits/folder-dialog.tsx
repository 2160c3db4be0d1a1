import type { SpaceDirectory, ViewRow } from '@space/sdk'
import {
  Button,
  Dialog,
  DialogBody,
  DialogFoot,
  DialogHead,
  FileIcon,
  i18n,
  Icon,
  IconButton,
  problemOf,
  shownName,
  Skeleton,
} from '@space/ui'
import { ArrowLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { Files } from '../files.ts'
import type { Root } from '../places/roots-store.ts'
import styles from './folder-dialog.module.css'

/** Folders that are shown of one; who has more goes there by name. */
const MOST_SHOWN = 500

interface Step {
  readonly name: string
  readonly folder: SpaceDirectory
}

/** Chooses a folder of those that Files may change. */
export function FolderDialog({
  files,
  kind,
  what,
  leftOut,
  onAnswer,
}: {
  files: Files
  kind: 'move' | 'copy'
  what: string
  /** Folders that cannot be chosen: nothing goes into itself. */
  leftOut: ReadonlySet<string>
  onAnswer: (target?: { folder: SpaceDirectory; name: string }) => void
}): ReactNode {
  const title = useId()
  const list = useRef<HTMLUListElement>(null)
  const roots = files.roots.getState().roots.filter(({ grant }) => grant.mode === 'change')
  const [way, setWay] = useState<readonly Step[]>(() => wayHere(files, roots))
  const at = way.at(-1)
  const [found, retry] = useFolders(at?.folder, leftOut)
  const folders = found?.rows
  const go = (step: Step): void => setWay([...way, step])
  const name = at === undefined ? i18n.t('My files') : at.name
  const shown = shownName(name)
  const { place, trail } = files.place.getState()
  const isHere = kind === 'move' && place.kind === 'folder' && at?.folder === trail.at(-1)

  // The folders have the focus, and the first of them after each step.
  useEffect(() => {
    if (found === undefined && at !== undefined) return
    list.current?.querySelector<HTMLElement>('button')?.focus()
  }, [found, at])

  return (
    <Dialog labelledBy={title} width={480} focus={list} onDismiss={() => onAnswer()}>
      <DialogHead>
        <h2 id={title}>
          {kind === 'move'
            ? i18n.t('Where to move {what}', { what })
            : i18n.t('Where to copy {what}', { what })}
        </h2>
      </DialogHead>
      <DialogBody>
        <div className={styles.way}>
          <IconButton
            icon={ArrowLeft}
            label={i18n.t('To the folder around it')}
            disabled={way.length < (roots.length > 1 ? 1 : 2)}
            onClick={() => setWay(way.slice(0, -1))}
          />
          <b>{shown}</b>
        </div>
        <ul
          ref={list}
          className={styles.list}
          tabIndex={-1}
          aria-label={i18n.t('Folders in {name}', { name: shown })}
          onKeyDown={(event) => {
            const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
            const index = buttons.indexOf(document.activeElement as HTMLButtonElement)
            const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
            if (by !== undefined) {
              event.preventDefault()
              buttons[Math.min(buttons.length - 1, Math.max(0, index + by))]?.focus()
            }
            if (event.key === 'ArrowRight' && index >= 0) buttons[index]?.click()
            if (event.key === 'ArrowLeft' || event.key === 'Backspace') {
              event.preventDefault()
              if (way.length >= (roots.length > 1 ? 1 : 2)) setWay(way.slice(0, -1))
            }
          }}
        >
          {at === undefined
            ? roots.map((root) => (
                <FolderLine key={root.grant.id} name={root.name} onGo={() => go(stepOf(root))} />
              ))
            : folders?.map((row) => (
                <FolderLine
                  key={row.id}
                  name={row.name}
                  onGo={() => {
                    const { handle } = row
                    if (handle.kind === 'directory') go({ name: row.name, folder: handle })
                  }}
                />
              ))}
          {at !== undefined && folders?.length === 0 && (
            <li className={styles.none}>{i18n.t('There is no folder in here')}</li>
          )}
        </ul>
        {found?.problem !== undefined && (
          <div role="alert" className={styles.failed}>
            <p>{problemOf(found.problem).what}</p>
            <Button size="small" onClick={retry}>
              {i18n.t('Try again')}
            </Button>
          </div>
        )}
        {at !== undefined && found === undefined && (
          <Skeleton label={i18n.t('Opening the folder')} rows={4} />
        )}
      </DialogBody>
      <DialogFoot>
        <Button kind="ghost" onClick={() => onAnswer()}>
          {i18n.t('Not now')}
        </Button>
        <Button
          kind="primary"
          disabled={at === undefined || isHere}
          onClick={() => at !== undefined && onAnswer({ folder: at.folder, name })}
        >
          {kind === 'move'
            ? i18n.t('Move to {folder}', { folder: shown })
            : i18n.t('Copy to {folder}', { folder: shown })}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

function FolderLine({ name, onGo }: { name: string; onGo: () => void }): ReactNode {
  return (
    <li>
      <button type="button" onClick={onGo}>
        <FileIcon kind="folder" />
        <span>{shownName(name)}</span>
        <Icon of={ChevronRight} size={16} />
      </button>
    </li>
  )
}

/** It begins where the person is. */
function wayHere(files: Files, roots: readonly Root[]): readonly Step[] {
  const { root, trail, place } = files.place.getState()
  const names = root?.isWhole === true ? [i18n.t('My files'), ...place.path] : place.path
  if (root !== undefined && roots.some(({ grant }) => grant.id === root.grant.id)) {
    return trail.map((folder, index) => ({ folder, name: names[index] ?? folder.name }))
  }
  const [only] = roots
  return roots.length === 1 && only !== undefined ? [stepOf(only)] : []
}

function stepOf({ folder, name, isWhole }: Root): Step {
  return { folder, name: isWhole ? i18n.t('My files') : name }
}

interface Found {
  readonly folder: SpaceDirectory
  readonly rows?: readonly ViewRow[]
  readonly problem?: unknown
}

/** The folders in a folder, or why they cannot be told; undefined while they are fetched. */
function useFolders(
  folder: SpaceDirectory | undefined,
  leftOut: ReadonlySet<string>,
): readonly [Found | undefined, retry: () => void] {
  const [found, setFound] = useState<Found>()
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (folder === undefined) return undefined
    const stop = new AbortController()
    setFound(undefined)
    folder
      .view({ order: { by: 'name' } })
      .rows(0, MOST_SHOWN, { signal: stop.signal })
      .then(({ rows }) =>
        setFound({
          folder,
          // Folders come first.
          rows: rows.filter(({ kind, id }) => kind === 'directory' && !leftOut.has(id)),
        }),
      )
      .catch((problem: unknown) => {
        if (!stop.signal.aborted) setFound({ folder, problem })
      })
    return () => stop.abort()
  }, [folder, leftOut, tries])
  return [found?.folder === folder ? found : undefined, () => setTries(tries + 1)]
}
