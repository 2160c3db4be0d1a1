import { i18n, IconButton } from '@space/ui'
import { ListFilter, Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { HOME, titleOf } from '../places/place.ts'
import { useFiles } from '../use-files.ts'
import { FilterChips } from './filter-chips.tsx'
import { withText } from './filters.ts'
import { SearchField } from './search-field.tsx'
import { beginSearch, leaveSearch, search } from './searching.ts'
import styles from './search-bar.module.css'

/** The field in the head of the content; on a small screen a button that leads to it. */
export function SearchTool(): ReactNode {
  const files = useFiles()
  const isReady = useStore(files.place, (state) => state.trail.length > 0)
  const isSearch = useStore(files.place, (state) => state.place.kind === 'search')
  if (!isReady) return undefined
  return (
    <>
      <div className={styles.wide}>
        <Field />
        <IconButton
          icon={ListFilter}
          label={i18n.t('Narrow down what is here')}
          aria-pressed={isSearch}
          onClick={() => (isSearch ? leaveSearch(files) : search(files, {}))}
        />
      </div>
      <span className={styles.small}>
        <IconButton
          icon={Search}
          label={i18n.t('Find here')}
          aria-pressed={isSearch}
          onClick={() => (isSearch ? leaveSearch(files) : beginSearch(files))}
        />
      </span>
    </>
  )
}

/** Under the head while something is looked for: what narrows it. */
export function SearchBar(): ReactNode {
  const files = useFiles()
  const here = useStore(files.place, (state) => state.place)
  const windows = useStore(files.rows, (state) => state.windows)
  if (here.kind !== 'search') return undefined
  const find = here.find ?? {}
  const shown = [...windows.values()].flatMap(({ rows }) => rows.flatMap(({ mark }) => mark.tags))
  return (
    <div className={styles.bar}>
      <div className={styles.small}>
        <Field isFirst />
      </div>
      <FilterChips
        find={find}
        tags={[...new Set(shown)].toSorted()}
        now={files.now()}
        onFind={(next) => search(files, next)}
      />
    </div>
  )
}

function Field({ isFirst = false }: { isFirst?: boolean }): ReactNode {
  const files = useFiles()
  const here = useStore(files.place, (state) => state.place)
  const given = useStore(files.roots)
  const find = here.kind === 'search' ? (here.find ?? {}) : {}
  const folder = titleOf({ ...HOME, path: here.path }, given)
  return (
    <SearchField
      text={find.text ?? ''}
      isFirst={isFirst}
      folder={folder}
      onText={(text) => search(files, withText(find, text))}
      onLeave={() => leaveSearch(files)}
      onDown={() => {
        document.querySelector<HTMLElement>('[role="grid"]')?.focus()
        files.selection.getState().only(0)
      }}
    />
  )
}
