import type { StoreApi } from 'zustand/vanilla'
import type { TabsState } from './tabs-store.ts'

/** What of the browser it touches. */
export type BackOfBrowser = Pick<Window, 'addEventListener' | 'location'> & {
  readonly history: Pick<History, 'pushState' | 'replaceState' | 'back' | 'state'>
}

const HERE = { space: 'here' }
const BEFORE = { space: 'before' }

/**
 * Let the browser's own Back go through the places of the tab in front, as the window's does. Behind
 * the first of them it leaves, as everywhere.
 *
 * One entry of its history stands before the window: to come upon it is to be asked to go back.
 */
export function heedBack(
  window: BackOfBrowser,
  tabs: StoreApi<TabsState>,
  signal: AbortSignal,
): void {
  const { history, location } = window
  const stand = (): void => history.pushState(HERE, '', location.hash)
  if (!isState(history.state, HERE)) {
    history.replaceState(BEFORE, '', location.hash)
    stand()
  }
  window.addEventListener(
    'popstate',
    ({ state }) => {
      // NOTE: an address that is typed, or a link to it, comes here too and is no way back.
      if (!isState(state, BEFORE)) return
      const { tabs: all, front, goBack } = tabs.getState()
      const tab = all.find(({ id }) => id === front)
      if ((tab?.back.length ?? 0) === 0) return history.back()
      stand()
      goBack()
    },
    { signal },
  )
}

function isState(state: unknown, { space }: typeof HERE): boolean {
  return (state as Partial<typeof HERE> | null)?.space === space
}
