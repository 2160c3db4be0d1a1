import { CircleAlert, Copy } from 'lucide-react'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { Trial } from '@space/sdk/host'
import {
  ago,
  AppTile,
  Badge,
  Button,
  count,
  Empty,
  Icon,
  Page,
  PageHead,
  shownName,
  Skeleton,
} from '@space/ui'
import type { TrialsState } from './trials-store.ts'
import styles from './trials.module.css'

/** Copies of folders that apps try themselves on, until the person decides. */
export function TrialsPage({
  store,
  now,
}: {
  store: StoreApi<TrialsState>
  now: number
}): ReactNode {
  const { trials, status, problem, load, review } = useStore(store)
  useEffect(() => void load(), [load])
  return (
    <Page label="Copies on trial">
      <PageHead
        title="Copies on trial"
        words="These apps work on a copy. Your folder stays as it is until you apply what they did."
      />
      {status === 'loading' && <Skeleton label="Reading the copies" rows={2} />}
      {status === 'failed' && (
        <Empty
          title="The copies could not be read"
          mark={<Icon of={CircleAlert} size={24} />}
          actions={<Button onClick={() => void load()}>Try again</Button>}
        >
          {problem?.what}. Your folders are as they were.
        </Empty>
      )}
      {status === 'ready' && trials.length === 0 && (
        <Empty title="Nothing on trial">
          When you let an app change a folder, you can let it try on a copy first.
        </Empty>
      )}
      <ul className={styles.trials}>
        {trials.map((trial) => (
          <li key={trial.id}>
            <AppTile app={trial.app} />
            <span className={styles.name}>
              <b>
                {trial.app.name} on a copy of {shownName(trial.folder.name)}
              </b>
              <span>Copied {ago(trial.madeAt, now).toLowerCase()}</span>
            </span>
            <Changes trial={trial} />
            <Button onClick={() => void review(trial)}>
              {trial.changes === 0 ? 'End the trial…' : 'Review…'}
            </Button>
          </li>
        ))}
      </ul>
    </Page>
  )
}

function Changes({ trial }: { trial: Trial }): ReactNode {
  return trial.changes === 0 ? (
    <Badge>No changes</Badge>
  ) : (
    <Badge icon={Copy} kind="warn">
      {count(trial.changes, 'change')} waiting
    </Badge>
  )
}
