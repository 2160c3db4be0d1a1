/** The gateway of a home, with everything that is reached through it. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { EntryStat } from '@space/sdk/calls'
import { linkFragment, type SpaceLink } from '@space/sdk/links'
import { MANIFEST_FILE } from '@space/sdk/manifest'
import type { Facets } from '@space/sdk/wire'
import manifest from '../../package.json' with { type: 'json' }
import { openFetching } from '../api/fetching.ts'
import { type Api, openApi } from '../api/open.ts'
import type { Dids } from '../api/powers.ts'
import { type Apps, openApps } from '../apps/install.ts'
import { openRegistry } from '../apps/registry.ts'
import { randomBytes } from '../crypto/hash.ts'
import { hexOf } from '../crypto/text.ts'
import type { OpenDrive } from '../drive/open.ts'
import { fixedAssets, shellAssets } from '../gateway/assets.ts'
import type { Session } from '../gateway/auth.ts'
import { type CapabilityServer, openCapabilityUrls } from '../gateway/capability-url.ts'
import { type DownloadServer, openDownloads } from '../gateway/downloads.ts'
import { openLeft } from '../gateway/left.ts'
import { appOrigin, shellOrigin } from '../gateway/origins.ts'
import { openPace } from '../gateway/pace.ts'
import { openPages, type PageSources } from '../gateway/pages.ts'
import { onKeptPort } from '../gateway/port.ts'
import { type Joined, openServer } from '../gateway/server.ts'
import { openSettings, type Settings } from '../settings/settings.ts'
import { openCopies } from '../outside/copies.ts'
import { openOutside, type Outside } from '../outside/outside.ts'
import { openPrograms } from '../outside/programs.ts'
import { openMaker } from '../thumbs/maker.ts'
import { openStore } from '../thumbs/store.ts'
import { openThumbs, type Thumbs } from '../thumbs/thumbs.ts'
import type { Platform } from '../space.ts'
import { type Front, openFront } from './front.ts'
import type { PersonPowers } from './person.ts'

/** What an open home gives to it. */
export interface Ground {
  /** Absolute path of the home. */
  readonly dir: string
  /** 32 bytes of this device alone. */
  readonly key: Uint8Array
  readonly dids: Dids
  /** The person's files. */
  readonly drive: Pick<OpenDrive, 'byEntry'>
  readonly person: PersonPowers
}

/** How long a window, or an app in it, may be without a connection before it counts as closed. */
const LEFT_MS = 60_000
const CLOCK = {
  now: () => Date.now(),
  after(ms: number, act: () => void): Disposable {
    // NOTE: a timer that waits longer fires at once; whoever set it looks at the clock again.
    const timer = setTimeout(act, Math.min(ms, 2 ** 31 - 1))
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  },
}

export interface PlatformWithApps extends Platform {
  /**
   * Installs the apps that come with Space, or their newer builds, as far as there is room. Apart from
   * the opening, which may use the reserve of a full disk: it is not for apps.
   */
  bringAlong(): Promise<void>
}

/** What small pictures may take on the disk. */
const THUMBS_BYTES = 512 * 2 ** 20

const PROJECT = join(import.meta.dirname, '../../..')

/**
 * @param given the front of a platform that left: its windows see this home now
 * @throws {SpaceError} `in-use` when another program has the port of this home
 */
