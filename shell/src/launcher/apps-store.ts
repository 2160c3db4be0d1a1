import type { AppsFacet, InspectedApp, InstalledApp } from '@space/sdk/host'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { type Problem, problemOf } from '@space/ui'

/** Where an installation from a folder stands. */
export type Installing =
  | { readonly step: 'asking'; readonly problem?: Problem }
  | { readonly step: 'reading'; readonly folder: string }
  | { readonly step: 'shown'; readonly app: InspectedApp; readonly problem?: Problem }
  | { readonly step: 'adding'; readonly app: InspectedApp }

/** The installed apps, subscribed to; and one installation at a time. */
export interface AppsState {
  readonly apps: readonly InstalledApp[]
  readonly status: 'loading' | 'ready'
  readonly installing: Installing | undefined
  take(apps: readonly InstalledApp[]): void
  beginInstall(): void
  cancelInstall(): void
  /** Read what a folder holds; its words come back in `installing`. */
  inspect(folder: string): Promise<void>
  /** Resolves to the app that was added, undefined when it failed. */
  install(): Promise<InstalledApp | undefined>
  uninstall(label: string, options: { removeFiles: boolean }): Promise<void>
}

export function createAppsStore(port: AppsFacet): StoreApi<AppsState> {
  return createStore<AppsState>()((set, get) => ({
    apps: [],
    status: 'loading',
    installing: undefined,
    take: (apps) => set({ apps, status: 'ready' }),
    beginInstall: () => set({ installing: { step: 'asking' } }),
    cancelInstall: () => set({ installing: undefined }),
    async inspect(folder) {
      const reading: Installing = { step: 'reading', folder }
      set({ installing: reading })
      const shown: Installing = await port.inspect(folder).then(
        (app) => ({ step: 'shown', app }),
        (error: unknown) => ({ step: 'asking', problem: problemOf(error) }),
      )
      // The person may have turned away meanwhile.
      if (get().installing === reading) set({ installing: shown })
    },
    async install() {
      const { installing } = get()
      if (installing?.step !== 'shown') return undefined
      const { app } = installing
      set({ installing: { step: 'adding', app } })
      try {
        const installed = await port.install(app.source, app.cid)
        set({
          installing: undefined,
          apps: [...get().apps.filter(({ label }) => label !== installed.label), installed],
        })
        return installed
      } catch (error) {
        set({ installing: { step: 'shown', app, problem: problemOf(error) } })
        return undefined
      }
    },
    async uninstall(label, options) {
      const before = get().apps
      set({ apps: before.filter((app) => app.label !== label) })
      await port.uninstall(label, options).catch((error: unknown) => {
        set({ apps: before })
        throw error
      })
    },
  }))
}

/** The app of this label, undefined when it is not installed. */
export function appOf(apps: readonly InstalledApp[], label: string): InstalledApp | undefined {
  return apps.find((app) => app.label === label)
}
