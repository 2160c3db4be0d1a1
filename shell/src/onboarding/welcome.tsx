import { Grid2X2, Lock, WifiOff, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, i18n, Icon } from '@space/ui'
import { Step } from './step.tsx'
import styles from './welcome.module.css'

/** What this is, and the two ways in. */
export function Welcome({
  mayRecover,
  onNew,
  onRecover,
}: {
  mayRecover: boolean
  onNew: () => void
  onRecover: () => void
}): ReactNode {
  const facts: readonly { icon: LucideIcon; name: string; words: string; isLock?: true }[] = [
    {
      icon: Lock,
      name: i18n.t('Only you hold the key'),
      words: i18n.t('What is kept is locked, names and all. No one else can open it.'),
      isLock: true,
    },
    {
      icon: Grid2X2,
      name: i18n.t('Apps see what you choose'),
      words: i18n.t('One folder at a time, and you can take it back.'),
    },
    {
      icon: WifiOff,
      name: i18n.t('Works without the internet'),
      words: i18n.t('It is all here.'),
    },
  ]
  return (
    <Step
      at={1}
      title={i18n.t('A place for your things that only you can open')}
      lead={i18n.t(
        'Files, notes and photos, locked on this computer. No account, no e-mail, about a minute.',
      )}
    >
      <ul className={styles.facts}>
        {facts.map(({ icon, name, words, isLock }) => (
          <li key={name}>
            <span data-lock={isLock}>
              <Icon of={icon} filled />
            </span>
            <div>
              <b>{name}</b>
              <p>{words}</p>
            </div>
          </li>
        ))}
      </ul>
      <div className={styles.ways}>
        <Button kind="primary" size="large" onClick={onNew}>
          {i18n.t('Make a new space')}
        </Button>
        {mayRecover && (
          <Button kind="ghost" size="large" onClick={onRecover}>
            {i18n.t('I have 24 words')}
          </Button>
        )}
      </div>
    </Step>
  )
}
