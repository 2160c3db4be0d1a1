import { Ban, Shield, Undo2 } from 'lucide-react'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { Grant, InstalledApp } from '@space/sdk/host'
import { publisherOf } from '../address-bar/trust.ts'
import type { ConsentState } from '../consent/consent-store.ts'
import type { Place } from '../tabs/place.ts'
import {
  AppTile,
  Button,
  daysSince,
  Empty,
  FileIcon,
  Note,
  Page,
  PageHead,
  Segment,
  shownName,
  Skeleton,
  i18n,
  agoWithin,
  Rich,
} from '@space/ui'
import { GrantRow } from './grant-row.tsx'
import {
  byApp,
  byResource,
  isEverything,
  nameOf,
  phraseOf,
  type GrantsState,
} from './grants-store.ts'
import styles from './permissions.module.css'

export interface PermissionsProps {
  store: StoreApi<GrantsState>
  consent: StoreApi<ConsentState>
  apps: readonly InstalledApp[]
  view: 'permissions' | 'folders'
  now: number
  go: (place: Place) => void
  onRevoke: (grants: readonly Grant[], words: string) => void
  onNarrow: (grant: Grant, to: { mode?: 'read' | 'add'; lasting?: 'session' | 'day' }) => void
  onUndoChanges: (app: string) => void
  /** What belongs below. */
  children?: ReactNode
}

/** All that apps were given, by app or by what was given, with one click to take it back. */
export function Permissions(props: PermissionsProps): ReactNode {
  const { store, view, go, children } = props
  const grants = useStore(store, (state) => state.grants)
  const status = useStore(store, (state) => state.status)
  return (
    <Page label={i18n.t('Permissions')}>
      <PageHead
        title={i18n.t('Permissions')}
        words={i18n.t(
          'Apps see nothing until you choose it for them. Revoking works at once, even in the middle of a read.',
        )}
        end={
          <Segment
            label={i18n.t('Group by')}
            options={[
              { value: 'permissions', text: i18n.t('By app') },
              { value: 'folders', text: i18n.t('By folder') },
            ]}
            value={view}
            onChange={(page) => go({ kind: 'settings', page })}
          />
        }
      />
      <Blocked {...props} />
      {status === 'loading' && <Skeleton label={i18n.t('Reading the permissions')} rows={4} />}
      {status === 'ready' && grants.length === 0 && (
        <Empty title={i18n.t('No app can see anything')}>
          {i18n.t(
            'When an app asks for a folder, you choose which one. It is listed here from then on.',
          )}
        </Empty>
      )}
      {view === 'permissions' ? (
        <ByApp {...props} grants={grants} />
      ) : (
        <ByFolder {...props} grants={grants} />
      )}
      {children}
    </Page>
  )
}

function Blocked({ consent, go }: PermissionsProps): ReactNode {
  const blocked = useStore(consent, (state) => state.blocked)
  const load = useStore(consent, (state) => state.loadBlocked)
  const unblock = useStore(consent, (state) => state.unblock)
  useEffect(() => void load().catch(() => undefined), [load, go])
  return blocked.map(({ app }) => (
    <div key={app.label} className={styles.note}>
      <Note
        icon={Ban}
        action={
          <Button size="small" kind="ghost" onClick={() => void unblock(app.label)}>
            {i18n.t('Let it ask again')}
          </Button>
        }
      >
        <Rich
          message="{app} may not ask any more. <0>You said not now three times.</0>"
          values={{ app: app.name }}
          parts={[<span key="why" />]}
        />
      </Note>
    </div>
  ))
}

function ByApp(props: PermissionsProps & { grants: readonly Grant[] }): ReactNode {
  const { grants, apps, now, onRevoke, onNarrow, onUndoChanges } = props
  return byApp(grants).map(({ key, grants: of }) => {
    const app = of[0]?.app
    if (app === undefined) return undefined
    const installed = apps.find(({ label }) => label === key)
    const revocable = of.filter(({ isPrivate }) => !isPrivate)
    return (
      <section key={key} aria-label={app.name}>
        <header className={styles.group}>
          <AppTile app={app} />
          <div>
            <h2>{app.name}</h2>
            <p>
              {installed === undefined
                ? i18n.t('No longer installed')
                : i18n.t('{publisher}, {opened}', {
                    publisher: publisherOf(installed),
                    opened: lastOpen(installed.openedAt, now),
                  })}
            </p>
          </div>
          <Button kind="ghost" icon={Undo2} onClick={() => onUndoChanges(key)}>
            {i18n.t('Undo its changes…')}
          </Button>
          {revocable.length > 0 && (
            <Button
              kind="danger"
              onClick={() =>
                onRevoke(revocable, i18n.t('{app} can no longer see anything', { app: app.name }))
              }
            >
              {i18n.t('Revoke all')}
            </Button>
          )}
        </header>
        <ul className={styles.card}>
          {of.map((grant) => (
            <GrantRow
              key={grant.id}
              grant={grant}
              now={now}
              lead={<FileIcon kind={iconOf(grant)} />}
              name={nameOf(grant.resource)}
              sub={subOf(grant)}
              onRevoke={() =>
                onRevoke(
                  [grant],
                  i18n.t('{app} can no longer see {what}', {
                    app: app.name,
                    what: phraseOf(grant.resource),
                  }),
                )
              }
              onNarrow={(to) => onNarrow(grant, to)}
            />
          ))}
        </ul>
      </section>
    )
  })
}

