import { i18n, Icon, IconButton, shownName } from '@space/ui'
import { Search, X } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './search-field.module.css'

/** The field that finds, in the head of the content. Each key press is an answer; nothing waits for Enter. */
export function SearchField({
  text,
  isFirst = false,
  folder,
  onText,
  onLeave,
  onDown,
}: {
  text: string
  /** It takes the keys as soon as it is there. */
  isFirst?: boolean
  /** What it looks below, as the person calls it. */
  folder: string
  onText: (text: string) => void
  /** Escape in the empty field: back to where the person was. */
  onLeave: () => void
  /** To what was found. */
  onDown: () => void
}): ReactNode {
  const label = i18n.t('Find in {folder}', { folder: shownName(folder) })
  return (
    <div role="search" className={styles.search}>
      <Icon of={Search} size={16} />
      <input
        type="text"
        role="searchbox"
        aria-label={label}
        placeholder={label}
        value={text}
        autoFocus={isFirst}
        maxLength={255}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => onText(target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') {
            event.preventDefault()
            event.stopPropagation()
            if (text === '') onLeave()
            else onText('')
          } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
            event.preventDefault()
            onDown()
          }
        }}
      />
      {text !== '' && (
        <IconButton
          small
          icon={X}
          iconSize={14}
          label={i18n.t('Clear')}
          onClick={() => onText('')}
        />
      )}
    </div>
  )
}
