import { Search } from 'lucide-react'
import { useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { Place, SettingsPage } from '../tabs/place.ts'
import { i18n, Icon } from '@space/ui'
import { findSettings, settingsPages } from './settings-index.ts'
import styles from './settings-page.module.css'

/** The settings: a field that finds each of them, where one can go, and the page that is open. */
export function SettingsFrame({
  page,
  go,
  children,
}: {
  page: SettingsPage
  go: (place: Place) => void
  children: ReactNode
}): ReactNode {
  const [typed, setTyped] = useState('')
  const side = useRef<HTMLDivElement>(null)
  const pages = settingsPages()
  const found = findSettings(typed)
  const isFinding = typed.trim() !== ''
  const open = (place: Place): void => {
    setTyped('')
    go(place)
  }
  return (
    <div className={styles.split}>
      <div className={styles.side} ref={side} onKeyDown={(event) => walk(side.current, event)}>
        <div className={styles.search} role="search">
          <Icon of={Search} size={16} />
          <input
            type="search"
            aria-label={i18n.t('Search settings')}
            placeholder={i18n.t('Search settings')}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            onKeyDown={(event) => {
              const [first] = found
              if (event.key === 'Enter' && first !== undefined) open(placeOfLine(first))
              if (event.key === 'Escape' && isFinding) {
                event.stopPropagation()
                setTyped('')
              }
            }}
          />
        </div>
        <p role="status" className={styles.status}>
          {isFinding &&
            i18n.t(
              '{count, plural, =0 {No setting is called that} one {# setting} other {# settings}}',
              {
                count: found.length,
              },
            )}
        </p>
        {isFinding ? (
          <nav aria-label={i18n.t('Settings found')}>
            {found.map((line) => (
              <button
                key={`${line.page} ${line.id ?? ''}`}
                type="button"
                onClick={() => open(placeOfLine(line))}
              >
                <Icon of={pages.find(({ to }) => to === line.page)?.icon ?? Search} size={16} />
                {line.name}
              </button>
            ))}
          </nav>
        ) : (
          <nav aria-label={i18n.t('Settings')}>
            {pages.map(({ to, also, icon, text }) => {
              const isHere = page === to || page === also
              return (
                <button
                  key={to}
                  type="button"
                  aria-current={isHere ? 'page' : undefined}
                  onClick={() => open({ kind: 'settings', page: to })}
                >
                  <Icon of={icon} size={16} />
                  {text}
                </button>
              )
            })}
          </nav>
        )}
      </div>
      {children}
    </div>
  )
}

function placeOfLine({ page, id }: { page: SettingsPage; id?: string }): Place {
  return { kind: 'settings', page, ...(id === undefined ? {} : { of: id }) }
}

/** Arrows walk from the field through what stands below it, and back. */
function walk(side: HTMLElement | null, event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const all = [...(side?.querySelectorAll<HTMLElement>('input, button') ?? [])]
  const at = all.findIndex((one) => one === document.activeElement)
  const next = all[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (at < 0 || next === undefined) return
  event.preventDefault()
  next.focus()
}
