import { i18n } from '@space/ui'
import type { StoreApi } from 'zustand/vanilla'
import type { AppsState } from '../launcher/apps-store.ts'
import { placeOf } from '../tabs/place.ts'
import type { TabsState } from '../tabs/tabs-store.ts'
import { linkOf } from './link.ts'

export interface FollowingPowers {
  readonly apps: StoreApi<AppsState>
  readonly tabs: StoreApi<TabsState>
  readonly say: (text: string) => void
}

/**
 * Go where an address of the window leads, as it is written after `#/`. One that leads into an app waits until it is
 * known which apps there are; the last one that came is the one that counts.
 */
export function openFollowing({ apps, tabs, say }: FollowingPowers): (address: string) => void {
  let wanted: { readonly id: string; readonly path: readonly string[] } | undefined
  const enter = (): void => {
    const { status, apps: there } = apps.getState()
    if (wanted === undefined || status === 'loading') return
    const { id, path } = wanted
    wanted = undefined
    const app = there.find((one) => one.isBuiltIn && one.id === id)
    if (app === undefined) return say(i18n.t('There is no app of that name'))
    tabs.getState().go({ kind: 'app', label: app.label, ...(path.length > 0 ? { path } : {}) })
  }
  apps.subscribe(enter)
  return (address) => {
    wanted = undefined
    const link = linkOf(`space://${address}`)
    const place = link?.kind === 'place' ? link.place : placeOf(address)
    if (place !== undefined) return tabs.getState().go(place)
    if (link?.kind !== 'app') return say(i18n.t('This link leads nowhere'))
    wanted = link
    return enter()
  }
}
