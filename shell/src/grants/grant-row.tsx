import { Copy, Globe, Pencil, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Grant } from '@space/sdk/host'
import { ago, Badge, Button, ends, i18n } from '@space/ui'
import styles from './grant-row.module.css'

type Narrowing = { mode?: 'read' | 'add'; lasting?: 'session' | 'day' }

/** One thing that one app was given: how much, until when, used when, and the ways to have less of it. */
export function GrantRow({
  grant,
  now,
  lead,
  name,
  sub,
  onRevoke,
  onNarrow,
}: {
  grant: Grant
  now: number
  lead: ReactNode
  name: string
  sub: string
  onRevoke: () => void
  onNarrow: (to: Narrowing) => void
}): ReactNode {
  const ways = waysToNarrow(grant)
  return (
    <li className={styles.row}>
      {lead}
      <span className={styles.name}>
        <b>{name}</b>
        <span>{sub}</span>
      </span>
      <span className={styles.act}>
        <Act grant={grant} />
      </span>
      <span className={styles.until}>
        {ways.length === 0 ? (
          untilWords(grant, now)
        ) : (
          <select
            aria-label={i18n.t('How long and how much of {name}', { name })}
            value=""
            onChange={({ target }) => {
              const way = ways[Number(target.value)]
              if (way !== undefined) onNarrow(way.to)
            }}
          >
            <option value="">{untilWords(grant, now)}</option>
            {ways.map(({ text }, at) => (
              <option key={text} value={at}>
                {text}
              </option>
            ))}
          </select>
        )}
      </span>
      <span className={styles.used}>
        {grant.usedAt === null ? i18n.t('Not used yet') : ago(grant.usedAt, now)}
      </span>
      {grant.isPrivate ? (
        <span />
      ) : (
        <Button
          kind="danger"
          size="small"
          aria-label={i18n.t('Revoke {name}', { name })}
          onClick={onRevoke}
        >
          {i18n.t('Revoke')}
        </Button>
      )}
    </li>
  )
}

function Act({ grant }: { grant: Grant }): ReactNode {
  if (grant.resource.kind === 'host') return <Badge icon={Globe}>{i18n.t('Network')}</Badge>
  if (grant.resource.kind === 'identity') return <Badge>{i18n.t('Who you are')}</Badge>
  if (grant.trial !== null) return <Badge icon={Copy}>{i18n.t('On a copy')}</Badge>
  if (grant.mode === 'add') return <Badge icon={Plus}>{i18n.t('Add only')}</Badge>
  return grant.mode === 'change' ? (
    <Badge icon={Pencil}>{i18n.t('Read, change')}</Badge>
  ) : (
    <Badge>{i18n.t('Read')}</Badge>
  )
}

function untilWords({ until }: Grant, now: number): string {
  if (until === null) return i18n.t('Until turned off')
  return until === 'session' ? i18n.t('Until it is closed') : ends(until, now)
}

/** Only ever less: a shorter time, or to read where it could change. */
function waysToNarrow(grant: Grant): readonly { text: string; to: Narrowing }[] {
  if (grant.isPrivate) return []
  const ways: { text: string; to: Narrowing }[] = []
  if (grant.mode === 'change' && grant.trial === null && grant.resource.kind === 'entry') {
    ways.push({ text: i18n.t('Only read from now on'), to: { mode: 'read' } })
  }
  if (grant.until === null) ways.push({ text: i18n.t('For a day more'), to: { lasting: 'day' } })
  if (grant.until !== 'session')
    ways.push({ text: i18n.t('Until it is closed'), to: { lasting: 'session' } })
  return ways
}
