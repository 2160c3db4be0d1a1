import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { foreignWords } from '@space/ui'
import { pathOf, placeOf, type Place } from './place.ts'

export interface Tab {
  readonly id: number
  readonly place: Place
  readonly back: readonly Place[]
  readonly forward: readonly Place[]
}

/** Session, kept for a reload of the window. One tab is in front; there is always one. */
export interface TabsState {
  readonly tabs: readonly Tab[]
  readonly front: number
  /** What an app calls what it shows, by label; never shown as Space's own words. */
  readonly titles: Readonly<Record<string, string>>
  /** Closed tabs that can come back, newest last; not kept over a reload. */
  readonly closed: readonly Tab[]
  /** Go there in the tab that is in front; an app has its own tab, which comes to the front. */
  go(place: Place): void
  openTab(): void
  /** The tab that was closed last, with its steps; nothing when there is none. */
  reopen(): void
  /** Another place in the strip, counted from 0. */
  moveTab(id: number, to: number): void
  show(id: number): void
  close(id: number): void
  closeApp(label: string): void
  /** The tab of an app that was replaced shows the one that took its place. */
  replaceApp(label: string, by: string): void
  goBack(): void
  goForward(): void
  setTitle(label: string, title: string): void
  /** What the app of a tab shows: a step to come back to, unless it takes the place of the last one. */
  setPath(label: string, path: readonly string[], options?: { replace?: boolean }): void
}

/** Where the open tabs are kept: the window's own storage. */
export type TabsStorage = Pick<Storage, 'getItem' | 'setItem'>

const KEY = 'space:tabs'
const MOST_TITLE_CHARS = 60
const MOST_STEPS = 100
const MOST_CLOSED = 20
const HOME: Place = { kind: 'home' }

export function createTabsStore(storage: TabsStorage, first?: Place): StoreApi<TabsState> {
  const kept = restored(storage)
  let nextId = 1
  const tabOf = (place: Place): Tab => {
    const id = nextId
    nextId += 1
    return { id, place, back: [], forward: [] }
  }
  const tabs = kept.places.map(tabOf)
  const store = createStore<TabsState>()((set, get) => {
    const front = (): Tab | undefined => get().tabs.find(({ id }) => id === get().front)
    const replace = (tab: Tab): void =>
      set({ tabs: get().tabs.map((one) => (one.id === tab.id ? tab : one)) })
    const add = (place: Place): void => {
      const tab = tabOf(place)
      set({ tabs: [...get().tabs, tab], front: tab.id })
    }
    return {
      tabs,
      front: tabs[kept.front]?.id ?? 0,
      titles: {},
      closed: [],
      go(place) {
        const path = pathOf(place)
        const there = get().tabs.find((tab) => isSameTab(tab.place, place))
        const now = there ?? front()
        if (now === undefined || (now.place.kind === 'app' && there === undefined))
          return add(place)
        if (place.kind === 'app' && there === undefined && now.place.kind !== 'home')
          return add(place)
        set({ front: now.id })
        const isWhereverItIs = place.kind === 'app' && place.path === undefined
        if (pathOf(now.place) === path || (there !== undefined && isWhereverItIs)) return undefined
        return replace(stepped(now, place))
      },
      openTab: () => add(HOME),
      reopen() {
        const { closed, tabs } = get()
        const tab = closed.at(-1)
        if (tab === undefined) return
        set({ closed: closed.slice(0, -1) })
        // Settings and each app have one tab.
        const there = tabs.find(({ place }) => isSameTab(place, tab.place))
        if (there === undefined) set({ tabs: [...tabs, tab], front: tab.id })
        else set({ front: there.id })
      },
      moveTab(id, to) {
        const { tabs } = get()
        const tab = tabs.find((one) => one.id === id)
        if (tab === undefined || to < 0 || to >= tabs.length) return
        const rest = tabs.filter((one) => one !== tab)
        set({ tabs: [...rest.slice(0, to), tab, ...rest.slice(to)] })
      },
      show: (id) => set({ front: id }),
      close(id) {
        const { tabs, front: was, closed } = get()
        const at = tabs.findIndex((tab) => tab.id === id)
        const gone = tabs[at]
        if (gone !== undefined) set({ closed: [...closed, gone].slice(-MOST_CLOSED) })
        const left = tabs.filter((tab) => tab.id !== id)
        if (left.length === 0) left.push(tabOf(HOME))
        const beside = left[Math.min(Math.max(at, 0), left.length - 1)]
        set({ tabs: left, front: was === id ? (beside?.id ?? 0) : was })
      },
      closeApp(label) {
        for (const { id, place } of get().tabs) {
          if (place.kind === 'app' && place.label === label) get().close(id)
        }
      },
      replaceApp(label, by) {
        const isOf = (tab: Tab, of: string): boolean =>
          tab.place.kind === 'app' && tab.place.label === of
        const old = get().tabs.find((tab) => isOf(tab, label))
        if (old === undefined) return
        const there = get().tabs.find((tab) => isOf(tab, by))
        if (there === undefined) return replace({ ...old, place: { kind: 'app', label: by } })
        if (get().front === old.id) set({ front: there.id })
        get().close(old.id)
      },
      goBack() {
        const tab = front()
        const place = tab?.back.at(-1)
        if (tab === undefined || place === undefined) return
        replace({
          ...tab,
          place,
          back: tab.back.slice(0, -1),
          forward: [tab.place, ...tab.forward],
        })
      },
      goForward() {
        const tab = front()
        const [place, ...forward] = tab?.forward ?? []
        if (tab === undefined || place === undefined) return
        replace({ ...tab, place, back: [...tab.back, tab.place], forward })
      },
      setPath(label, path, { replace: isInstead = false } = {}) {
        const tab = get().tabs.find(({ place }) => place.kind === 'app' && place.label === label)
        const place: Place = { kind: 'app', label, path }
        if (tab === undefined || pathOf(tab.place) === pathOf(place)) return
        replace(isInstead ? { ...tab, place } : stepped(tab, place))
      },
      setTitle(label, title) {
        set({ titles: { ...get().titles, [label]: foreignWords(title, MOST_TITLE_CHARS) } })
      },
    }
  })
  if (first !== undefined) store.getState().go(first)
  store.subscribe(({ tabs, front }) => {
    const kept = {
      paths: tabs.map((tab) => pathOf(tab.place)),
      front: tabs.findIndex(({ id }) => id === front),
    }
    storage.setItem(KEY, JSON.stringify(kept))
  })
  return store
}

/** A tab one step further. */
function stepped(tab: Tab, place: Place): Tab {
  const isWithin = tab.place.kind === 'app' && isSameTab(tab.place, place)
  // NOTE: an app takes the whole tab: its frame has its own life, so there is no way back into home.
  const back = place.kind === 'app' && !isWithin ? [] : [...tab.back, tab.place].slice(-MOST_STEPS)
  return { ...tab, place, back, forward: [] }
}

/** Home may be open twice; settings and each app once. */
function isSameTab(one: Place, other: Place): boolean {
  if (one.kind === 'settings') return other.kind === 'settings'
  return one.kind === 'app' && other.kind === 'app' && one.label === other.label
}

function restored(storage: TabsStorage): { places: Place[]; front: number } {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? '{}') as { paths?: unknown; front?: unknown }
    const paths = Array.isArray(kept.paths) ? kept.paths : []
    const places = paths.map((path) => placeOf(String(path))).filter((place) => place !== undefined)
    if (places.length > 0) return { places, front: Number(kept.front) }
  } catch {
    // What cannot be read is no reason not to open.
  }
  return { places: [HOME], front: 0 }
}
