import { Lock, Plus, Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { Place } from '../tabs/place.ts'
import { ago, AppTile, Button, i18n, Icon, Skeleton, Sky } from '@space/ui'
import { KeyCaps } from '../palette/key-caps.tsx'
import { publisherOf } from '../address-bar/trust.ts'
import type { AppsState } from './apps-store.ts'
import styles from './home.module.css'

const RECENT = 3

/** The first page: the apps that are here, and the way to add one. */
export function Home({
  store,
  now,
  go,
  onRemove,
  onSearch,
}: {
  store: StoreApi<AppsState>
  now: number
  go: (place: Place) => void
  onRemove: (label: string) => void
  /** To the field that finds everything. */
  onSearch: () => void
}): ReactNode {
  const apps = useStore(store, (state) => state.apps)
  const status = useStore(store, (state) => state.status)
  const beginInstall = useStore(store, (state) => state.beginInstall)
  const opened = apps
    .filter(({ openedAt }) => openedAt !== null)
    .toSorted((one, other) => (other.openedAt ?? 0) - (one.openedAt ?? 0))
    .slice(0, RECENT)
  return (
    <div className={styles.home} tabIndex={0} role="region" aria-label={i18n.t('Home')}>
      <Sky />
      <div className={styles.column}>
        <h1>{greeting(now)}</h1>
        <button type="button" className={styles.search} onClick={onSearch}>
          <Icon of={Search} size={20} />
          <span>{i18n.t('Search, or go to an address')}</span>
          <KeyCaps keys="Mod+K" />
        </button>
        {status === 'loading' && <Skeleton label={i18n.t('Reading your apps')} rows={2} />}
        {status === 'ready' && apps.length === 0 && (
          <div className={styles.first}>
            <p>
              {i18n.t(
                'No apps yet. An app gets nothing by being added: it asks for a folder when it needs one, and you choose which.',
              )}
            </p>
            <Button kind="primary" size="large" icon={Plus} onClick={beginInstall}>
              {i18n.t('Add an app from a folder')}
            </Button>
          </div>
        )}
        {apps.length > 0 && (
          <nav className={styles.apps} aria-label={i18n.t('Your apps')}>
            {apps.map((app) => (
              <button
                key={app.label}
                type="button"
                onClick={() => go({ kind: 'app', label: app.label })}
              >
                <AppTile app={app} size={56} />
                <span>{app.name}</span>
              </button>
            ))}
            <button type="button" onClick={beginInstall}>
              <span className={styles.add}>
                <Icon of={Plus} size={24} />
              </span>
              <span>{i18n.t('Add')}</span>
            </button>
          </nav>
        )}
        {opened.length > 0 && (
          <section aria-labelledby="continue">
            <h2 id="continue">{i18n.t('Continue')}</h2>
            <ul className={styles.recent}>
              {opened.map((app) => (
                <li key={app.label}>
                  <button type="button" onClick={() => go({ kind: 'app', label: app.label })}>
                    <AppTile app={app} />
                    <span>
                      <b>{app.name}</b>
                      <span>{ago(app.openedAt ?? now, now)}</span>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        {apps.length > 0 && (
          <section aria-labelledby="on-this-computer">
            <h2 id="on-this-computer">{i18n.t('On this computer')}</h2>
            <ul className={styles.list}>
              {apps.map((app) => (
                <li key={app.label}>
                  <AppTile app={app} size={24} />
                  <span>
                    <b>{app.name}</b>
                    <span>
                      {i18n.t('{version}, {publisher}', {
                        version: app.version,
                        publisher: publisherOf(app),
                      })}
                    </span>
                  </span>
                  {!app.isBuiltIn && (
                    <Button
                      size="small"
                      kind="ghost"
                      aria-label={i18n.t('Remove {app}', { app: app.name })}
                      onClick={() => onRemove(app.label)}
                    >
                      {i18n.t('Remove…')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </section>
        )}
        <p className={styles.promise}>
          <Icon of={Lock} size={14} />
          {i18n.t('Everything here stays on this computer, locked.')}
        </p>
      </div>
    </div>
  )
}

function greeting(now: number): string {
  const hour = new Date(now).getHours()
  if (hour < 5) return i18n.t('Good night')
  if (hour < 12) return i18n.t('Good morning')
  return hour < 18 ? i18n.t('Good afternoon') : i18n.t('Good evening')
}
