import { CheckCheck, Settings, Unplug } from 'lucide-react'
import type { AppRef } from '@space/sdk/host'
import type { ReactNode } from 'react'
import type { Place } from '../tabs/place.ts'
import { AppTile, Icon, Logo } from '@space/ui'
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
  return (
    <nav className={styles.rail} aria-label="Apps" data-region="rail">
      <button
        type="button"
        className={styles.logo}
        aria-label="Home"
        title="Home"
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
      <span
        className={styles.state}
        role="img"
        title={isReady ? 'Saved on this computer' : 'Not connected to Space'}
        aria-label={isReady ? 'Saved on this computer' : 'Not connected to Space'}
        data-off={!isReady}
      >
        <Icon of={isReady ? CheckCheck : Unplug} size={20} />
      </span>
      <button
        type="button"
        aria-label="Settings"
        title="Settings"
        onClick={() => go({ kind: 'settings', page: 'permissions' })}
        {...current(place.kind === 'settings')}
      >
        <Icon of={Settings} size={20} filled={place.kind === 'settings'} />
      </button>
    </nav>
  )
}
