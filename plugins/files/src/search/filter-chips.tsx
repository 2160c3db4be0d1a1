import type { Find } from '@space/sdk'
import { Button, Checkbox, i18n, Icon, Popover, shownName, usePopover } from '@space/ui'
import { ChevronDown, Copy, Star, Tag, X } from 'lucide-react'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import {
  type Filter,
  filtersOf,
  isFiltered,
  withDuplicates,
  withStarred,
  withTag,
} from './filters.ts'
import styles from './filter-chips.module.css'

/** What narrows a search, one chip for each way. What is chosen is lit and can be taken away. */
export function FilterChips({
  find,
  tags,
  now,
  onFind,
}: {
  find: Find
  /** Those that are known, to choose from. */
  tags: readonly string[]
  now: number
  onFind: (find: Find) => void
}): ReactNode {
  const isStarred = find.starred === true
  return (
    <div className={styles.chips} role="group" aria-label={i18n.t('Narrow the search')}>
      {filtersOf(find, now).map((filter) => (
        <Chip key={filter.id} filter={filter} onFind={onFind} />
      ))}
      <span className={styles.chip} data-set={isStarred}>
        <button
          type="button"
          aria-pressed={isStarred}
          onClick={() => onFind(withStarred(find, !isStarred))}
        >
          <Icon of={Star} size={14} />
          {i18n.t('Starred')}
        </button>
      </span>
      {(find.tags ?? []).map((tag) => (
        <Taken
          key={tag}
          words={shownName(tag)}
          icon={<Icon of={Tag} size={14} />}
          onTake={() => onFind(withTag(find, tag, false))}
        />
      ))}
      <TagChip tags={tags} find={find} onFind={onFind} />
      {find.duplicates === true && (
        <Taken
          words={i18n.t('Equal files')}
          icon={<Icon of={Copy} size={14} />}
          onTake={() => onFind(withDuplicates(find, false))}
        />
      )}
      {isFiltered(find) && (
        <Button
          kind="ghost"
          size="small"
          onClick={() => onFind(find.text === undefined ? {} : { text: find.text })}
        >
          {i18n.t('Clear filters')}
        </Button>
      )}
    </div>
  )
}

function Chip({ filter, onFind }: { filter: Filter; onFind: (find: Find) => void }): ReactNode {
  const panel = usePopover()
  const { title, chosen, choices, cleared } = filter
  return (
    <span className={styles.chip} data-set={chosen !== null}>
      <button type="button" popoverTarget={panel.id} aria-haspopup="dialog">
        <span className={styles.words}>
          {chosen === null ? title : i18n.t('{title}: {chosen}', { title, chosen })}
        </span>
        {chosen === null && <Icon of={ChevronDown} size={14} />}
      </button>
      {chosen !== null && (
        <ClearButton label={i18n.t('Clear {title}', { title })} onClick={() => onFind(cleared)} />
      )}
      <Popover id={panel.id} label={title}>
        <ul className={styles.panel}>
          {choices.map((choice) => (
            <li key={choice.id}>
              <Checkbox checked={choice.isChosen} onChange={() => onFind(choice.next)}>
                {choice.title}
              </Checkbox>
            </li>
          ))}
        </ul>
      </Popover>
    </span>
  )
}

function TagChip({
  tags,
  find,
  onFind,
}: {
  tags: readonly string[]
  find: Find
  onFind: (find: Find) => void
}): ReactNode {
  const panel = usePopover()
  const field = useId()
  const [text, setText] = useState('')
  const open = tags.filter((tag) => find.tags?.includes(tag) !== true)
  const take = (tag: string): void => {
    setText('')
    onFind(withTag(find, tag.trim(), true))
  }
  return (
    <span className={styles.chip}>
      <button type="button" popoverTarget={panel.id} aria-haspopup="dialog">
        {i18n.t('Tag')}
        <Icon of={ChevronDown} size={14} />
      </button>
      <Popover id={panel.id} label={i18n.t('Tag')}>
        <form
          className={styles.panel}
          onSubmit={(event) => {
            event.preventDefault()
            take(text)
          }}
        >
          <label htmlFor={field}>{i18n.t('With this tag')}</label>
          <input
            id={field}
            className={styles.field}
            value={text}
            maxLength={40}
            onChange={({ target }) => setText(target.value)}
          />
          <ul>
            {open.map((tag) => (
              <li key={tag}>
                <Checkbox checked={false} onChange={() => take(tag)}>
                  {shownName(tag)}
                </Checkbox>
              </li>
            ))}
          </ul>
        </form>
      </Popover>
    </span>
  )
}

/** What is chosen and has nothing under it: it can only be taken away. */
function Taken({
  words,
  icon,
  onTake,
}: {
  words: string
  icon: ReactNode
  onTake: () => void
}): ReactNode {
  return (
    <span className={styles.chip} data-set="true">
      <span className={styles.still}>
        {icon}
        <span className={styles.words}>{words}</span>
      </span>
      <ClearButton label={i18n.t('Clear {title}', { title: words })} onClick={onTake} />
    </span>
  )
}

function ClearButton({ label, onClick }: { label: string; onClick: () => void }): ReactNode {
  return (
    <button
      type="button"
      className={styles.clear}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon of={X} size={14} />
    </button>
  )
}
