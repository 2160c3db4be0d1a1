import { Undo2 } from 'lucide-react'
import { useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { AppRef, UndoLine } from '@space/sdk/host'
import {
  AppTile,
  Badge,
  Button,
  Dialog,
  DialogBody,
  DialogFoot,
  DialogHead,
  FileIcon,
  shownName,
  Skeleton,
  familyOf,
  i18n,
  msg,
} from '@space/ui'
import type { ActivityState } from './activity-store.ts'
import { FIRST_SINCE_MS, SINCES } from './since.ts'
import styles from './undo-dialog.module.css'

/** What undoing the changes of an app would do, line by line, and then the doing. */
export function UndoDialog({
  store,
  app,
  now,
  onUndo,
}: {
  store: StoreApi<ActivityState>
  app: AppRef
  now: number
  onUndo: () => void
}): ReactNode {
  const heading = useId()
  const since = useId()
  const choice = useRef<HTMLSelectElement>(null)
  const { undoing, previewUndo, closeUndo } = useStore(store)
  if (undoing === undefined) return undefined
  const { range, lines, problem } = undoing
  const changing = lines?.filter(({ keptBecause }) => keptBecause === null).length ?? 0
  const isChosen = (ms: number): boolean =>
    ms === Number.POSITIVE_INFINITY ? range.since === 0 : Math.abs(now - ms - range.since) < 60_000
  const chosen = SINCES.findIndex(({ ms }) => isChosen(ms))
  return (
    <Dialog labelledBy={heading} width={560} focus={choice} onDismiss={closeUndo}>
      <DialogHead>
        <AppTile app={app} />
        <div className={styles.title}>
          <h1 id={heading}>{i18n.t('Undo what {app} changed', { app: app.name })}</h1>
          <p>
            {i18n.t(
              'Nothing is destroyed: what is undone stays among the versions and in the trash.',
            )}
          </p>
        </div>
      </DialogHead>
      <DialogBody>
        <div className={styles.since}>
          <label htmlFor={since}>{i18n.t('Changed')}</label>
          <select
            ref={choice}
            id={since}
            value={chosen < 0 ? 1 : chosen}
            onChange={({ target }) => {
              const ms = SINCES[Number(target.value)]?.ms ?? FIRST_SINCE_MS
              void previewUndo({ ...range, since: Number.isFinite(ms) ? now - ms : 0 })
            }}
          >
            {SINCES.map(({ text }, at) => (
              <option key={text} value={at}>
                {i18n.t(text)}
              </option>
            ))}
          </select>
        </div>
        {problem && (
          <p className={styles.problem} role="alert">
            {i18n.t('{what}. Nothing was undone.', { what: problem.what })}
          </p>
        )}
        {lines === undefined && problem === undefined && (
          <Skeleton label={i18n.t('Looking for its changes')} rows={3} />
        )}
        {lines?.length === 0 && (
          <p className={styles.none}>{i18n.t('Nothing of it is left to undo.')}</p>
        )}
        <ul className={styles.lines} aria-label={i18n.t('What would be undone')}>
          {lines?.map((line) => (
            <Line key={`${line.entry.id} ${line.change}`} line={line} />
          ))}
        </ul>
      </DialogBody>
      <DialogFoot>
        <Button onClick={closeUndo}>{i18n.t('Cancel')}</Button>
        <Button kind="primary" icon={Undo2} disabled={changing === 0} onClick={onUndo}>
          {i18n.t(
            '{count, plural, =0 {Nothing to undo} one {Undo # change} other {Undo # changes}}',
            { count: changing },
          )}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

function Line({ line }: { line: UndoLine }): ReactNode {
  const { entry, change, undo, keptBecause } = line
  return (
    <li className={styles.line}>
      <FileIcon kind={familyOf(entry)} />
      <span className={styles.name}>
        <b>{shownName(entry.name)}</b>
        <span>{i18n.t('In {folder}', { folder: folderOf(entry) })}</span>
        <span>
          {keptBecause === null
            ? sentence(undo)
            : i18n.t('Stays as it is: {why}', { why: keptBecause })}
        </span>
      </span>
      <Badge kind={keptBecause === null ? 'grey' : 'warn'}>
        {i18n.t(keptBecause === null ? CHANGES[change] : 'Kept')}
      </Badge>
    </li>
  )
}

const CHANGES: Record<UndoLine['change'], string> = {
  added: msg('Added'),
  changed: msg('Changed'),
  moved: msg('Moved'),
  removed: msg('Trashed'),
}

/** Where it lies: other files may be called the same. */
function folderOf({ path }: UndoLine['entry']): string {
  const names = path.split('/').filter((part) => part !== '')
  return shownName(names.slice(0, -1).join('/')) || i18n.t('My files')
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
