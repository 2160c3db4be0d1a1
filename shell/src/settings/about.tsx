import type { Hello } from '@space/sdk/host'
import type { ReactNode } from 'react'
import { Badge, Page, PageHead } from '@space/ui'
import { commandOf } from '../words/command.ts'
import styles from './about.module.css'

/** Which Space this is. */
export function About({ hello }: { hello: Hello | undefined }): ReactNode {
  return (
    <Page label="About">
      <PageHead
        title="About this Space"
        words="It runs on this computer. There is no account, no telemetry and nothing to switch off."
      />
      <dl className={styles.facts}>
        <dt>Version</dt>
        <dd>{hello?.version ?? 'Not connected'}</dd>
        <dt>Isolation of apps</dt>
        <dd>
          {hello?.isolation === 'full' ? (
            <Badge kind="accent">Complete</Badge>
          ) : (
            <>
              <Badge>In part</Badge>
              <p>
                This browser was not started by Space. Apps have no network here either, but video
                calls are closed less tightly. Run “{commandOf({ hello })}” for a window of its own.
              </p>
            </>
          )}
        </dd>
        <dt>Your DID</dt>
        <dd className={styles.mono}>{hello?.did ?? '…'}</dd>
        <dt>Your drive</dt>
        <dd className={styles.mono}>{hello?.drive ?? '…'}</dd>
      </dl>
    </Page>
  )
}
