/** Installing: look first, then take exactly what was looked at. */
import { SpaceError } from '@space/sdk'
import type { InspectedApp, InstalledApp } from '@space/sdk/host'
import type { ManifestRequest } from '@space/sdk/manifest'
import { type Bundle, readBundle } from './bundle.ts'
import { hueOf, ownLabelOf } from './label.ts'
import { checkAppName } from './names.ts'
import type { AppRecord, Registry } from './registry.ts'

export interface Apps {
  list(): readonly InstalledApp[]
  get(label: string): InstalledApp | undefined
  /** Looks, and keeps nothing. @throws {SpaceError} what {@link readBundle} throws */
  inspect(folder: string): Promise<InspectedApp>
  /**
   * @param cid what {@link Apps.inspect} showed
   * @throws {SpaceError} `changed-while-read` when the folder holds something else by now
   */
  install(folder: string, cid: string): Promise<InstalledApp>
  /**
   * Install what Space brings along, or bring it up to date; quick when nothing changed. It has the same
   * label in all builds, which no other app can have.
   *
   * @throws {SpaceError} what {@link readBundle} throws; what was there before stays then
   */
  bringAlong(folder: string): Promise<InstalledApp>
  /** Its files are gone when this returns. @throws {SpaceError} `not-found`, `denied` for Space's own */
  uninstall(label: string): void
  /** Notes that it was opened. @throws {SpaceError} `not-found` */
  opened(label: string): InstalledApp
  /** Fires when the app is uninstalled or replaced. @throws {SpaceError} `not-found` */
  gone(label: string): AbortSignal
  /** The list now, and after each change. */
  watch(signal: AbortSignal): AsyncIterable<readonly InstalledApp[]>
  /** A file by the path of a URL, which begins with `/`. */
  file(label: string, path: string): Uint8Array | undefined
  /** Whether there is one, without reading it. */
  has(label: string, path: string): boolean
}

/** @param originOf the origin of a label */
export function openApps(
  registry: Registry,
  originOf: (label: string) => string,
  now: () => number,
): Apps {
  const gone = new Map<string, AbortController>()
  const waiting = new Set<() => void>()
  const changed = (): void => {
    for (const wake of waiting) wake()
  }
  const shown = (record: AppRecord): InstalledApp => ({
    ...about(record, record.manifest, originOf),
    installedAt: record.installedAt,
    openedAt: record.openedAt,
  })
  const find = (label: string): AppRecord => {
    const record = registry.get(label)
    if (record !== undefined) return record
    throw new SpaceError('not-found', 'This app is not installed')
  }
  /** The one that an install of `bundle` takes the place of. */
  const former = ({ manifest, source, label }: Bundle): AppRecord | undefined =>
    registry.list().find((record) => {
      const isSame = record.manifest.id === manifest.id && record.source === source
      return record.label === label || (isSame && !isOwn(record))
    })
  const readForeign = async (folder: string): Promise<Bundle> => {
    const bundle = await readBundle(folder)
    const own = registry.list().filter(isOwn)
    checkAppName(
      bundle.manifest.name,
      own.map(({ manifest }) => manifest.name),
    )
    return bundle
  }
  const end = (label: string): void => {
    gone.get(label)?.abort()
    gone.delete(label)
  }
  const list = (): readonly InstalledApp[] => registry.list().map(shown)

  return {
    list,
    get(label) {
      const record = registry.get(label)
      return record === undefined ? undefined : shown(record)
    },
    async inspect(folder) {
      const bundle = await readForeign(folder)
      const { manifest, warnings } = bundle
      const old = former(bundle)
      const replaces =
        old === undefined
          ? null
          : {
              version: old.manifest.version,
              wider: wider(old.manifest.requests, manifest.requests),
            }
      const files = bundle.files.size
      return { ...about({ ...bundle, files }, manifest, originOf), replaces, warnings }
    },
    async install(folder, cid) {
      const bundle = await readForeign(folder)
      if (bundle.cid !== cid)
        throw new SpaceError('changed-while-read', 'The folder is not what was shown any more', {
          why: 'its files were changed since',
          try: 'look at it again, then install',
        })
      const old = former(bundle)
      const record = registry.add(bundle, now(), old?.label)
      if (old !== undefined && old.label !== record.label) end(old.label)
      changed()
      return shown(record)
    },
    async bringAlong(folder) {
      const bundle = await readBundle(folder, { isOwn: true })
      const before = registry.get(bundle.label)
      if (before?.cid === bundle.cid && before.source === bundle.source) return shown(before)
      const record = registry.add(bundle, now())
      changed()
      return shown(record)
    },
    uninstall(label) {
      const record = find(label)
      if (isOwn(record))
        throw new SpaceError('denied', `${record.manifest.name} comes with Space and stays`, {
          try: 'turn off what it can see on the page of permissions',
        })
      registry.remove(label)
      end(label)
      changed()
    },
    opened(label) {
      find(label)
      registry.opened(label, now())
      changed()
      return shown(find(label))
    },
    gone(label) {
      find(label)
      const ending = gone.get(label) ?? new AbortController()
      gone.set(label, ending)
      return ending.signal
    },
    async *watch(signal) {
      let isNew = true
      let wake = (): void => undefined
      const look = (): void => {
        isNew = true
        wake()
      }
      waiting.add(look)
      signal.addEventListener('abort', look)
      try {
        while (!signal.aborted) {
          if (isNew) {
            isNew = false
            yield list()
          } else {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
          }
        }
      } finally {
        waiting.delete(look)
        signal.removeEventListener('abort', look)
      }
    },
    file: (label, path) => registry.file(label, path.slice(1)),
    has: (label, path) => registry.has(label, path.slice(1)),
  }
}

/** NOTE: told from the label, which nothing but a bundle of Space itself can get. */
function isOwn({ label, manifest }: AppRecord): boolean {
  return label === ownLabelOf(manifest.id)
}

function about(
  app: Omit<AppRecord, 'manifest' | 'installedAt' | 'openedAt'>,
  { id, name, version, description = '', entry, requests = [], handlers = [] }: Bundle['manifest'],
  originOf: (label: string) => string,
): Omit<InstalledApp, 'installedAt' | 'openedAt'> {
  const { label, icon, cid, bytes, files, source } = app
  const isBuiltIn = label === ownLabelOf(id)
  // what nobody signed is the same app when it comes from the same folder
  const hue = hueOf(isBuiltIn ? label : `${id}\0${source}`)
  const path = entry.split('/').map(encodeURIComponent).join('/')
  const told = { id, name, version, description, requests, handlers, publisher: null }
  const kept = { label, icon, hue, isBuiltIn, cid, bytes, files, source }
  return { ...told, ...kept, origin: originOf(label), entry: `/${path}` }
}

/** What `now` asks for beyond `before`. The reasons are only words. */
function wider(
  before: readonly ManifestRequest[] = [],
  now: readonly ManifestRequest[] = [],
): ManifestRequest[] {
  const asked = new Set(before.map(bare))
  return now.filter((request) => !asked.has(bare(request)))
}

function bare(request: ManifestRequest): string {
  const { reason: _, ...rest } = request
  return JSON.stringify(rest, Object.keys(rest).toSorted())
}
