import { useId, useState } from 'react'
import type { KeyboardEvent, ReactNode, Ref } from 'react'
import { i18n } from '@space/ui'
import styles from './word-field.module.css'

const MOST_SHOWN = 5

/** One of the 24 words, completed from the list of all words there are. Nothing of it is kept by the browser. */
export function WordField({
  place,
  value,
  list,
  isWrong = false,
  describedBy,
  ref,
  onChange,
  onMany,
  onDone,
  onLeave,
}: {
  place: number
  value: string
  list: readonly string[]
  isWrong?: boolean
  describedBy?: string | undefined
  ref?: Ref<HTMLInputElement>
  onChange: (word: string) => void
  /** Several words came at once, by pasting. */
  onMany?: (words: readonly string[]) => void
  /** The word is complete: on to the next. */
  onDone?: () => void
  onLeave?: () => void
}): ReactNode {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const found = value === '' ? [] : list.filter((word) => word.startsWith(value))
  const shown =
    isOpen && !(found.length === 1 && found[0] === value) ? found.slice(0, MOST_SHOWN) : []
  const choose = (word: string): void => {
    onChange(word)
    setOpen(false)
    setActive(-1)
  }
  const completed = (): string | undefined => {
    if (shown[active] !== undefined) return shown[active]
    if (list.includes(value)) return value
    return found.length === 1 ? found[0] : undefined
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event
    if (key === 'Escape' && shown.length > 0) {
      event.stopPropagation()
      setOpen(false)
    }
    if ((key === 'ArrowDown' || key === 'ArrowUp') && found.length > 0) {
      event.preventDefault()
      setOpen(true)
      const step = key === 'ArrowDown' ? 1 : -1
      const count = Math.min(found.length, MOST_SHOWN)
      setActive((active + step + count) % count)
    }
    if (key === ' ' || key === 'Enter' || key === 'Tab') {
      const word = completed()
      if (word !== undefined) choose(word)
      if (key === 'Tab') return
      // A word has no blank in it: it is how a person says that the next one comes.
      event.preventDefault()
      if (word !== undefined) onDone?.()
    }
  }
  return (
    <div className={styles.word}>
      <label htmlFor={id}>{i18n.t('Word {place}', { place })}</label>
      <span aria-hidden="true">{place}</span>
      <input
        ref={ref}
        id={id}
        type="text"
        role="combobox"
        aria-expanded={shown.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown[active] === undefined ? undefined : `${id}-${active}`}
        aria-invalid={isWrong}
        aria-describedby={describedBy}
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="none"
        spellCheck={false}
        data-1p-ignore="true"
        data-lpignore="true"
        value={value}
        onChange={({ target }) => {
          const words = wordsOf(target.value)
          if (words.length > 1 && onMany !== undefined) return onMany(words)
          setOpen(true)
          setActive(-1)
          return onChange(words[0] ?? '')
        }}
        onPaste={(event) => {
          // As it was copied: a field makes one line of it, and of what stood at its ends one word.
          const words = wordsOf(event.clipboardData.getData('text'))
          if (words.length < 2 || onMany === undefined) return
          event.preventDefault()
          onMany(words)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setOpen(false)
          onLeave?.()
        }}
      />
      <ul id={`${id}-list`} role="listbox" hidden={shown.length === 0} aria-label={i18n.t('Words')}>
        {shown.map((word, at) => (
          <li
            key={word}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === active}
            // The field keeps the focus.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => {
              choose(word)
              onDone?.()
            }}
          >
            {word}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What was typed or pasted, word by word, without numbers and commas. */
function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .split(/[\s,;]+/u)
    .map((word) => word.replace(/^\d+[.):]?/u, ''))
    .filter((word) => word !== '')
}
