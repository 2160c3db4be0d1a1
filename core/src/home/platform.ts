/** The gateway of a home, with everything that is reached through it. */
import { join } from 'node:path'
import type { Facets, Running } from '@space/sdk/wire'
import { type Apps, openApps } from '../apps/install.ts'
import { openRegistry } from '../apps/registry.ts'
import { randomBytes } from '../crypto/hash.ts'
import { fixedAssets, shellAssets } from '../gateway/assets.ts'
import { openAuth } from '../gateway/auth.ts'
import { openBrowser } from '../gateway/browser.ts'
import { openCapabilityUrls } from '../gateway/capability-url.ts'
import { appOrigin, shellOrigin } from '../gateway/origins.ts'
import { openPages } from '../gateway/pages.ts'
import { onKeptPort } from '../gateway/port.ts'
import { openDenyProxy } from '../gateway/proxy.ts'
import { openServer } from '../gateway/server.ts'
import { openSettings } from '../settings/settings.ts'
import type { Platform } from '../space.ts'

/** What an open home gives to it. */
export interface Ground {
  /** Absolute path of the home. */
  readonly dir: string
  /** 32 bytes of this device alone. */
  readonly key: Uint8Array
  readonly did: string
  readonly drive: string
}

const PROJECT = join(import.meta.dirname, '../../..')

/** @throws {SpaceError} `in-use` when another program has the port of this home */
export async function openPlatform(ground: Ground): Promise<Platform> {
  await using stack = new AsyncDisposableStack()
  const settings = stack.use(openSettings({ dir: ground.dir, key: ground.key }))
  const registry = stack.use(openRegistry({ dir: ground.dir, key: ground.key }))
  const now = (): number => performance.now()
  const auth = openAuth(now, randomBytes)
  const urls = stack.use(openCapabilityUrls(now, randomBytes))
  const kept = {
    get: () => settings.get('gateway.port'),
    set: (port: number) => settings.set('gateway.port', port),
  }
  const server = await onKeptPort(kept, async (port) => {
    const apps = openApps(registry, (label) => appOrigin(label, port), Date.now)
    const pages = openPages(
      {
        auth,
        urls,
        shell: shellAssets(path('shell/dist')),
        common: fixedAssets({
          '/space/guard.js': [path('core/src/gateway/guard.js')],
          '/space/sdk.js': [path('sdk/dist/space.js')],
          '/space/theme.css': [path('shell/dist/theme.css')],
        }),
        async appFile(label, name) {
          const bytes = apps.file(label, name)
          return bytes === undefined ? undefined : { name, bytes }
        },
        isInstalled: (label) => apps.get(label) !== undefined,
      },
      port,
    )
    const doors = { owner: () => ownerFacets(ground, apps), app: () => undefined }
    const labels = (): string[] => apps.list().map(({ label }) => label)
    return openServer(port, { auth, doors, pages, labels })
  })
  stack.use(server)
  const { port } = server
  const proxy = stack.use(await openDenyProxy())
  const browser = stack.use(openBrowser(ground.dir, port, proxy.port))
  const address = shellOrigin(port)
  const open = stack.move()
  return {
    address,
    async window(surroundings) {
      const url = `${address}/#code=${auth.makeCode()}`
      if (surroundings === undefined)
        return { url, shown: false, reason: 'only the URL was asked for' }
      const reason = await browser.show(url, surroundings)
      if (reason === undefined) return { url: address, shown: true }
      return { url, shown: false, reason }
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

function path(name: string): string {
  return join(PROJECT, name)
}

function ownerFacets({ did, drive }: Ground, apps: Apps): Facets {
  return {
    daemon: Object.freeze({
      hello: () => ({ version: '0.1.0', drive, did, isolation: 'partial' }),
    }),
    apps: Object.freeze({
      list: () => apps.list(),
      watch: (_: unknown, { signal }: Running) => apps.watch(signal),
    }),
  }
}
