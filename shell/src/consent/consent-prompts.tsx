import { Ban, Eye, EyeOff, Globe, History, UserRound } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { ConsentAnswer, ConsentRequest, Lasting } from '@space/sdk/host'
import { short } from '../address-bar/trust.ts'
import { LastingChoice } from '../picker/choices.tsx'
import { Button, Icon, type Problem, i18n, Rich } from '@space/ui'
import { Ask } from './ask.tsx'
import type { LinkState } from './link-store.ts'
import styles from './ask.module.css'

interface Asked<Kind extends ConsentRequest['kind']> {
  request: Extract<ConsentRequest, { kind: Kind }>
  isAnswering: boolean
  problem: Problem | undefined
  onAnswer: (answer: ConsentAnswer) => void
}

/** May Space fetch this address for the app? */
export function HostPrompt({ request, isAnswering, problem, onAnswer }: Asked<'host'>): ReactNode {
  const [lasting, setLasting] = useState<Lasting>('session')
  const { app, host, reason, blocked } = request
  return (
    <Ask
      id={request.id}
      app={app}
      title={i18n.t('{app} wants to reach {host}', { app: app.name, host })}
      says={reason}
      quiet={i18n.t('You can take this back any time in Settings, Permissions.')}
      allow={i18n.t('Let {app} reach it', { app: app.name })}
      isBusy={isAnswering}
      problem={problem}
      onAllow={() => onAnswer({ kind: 'allowed', lasting })}
      onRefuse={() => onAnswer({ kind: 'refused' })}
    >
      <ul className={styles.facts}>
        <li>
          <Icon of={Globe} size={16} />
          <span>
            <Rich
              message="Space does the fetching and writes each one down. It reaches <0>{host}</0> and nothing else."
              values={{ host }}
              parts={[<b key="host" />]}
            />
          </span>
        </li>
        <li>
          <Icon of={Eye} size={16} />
          <span>
            {i18n.t(
              'Whoever runs {host} sees your network address, and whatever {app} sends: that can be anything from the folders you gave it.',
              { host, app: app.name },
            )}
          </span>
        </li>
        {blocked > 0 && (
          <li className={styles.muted}>
            <Icon of={Ban} size={16} />
            <span>
              {i18n.t(
                'It tried before, and Space stopped it {count, plural, one {# time} other {# times}}.',
                { count: blocked },
              )}
            </span>
          </li>
        )}
      </ul>
      <div className={styles.lasting}>
        <LastingChoice value={lasting} onChange={setLasting} />
      </div>
    </Ask>
  )
}

/** May the app know who the person is? */
export function IdentityPrompt({
  request,
  isAnswering,
  problem,
  onAnswer,
}: Asked<'identity'>): ReactNode {
  const { app, reason, did, appDid } = request
  return (
    <Ask
      id={request.id}
      app={app}
      title={i18n.t('{app} wants to know who you are', { app: app.name })}
      says={reason}
      allow={i18n.t('Show {app} who I am', { app: app.name })}
      isBusy={isAnswering}
      problem={problem}
      onAllow={() => onAnswer({ kind: 'allowed', lasting: 'until-off' })}
      onRefuse={() => onAnswer({ kind: 'refused' })}
    >
      <ul className={styles.facts}>
        <li>
          <Icon of={EyeOff} size={16} />
          <span>
            <Rich
              message="Until now it knows you by a name of its own, <0>{did}</0>, that no other app has."
              values={{ did: short(appDid) }}
              parts={[<code key="did" />]}
            />
          </span>
        </li>
        <li>
          <Icon of={UserRound} size={16} />
          <span>
            <Rich
              message="It would learn <0>{did}</0>, by which other people and other apps know you."
              values={{ did: short(did) }}
              parts={[<code key="did" />]}
            />
          </span>
        </li>
        <li className={styles.muted}>
          <Icon of={History} size={16} />
          <span>{i18n.t('You can turn this off later. What it learned it may remember.')}</span>
        </li>
      </ul>
    </Ask>
  )
}

/** May the app lead out of Space? The whole address is shown, its host in bold. */
export function LinkPrompt({
  store,
  onCopy,
}: {
  store: StoreApi<LinkState>
  onCopy: (url: string) => void
}): ReactNode {
  const asked = useStore(store, (state) => state.asked)
  const answer = useStore(store, (state) => state.answer)
  if (asked === undefined) return undefined
  const { app, url } = asked
  const { host } = new URL(url)
  const at = url.indexOf(host)
  return (
    <Ask
      id={url}
      app={app}
      title={i18n.t('{app} wants to open a web page', { app: app.name })}
      allow={i18n.t('Open the page')}
      extra={
        <Button kind="ghost" onClick={() => onCopy(url)}>
          {i18n.t('Copy address')}
        </Button>
      }
      onAllow={() => answer(true)}
      onRefuse={() => answer(false)}
    >
      <p className={styles.address}>
        {url.slice(0, at)}
        <b>{host}</b>
        {url.slice(at + host.length)}
      </p>
      <p className={styles.muted}>
        {i18n.t(
          'It opens outside of Space. {app} chose the address, so it can say something in it.',
          { app: app.name },
        )}
      </p>
    </Ask>
  )
}
