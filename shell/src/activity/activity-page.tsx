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
    <Page label="Activity">
      <PageHead
        title="Activity"
        words="What apps did with what you gave them. It is written down on this computer and locked."
        end={
          <div className={styles.filter}>
            <label htmlFor={choice}>Of</label>
            <select
              id={choice}
              value={of ?? ''}
              onChange={({ target }) => onFilter(target.value === '' ? undefined : target.value)}
            >
              <option value="">All apps</option>
              {apps.map(({ label, name }) => (
                <option key={label} value={label}>
                  {name}
                </option>
              ))}
            </select>
            {of !== undefined && (
              <Button icon={Undo2} onClick={() => onUndo(of)}>
                Undo its changes…
              </Button>
            )}
          </div>
        }
      />
      {filter.entry !== undefined && (
        <p className={styles.about}>
          Only about <b>{entryName === undefined ? 'one file' : shownName(entryName)}</b>
          <Button kind="link" onClick={() => void load(of === undefined ? {} : { app: of })}>
            Show all
          </Button>
        </p>
      )}
      <Contacts contacts={contacts} now={now} />
      {status === 'loading' && lines.length === 0 && <Skeleton label="Reading the activity" />}
      {status === 'failed' && (
        <Empty
          title="The activity could not be read"
          mark={<Icon of={CircleAlert} size={24} />}
          actions={<Button onClick={() => void load()}>Try again</Button>}
        >
          {problem?.what}. Your files are not touched by this.
        </Empty>
      )}
      {status === 'ready' && lines.length === 0 && (
        <Empty title="Nothing happened yet">
          When an app opens, adds or changes something, it is listed here.
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
          <Button onClick={() => void loadMore()}>Show older</Button>
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
        <span className={styles.hidden}>{line.app.name}: </span>
        {actWords(line)}
        {refused && <Badge kind="danger">Stopped</Badge>}
      </span>
      {entry === null ? (
        <span className={styles.where}>{whereWords(line)}</span>
      ) : (
        <button
          type="button"
          className={styles.where}
          title={`Show all that happened to ${shownName(entry.name)}`}
          onClick={() => onEntry(entry.id)}
        >
          {whereWords(line)}
        </button>
      )}
    </li>
  )
}