function ByFolder(props: PermissionsProps & { grants: readonly Grant[] }): ReactNode {
  const { grants, apps, now, onRevoke, onNarrow } = props
  const stale = grants.filter(isStale(now))
  return (
    <>
      {byResource(grants).map(({ key, grants: of }) => {
        const [first] = of
        if (first === undefined) return undefined
        const name = nameOf(first.resource)
        const revocable = of.filter(({ isPrivate }) => !isPrivate)
        return (
          <section key={key} aria-label={name}>
            <header className={styles.group}>
              <FileIcon kind={iconOf(first)} size={24} />
              <div>
                <h2>{name}</h2>
                <p>{subOf(first)}</p>
              </div>
              {revocable.length > 1 && (
                <Button
                  kind="danger"
                  onClick={() =>
                    onRevoke(revocable, i18n.t('{name} is closed to all apps', { name }))
                  }
                >
                  {first.resource.kind === 'entry' && !isEverything(first.resource)
                    ? i18n.t('Close this folder to all apps')
                    : i18n.t('Close it to all apps')}
                </Button>
              )}
            </header>
            <ul className={styles.card}>
              {of.map((grant) => (
                <GrantRow
                  key={grant.id}
                  grant={grant}
                  now={now}
                  lead={<AppTile app={grant.app} size={24} />}
                  name={grant.app.name}
                  sub={publisherOf(
                    apps.find(({ label }) => label === grant.app.label) ?? {
                      publisher: null,
                      isBuiltIn: false,
                    },
                  )}
                  onRevoke={() =>
                    onRevoke(
                      [grant],
                      i18n.t('{app} can no longer see {what}', {
                        app: grant.app.name,
                        what: phraseOf(first.resource),
                      }),
                    )
                  }
                  onNarrow={(to) => onNarrow(grant, to)}
                />
              ))}
            </ul>
          </section>
        )
      })}
      {stale.map((grant) => (
        <div key={grant.id} className={styles.note}>
          <Note
            icon={Shield}
            action={
              <Button
                size="small"
                kind="ghost"
                onClick={() =>
                  onRevoke(
                    [grant],
                    i18n.t('{app} can no longer see {what}', {
                      app: grant.app.name,
                      what: phraseOf(grant.resource),
                    }),
                  )
                }
              >
                {i18n.t('Turn off')}
              </Button>
            }
          >
            <Rich
              message="{app} has not used {what} for {days, plural, one {# day} other {# days}}. <0>Nothing is lost if you turn it off.</0>"
              values={{
                app: grant.app.name,
                what: phraseOf(grant.resource),
                days: daysSince(grant.usedAt ?? grant.madeAt, now),
              }}
              parts={[<span key="safe" />]}
            />
          </Note>
        </div>
      ))}
    </>
  )
}

/** After so many days without use a grant is worth a word. */
const STALE_DAYS = 30

function isStale(now: number) {
  return ({ isPrivate, usedAt, madeAt }: Grant): boolean =>
    !isPrivate && daysSince(usedAt ?? madeAt, now) >= STALE_DAYS
}

function lastOpen(openedAt: number | null, now: number): string {
  if (openedAt === null) return i18n.t('not opened yet')
  const days = daysSince(openedAt, now)
  if (days >= STALE_DAYS)
    return i18n.t('not opened for {days, plural, one {# day} other {# days}}', { days })
  return now - openedAt < 60_000
    ? i18n.t('open now')
    : i18n.t('last opened {when}', { when: agoWithin(openedAt, now) })
}

function iconOf({ resource }: Grant): 'folder' | 'other' | 'host' {
  if (resource.kind === 'entry') return resource.entry.kind === 'folder' ? 'folder' : 'other'
  return resource.kind === 'host' ? 'host' : 'other'
}

function subOf({ resource, isPrivate }: Grant): string {
  if (isPrivate) return i18n.t('Its own folder')
  if (isEverything(resource)) return i18n.t('All of it, also what comes later')
  switch (resource.kind) {
    case 'host':
      return i18n.t('Space fetches it for the app')
    case 'identity':
      return i18n.t('By the name that other people know')
    case 'gone':
      return i18n.t('It is in the trash, or gone')
    default:
      return parentOf(resource.entry.path)
  }
}

function parentOf(path: string): string {
  const names = path.split('/').filter((name) => name !== '')
  return names.length < 2 ? i18n.t('My files') : shownName(names.slice(0, -1).join(' / '))
}
