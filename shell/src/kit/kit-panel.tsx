import { Printer } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { Button, Field, i18n, type Problem } from '@space/ui'
import { KitPage } from './kit-page.tsx'
import { WordsCard } from './words-card.tsx'
import styles from './kit-panel.module.css'

/** The words on the screen, and the way onto paper. */
export function ShownKit({
  words,
  person,
  now,
  end,
  onPrint,
}: {
  words: readonly string[]
  person: string
  now: number
  /** What stands at the end of the line below. */
  end?: ReactNode
  onPrint: () => void
}): ReactNode {
  return (
    <>
      <WordsCard words={words} />
      <div className={styles.below}>
        <Button icon={Printer} onClick={onPrint}>
          {i18n.t('Print the page')}
        </Button>
        <p>
          {end ?? i18n.t('A printer that others use may remember what it printed. A pen does not.')}
        </p>
      </div>
      <KitPage words={words} person={person} now={now} />
    </>
  )
}

/** The passphrase that the words are behind. */
export function Unlocking({
  problem,
  isBusy,
  onUnlock,
}: {
  problem: Problem | undefined
  isBusy: boolean
  onUnlock: (passphrase: string) => void
}): ReactNode {
  const [typed, setTyped] = useState('')
  return (
    <form
      className={styles.unlock}
      onSubmit={(event) => {
        event.preventDefault()
        onUnlock(typed)
      }}
    >
      <Field
        secret
        large
        label={i18n.t('Your passphrase')}
        hint={i18n.t('Not everybody who sits at this window may see the words.')}
        problem={problem?.what}
        value={typed}
        onChange={setTyped}
      />
      <Button kind="primary" size="large" type="submit" disabled={isBusy || typed === ''}>
        {i18n.t('Show the words')}
      </Button>
    </form>
  )
}
