import { KeyRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { Button, i18n, Note } from '@space/ui'
import type { PersonState } from '../onboarding/person-store.ts'

/** A calm word about the 24 words, three days after the person put it off. */
export function Reminder({
  store,
  now,
  onOpen,
}: {
  store: StoreApi<PersonState>
  now: number
  onOpen: () => void
}): ReactNode {
  const home = useStore(store, (state) => state.home)
  const remindLater = useStore(store, (state) => state.remindLater)
  if (home === undefined || !home.wordsKept || (home.remindAt ?? 0) > now) return undefined
  return (
    <aside aria-label={i18n.t('Reminder')}>
      <Note
        icon={KeyRound}
        action={
          <>
            <Button size="small" kind="ghost" onClick={() => void remindLater()}>
              {i18n.t('Remind me in 3 days')}
            </Button>
            <Button size="small" onClick={onOpen}>
              {i18n.t('See the words')}
            </Button>
          </>
        }
      >
        {i18n.t('Your 24 words are on this computer only. On paper they bring your space back.')}
      </Note>
    </aside>
  )
}
