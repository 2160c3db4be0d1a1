import { Button, i18n, IconButton, Menu, type MenuEntry } from '@space/ui'
import {
  ArrowLeft,
  FolderPlus,
  LayoutGrid,
  List as ListIcon,
  PanelLeft,
  Plus,
  SlidersHorizontal,
  Upload,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { entriesOf, run } from '../acts.ts'
import { useFiles } from '../use-files.ts'
import { SearchTool } from '../search/search-bar.tsx'
import { lookIn } from '../settings/looks-store.ts'
import { Crumbs } from './crumbs.tsx'
import styles from './head.module.css'
import type { Order } from '@space/sdk'

/** The way to the folder, and what can be done with all of it. */
export function Head(): ReactNode {
  const files = useFiles()
  const here = useStore(files.place, (state) => state.place)
  const look = useStore(files.looks, (state) => lookIn(state, here.path))
  useStore(files.place, (state) => state.trail)
  // What may be done changes with what is given, also while it is open.
  useStore(files.place, (state) => state.root)
  const isOpen = useStore(
    files.place,
    (state) => state.status === 'ready' && state.place.kind !== 'storage',
  )
  const isNaming = useStore(files.panels, (state) => state.renaming !== null)
  const canAdd = files.target() !== undefined
  const up = files.acts.find(({ id }) => id === 'up')
  const setLook = files.looks.getState().setLook
  const addEntries = (...groups: readonly string[]): readonly MenuEntry[] =>
    entriesOf(files, 'folder').filter(
      (entry) => 'onChoose' in entry && groups.includes(groupOf(entry.id)),
    )
  const groupOf = (id: string): string => files.acts.find((act) => act.id === id)?.group ?? ''
  return (
    <header className={styles.head}>
      <span className={styles.places}>
        <IconButton
          icon={PanelLeft}
          label={i18n.t('Places')}
          onClick={() => files.panels.getState().setPlacesOpen(true)}
        />
      </span>
      {up?.isPossible(files) === true && (
        <span className={styles.back}>
          <IconButton icon={ArrowLeft} label={up.title(files)} onClick={() => run(files, up)} />
        </span>
      )}
      <Crumbs />
      <SearchTool />
      <div className={styles.tools}>
        {isOpen && (
          <div className={styles.shapes} role="group" aria-label={i18n.t('How it is shown')}>
            <IconButton
              icon={ListIcon}
              label={i18n.t('As a list')}
              aria-pressed={look.shape === 'list'}
              onClick={() => setLook(here.path, { shape: 'list' })}
            />
            <IconButton
              icon={LayoutGrid}
              label={i18n.t('As pictures')}
              aria-pressed={look.shape === 'grid'}
              onClick={() => setLook(here.path, { shape: 'grid' })}
            />
          </div>
        )}
        {isOpen && (
          <Menu
            label={i18n.t('Order')}
            align="end"
            entries={() => orderEntries(look.order, (order) => setLook(here.path, { order }))}
          >
            <IconButton icon={SlidersHorizontal} label={i18n.t('Order')} />
          </Menu>
        )}
        {canAdd && (
          <span className={styles.add}>
            <Menu label={i18n.t('New')} align="end" entries={() => addEntries('new')}>
              <Button icon={Plus}>{i18n.t('New')}</Button>
            </Menu>
            <Menu label={i18n.t('Upload')} align="end" entries={() => addEntries('bring')}>
              <Button kind="primary" icon={Upload}>
                {i18n.t('Upload')}
              </Button>
            </Menu>
          </span>
        )}
      </div>
      {canAdd && !isNaming && (
        <Menu label={i18n.t('New')} align="end" entries={() => addEntries('bring', 'new')}>
          <button type="button" className={styles.floating} aria-label={i18n.t('Add something')}>
            <FolderPlus aria-hidden="true" size={24} strokeWidth={1.6} />
          </button>
        </Menu>
      )}
    </header>
  )
}

function orderEntries(order: Order, onOrder: (order: Order) => void): readonly MenuEntry[] {
  const by = (wanted: Order['by'], title: string): MenuEntry => ({
    id: wanted,
    title,
    isChecked: order.by === wanted,
    onChoose: () => onOrder({ by: wanted, descending: wanted === 'modified' || wanted === 'size' }),
  })
  const way = (descending: boolean, title: string): MenuEntry => ({
    id: title,
    title,
    isChecked: (order.descending ?? false) === descending,
    onChoose: () => onOrder({ by: order.by, descending }),
  })
  return [
    by('name', i18n.t('By name')),
    by('modified', i18n.t('By when it changed')),
    by('size', i18n.t('By size')),
    by('kind', i18n.t('By kind')),
    { id: 'line', line: true },
    way(false, i18n.t('First to last')),
    way(true, i18n.t('Last to first')),
  ]
}
