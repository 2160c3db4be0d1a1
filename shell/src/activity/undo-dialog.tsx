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
  count,
  Dialog,
  DialogBody,
  DialogFoot,
  DialogHead,
  FileIcon,
  shownName,
  Skeleton,
  familyOf,
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
          <h1 id={heading}>Undo what {app.name} changed</h1>
          <p>Nothing is destroyed: what is undone stays among the versions and in the trash.</p>
        </div>
      </DialogHead>
      <DialogBody>
        <div className={styles.since}>
          <label htmlFor={since}>Changed</label>
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
                {text}
              </option>
            ))}
          </select>
        </div>
        {problem && (
          <p className={styles.problem} role="alert">
            {problem.what}. Nothing was undone.
          </p>
        )}
        {lines === undefined && problem === undefined && (
          <Skeleton label="Looking for its changes" rows={3} />
        )}
        {lines?.length === 0 && <p className={styles.none}>Nothing of it is left to undo.</p>}
        <ul className={styles.lines} aria-label="What would be undone">
          {lines?.map((line) => (
            <Line key={`${line.entry.id} ${line.change}`} line={line} />
          ))}
        </ul>
      </DialogBody>
      <DialogFoot>
        <Button onClick={closeUndo}>Cancel</Button>
        <Button kind="primary" icon={Undo2} disabled={changing === 0} onClick={onUndo}>
          {changing === 0 ? 'Nothing to undo' : `Undo ${count(changing, 'change')}`}
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
        <span>In {folderOf(entry)}</span>
        <span>{keptBecause === null ? sentence(undo) : `Stays as it is: ${keptBecause}`}</span>
      </span>
      <Badge kind={keptBecause === null ? 'grey' : 'warn'}>
        {keptBecause === null ? CHANGES[change] : 'Kept'}
      </Badge>
    </li>
  )
}

const CHANGES: Record<UndoLine['change'], string> = {
  added: 'Added',
  changed: 'Changed',
  moved: 'Moved',
  removed: 'Trashed',
}

/** Where it lies: other files may be called the same. */
function folderOf({ path }: UndoLine['entry']): string {
  const names = path.split('/').filter((part) => part !== '')
  return shownName(names.slice(0, -1).join('/')) || 'My files'
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
