import { Ban, Globe } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ContactRow } from '@space/sdk/host'
import { ago, Badge, Icon, i18n, figures, Rich } from '@space/ui'
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
    <section className={styles.contacts} aria-label={i18n.t('Addresses')}>
      <h2>{i18n.t('Addresses')}</h2>
      <ul>
        {contacts.map(({ app, host, allowed, blocked, lastAt }) => (
          <li key={`${app.label} ${host}`}>
            <Icon of={blocked > 0 ? Ban : Globe} size={16} />
            <span className={styles.words}>
              <Rich
                message={
                  blocked > 0 && allowed === 0
                    ? '{app} tried to contact <0>{host}</0>'
                    : 'Space fetched from <0>{host}</0> for {app}'
                }
                values={{ app: app.name, host }}
                parts={[<b key="host" />]}
              />
            </span>
            {allowed > 0 && (
              <Badge>
                {i18n.t('{count, plural, one {# time} other {# times}}', { count: allowed })}
              </Badge>
            )}
            {blocked > 0 && (
              <Badge kind="danger">{i18n.t('Blocked {count}×', { count: figures(blocked) })}</Badge>
            )}
            <span className={styles.when}>{ago(lastAt, now)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
