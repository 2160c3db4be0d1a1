import { Icon, IconButton, i18n, shownName } from '@space/ui'
import { ChartPie, Clock, Folder, type LucideIcon, Star, Trash2, X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { useStore } from 'zustand'
import { useFolderTarget } from '../dragging/targets.ts'
import { useFiles } from '../use-files.ts'
import { type Place, type PlaceKind } from './place.ts'
import type { Root } from './roots-store.ts'
import styles from './sidebar.module.css'

interface Way {
  readonly kind: PlaceKind
  readonly icon: LucideIcon
  title(): string
  /** What must have been given for it. */
  isPossible(root: Root): boolean
}

/** Ways to look at everything; those that do not work with what was given are not shown. */
const WAYS: readonly Way[] = [
  {
    kind: 'recent',
    icon: Clock,
    title: () => i18n.t('Recent'),
    isPossible: ({ grant }) => grant.mode !== 'add',
  },
  {
    kind: 'starred',
    icon: Star,
    title: () => i18n.t('Starred'),
    isPossible: ({ grant }) => grant.mode !== 'add',
  },
  {
    kind: 'trash',
    icon: Trash2,
    title: () => i18n.t('Trash'),
    isPossible: ({ grant }) => grant.mode === 'change',
  },
  {
    kind: 'storage',
    icon: ChartPie,
    title: () => i18n.t('Storage'),
    isPossible: ({ grant }) => grant.mode !== 'add',
  },
]

/** Where to go: what was given, and ways to look at it. On a small screen it lies over the list. */
export function Sidebar(): ReactNode {
  const { roots, place, panels } = useFiles()
  const given = useStore(roots, (state) => state.roots)
  const current = useStore(place, (state) => state.place)
  const root = useStore(place, (state) => state.root)
  const go = useStore(place, (state) => state.go)
  const isOpen = useStore(panels, (state) => state.isPlacesOpen)
  const close = (): void => panels.getState().setPlacesOpen(false)
  const whole = given.find(({ isWhole }) => isWhole)
  // Ways lead through one folder: the whole drive, or the granted folder where the person is.
  const way = whole ?? root ?? (given.length === 1 ? given[0] : undefined)
  const base = way === undefined || way.isWhole ? [] : [way.name]
  return (
    <aside
      className={isOpen ? `${styles.side} ${styles.open}` : styles.side}
      aria-label={i18n.t('Places')}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isOpen) close()
      }}
    >
      <div className={styles.top}>
        <span>{i18n.t('Places')}</span>
        <IconButton icon={X} label={i18n.t('Close places')} onClick={close} />
      </div>
      <nav className={styles.list} aria-label={i18n.t('Places')}>
        {whole === undefined ? (
          given.map((one) => (
            <PlaceButton
              key={one.grant.id}
              icon={Folder}
              words={shownName(one.name)}
              root={one}
              isCurrent={current.kind === 'folder' && current.path[0] === one.name}
              onGo={() => go({ kind: 'folder', path: [one.name] })}
            />
          ))
        ) : (
          <PlaceButton
            icon={Folder}
            words={i18n.t('My files')}
            root={whole}
            isCurrent={current.kind === 'folder'}
            onGo={() => go({ kind: 'folder', path: [] })}
          />
        )}
        {way !== undefined &&
          WAYS.filter((one) => one.isPossible(way)).map((one) => (
            <PlaceButton
              key={one.kind}
              icon={one.icon}
              words={one.title()}
              isCurrent={current.kind === one.kind}
              isTrash={one.kind === 'trash'}
              onGo={() => go({ kind: one.kind, path: base } satisfies Place)}
            />
          ))}
      </nav>
    </aside>
  )
}

function PlaceButton({
  icon,
  words,
  root,
  isCurrent,
  isTrash = false,
  onGo,
}: {
  icon: LucideIcon
  words: string
  /** What is dropped here goes there. */
  root?: Root
  isCurrent: boolean
  isTrash?: boolean
  onGo: () => void
}): ReactNode {
  const { panels } = useFiles()
  const button = useRef<HTMLButtonElement>(null)
  const folder = root?.grant.mode === 'read' ? undefined : root?.folder
  const isOver = useFolderTarget(button, {
    folder: isTrash ? 'trash' : folder,
    name: words,
    onHover: onGo,
  })
  return (
    <button
      ref={button}
      type="button"
      className={isOver ? `${styles.place} ${styles.over}` : styles.place}
      aria-current={isCurrent ? 'page' : undefined}
      title={words}
      onClick={() => {
        panels.getState().setPlacesOpen(false)
        onGo()
      }}
    >
      <Icon of={icon} size={18} />
      <span className={styles.words}>{words}</span>
    </button>
  )
}
