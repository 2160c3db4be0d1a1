import type { ReactNode } from 'react'
import { i18n } from '@space/ui'
import styles from './words-card.module.css'

/** The words with their numbers, to be read and copied by hand. */
export function WordsCard({ words }: { words: readonly string[] }): ReactNode {
  return (
    // NOTE: nothing here can be dragged or marked, so that the words do not end up somewhere by a slip.
    <ol className={styles.words} aria-label={i18n.t('Your 24 words')}>
      {words.map((word, at) => (
        <li key={`${at} ${word}`}>
          <span>{at + 1}</span>
          {word}
        </li>
      ))}
    </ol>
  )
}
