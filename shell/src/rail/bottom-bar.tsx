import { House, Settings, Shield } from 'lucide-react'
import type { AppRef } from '@space/sdk/host'
import type { ReactNode } from 'react'
import type { Place } from '../tabs/place.ts'
import { AppTile, i18n, Icon } from '@space/ui'
import styles from './bottom-bar.module.css'

/** On small screens the rail is five words at the bottom: home, two apps, permissions, settings. */
export function BottomBar({
  apps,
  place,
  go,
}: {
  apps: readonly AppRef[]
  place: Place
  go: (place: Place) => void
}): ReactNode {
  const current = (is: boolean): { 'aria-current'?: 'page' } =>
    is ? { 'aria-current': 'page' } : {}
  const page = place.kind === 'settings' ? place.page : undefined
  const isPermissions = page === 'permissions' || page === 'folders'
  return (
    <nav className={styles.bar} aria-label={i18n.t('Apps, bottom bar')}>
      <button
        type="button"
        onClick={() => go({ kind: 'home' })}
        {...current(place.kind === 'home')}
      >
        <Icon of={House} size={20} filled={place.kind === 'home'} />
        {i18n.t('Home')}
      </button>
      {apps.slice(0, 2).map((app) => (
        <button
          key={app.label}
          type="button"
          onClick={() => go({ kind: 'app', label: app.label })}
          {...current(place.kind === 'app' && place.label === app.label)}
        >
          <AppTile app={app} size={20} />
          <span>{app.name}</span>
        </button>
      ))}
      <button
        type="button"
        onClick={() => go({ kind: 'settings', page: 'permissions' })}
        {...current(isPermissions)}
      >
        <Icon of={Shield} size={20} filled={isPermissions} />
        {i18n.t('Permissions')}
      </button>
      <button
        type="button"
        onClick={() => go({ kind: 'settings', page: 'you' })}
        {...current(page !== undefined && !isPermissions)}
      >
        <Icon of={Settings} size={20} filled={page !== undefined && !isPermissions} />
        {i18n.t('More')}
      </button>
    </nav>
  )
}
