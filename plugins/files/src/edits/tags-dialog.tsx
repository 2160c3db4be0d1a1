import {
  Button,
  Dialog,
  DialogBody,
  DialogFoot,
  DialogHead,
  i18n,
  Icon,
  shownName,
} from '@space/ui'
import { X } from 'lucide-react'
import { type ReactNode, useId, useRef, useState } from 'react'
import styles from './tags-dialog.module.css'

const MOST_TAGS = 20
const MOST_LETTERS = 40

/** The tags of what is chosen: a word and Enter adds one. */
export function TagsDialog({
  what,
  tags,
  onAnswer,
}: {
  what: string
  tags: readonly string[]
  onAnswer: (tags?: readonly string[]) => void
}): ReactNode {
  const title = useId()
  const field = useRef<HTMLInputElement>(null)
  const [kept, setKept] = useState(tags)
  const [word, setWord] = useState('')
  const isFull = kept.length >= MOST_TAGS
  const withWord = (): readonly string[] => {
    const tag = word.trim()
    return tag === '' || kept.includes(tag) || isFull ? kept : [...kept, tag]
  }
  const add = (): void => {
    setKept(withWord())
    setWord('')
  }
  return (
    <Dialog labelledBy={title} width={440} focus={field} onDismiss={() => onAnswer()}>
      <DialogHead>
        <h2 id={title}>{i18n.t('Tags of {what}', { what })}</h2>
      </DialogHead>
      <DialogBody>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            // A second Enter is done with it.
            if (word.trim() === '') onAnswer(kept)
            else add()
          }}
        >
          <ul className={styles.tags} aria-label={i18n.t('Tags')}>
            {kept.map((tag) => (
              <li key={tag}>
                <span>{shownName(tag)}</span>
                <button
                  type="button"
                  aria-label={i18n.t('Take off {tag}', { tag: shownName(tag) })}
                  onClick={() => {
                    setKept(kept.filter((one) => one !== tag))
                    field.current?.focus()
                  }}
                >
                  <Icon of={X} size={14} />
                </button>
              </li>
            ))}
          </ul>
          <label className={styles.label}>
            {isFull
              ? i18n.t('There is room for {count} tags', { count: MOST_TAGS })
              : i18n.t('Another tag')}
            <input
              ref={field}
              className={styles.field}
              value={word}
              maxLength={MOST_LETTERS}
              disabled={isFull}
              autoComplete="off"
              onChange={({ target }) => setWord(target.value)}
            />
          </label>
        </form>
      </DialogBody>
      <DialogFoot>
        <Button kind="ghost" onClick={() => onAnswer()}>
          {i18n.t('Not now')}
        </Button>
        <Button kind="primary" onClick={() => onAnswer(withWord())}>
          {i18n.t('Keep these tags')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
