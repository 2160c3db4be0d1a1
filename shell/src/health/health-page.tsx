import {
  Archive,
  CircleCheck,
  HardDrive,
  KeyRound,
  Lock,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'
import { Fragment } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { Health, HomeState } from '@space/sdk/host'
import {
  ago,
  Badge,
  Bar,
  Button,
  Icon,
  i18n,
  Note,
  Page,
  shownName,
  size,
  Skeleton,
} from '@space/ui'
import { useFollowed } from '../daemon/use-followed.ts'
import type { Shell } from '../shell.ts'
import { daysAgo } from '../words/days.ts'
import { Orbit } from './orbit.tsx'
import styles from './health-page.module.css'

/** In plain words: what is safe, what is not, and what to do about it. */
export function HealthPage({
  shell,
  home,
  of,
  now,
}: {
  shell: Shell
  home: HomeState
  of: string | undefined
  now: number
}): ReactNode {
  const health = useStore(shell.health, (state) => state.health)
  const problem = useStore(shell.health, (state) => state.problem)
  const follow = useStore(shell.health, (state) => state.follow)
  useFollowed(shell.connection, follow)
  const goTo = (page: 'recovery' | 'you', id: string): void =>
    shell.tabs.getState().go({ kind: 'settings', page, of: id })
  const check = (): void => void shell.health.getState().beginCheck().catch(shell.fail)
  const stop = (): void => void shell.health.getState().stopCheck().catch(shell.fail)
  return (
    <Page label={i18n.t('Health')}>
      <div className={styles.top}>
        <Orbit device={home.device} />
        <div>
          <h1>{titleOf(health)}</h1>
          <p>
            {i18n.t(
              'Locked on this computer, and nowhere else yet. If it is lost or breaks, so are your files. Until Space can keep copies elsewhere, copy its folder to another disk while Space is stopped.',
            )}
          </p>
          <div className={styles.ways}>
            {home.wordsKept && (
              <Button kind="primary" icon={KeyRound} onClick={() => goTo('recovery', 'words')}>
                {i18n.t('Save your 24 words')}
              </Button>
            )}
            {health?.checking === null && (
              <Button
                kind={home.wordsKept ? 'plain' : 'primary'}
                icon={CircleCheck}
                onClick={check}
              >
                {i18n.t('Check every file')}
              </Button>
            )}
            {health !== undefined && health.checking !== null && (
              <Button onClick={stop}>{i18n.t('Stop the check')}</Button>
            )}
          </div>
        </div>
      </div>
      {health === undefined && problem === undefined && (
        <Skeleton label={i18n.t('Looking at your space')} rows={5} />
      )}
      {problem && (
        <Note icon={TriangleAlert} kind="warn">
          {i18n.t('How your files are could not be read: {what}. Nothing was changed.', {
            what: problem.what,
          })}
        </Note>
      )}
      {health?.concerns.map(({ what, try: way, isSerious }) => (
        <Note key={what} icon={TriangleAlert} kind={isSerious ? 'danger' : 'warn'}>
          {way === null ? what : `${what}. ${way}.`}
        </Note>
      ))}
      {health && (
        <ul className={styles.rows} aria-label={i18n.t('How your space is')}>
          <Row
            icon={Lock}
            name={i18n.t('Locked')}
            words={lockWords(home)}
            end={
              home.lock === 'file' ? (
                <Button size="small" onClick={() => goTo('you', 'passphrase')}>
                  {i18n.t('Set a passphrase…')}
                </Button>
              ) : (
                <Badge kind="private">{i18n.t('Locked')}</Badge>
              )
            }
          />
          <Row
            icon={KeyRound}
            name={i18n.t('Can be brought back')}
            words={wordsWords(home, now)}
            end={
              home.wordsKept ? (
                <Button size="small" onClick={() => goTo('recovery', 'words')}>
                  {i18n.t('Do it now')}
                </Button>
              ) : (
                <Button size="small" kind="ghost" onClick={() => goTo('recovery', 'test')}>
                  {i18n.t('Test your page')}
                </Button>
              )
            }
          />
          <Row
            icon={CircleCheck}
            name={i18n.t('Checked')}
            isMeant={of === 'check'}
            words={checkWords(health, now)}
            end={checkBadge(health)}
          >
            {health.checking && (
              <Bar
                label={i18n.t('How much of your files is checked')}
                part={partOf(health.checking)}
              />
            )}
            {health.check && health.check.damagedCount > 0 && <Damaged check={health.check} />}
          </Row>
          <Row
            icon={HardDrive}
            name={i18n.t('Room')}
            words={i18n.t('{used} with older versions and the trash. {free} are free.', {
              used: size(health.diskBytes),
              free: size(health.freeBytes),
            })}
          />
          <Row
            icon={Archive}
            name={i18n.t('Backed up')}
            words={i18n.t('Not yet. This computer is the only place of your files.')}
            end={<Badge kind="warn">{i18n.t('One place')}</Badge>}
          />
        </ul>
      )}
      {health && <Details shell={shell} />}
    </Page>
  )
}

function Row({
  icon,
  name,
  words,
  isMeant = false,
  end,
  children,
}: {
  icon: LucideIcon
  name: string
  words: string
  isMeant?: boolean
  end?: ReactNode
  children?: ReactNode
}): ReactNode {
  return (
    <li data-meant={isMeant}>
      <span className={styles.icon}>
        <Icon of={icon} />
      </span>
      <div className={styles.words}>
        <b>{name}</b>
        <p>{words}</p>
        {children}
      </div>
      {end}
    </li>
  )
}

function Damaged({ check }: { check: NonNullable<Health['check']> }): ReactNode {
  const more = check.damagedCount - check.damaged.length
  return (
    <ul className={styles.damaged}>
      {check.damaged.map(({ path, why }) => (
        <li key={path}>
          <b>{shownName(path)}</b> {why}
        </li>
      ))}
      {more > 0 && <li>{i18n.t('and {more} more', { more })}</li>}
    </ul>
  )
}

/** For who wants to know by what. */
function Details({ shell }: { shell: Shell }): ReactNode {
  const hello = useStore(shell.hello, (state) => state.hello)
  const made = [
    [i18n.t('Sealed with'), 'XChaCha20-Poly1305'],
    [i18n.t('Named and checked by'), 'SHA-256'],
    [i18n.t('Signed with'), 'Ed25519'],
    [i18n.t('Words'), 'BIP39'],
    [i18n.t('Passphrase'), 'Argon2id'],
  ] as const
  return (
    <details className={styles.details}>
      <summary>{i18n.t('Details')}</summary>
      <dl>
        <dt>{i18n.t('Your DID')}</dt>
        <dd>{hello?.did ?? '…'}</dd>
        <dt>{i18n.t('Your drive')}</dt>
        <dd>{hello?.drive ?? '…'}</dd>
        {made.map(([name, by]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{by}</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  )
}

function titleOf(health: Health | undefined): string {
  const damaged = health?.check?.damagedCount ?? 0
  if (damaged > 0)
    return i18n.t(
      '{damaged, plural, one {One file cannot be read as it was saved} other {# files cannot be read as they were saved}}',
      { damaged },
    )
  return i18n.t('Everything is here, in one place')
}

function lockWords({ lock }: HomeState): string {
  return lock === 'file'
    ? i18n.t('Names and contents. Whoever can use this computer as you can open them.')
    : i18n.t('Names and contents, with your passphrase.')
}

function wordsWords({ wordsKept, confirmedAt }: HomeState, now: number): string {
  if (wordsKept) return i18n.t('Not yet: your 24 words are on this computer only.')
  if (confirmedAt === null) return i18n.t('With the 24 words on your page.')
  return i18n.t('With the 24 words on your page. They were tested {when}.', {
    when: daysAgo(confirmedAt, now),
  })
}

function checkWords({ check, checking }: Health, now: number): string {
  if (checking !== null) {
    if (checking.totalBytes === null) return i18n.t('Counting what there is to check.')
    return i18n.t('{done} of {all} are read and compared. You can go on working.', {
      done: size(checking.doneBytes),
      all: size(checking.totalBytes),
    })
  }
  if (check === null) return i18n.t('Not yet. A check reads every file and compares it.')
  if (check.damagedCount > 0)
    return i18n.t('{when}: some cannot be read. Add them again, or bring them from a copy.', {
      when: ago(check.at, now),
    })
  return i18n.t(
    '{when}: {files, plural, one {the one file is} other {all # files are}} as you saved them.',
    { when: ago(check.at, now), files: check.files },
  )
}

function checkBadge({ check, checking }: Health): ReactNode {
  if (checking !== null || check === null) return undefined
  if (check.damagedCount > 0) return <Badge kind="danger">{i18n.t('Damaged')}</Badge>
  return <Badge kind="accent">{i18n.t('Proven')}</Badge>
}

function partOf({ doneBytes, totalBytes }: NonNullable<Health['checking']>): number {
  return totalBytes === null || totalBytes === 0 ? 0 : doneBytes / totalBytes
}
