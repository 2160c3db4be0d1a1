import type { Settings, SettingsFacet } from '@space/sdk/host'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** What the person chose for all their windows. */
export interface SettingsState {
  readonly settings: Settings
  load(): Promise<void>
  /** Seen at once; back when the daemon refuses. */
  change(change: Partial<Settings>): Promise<void>
}

export function createSettingsStore(port: SettingsFacet): StoreApi<SettingsState> {
  return createStore<SettingsState>()((set, get) => ({
    settings: { theme: 'system', density: 'comfortable', pinned: [] },
    async load() {
      set({ settings: await port.get() })
    },
    async change(change) {
      const before = get().settings
      set({ settings: { ...before, ...change } })
      try {
        set({ settings: await port.set(change) })
      } catch (error) {
        set({ settings: before })
        throw error
      }
    },
  }))
}
