import type { StoreApi } from 'zustand/vanilla'
import type { TabsState } from './tabs-store.ts'

/** What of the browser it touches. */
export type BackOfBrowser = Pick<Window, 'addEventListener' | 'location'> & {
  readonly history: Pick<History, 'pushState' | 'back' | 'state'>
}

const GUARD = { space: 'here' }

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
  const stand = (): void => history.pushState(GUARD, '', location.hash)
  if (!isOurs(history.state)) stand()
  window.addEventListener(
    'popstate',
    ({ state }) => {
      if (isOurs(state)) return
      const { tabs: all, front, goBack } = tabs.getState()
      const tab = all.find(({ id }) => id === front)
      if ((tab?.back.length ?? 0) === 0) return history.back()
      stand()
      goBack()
    },
    { signal },
  )
}

function isOurs(state: unknown): boolean {
  return (state as Partial<typeof GUARD> | null)?.space === GUARD.space
}
