import { CircleAlert, Copy } from 'lucide-react'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { Trial } from '@space/sdk/host'
import {
  AppTile,
  Badge,
  Button,
  Empty,
  Icon,
  Page,
  PageHead,
  shownName,
  Skeleton,
  i18n,
  agoWithin,
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
    <Page label={i18n.t('Copies on trial')}>
      <PageHead
        title={i18n.t('Copies on trial')}
        words={i18n.t(
          'These apps work on a copy. Your folder stays as it is until you apply what they did.',
        )}
      />
      {status === 'loading' && <Skeleton label={i18n.t('Reading the copies')} rows={2} />}
      {status === 'failed' && (
        <Empty
          title={i18n.t('The copies could not be read')}
          mark={<Icon of={CircleAlert} size={24} />}
          actions={<Button onClick={() => void load()}>{i18n.t('Try again')}</Button>}
        >
          {i18n.t('{what}. Your folders are as they were.', { what: problem?.what })}
        </Empty>
      )}
      {status === 'ready' && trials.length === 0 && (
        <Empty title={i18n.t('Nothing on trial')}>
          {i18n.t('When you let an app change a folder, you can let it try on a copy first.')}
        </Empty>
      )}
      <ul className={styles.trials}>
        {trials.map((trial) => (
          <li key={trial.id}>
            <AppTile app={trial.app} />
            <span className={styles.name}>
              <b>
                {i18n.t('{app} on a copy of {folder}', {
                  app: trial.app.name,
                  folder: shownName(trial.folder.name),
                })}
              </b>
              <span>{i18n.t('Copied {when}', { when: agoWithin(trial.madeAt, now) })}</span>
            </span>
            <Changes trial={trial} />
            <Button onClick={() => void review(trial)}>
              {trial.changes === 0 ? i18n.t('End the trial…') : i18n.t('Review…')}
            </Button>
          </li>
        ))}
      </ul>
    </Page>
  )
}

function Changes({ trial }: { trial: Trial }): ReactNode {
  return trial.changes === 0 ? (
    <Badge>{i18n.t('No changes')}</Badge>
  ) : (
    <Badge icon={Copy} kind="warn">
      {i18n.t('{count, plural, one {# change} other {# changes}} waiting', {
        count: trial.changes,
      })}
    </Badge>
  )
}
