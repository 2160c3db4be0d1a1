import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { HomeState } from '@space/sdk/host'
import { Badge, Button, i18n, Page, PageHead } from '@space/ui'
import { Setting } from '../settings/setting.tsx'
import styles from '../settings/setting.module.css'
import { daysAgo } from '../words/days.ts'
import { AskedWords, useAsked } from './asked-words.tsx'
import { ShownKit, Unlocking } from './kit-panel.tsx'
import type { KitState } from './kit-store.ts'

/** The words of this space, to be seen again while they are kept, and proved at any time. */
export function RecoveryPage({
  store,
  home,
  of,
  now,
  onPrint,
  onSaid,
}: {
  store: StoreApi<KitState>
  home: HomeState
  of: string | undefined
  now: number
  onPrint: () => void
  onSaid: (words: string) => void
}): ReactNode {
  const { words, isLocked, isBusy, problem, reveal, ask, forget } = useStore(store)
  const [isAsking, setAsking] = useState(false)
  useEffect(() => forget, [forget])
  const asked = useAsked(store, () => {
    setAsking(false)
    onSaid(i18n.t('Right: your page opens this space'))
  })
  const begin = (): void => {
    // Three are enough while the words are here to compare; after that only all of them prove it.
    void ask(!home.wordsKept).then(() => setAsking(true))
  }
  return (
    <Page label={i18n.t('Recovery kit')}>
      <PageHead
        title={i18n.t('Recovery kit')}
        words={i18n.t(
          '24 words are the key to your space, also to a copy of it on another computer. They hold no files: without a copy, those are lost with this one. No one can reset the words, and that includes us.',
        )}
      />
      <Setting
        id="words"
        of={of}
        title={i18n.t('Your 24 words')}
        words={wordsLine(home, now)}
        end={
          home.wordsKept ? (
            <Button
              onClick={() => {
                if (words !== undefined || isLocked) forget()
                else void reveal(null)
              }}
            >
              {words === undefined && !isLocked ? i18n.t('Show them') : i18n.t('Hide them')}
            </Button>
          ) : (
            <Badge kind="accent">{i18n.t('On your page only')}</Badge>
          )
        }
      >
        {words !== undefined && (
          <ShownKit words={words} person={home.person} now={now} onPrint={onPrint} />
        )}
        {words === undefined && isLocked && (
          <Unlocking
            problem={problem}
            isBusy={isBusy}
            onUnlock={(passphrase) => void reveal(passphrase)}
          />
        )}
      </Setting>
      <Setting
        id="test"
        of={of}
        title={i18n.t('Test your page')}
        words={
          home.wordsKept
            ? i18n.t(
                'Type three of the words from your page. Then they are no longer kept on this computer.',
              )
            : i18n.t('Type all of them from your page, to be sure that it can still be read.')
        }
        end={!isAsking && <Button onClick={begin}>{i18n.t('Test it')}</Button>}
      >
        {isAsking && (
          <>
            <AskedWords store={store} asked={asked} mayAskAll={home.wordsKept} />
            <p className={styles.buttons}>
              <Button kind="primary" disabled={isBusy} onClick={() => void asked.submit()}>
                {i18n.t('These are my words')}
              </Button>
              <Button
                kind="ghost"
                onClick={() => {
                  setAsking(false)
                  store.getState().clear()
                }}
              >
                {i18n.t('Cancel')}
              </Button>
            </p>
          </>
        )}
      </Setting>
    </Page>
  )
}

function wordsLine({ wordsKept, confirmedAt }: HomeState, now: number): string {
  if (wordsKept)
    return i18n.t(
      'Still kept here, locked: nobody proved yet that they are on paper. Keep the page where you keep your passport.',
    )
  if (confirmedAt === null) return i18n.t('They are no longer on this computer.')
  return i18n.t('They are no longer on this computer. Your page was tested {when}.', {
    when: daysAgo(confirmedAt, now),
  })
}
