import { AppWindow, Ban, EyeOff, Globe, Lock, SquareTerminal, TriangleAlert } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { ContactRow, OpenLink, Privacy } from '@space/sdk/host'
import { ago, AppTile, Button, Icon, i18n, Note, Page, PageHead, size, Skeleton } from '@space/ui'
import { useFollowed } from '../daemon/use-followed.ts'
import { Setting } from '../settings/setting.tsx'
import type { Shell } from '../shell.ts'
import styles from './privacy-page.module.css'

/** Everything that is connected, and everything that leaves this computer, as it happens. */
export function PrivacyPage({
  shell,
  of,
  now,
}: {
  shell: Shell
  of: string | undefined
  now: number
}): ReactNode {
  const { privacy, contacts, problem, follow } = useStore(shell.privacy)
  useFollowed(shell.connection, follow)
  const out = (privacy?.links ?? []).filter((link) => link.kind === 'out')
  return (
    <Page label={i18n.t('Privacy')}>
      <PageHead
        title={i18n.t('Privacy')}
        words={i18n.t(
          'Everything that leaves this computer, as it happens. There is no telemetry, so there is nothing to switch off.',
        )}
      />
      <dl className={styles.cards}>
        <div>
          <dt>{i18n.t('Files, names and versions')}</dt>
          <dd className={styles.locked}>
            <Icon of={Lock} size={16} />
            {i18n.t('Locked on this disk')}
          </dd>
          {(privacy?.outside ?? 0) > 0 && (
            <dd className={styles.unlocked}>
              {i18n.t(
                '{outside, plural, one {One file is} other {# files are}} open in another program, unlocked',
                { outside: privacy?.outside ?? 0 },
              )}
            </dd>
          )}
        </div>
        <div>
          <dt>{i18n.t('Who sees your address now')}</dt>
          <dd>
            {out.length === 0
              ? i18n.t('No one')
              : i18n.t('{hosts, plural, one {One host} other {# hosts}}', {
                  hosts: new Set(out.map(({ host }) => host)).size,
                })}
          </dd>
        </div>
        <div>
          <dt>{i18n.t('Reports sent to anyone')}</dt>
          <dd>{i18n.t('None, ever')}</dd>
        </div>
      </dl>
      <Setting
        id="now"
        of={of}
        title={i18n.t('Connected now')}
        words={i18n.t(
          'Read from the connections of Space itself. Only what goes to another host leaves.',
        )}
      >
        {privacy === undefined && problem === undefined && (
          <Skeleton label={i18n.t('Reading the connections')} rows={2} />
        )}
        {problem && (
          <Note icon={TriangleAlert} kind="warn">
            {i18n.t('They could not be read: {what}', { what: problem.what })}
          </Note>
        )}
        {privacy && <Links privacy={privacy} now={now} />}
      </Setting>
      <Setting
        id="apps"
        of={of}
        title={i18n.t('What apps reached')}
        words={i18n.t(
          'An app reaches an address only when you allowed that one, and Space fetches it.',
        )}
        end={
          <Button
            size="small"
            onClick={() => shell.tabs.getState().go({ kind: 'settings', page: 'permissions' })}
          >
            {i18n.t('Permissions')}
          </Button>
        }
      >
        {contacts.length === 0 ? (
          <p className={styles.none}>{i18n.t('Nothing so far.')}</p>
        ) : (
          <ul className={styles.rows}>
            {contacts.map((row) => (
              <Contact key={`${row.app.label} ${row.host}`} row={row} now={now} />
            ))}
          </ul>
        )}
      </Setting>
      <Setting
        id="leaves"
        of={of}
        title={i18n.t('What would leave this computer')}
        words={i18n.t(
          'Nothing by itself: Space looks for no updates, has no account and keeps no copies elsewhere yet. What you download, and links you open, leave it because you say so.',
        )}
      />
    </Page>
  )
}

function Links({ privacy, now }: { privacy: Privacy; now: number }): ReactNode {
  return (
    <ul className={styles.rows} aria-label={i18n.t('Connected now')}>
      {privacy.links.map((link, at) => (
        <Link key={`${at} ${link.kind} ${link.since}`} link={link} now={now} />
      ))}
      {privacy.stopped.map(({ host, count }) => (
        <Line
          key={`stopped ${host}`}
          icon={Ban}
          name={host}
          words={i18n.t('Wanted by the browser or a page, and stopped')}
          end={i18n.t('{count, plural, one {Once} other {# times}}', { count })}
        />
      ))}
      {privacy.links.every(({ kind }) => kind !== 'out') && (
        <Line
          icon={EyeOff}
          name={i18n.t('Nothing leaves this computer')}
          words={i18n.t('All of these are on it.')}
        />
      )}
    </ul>
  )
}

function Link({ link, now }: { link: OpenLink; now: number }): ReactNode {
  const since = i18n.t('Since: {when}', { when: ago(link.since, now) })
  switch (link.kind) {
    case 'window':
      return (
        <Line
          icon={AppWindow}
          name={i18n.t('A window of Space')}
          words={
            link.isOwn
              ? i18n.t('On this computer, in a browser without a network')
              : i18n.t('On this computer, in a browser of yours')
          }
          end={since}
        />
      )
    case 'app':
      return (
        <Line
          tile={<AppTile app={link.app} size={24} />}
          name={link.app.name}
          words={i18n.t('An app that is open, on this computer')}
          end={since}
        />
      )
    case 'program':
      return (
        <Line
          icon={SquareTerminal}
          name={i18n.t('A program of yours')}
          words={i18n.t('A command of Space, on this computer')}
          end={since}
        />
      )
    default:
      return (
        <Line
          icon={Globe}
          name={`${link.host}:${link.port}`}
          words={i18n.t('Sees your address. Sent {sent}, received {received}.', {
            sent: size(link.sentBytes),
            received: size(link.receivedBytes),
          })}
          end={since}
        />
      )
  }
}

function Contact({ row, now }: { row: ContactRow; now: number }): ReactNode {
  const { app, host, allowed, blocked, lastAt } = row
  const parts = [
    ...(allowed > 0
      ? [i18n.t('{allowed, plural, one {fetched once} other {fetched # times}}', { allowed })]
      : []),
    ...(blocked > 0
      ? [i18n.t('{blocked, plural, one {stopped once} other {stopped # times}}', { blocked })]
      : []),
  ]
  return (
    <Line
      tile={<AppTile app={app} size={24} />}
      name={`${app.name} → ${host}`}
      words={parts.join(', ')}
      end={ago(lastAt, now)}
    />
  )
}

function Line({
  icon,
  tile,
  name,
  words,
  end,
}: {
  icon?: LucideIcon
  tile?: ReactNode
  name: string
  words: string
  end?: string
}): ReactNode {
  return (
    <li>
      <span className={styles.icon}>{icon === undefined ? tile : <Icon of={icon} />}</span>
      <div className={styles.words}>
        <b>{name}</b>
        <p>{words}</p>
      </div>
      {end && <span className={styles.end}>{end}</span>}
    </li>
  )
}
