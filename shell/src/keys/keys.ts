import type { Chord } from '@space/sdk/chords'
import type { StoreApi } from 'zustand/vanilla'
import type { TabsState } from '../tabs/tabs-store.ts'
import { turnRegion } from './regions.ts'

/** What keys of the window do, wherever the focus is: in the shell, or in an app that leaves them alone. */
export type Keys = Readonly<Partial<Record<Chord, () => void>>>

export interface KeysPorts {
  readonly tabs: StoreApi<TabsState>
  readonly closeTab: () => void
  /** The field for words and addresses, with what stands in it at first. */
  readonly openPalette: (text?: string) => void
  readonly showHelp: () => void
  /** The address of what is in front. */
  readonly address: () => string
}

export function keysOf({ tabs, closeTab, openPalette, showHelp, address }: KeysPorts): Keys {
  const { openTab, reopen, show, go, goBack, goForward } = tabs.getState()
  const showNth = (at: number): void => {
    const tab = tabs.getState().tabs.at(at)
    if (tab !== undefined) show(tab.id)
  }
  const turn = (by: 1 | -1): void => {
    const { tabs: all, front } = tabs.getState()
    const at = all.findIndex(({ id }) => id === front) + by
    showNth(at === all.length ? 0 : at)
  }
  return {
    'Mod+T': openTab,
    'Mod+W': closeTab,
    'Mod+Shift+T': reopen,
    'Mod+K': () => openPalette(),
    'Mod+L': () => openPalette(address()),
    'Mod+/': showHelp,
    '?': showHelp,
    F6: () => turnRegion(document, 1),
    'Shift+F6': () => turnRegion(document, -1),
    'Ctrl+Tab': () => turn(1),
    'Ctrl+Shift+Tab': () => turn(-1),
    'Mod+,': () => go({ kind: 'settings', page: 'permissions' }),
    'Alt+ArrowLeft': goBack,
    'Alt+ArrowRight': goForward,
    'Mod+1': () => showNth(0),
    'Mod+2': () => showNth(1),
    'Mod+3': () => showNth(2),
    'Mod+4': () => showNth(3),
    'Mod+5': () => showNth(4),
    'Mod+6': () => showNth(5),
    'Mod+7': () => showNth(6),
    'Mod+8': () => showNth(7),
    'Mod+9': () => showNth(-1),
  }
}
