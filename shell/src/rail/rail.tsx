import { CheckCheck, Settings, Unplug } from 'lucide-react'
import type { AppRef } from '@space/sdk/host'
import type { ReactNode } from 'react'
import type { Place } from '../tabs/place.ts'
import { AppTile, i18n, Icon, Logo } from '@space/ui'
import styles from './rail.module.css'

/** The way to each app, to home and to the settings; and whether Space is there. */
export function Rail({
  apps,
  place,
  isReady,
  go,
}: {
  apps: readonly AppRef[]
  place: Place
  isReady: boolean
  go: (place: Place) => void
}): ReactNode {
  const current = (is: boolean): { 'aria-current'?: 'page' } =>
    is ? { 'aria-current': 'page' } : {}
  const isHealth = place.kind === 'settings' && place.page === 'health'
  return (
    <nav className={styles.rail} aria-label={i18n.t('Apps')} data-region="rail">
      <button
        type="button"
        className={styles.logo}
        aria-label={i18n.t('Home')}
        title={i18n.t('Home')}
        onClick={() => go({ kind: 'home' })}
        {...current(place.kind === 'home')}
      >
        <Logo />
      </button>
      {apps.length > 0 && <hr aria-hidden="true" />}
      <div className={styles.apps}>
        {apps.map((app) => (
          <button
            key={app.label}
            type="button"
            aria-label={app.name}
            title={app.name}
            onClick={() => go({ kind: 'app', label: app.label })}
            {...current(place.kind === 'app' && place.label === app.label)}
          >
            <AppTile app={app} size={24} />
          </button>
        ))}
      </div>
      <span className={styles.gap} />
      <button
        type="button"
        className={styles.state}
        title={
          isReady ? i18n.t('Health: saved on this computer') : i18n.t('Not connected to Space')
        }
        aria-label={
          isReady ? i18n.t('Health: saved on this computer') : i18n.t('Not connected to Space')
        }
        data-off={!isReady}
        onClick={() => go({ kind: 'settings', page: 'health' })}
        {...current(isHealth)}
      >
        <Icon of={isReady ? CheckCheck : Unplug} size={20} />
      </button>
      <button
        type="button"
        aria-label={i18n.t('Settings')}
        title={i18n.t('Settings')}
        onClick={() => go({ kind: 'settings', page: 'you' })}
        {...current(place.kind === 'settings' && !isHealth)}
      >
        <Icon of={Settings} size={20} filled={place.kind === 'settings' && !isHealth} />
      </button>
    </nav>
  )
}
