import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { HomeState } from '@space/sdk/host'
import { Button, i18n, Note, Skeleton } from '@space/ui'
import { TriangleAlert } from 'lucide-react'
import { AskedWords, useAsked } from '../kit/asked-words.tsx'
import { ShownKit, Unlocking } from '../kit/kit-panel.tsx'
import type { KitState } from '../kit/kit-store.ts'
import type { PersonState } from './person-store.ts'
import { Step } from './step.tsx'

/** The 24 words: onto paper, and proved, or later. */
export function KitStep({
  kit,
  person,
  home,
  now,
  onBack,
  onPrint,
  onDone,
}: {
  kit: StoreApi<KitState>
  person: StoreApi<PersonState>
  home: HomeState
  now: number
  onBack: (() => void) | undefined
  onPrint: () => void
  onDone: () => void
}): ReactNode {
  const { words, isLocked, isBusy, problem, reveal, forget } = useStore(kit)
  const justLocked = useStore(person, (state) => state.justLocked)
  const [isAsking, setAsking] = useState(false)
  const asked = useAsked(kit, onDone)
  useEffect(() => {
    void reveal(justLocked)
    return forget
    // The passphrase is wanted once: when it is chosen anew the words are on the screen already.
  }, [reveal, forget])
  const later = (
    <Button
      kind="ghost"
      disabled={isBusy}
      onClick={() => void person.getState().remindLater().then(onDone)}
    >
      {i18n.t('Remind me in 3 days')}
    </Button>
  )
  if (isAsking) {
    return (
      <Step
        at={3}
        wide={asked.places.length > 3}
        isTyping
        title={askedTitle(asked.places)}
        lead={i18n.t(
          'From your page, not from memory. Then they are no longer kept on this computer: only you have them.',
        )}
        onBack={() => {
          setAsking(false)
          kit.getState().clear()
        }}
        actions={
          <>
            {later}
            <Button kind="primary" disabled={isBusy} onClick={() => void asked.submit()}>
              {i18n.t('These are my words')}
            </Button>
          </>
        }
      >
        <AskedWords store={kit} asked={asked} mayAskAll />
      </Step>
    )
  }
  return (
    <Step
      at={3}
      wide
      title={i18n.t('Your recovery kit')}
      lead={i18n.t(
        'These 24 words are the key to your space, also to a copy of it on another computer. Write them down or print them, and keep the page where you keep your passport. They hold no files, and no one can reset them; that includes us.',
      )}
      onBack={onBack}
      actions={
        <>
          {later}
          <Button
            kind="primary"
            disabled={words === undefined || isBusy}
            onClick={() =>
              void kit
                .getState()
                .ask()
                .then(() => setAsking(true))
            }
          >
            {i18n.t('I have it safe')}
          </Button>
        </>
      }
    >
      {words !== undefined && (
        <ShownKit
          words={words}
          person={home.person}
          now={now}
          onPrint={onPrint}
          end={i18n.t(
            'Next: three of them, from your page. A printer that others use may remember it; a pen does not.',
          )}
        />
      )}
      {words === undefined && isLocked && (
        <Unlocking
          problem={problem}
          isBusy={isBusy}
          onUnlock={(passphrase) => void reveal(passphrase)}
        />
      )}
      {words === undefined && !isLocked && problem === undefined && (
        <Skeleton label={i18n.t('Reading your words')} rows={6} />
      )}
      {words === undefined && !isLocked && problem !== undefined && (
        <Note
          icon={TriangleAlert}
          kind="warn"
          action={<Button onClick={() => void reveal(justLocked)}>{i18n.t('Try again')}</Button>}
        >
          {problem.what}
        </Note>
      )}
    </Step>
  )
}

function askedTitle(places: readonly number[]): string {
  const [first, second, third, ...more] = places
  return more.length > 0
    ? i18n.t('Type your 24 words')
    : i18n.t('Type words {first}, {second} and {third}', {
        first: first ?? 0,
        second: second ?? 0,
        third: third ?? 0,
      })
}
