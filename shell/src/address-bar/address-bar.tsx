import { ArrowLeft, ArrowRight, RotateCw, Search } from 'lucide-react'
import type { InstalledApp } from '@space/sdk/host'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { pathOf, type Place } from '../tabs/place.ts'
import type { TabsState } from '../tabs/tabs-store.ts'
import { i18n, Icon, IconButton, Popover, shownName, usePopover } from '@space/ui'
import { publisherOf, type Trust, wordOf } from './trust.ts'
import styles from './address-bar.module.css'

/** Where the person is, and how far they can trust it. */
export function AddressBar({
  store,
  place,
  app,
  trust,
  onReload,
  about,
  onEdit,
}: {
  store: StoreApi<TabsState>
  place: Place
  app: InstalledApp | undefined
  trust: Trust
  onReload: (() => void) | undefined
  /** What the chip opens. */
  about: (close: () => void) => ReactNode
  /** Type another address instead. */
  onEdit: () => void
}): ReactNode {
  const tab = useStore(store, (state) => state.tabs.find(({ id }) => id === state.front))
  const goBack = useStore(store, (state) => state.goBack)
  const goForward = useStore(store, (state) => state.goForward)
  const panel = usePopover()
  return (
    <div className={styles.bar} data-region="address">
      <div className={styles.ways}>
        <IconButton
          icon={ArrowLeft}
          label={i18n.t('Back')}
          disabled={(tab?.back.length ?? 0) === 0}
          onClick={goBack}
        />
        <IconButton
          icon={ArrowRight}
          label={i18n.t('Forward')}
          disabled={(tab?.forward.length ?? 0) === 0}
          onClick={goForward}
        />
        <IconButton
          icon={RotateCw}
          iconSize={16}
          label={i18n.t('Load again')}
          disabled={onReload === undefined}
          onClick={onReload}
        />
      </div>
      <div className={styles.pill}>
        <button
          type="button"
          className={`${styles.chip} ${styles[trust.kind]}`}
          popoverTarget={panel.id}
          aria-haspopup="dialog"
        >
          <Icon of={trust.icon} size={14} />
          {wordOf(trust)}
        </button>
        <Popover id={panel.id} label={i18n.t('About this page')}>
          {about(panel.hide)}
        </Popover>
        <button
          type="button"
          className={styles.address}
          title={i18n.t('Search, or go to an address')}
          aria-keyshortcuts="Control+L"
          onClick={onEdit}
        >
          {app !== undefined && place.kind === 'app' ? (
            <AppAddress app={app} path={place.path ?? []} />
          ) : (
            <Path place={place} />
          )}
        </button>
      </div>
      <div />
    </div>
  )
}

/** `space://files/Photos/2026`; a stranger's app has its name and maker there, never its own words. */
function AppAddress({ app, path }: { app: InstalledApp; path: readonly string[] }): ReactNode {
  if (!app.isBuiltIn) {
    return (
      <>
        <b>{app.name}</b> {publisherOf(app)}
      </>
    )
  }
  return (
    <>
      space://<b>{app.id}</b>
      {path.map((name, at) => (
        // A path has no other order than its own.
        <span key={`${at} ${name}`}>/{shownName(name)}</span>
      ))}
    </>
  )
}

function Path({ place }: { place: Place }): ReactNode {
  // A setting has an address; which app the activity is of is no name to read.
  const isOfApp = place.kind === 'settings' && place.page === 'activity'
  const shown: Place = isOfApp ? { kind: 'settings', page: 'activity' } : place
  const [first = '', ...rest] = pathOf(shown).split('/')
  if (rest.length === 0) {
    return (
      <>
        space://<b>{first}</b>
      </>
    )
  }
  return (
    <>
      space://{first}/<b>{rest.join('/')}</b>
    </>
  )
}

/** The same two facts on a small screen. */
export function SmallHead({
  title,
  trust,
  about,
  end,
  onSearch,
}: {
  title: string
  trust: Trust
  /** What the chip opens. */
  about: (close: () => void) => ReactNode
  end?: ReactNode
  /** To the field that finds everything. */
  onSearch: () => void
}): ReactNode {
  const panel = usePopover()
  return (
    <div className={styles.small}>
      <div>
        <b>{title}</b>
        <button
          type="button"
          className={styles[`small-${trust.kind}`]}
          popoverTarget={panel.id}
          aria-haspopup="dialog"
        >
          <Icon of={trust.icon} size={12} />
          {wordOf(trust)}
        </button>
        <Popover id={panel.id} label={i18n.t('About this page')}>
          {about(panel.hide)}
        </Popover>
      </div>
      <IconButton icon={Search} label={i18n.t('Search')} onClick={onSearch} />
      {end}
    </div>
  )
}
