import type { Hello } from '@space/sdk/host'
import type { ReactNode } from 'react'
import { Badge, i18n, Page, PageHead } from '@space/ui'
import { commandOf } from '../words/command.ts'
import { Setting } from './setting.tsx'
import styles from './about.module.css'

/** Which Space this is. */
export function About({
  hello,
  of,
}: {
  hello: Hello | undefined
  of: string | undefined
}): ReactNode {
  const isFull = hello?.isolation === 'full'
  return (
    <Page label={i18n.t('About')}>
      <PageHead
        title={i18n.t('About this Space')}
        words={i18n.t(
          'It runs on this computer. There is no account, no telemetry and nothing to switch off.',
        )}
      />
      <Setting
        id="version"
        of={of}
        title={i18n.t('Version of Space')}
        words={hello?.version ?? i18n.t('Not connected')}
      />
      <Setting
        id="isolation"
        of={of}
        title={i18n.t('Isolation of apps')}
        words={
          isFull
            ? i18n.t('This window was opened by Space, in a browser without a network.')
            : i18n.t(
                'This browser was not started by Space. Apps have no network here either, but video calls are closed less tightly. Run “{command}” for a window of its own.',
                { command: commandOf({ hello }) },
              )
        }
        end={
          isFull ? (
            <Badge kind="accent">{i18n.t('Complete')}</Badge>
          ) : (
            <Badge>{i18n.t('In part')}</Badge>
          )
        }
      />
      <details className={styles.details}>
        <summary>{i18n.t('Details')}</summary>
        <dl className={styles.facts}>
          <dt>{i18n.t('Your DID')}</dt>
          <dd className={styles.mono}>{hello?.did ?? '…'}</dd>
          <dt>{i18n.t('Your drive')}</dt>
          <dd className={styles.mono}>{hello?.drive ?? '…'}</dd>
        </dl>
      </details>
    </Page>
  )
}
