import { House, Plus, Settings, X } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { AppTile, i18n, Icon, IconButton } from '@space/ui'
import type { AppRef } from '@space/sdk/host'
import type { Tab, TabsState } from './tabs-store.ts'
import styles from './tab-strip.module.css'

/** The open tabs; arrow keys go along them, Delete closes the one that has the focus. */
export function TabStrip({
  store,
  nameOf,
  onClose,
  end,
}: {
  store: StoreApi<TabsState>
  nameOf: (tab: Tab) => { text: string; app?: AppRef }
  onClose: (tab: Tab) => void
  end?: ReactNode
}): ReactNode {
  const tabs = useStore(store, (state) => state.tabs)
  const front = useStore(store, (state) => state.front)
  const show = useStore(store, (state) => state.show)
  const openTab = useStore(store, (state) => state.openTab)
  const moveTab = useStore(store, (state) => state.moveTab)
  const dragged = useRef<number>(undefined)
  const strip = useRef<HTMLDivElement>(null)
  const isByKey = useRef(false)
  useLayoutEffect(() => {
    if (!isByKey.current) return
    isByKey.current = false
    strip.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus()
  }, [tabs])
  const walk = (event: KeyboardEvent, tab: Tab): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step !== undefined && event.ctrlKey && event.shiftKey) {
      isByKey.current = true
      moveTab(tab.id, tabs.indexOf(tab) + step)
      return
    }
    if (event.key === 'Delete') {
      isByKey.current = true
      onClose(tab)
    }
    if (step === undefined) return
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length]
    if (next === undefined) return
    show(next.id)
    const button = event.currentTarget.parentElement?.parentElement?.querySelector(
      `[data-tab="${next.id}"]`,
    )
    if (button instanceof HTMLElement) button.focus()
  }
  return (
    <div className={styles.strip} data-region="tabs">
      <div ref={strip} className={styles.tabs} role="tablist" aria-label={i18n.t('Open tabs')}>
        {tabs.map((tab) => {
          const { text, app } = nameOf(tab)
          const isFront = tab.id === front
          return (
            <span
              key={tab.id}
              className={styles.tab}
              role="presentation"
              data-front={isFront}
              draggable
              onDragStart={(event) => {
                dragged.current = tab.id
                event.dataTransfer.effectAllowed = 'move'
              }}
              onDragEnd={() => {
                dragged.current = undefined
              }}
              onDragOver={(event) => {
                if (dragged.current === undefined) return
                event.preventDefault()
                if (dragged.current !== tab.id) moveTab(dragged.current, tabs.indexOf(tab))
              }}
            >
              <button
                type="button"
                role="tab"
                data-tab={tab.id}
                aria-selected={isFront}
                aria-controls="sheet"
                aria-keyshortcuts="Delete Control+Shift+ArrowLeft Control+Shift+ArrowRight"
                tabIndex={isFront ? 0 : -1}
                title={i18n.t('{text} (Delete closes it, Ctrl+Shift+← and → move it)', { text })}
                onClick={() => show(tab.id)}
                onAuxClick={(event) => event.button === 1 && onClose(tab)}
                onKeyDown={(event) => walk(event, tab)}
              >
                {app === undefined ? (
                  <Icon of={tab.place.kind === 'home' ? House : Settings} size={15} />
                ) : (
                  <AppTile app={app} size={15} />
                )}
                <span>{text}</span>
              </button>
              <button
                type="button"
                className={styles.close}
                title={i18n.t('Close {text} (Delete)', { text })}
                aria-hidden="true"
                tabIndex={-1}
                onClick={() => onClose(tab)}
              >
                <Icon of={X} size={14} />
              </button>
            </span>
          )
        })}
      </div>
      <IconButton icon={Plus} label={i18n.t('New tab')} small onClick={openTab} />
      {end}
    </div>
  )
}
