import { i18n, Icon, IconButton, shownName } from '@space/ui'
import { Search, X } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import styles from './search-field.module.css'

/** The field that finds, in the head of the content. Each key press is an answer; nothing waits for Enter. */
export function SearchField({
  ref,
  text,
  folder,
  onText,
  onLeave,
  onDown,
}: {
  ref: Ref<HTMLInputElement>
  text: string
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
        ref={ref}
        type="text"
        role="searchbox"
        aria-label={label}
        placeholder={label}
        value={text}
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
