import { Ban, Globe } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ContactRow } from '@space/sdk/host'
import { ago, Badge, count, Icon } from '@space/ui'
import styles from './contacts.module.css'

/** Addresses that apps reached, or tried to. */
export function Contacts({
  contacts,
  now,
}: {
  contacts: readonly ContactRow[]
  now: number
}): ReactNode {
  if (contacts.length === 0) return undefined
  return (
    <section className={styles.contacts} aria-label="Addresses">
      <h2>Addresses</h2>
      <ul>
        {contacts.map(({ app, host, allowed, blocked, lastAt }) => (
          <li key={`${app.label} ${host}`}>
            <Icon of={blocked > 0 ? Ban : Globe} size={16} />
            <span className={styles.words}>
              {blocked > 0 && allowed === 0 ? (
                <>
                  {app.name} tried to contact <b>{host}</b>
                </>
              ) : (
                <>
                  Space fetched from <b>{host}</b> for {app.name}
                </>
              )}
            </span>
            {allowed > 0 && <Badge>{count(allowed, 'time')}</Badge>}
            {blocked > 0 && <Badge kind="danger">Blocked {blocked}×</Badge>}
            <span className={styles.when}>{ago(lastAt, now)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