export async function openPlatform(
  ground: Ground,
  command: string,
  given?: Front & { readonly port: number },
): Promise<PlatformWithApps> {
  await using stack = new AsyncDisposableStack()
  const settings = stack.use(openSettings(ground))
  const sessions = keptIn(settings, 'gateway.sessions')
  const front = stack.use(
    given ?? (await openFront(ground.dir, sessions, { ...CLOCK, passed: () => performance.now() })),
  )
  if (given !== undefined) {
    front.keepIn(sessions)
    // Origins hang on the port, and windows of this one are open.
    settings.set('gateway.port', given.port)
  }
  const inside = stack.use(await openInside(ground, command, settings, front))
  const { port } = inside
  const { auth } = front
  const address = shellOrigin(port)
  const urlOf = (code: string, link: SpaceLink | undefined): string =>
    `${address}/#code=${code}${link === undefined ? '' : `/${linkFragment(link)}`}`
  const open = stack.move()
  return {
    address,
    front: { ...front, port },
    async window(surroundings, { link, isHosted = false } = {}) {
      if (isHosted) {
        const { port: proxyPort } = front.proxy
        return { url: urlOf(auth.makeCode(true), link), shown: false, proxyPort }
      }
      const reason =
        surroundings === undefined
          ? 'only the address was asked for'
          : await front.show(urlOf(auth.makeCode(true), link), port, surroundings)
      if (reason === undefined) return { url: address, shown: true }
      return { url: urlOf(auth.makeCode(), link), shown: false, reason }
    },
    bringAlong: inside.bringAlong,
    async leave() {
      await inside[Symbol.asyncDispose]()
      settings[Symbol.dispose]()
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** What shows one home: its apps, what they may call, and the server. */
async function openInside(
  ground: Ground,
  command: string,
  settings: Settings,
  front: Front,
): Promise<AsyncDisposable & Pick<PlatformWithApps, 'bringAlong'> & { port: number }> {
  await using stack = new AsyncDisposableStack()
  const now = (): number => performance.now()
  const registry = stack.use(openRegistry(ground))
  const urls = stack.use(openCapabilityUrls<EntryStat>(now, randomBytes))
  const downloads = openDownloads(now, randomBytes)
  const { after } = CLOCK
  let port = 0
  const apps = openApps(registry, (label) => appOrigin(label, port), Date.now)
  const { isolation } = front
  const live = { links: () => front.links(), stopped: () => front.proxy.refused() }
  const thumbs = thumbsOf(ground)
  if (thumbs !== undefined) stack.use(thumbs)
  const outside = outsideOf(ground, settings)
  const given = { settings, urls, downloads, apps, thumbs, outside, isolation }
  const api = stack.use(apiOf(ground, given))
  // NOTE: closed before what it notes in
  stack.use(outside)
  const { facets } = stack.use(api.homeFacets(ground.person, live))
  const appsLeft = stack.use(openLeft<string>(LEFT_MS, after, api.closeApp))
  const windowsLeft = stack.use(
    openLeft<'owner'>(LEFT_MS, after, () => {
      for (const { label } of apps.list()) api.closeApp(label)
    }),
  )
  const joined = (who: Joined, closed: Promise<unknown>): void => {
    front.joined(who, closed)
    if (who.app === undefined) windowsLeft.joined('owner', closed)
    else appsLeft.joined(who.app, closed)
  }
  const doors = {
    owner: (session: Session) => ({
      ...api.ownerFacets(apps, session.alive),
      ...facets,
      daemon: daemonFacet(ground, session, command),
    }),
    app: (label: string) => api.session(label),
  }
  // Reading a large file of an app blocks everybody for a moment.
  const paced = openPace(now, after)
  const { auth } = front
  const sources: PageSources = {
    auth,
    urls,
    downloads,
    ...assets(),
    async appFile(label, path) {
      const bytes = await paced(label, () => apps.file(label, path))
      return bytes === undefined ? undefined : { name: path, bytes }
    },
    hasAppFile: (label, path) => apps.has(label, path),
    isInstalled: (label) => apps.get(label) !== undefined,
  }
  const labels = (): string[] => apps.list().map(({ label }) => label)
  const serve = (on: number) => {
    port = on
    const pages = openPages(sources, on)
    return openServer(on, { auth, doors, pages, labels, joined })
  }
  stack.use(await onKeptPort(keptIn(settings, 'gateway.port'), serve))
  const open = stack.move()
  return {
    port,
    bringAlong: () => bringAlong(apps, path('plugins')),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

function keptIn(settings: Settings, name: string) {
  return { get: () => settings.get(name), set: (value: unknown) => settings.set(name, value) }
}

function apiOf(
  { dir, drive, dids }: Ground,
  rest: {
    settings: Settings
    urls: CapabilityServer<EntryStat>
    downloads: DownloadServer
    apps: Apps
    thumbs: Thumbs | undefined
    outside: Outside
    isolation(): 'full' | 'partial'
  },
): Api {
  const { apps, thumbs, ...given } = rest
  return openApi({
    ...given,
    ...(thumbs !== undefined && { thumbs }),
    entries: drive.byEntry,
    dids,
    clock: CLOCK,
    fetching: openFetching(),
    cpuMs() {
      const { user, system } = process.threadCpuUsage()
      return (user + system) / 1000
    },
    freeBytes() {
      const { bavail, bsize } = statfsSync(dir)
      return bavail * bsize
    },
    appOf(label) {
      const app = apps.get(label)
      if (app === undefined) return undefined
      const { name, version, icon, hue, isBuiltIn, requests } = app
      return { label, name, version, icon, hue, isBuiltIn, requests }
    },
  })
}

/**
 * The apps of `folder/<name>/dist`, as far as they were built. One that is broken is what it was before:
 * nobody is kept from their space by it.
 */
async function bringAlong(apps: Apps, folder: string): Promise<void> {
  for (const name of existsSync(folder) ? readdirSync(folder).toSorted() : []) {
    const built = join(folder, name, 'dist')
    if (existsSync(join(built, MANIFEST_FILE))) await apps.bringAlong(built).catch(() => undefined)
  }
}

/** Undefined where nothing is installed that makes small pictures. */
function thumbsOf({ dir, key, drive }: Ground): Thumbs | undefined {
  const maker = openMaker()
  if (maker === undefined) return undefined
  const store = openStore(dir, key, THUMBS_BYTES)
  return openThumbs({ entries: drive.byEntry, store, maker, after: CLOCK.after })
}

/** Copies lie in the memory of this user's session where there is such a place, else in the home. */
function outsideOf({ dir, drive }: Ground, settings: Settings): Outside {
  const { XDG_RUNTIME_DIR: session = '' } = process.env
  const name = createHash('sha256').update(dir).digest('hex').slice(0, 16)
  const uid = process.getuid?.()
  return openOutside({
    entries: drive.byEntry,
    kept: keptIn(settings, 'outside'),
    clock: CLOCK,
    newId: () => hexOf(randomBytes(16)),
    copies: openCopies({
      disk: join(dir, 'outside'),
      memory: [session, '/dev/shm'],
      name: `space-outside-${uid ?? 0}-${name}`,
      uid,
    }),
    programs: openPrograms(process.env, process.platform),
  })
}

function assets(): Pick<PageSources, 'shell' | 'common'> {
  return {
    shell: shellAssets(path('shell/dist')),
    common: fixedAssets({
      '/space/sdk.js': [path('sdk/dist/space.js')],
      '/space/theme.css': [path('ui/src/look/tokens.css'), path('ui/src/look/controls.css')],
    }),
  }
}

function path(name: string): string {
  return join(PROJECT, name)
}

function daemonFacet(
  { dids, drive }: Ground,
  { isLaunched }: Session,
  command: string,
): Facets[string] {
  const isolation = isLaunched ? 'full' : 'partial'
  const { version } = manifest
  return Object.freeze({
    hello: () => ({ version, drive: drive.byEntry.id, did: dids.own, isolation, command }),
  })
}
