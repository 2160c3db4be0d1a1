import { CircleAlert, Undo2 } from 'lucide-react'
import { useEffect, useId } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { ActivityLine, AppRef } from '@space/sdk/host'
import {
  AppTile,
  Badge,
  Button,
  clock,
  dayName,
  Empty,
  Icon,
  Page,
  PageHead,
  shownName,
  Skeleton,
  i18n,
  Rich,
} from '@space/ui'
import { actWords, whereWords } from './activity-words.ts'
import type { ActivityState } from './activity-store.ts'
import { Contacts } from './contacts.tsx'
import styles from './activity.module.css'

/** What apps did, of all or of one, or about one file; and the way to undo it. */
export function ActivityPage({
  store,
  apps,
  of,
  now,
  onFilter,
  onUndo,
}: {
  store: StoreApi<ActivityState>
  apps: readonly AppRef[]
  /** The label of the app that was asked for. */
  of: string | undefined
  now: number
  onFilter: (app: string | undefined) => void
  onUndo: (app: string) => void
}): ReactNode {
  const choice = useId()
  const { lines, status, problem, hasMore, contacts, filter, load, loadMore } = useStore(store)
  useEffect(() => void load(of === undefined ? {} : { app: of }), [load, of])
  const entryName = lines.find(({ entry }) => entry?.id === filter.entry)?.name
  return (
    <Page label={i18n.t('Activity')}>
      <PageHead
        title={i18n.t('Activity')}
        words={i18n.t(
          'What apps did with what you gave them. It is written down on this computer and locked.',
        )}
        end={
          <div className={styles.filter}>
            <label htmlFor={choice}>{i18n.t('Of')}</label>
            <select
              id={choice}
              value={of ?? ''}
              onChange={({ target }) => onFilter(target.value === '' ? undefined : target.value)}
            >
              <option value="">{i18n.t('All apps')}</option>
              {apps.map(({ label, name }) => (
                <option key={label} value={label}>
                  {name}
                </option>
              ))}
            </select>
            {of !== undefined && (
              <Button icon={Undo2} onClick={() => onUndo(of)}>
                {i18n.t('Undo its changes…')}
              </Button>
            )}
          </div>
        }
      />
      {filter.entry !== undefined && (
        <p className={styles.about}>
          {entryName === undefined ? (
            i18n.t('Only about one file')
          ) : (
            <Rich
              message="Only about <0>{name}</0>"
              values={{ name: shownName(entryName) }}
              parts={[<b key="name" />]}
            />
          )}
          <Button kind="link" onClick={() => void load(of === undefined ? {} : { app: of })}>
            {i18n.t('Show all')}
          </Button>
        </p>
      )}
      <Contacts contacts={contacts} now={now} />
      {status === 'loading' && lines.length === 0 && (
        <Skeleton label={i18n.t('Reading the activity')} />
      )}
      {status === 'failed' && (
        <Empty
          title={i18n.t('The activity could not be read')}
          mark={<Icon of={CircleAlert} size={24} />}
          actions={<Button onClick={() => void load()}>{i18n.t('Try again')}</Button>}
        >
          {i18n.t('{what}. Your files are not touched by this.', { what: problem?.what })}
        </Empty>
      )}
      {status === 'ready' && lines.length === 0 && (
        <Empty title={i18n.t('Nothing happened yet')}>
          {i18n.t('When an app opens, adds or changes something, it is listed here.')}
        </Empty>
      )}
      {[...Map.groupBy(lines, ({ lastAt }) => dayName(lastAt, now))].map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <h2 className={styles.day}>{day}</h2>
          <ul>
            {ofDay.map((line) => (
              <Line
                key={line.id}
                line={line}
                onEntry={(entry) => void load({ ...filter, entry })}
              />
            ))}
          </ul>
        </section>
      ))}
      {hasMore && (
        <div className={styles.more}>
          <Button onClick={() => void loadMore()}>{i18n.t('Show older')}</Button>
        </div>
      )}
    </Page>
  )
}

function Line({
  line,
  onEntry,
}: {
  line: ActivityLine
  onEntry: (entry: string) => void
}): ReactNode {
  const { entry, refused } = line
  return (
    <li className={styles.line}>
      <time dateTime={new Date(line.lastAt).toISOString()}>{clock(line.lastAt)}</time>
      <AppTile app={line.app} size={24} />
      <span className={styles.what}>
        <span className={styles.hidden}>{i18n.t('{app}:', { app: line.app.name })} </span>
        {actWords(line)}
        {refused && <Badge kind="danger">{i18n.t('Stopped')}</Badge>}
      </span>
      {entry === null ? (
        <span className={styles.where}>{whereWords(line)}</span>
      ) : (
        <button
          type="button"
          className={styles.where}
          title={i18n.t('Show all that happened to {name}', { name: shownName(entry.name) })}
          onClick={() => onEntry(entry.id)}
        >
          {whereWords(line)}
        </button>
      )}
    </li>
  )
}
