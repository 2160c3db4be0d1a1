import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import type { InstalledApp } from '@space/sdk/host'
import { AppTile, Badge, Button, Empty, i18n, Page, PageHead, size } from '@space/ui'
import { publisherOf } from '../address-bar/trust.ts'
import { Setting } from './setting.tsx'
import styles from './apps-page.module.css'

/** The apps of this computer, who made them, and what can be done about them. */
export function AppsPage({
  apps,
  of,
  onAdd,
  onRemove,
  onPermissions,
}: {
  apps: readonly InstalledApp[]
  of: string | undefined
  onAdd: () => void
  onRemove: (label: string) => void
  onPermissions: () => void
}): ReactNode {
  return (
    <Page label={i18n.t('Apps')}>
      <PageHead
        title={i18n.t('Apps')}
        words={i18n.t('Apps see nothing until you choose it for them.')}
        end={
          <Button icon={Plus} onClick={onAdd}>
            {i18n.t('Add an app…')}
          </Button>
        }
      />
      <Setting
        id="installed"
        of={of}
        title={i18n.t('Apps on this computer')}
        end={
          <Button size="small" kind="ghost" onClick={onPermissions}>
            {i18n.t('What they can see')}
          </Button>
        }
      >
        {apps.length === 0 ? (
          <Empty title={i18n.t('No apps yet')}>{i18n.t('Add one from a folder of yours.')}</Empty>
        ) : (
          <ul className={styles.rows}>
            {apps.map((app) => (
              <li key={app.label}>
                <AppTile app={app} size={24} />
                <div>
                  <b>{app.name}</b>
                  <p>{[app.version, publisherOf(app), size(app.bytes)].join(', ')}</p>
                </div>
                {app.isBuiltIn ? (
                  <Badge>{i18n.t('Came with Space')}</Badge>
                ) : (
                  <Button
                    size="small"
                    kind="ghost"
                    aria-label={i18n.t('Remove {name}', { name: app.name })}
                    onClick={() => onRemove(app.label)}
                  >
                    {i18n.t('Remove…')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Setting>
    </Page>
  )
}
