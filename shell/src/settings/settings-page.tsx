import { Clock, Copy, Info, Shield, Sun, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Place, SettingsPage } from '../tabs/place.ts'
import { i18n, Icon } from '@space/ui'
import styles from './settings-page.module.css'

/** The settings: where one can go, and the page that is open. */
export function SettingsFrame({
  page,
  go,
  children,
}: {
  page: SettingsPage
  go: (place: Place) => void
  children: ReactNode
}): ReactNode {
  return (
    <div className={styles.split}>
      <nav className={styles.side} aria-label="Settings">
        {settingsPages().map(({ to, also, icon, text }) => {
          const isHere = page === to || page === also
          return (
            <button
              key={to}
              type="button"
              aria-current={isHere ? 'page' : undefined}
              onClick={() => go({ kind: 'settings', page: to })}
            >
              <Icon of={icon} size={16} />
              {text}
            </button>
          )
        })}
      </nav>
      {children}
    </div>
  )
}

/** The pages in their order, as they are called. */
export function settingsPages(): readonly {
  to: SettingsPage
  also?: SettingsPage
  icon: LucideIcon
  text: string
}[] {
  return [
    { to: 'permissions', also: 'folders', icon: Shield, text: i18n.t('Permissions') },
    { to: 'activity', icon: Clock, text: i18n.t('Activity') },
    { to: 'copies', icon: Copy, text: i18n.t('Copies on trial') },
    { to: 'appearance', icon: Sun, text: i18n.t('Appearance') },
    { to: 'about', icon: Info, text: i18n.t('About') },
  ]
}
