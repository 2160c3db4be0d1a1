/** Installing apps, opening and closing them. */
import { isSpaceError } from '@space/sdk'
import type { InspectedApp, InstalledApp, OpenedApp } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import type { Apps } from '../../apps/install.ts'
import { fields, flag, list, maybe, text } from '../params.ts'
import type { Powers } from '../powers.ts'

/** What becomes of the sessions of apps. */
export interface Sessions {
  openApp(label: string): unknown
  closeApp(label: string): void
  forgetApp(label: string): void
}

export function ownerApps({ entries, grants }: Powers, apps: Apps, sessions: Sessions) {
  return {
    list: async (): Promise<readonly InstalledApp[]> => apps.list(),
    inspect: (params: unknown): Promise<InspectedApp> => apps.inspect(text(list(params)[0])),

    async install(params: unknown): Promise<InstalledApp> {
      const [folder, cid] = list(params)
      const before = apps.list().map(({ label }) => label)
      const installed = await apps.install(text(folder), text(cid, 128))
      // what it was given before is not given to what took its place
      for (const label of before) if (apps.get(label) === undefined) sessions.forgetApp(label)
      return installed
    },

    async uninstall(params: unknown): Promise<null> {
      const [given, options] = list(params)
      const label = text(given, 64)
      const removeFiles = maybe(fields(options).get('removeFiles'), flag) ?? false
      const own = grants.list(label).find(({ isPrivate }) => isPrivate === true)
      // NOTE: first, since an app that comes again must not find what it had when only this failed
      sessions.forgetApp(label)
      apps.uninstall(label)
      if (removeFiles && own?.resource.kind === 'entry') await toTrash(own.resource.entry)
      return null
    },

    async open(params: unknown): Promise<OpenedApp> {
      const label = text(list(params)[0], 64)
      const { origin, entry } = apps.opened(label)
      sessions.openApp(label)
      return { label, origin, url: `${origin}${entry}` }
    },

    async close(params: unknown): Promise<null> {
      sessions.closeApp(text(list(params)[0], 64))
      return null
    },

    watch: (_: unknown, { signal }: Running): AsyncIterable<readonly InstalledApp[]> =>
      apps.watch(signal),
  }

  async function toTrash(entry: string): Promise<void> {
    try {
      await entries.edit({ check: () => undefined }).remove(entry)
    } catch (error) {
      // the person removed it before
      if (!isSpaceError(error, 'not-found')) throw error
    }
  }
}
