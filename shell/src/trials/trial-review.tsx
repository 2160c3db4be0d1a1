import { useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { Trial, TrialChange } from '@space/sdk/host'
import {
  AppTile,
  Badge,
  Button,
  Checkbox,
  Dialog,
  DialogBody,
  DialogFoot,
  DialogHead,
  shownName,
  size,
  Skeleton,
  i18n,
  msg,
  figures,
} from '@space/ui'
import type { TrialsState } from './trials-store.ts'
import styles from './trials.module.css'

/** What an app did on its copy; all of it or some of it becomes real, or the copy goes. */
export function TrialReview({
  store,
  onApply,
  onDiscard,
}: {
  store: StoreApi<TrialsState>
  onApply: (trial: Trial) => void
  onDiscard: (trial: Trial) => void
}): ReactNode {
  const heading = useId()
  const later = useRef<HTMLButtonElement>(null)
  const [isSure, setSure] = useState(false)
  const { reviewing, choose, close } = useStore(store)
  if (reviewing === undefined) return undefined
  const { trial, changes, chosen, problem } = reviewing
  const isEmpty = changes?.length === 0
  const shut = (): void => {
    setSure(false)
    close()
  }
  return (
    <Dialog labelledBy={heading} width={560} focus={later} onDismiss={shut}>
      <DialogHead>
        <AppTile app={trial.app} />
        <div className={styles.name}>
          <h1 id={heading}>
            {i18n.t('What {app} did on a copy of {folder}', {
              app: trial.app.name,
              folder: shownName(trial.folder.name),
            })}
          </h1>
          <p>
            {i18n.t(
              'Nothing of it is in your folder yet. What you apply keeps its older versions.',
            )}
          </p>
        </div>
      </DialogHead>
      <DialogBody>
        {problem && (
          <p className={styles.problem} role="alert">
            {i18n.t('{what}. Your folder is as it was.', { what: problem.what })}
          </p>
        )}
        {changes === undefined && problem === undefined && (
          <Skeleton label={i18n.t('Comparing the copy')} rows={3} />
        )}
        {isEmpty && (
          <p className={styles.none}>
            {i18n.t(
              'Nothing is on the copy that your folder does not have. You can end the trial.',
            )}
          </p>
        )}
        <ul className={styles.changes} aria-label={i18n.t('Its changes')}>
          {changes?.map((change) => (
            <li key={change.path}>
              <Checkbox
                checked={chosen.has(change.path)}
                onChange={(isChosen) => choose(change.path, isChosen)}
              >
                <span className={styles.path}>{shownName(change.path)}</span>
              </Checkbox>
              <span className={styles.sizes}>{sizesOf(change)}</span>
              <Badge kind={change.conflict ? 'warn' : 'grey'}>
                {change.conflict ? conflictWords(change) : i18n.t(KINDS[change.kind])}
              </Badge>
            </li>
          ))}
        </ul>
        {isSure && (
          <p className={styles.problem} role="alert">
            {i18n.t(
              isEmpty
                ? 'Ending it removes the copy for ever, and {app} can no longer open it. Your folder keeps what it has.'
                : 'Discarding removes the copy for ever, and {app} can no longer open it. Your folder keeps what it has.',
              { app: trial.app.name },
            )}
          </p>
        )}
      </DialogBody>
      <DialogFoot>
        <Button
          kind={isSure ? 'danger-solid' : 'danger'}
          onClick={() => {
            if (isSure) onDiscard(trial)
            setSure(!isSure)
          }}
        >
          {discardWords(isEmpty, isSure)}
        </Button>
        <Button ref={later} onClick={shut}>
          {i18n.t('Decide later')}
        </Button>
        <Button kind="primary" disabled={chosen.size === 0} onClick={() => onApply(trial)}>
          {applyWords(changes?.length ?? 0, chosen.size)}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

const KINDS: Record<TrialChange['kind'], string> = {
  added: msg('Added'),
  changed: msg('Changed'),
  removed: msg('Removed'),
}

function discardWords(isEmpty: boolean, isSure: boolean): string {
  if (isSure) return isEmpty ? i18n.t('End and remove the copy') : i18n.t('Discard for ever')
  return isEmpty ? i18n.t('End the trial') : i18n.t('Discard the copy')
}

/** What the person did meanwhile, and what becomes of it. */
function conflictWords({ kind, entryKind, bytesBefore }: TrialChange): string {
  if (kind === 'removed') return i18n.t('You changed it too: it stays')
  if (kind === 'changed' && entryKind === 'file' && bytesBefore === null)
    return i18n.t('You removed it: it comes back')
  return i18n.t('You changed it too: both are kept')
}

function applyWords(all: number, chosen: number): string {
  if (chosen === 0) return i18n.t('Apply')
  return chosen === all
    ? i18n.t('Apply {count, plural, one {# change} other {# changes}}', { count: all })
    : i18n.t('Apply {chosen} of {all}', { chosen: figures(chosen), all: figures(all) })
}

function sizesOf({ bytesBefore, bytesAfter }: TrialChange): string {
  if (bytesBefore !== null && bytesAfter !== null)
    return i18n.t('{before} → {after}', { before: size(bytesBefore), after: size(bytesAfter) })
  const bytes = bytesAfter ?? bytesBefore
  return bytes === null ? '' : size(bytes)
}
