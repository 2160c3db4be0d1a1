import { createPortal } from 'react-dom'
import type { ReactNode } from 'react'
import { i18n, Logo } from '@space/ui'
import styles from './kit-page.module.css'

/** The page that is printed instead of the window while the words are shown: always light. */
export function KitPage({
  words,
  person,
  now,
}: {
  words: readonly string[]
  person: string
  now: number
}): ReactNode {
  const made = i18n.date(new Date(now), { dateStyle: 'long' })
  return createPortal(
    <div className={styles.page} aria-hidden="true">
      <header>
        <span>
          <Logo />
          {i18n.t('Space')}
        </span>
        <span>{i18n.t('Made {made}', { made })}</span>
      </header>
      <h1>
        {person === '' ? i18n.t('Recovery kit') : i18n.t('Recovery kit for {person}', { person })}
      </h1>
      <p className={styles.lead}>
        {i18n.t(
          'Whoever holds this page can open everything in this space. Keep it where you keep your passport. Do not photograph it.',
        )}
      </p>
      <ol className={styles.words}>
        {words.map((word, at) => (
          <li key={`${at} ${word}`}>
            <span>{at + 1}</span>
            {word}
          </li>
        ))}
      </ol>
      <h2>{i18n.t('To get your space back')}</h2>
      <ol className={styles.steps}>
        <li>{i18n.t('Start Space on any computer.')}</li>
        <li>{i18n.t('Choose “I have 24 words”.')}</li>
        <li>{i18n.t('Type the words in their order.')}</li>
      </ol>
      <p className={styles.note}>
        {i18n.t(
          'The last word catches most typing mistakes. The words open your files; the files themselves come back from a copy of them.',
        )}
      </p>
      <footer>
        <span>{i18n.t('Kept at:')}</span>
        <span>{i18n.t('Checked on:')}</span>
      </footer>
    </div>,
    document.body,
  )
}
