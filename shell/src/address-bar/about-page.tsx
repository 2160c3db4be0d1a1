import { Folder, Globe, UserRound, WifiOff, type LucideIcon } from 'lucide-react'
import type { Grant, InstalledApp } from '@space/sdk/host'
import type { ReactNode } from 'react'
import { nameOf } from '../grants/grants-store.ts'
import { Button, Icon, i18n } from '@space/ui'
import { short, type Trust, wordOf } from './trust.ts'
import styles from './about-page.module.css'

/** What the trust chip opens: what this page is, and what it was given. */
export function AboutPage({
  trust,
  app,
  grants,
  onPermissions,
  onActivity,
}: {
  trust: Trust
  app: InstalledApp | undefined
  grants: readonly Grant[]
  onPermissions: () => void
  onActivity: () => void
}): ReactNode {
  const given = grants.filter(({ app: by }) => by.label === app?.label)
  const hasHost = given.some(({ resource }) => resource.kind === 'host')
  return (
    <>
      <section className={styles.section}>
        <h2>{app === undefined ? wordOf(trust) : app.name}</h2>
        <p className={styles.muted}>{i18n.t(trust.sentence)}</p>
        {app !== undefined && (
          <ol className={styles.chain}>
            <li>
              <b>{makerOf(app)}</b>
              <span>
                {app.publisher === null
                  ? i18n.t('From {source}', { source: app.source })
                  : short(app.publisher)}
              </span>
            </li>
            <li>
              <b>{i18n.t('Runs byte for byte as it was added')}</b>
              <span>
                {i18n.t('Version {version}, {fingerprint}', {
                  version: app.version,
                  fingerprint: short(app.cid),
                })}
              </span>
            </li>
          </ol>
        )}
      </section>
      {app !== undefined && (
        <section className={styles.section}>
          <h3>{i18n.t('What you gave it')}</h3>
          <ul>
            {given.map(({ id, resource }) => (
              <li key={id} className={styles.row}>
                <Icon of={ICONS[resource.kind]} size={16} />
                <span>{nameOf(resource)}</span>
              </li>
            ))}
            {given.length === 0 && (
              <li className={styles.row}>
                <Icon of={Folder} size={16} />
                <span>{i18n.t('Nothing yet')}</span>
              </li>
            )}
            {!hasHost && (
              <li className={styles.row}>
                <Icon of={WifiOff} size={16} />
                <span>{i18n.t('No address on the network')}</span>
              </li>
            )}
          </ul>
        </section>
      )}
      <section className={styles.ends}>
        <Button kind="ghost" onClick={onPermissions}>
          {i18n.t('Permissions')}
        </Button>
        <Button kind="ghost" onClick={onActivity}>
          {app === undefined ? i18n.t('Activity') : i18n.t('What it did')}
        </Button>
      </section>
    </>
  )
}

function makerOf({ isBuiltIn, publisher }: InstalledApp): string {
  if (isBuiltIn) return i18n.t('Comes with Space')
  return publisher === null ? i18n.t('Nobody signed it') : i18n.t('Signed by its publisher')
}

const ICONS: Record<Grant['resource']['kind'], LucideIcon> = {
  entry: Folder,
  gone: Folder,
  host: Globe,
  identity: UserRound,
}
