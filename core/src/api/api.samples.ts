/** The whole room for tests: a real drive, settings in memory, URLs that are read without a server. */
import { afterAll } from 'vitest'
import type { EntryStat } from '@space/sdk/calls'
import type { Handler, Manifest } from '@space/sdk/manifest'
import type { Facets } from '@space/sdk/wire'
import type { ConsentAnswer, ConsentRequest, InstalledApp } from '@space/sdk/host'
import type { Apps } from '../apps/install.ts'
import type { DriveByEntry } from '../drive/by-entry.ts'
import type { Drive } from '../drive/drive.ts'
import { newPlace, type Opened, type Place } from '../drive/drive.samples.ts'
import { testClock, testKept, testLog, type TestClock } from '../grants/grants.samples.ts'
import type { Kept } from '../grants/ports.ts'
import type { AppFacts } from './app-facts.ts'
import { openFetching, type Fetching } from './fetching.ts'
import { openApi, type Api } from './open.ts'
import type { CapabilityUrls, Content, Download, Downloads, Incoming } from './urls.ts'
import type { Powers } from './powers.ts'

export interface House extends AsyncDisposable {
  readonly api: Api
  readonly drive: Drive
  readonly entries: DriveByEntry
  readonly clock: TestClock
  readonly urls: TestUrls
  /** Calls as the app; opens it when it is not open. */
  app(label: string): Caller
  readonly owner: Caller
  /** The session of the owner's window ends. */
  closeWindow(): void
  /** Answers the next question with what `answer` makes of it. */
  answerNext(answer: (request: ConsentRequest) => ConsentAnswer): Promise<void>
  /** Lets the app pick, and the person choose this folder or file. */
  give(label: string, path: string, how?: Partial<Picked>): Promise<Handle>
  /** Closes the drive too, so that its place can be opened again. */
  end(): Promise<void>
}

/** By label, what the manifests of apps say. */
type HandlersOf = Readonly<Record<string, readonly Handler[]>>

type Picked = Extract<ConsentAnswer, { kind: 'picked' }>

export interface Handle {
  readonly grant: string
  readonly entry: string
  readonly kind: 'file' | 'folder'
  readonly name: string
}

export interface Caller {
  /** As over the wire: JSON goes in, JSON comes out. */
  call<T = unknown>(method: string, ...params: unknown[]): Promise<T>
  stream<T = unknown>(method: string, params: unknown[], signal: AbortSignal): AsyncIterable<T>
}

export interface TestUrls extends CapabilityUrls<EntryStat> {
  get(app: string, url: string, range?: { start: number; end: number }): Promise<string>
  /** As {@link TestUrls.get}, piece by piece, ended by the URL's own end. */
  stream(app: string, url: string): AsyncIterable<Uint8Array>
  /** To be read and closed by hand, and never cut off. */
  open(app: string, url: string): Promise<Content>
  readonly downloads: Downloads
  /** What the person gets of it, and the name it has. */
  saved(path: string): Promise<{ name: string; content: string }>
  /** The files that are being saved, and how many of those are not over. */
  readonly saving: ReadonlyMap<string, Download>
  put(app: string, url: string, bytes: string | Uint8Array): void
  /** What was put of an upload arrives, and then its line is cut. */
  break(app: string, upload: string): void
  pack<T>(app: string, url: string, pack: Uint8Array): Promise<T>
  isAlive(url: string): boolean
}

export const EVERYTHING: Manifest['requests'] = [
  { type: 'directory', mode: 'change', reason: 'to show them' },
  { type: 'file', mode: 'change', reason: 'to show it' },
  { type: 'save', reason: 'to keep it' },
  { type: 'host', host: 'api.example.com', reason: 'the weather' },
  { type: 'identity', reason: 'to greet you' },
]

export function appFacts(label: string, more: Partial<AppFacts> = {}): AppFacts {
  const known = { name: label, version: '1.0.0', icon: null, hue: 0, isBuiltIn: false }
  return { label, ...known, requests: EVERYTHING ?? [], ...more }
}

const opened: Opened[] = []
afterAll(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]()
})

export async function openHouse({
  place = newPlace(),
  apps = [appFacts('notes'), appFacts('photos'), appFacts('evil')],
  settings = testSettings(),
  fetching = openFetching({ isAllowed: () => false }),
  privateBytes = 100_000,
  handlers = {},
  thumbs,
  outside,
}: {
  place?: Place
  apps?: AppFacts[]
  settings?: ReturnType<typeof testSettings>
  fetching?: Fetching
  privateBytes?: number
  handlers?: HandlersOf
  thumbs?: Powers['thumbs']
  outside?: (entries: DriveByEntry, kept: Kept) => Powers['outside']
} = {}): Promise<House> {
  const drive = await place.open()
  opened.push(drive)
  const clock = testClock(Date.now())
  const urls = testUrls()
  const api = openApi({
    entries: drive.byEntry,
    settings,
    clock,
    urls,
    downloads: urls.downloads,
    fetching,
    cpuMs: () => 0,
    privateBytes,
    thumbs,
    outside: outside?.(drive.byEntry, {
      get: () => settings.get('outside'),
      set: (value) => settings.set('outside', value),
    }),
    dids: { own: 'did:key:zPerson', ofApp: (label) => `did:key:z${label}` },
    isolation: () => 'full',
    appOf: (label) => apps.find((one) => one.label === label),
  })
  const window = new AbortController()
  const owner = callerOf(api.ownerFacets(testApps(apps, handlers), window.signal), window.signal)
  const app = (label: string): Caller => {
    const session = api.openApp(label)
    if (session === undefined) throw new Error(`${label} is not installed`)
    return callerOf(session.facets, session.alive)
  }
  const answerNext = async (answer: (request: ConsentRequest) => ConsentAnswer): Promise<void> => {
    const stop = new AbortController()
    for await (const request of owner.stream<ConsentRequest | null>(
      'consent.requests',
      [],
      stop.signal,
    )) {
      if (request === null) continue
      stop.abort()
      await owner.call('consent.answer', request.id, answer(request))
    }
  }
  return {
    api,
    drive: drive.drive,
    entries: drive.byEntry,
    clock,
    urls,
    app,
    owner,
    closeWindow: () => window.abort(),
    answerNext,
    async give(label, path, how = {}) {
      const { id, kind } = await drive.drive.stat(path)
      const open = kind === 'folder' ? 'directory' : 'file'
      const mode = how.mode ?? 'change'
      const picked = app(label).call<Handle[]>('pick.open', { open, mode, label: 'What it is for' })
      await answerNext(() => ({
        kind: 'picked',
        entries: [id],
        lasting: 'until-off',
        ...how,
        mode,
      }))
      const [handle] = await picked
      if (handle === undefined) throw new Error('nothing was given')
      return handle
    },
    async end() {
      api[Symbol.dispose]()
      await drive[Symbol.asyncDispose]()
    },
    async [Symbol.asyncDispose]() {
      api[Symbol.dispose]()
    },
  }
}

/** Settings that outlive the room, not the test. */
export function testSettings() {
  const values = new Map<string, ReturnType<typeof testKept>>()
  const logs = new Map<string, ReturnType<typeof testLog>>()
  const valueOf = (name: string) => {
    const kept = values.get(name) ?? testKept()
    values.set(name, kept)
    return kept
  }
  return {
    get: (name: string) => valueOf(name).get(),
    set: (name: string, value: unknown) => valueOf(name).set(value),
    log(name: string) {
      const log = logs.get(name) ?? testLog()
      logs.set(name, log)
      return log
    },
  }
}

function callerOf(facets: Facets, alive: AbortSignal): Caller {
  const find = (method: string) => {
    const [facet = '', name = ''] = method.split('.')
    const found = Object.hasOwn(facets, facet) ? facets[facet] : undefined
    const act = found !== undefined && Object.hasOwn(found, name) ? found[name] : undefined
    if (typeof act !== 'function') throw new Error(`there is no ${method}`)
    return act
  }
  const onProgress = (): void => undefined
  return {
    async call<T>(method: string, ...params: unknown[]) {
      const sent: unknown = JSON.parse(JSON.stringify(params))
      const value = await find(method)(sent, { signal: alive, onProgress })
      return (value === undefined ? value : JSON.parse(JSON.stringify(value))) as T
    },
    stream: <T>(method: string, params: unknown[], signal: AbortSignal) =>
      find(method)(params, { signal, onProgress }) as AsyncIterable<T>,
  }
}

/** Apps that are installed already; none comes, none goes but by uninstalling. */
function testApps(facts: AppFacts[], handlers: HandlersOf): Apps {
  const shown = (one: AppFacts): InstalledApp => ({
    ...one,
    id: one.label,
    description: '',
    publisher: null,
    cid: '',
    bytes: 0,
    files: 1,
    origin: `http://app-${one.label}.localhost:7723`,
    entry: '/index.html',
    handlers: handlers[one.label] ?? [],
    source: '',
    installedAt: 0,
    openedAt: null,
  })
  const get = (label: string): InstalledApp | undefined => {
    const found = facts.find((one) => one.label === label)
    return found === undefined ? undefined : shown(found)
  }
  const none = (): never => {
    throw new Error('not in this test')
  }
  return {
    get,
    list: () => facts.map(shown),
    opened: (label) => get(label) ?? none(),
    uninstall: (label) =>
      void facts.splice(
        facts.findIndex((one) => one.label === label),
        1,
      ),
    inspect: none,
    install: none,
    bringAlong: none,
    gone: none,
    watch: none,
    file: none,
    has: none,
  }
}

function testUrls(): TestUrls {
  const reading = new Map<
    string,
    { app: string; alive: AbortSignal; open: () => Promise<Content> }
  >()
  const writing = new Map<
    string,
    {
      app: string
      alive: AbortSignal
      incoming: Incoming<EntryStat>
      bytes: Uint8Array[]
      isBroken: boolean
    }
  >()
  const saving = new Map<string, Download>()
  const packing = new Map<
    string,
    { app: string; alive: AbortSignal; take: (pack: Uint8Array) => Promise<unknown> }
  >()
  let n = 0
  const found = (app: string, url: string) => {
    const one = reading.get(url)
    if (one === undefined || one.app !== app || one.alive.aborted) throw new Error('404')
    return one
  }
  return {
    forReading(app, alive, open) {
      const url = `/~cap/${++n}`
      reading.set(url, { app, alive, open })
      return url
    },
    forWriting(app, alive, incoming) {
      const upload = String(++n)
      writing.set(upload, { app, alive, incoming, bytes: [], isBroken: false })
      return { url: `/~cap/${upload}`, upload }
    },
    forPacks(app, alive, take) {
      const url = `/~cap/${++n}`
      packing.set(url, { app, alive, take })
      return url
    },
    async pack<T>(app: string, url: string, pack: Uint8Array) {
      const one = packing.get(url)
      if (one === undefined || one.app !== app || one.alive.aborted) throw new Error('404')
      return JSON.parse(JSON.stringify(await one.take(pack))) as T
    },
    break(app, upload) {
      const one = writing.get(upload)
      if (one?.app === app) one.isBroken = true
    },
    async commit(app, upload) {
      const one = writing.get(upload)
      if (one === undefined || one.app !== app || one.alive.aborted) throw new Error('404')
      writing.delete(upload)
      return one.incoming.write(
        (async function* () {
          yield* one.bytes
          if (one.isBroken) throw new Error('broken off')
        })(),
        one.alive,
      )
    },
    async abort(app, upload) {
      if (writing.get(upload)?.app === app) writing.delete(upload)
    },
    put(app, url, bytes) {
      const one = writing.get(url.slice('/~cap/'.length))
      if (one === undefined || one.app !== app || one.alive.aborted) throw new Error('404')
      one.bytes.push(Buffer.from(bytes))
    },
    async get(app, url, range) {
      const content = await found(app, url).open()
      const { start = 0, end = content.size } = range ?? {}
      const { signal } = new AbortController()
      try {
        return String(Buffer.concat(await Array.fromAsync(content.read({ start, end, signal }))))
      } finally {
        content.close?.()
      }
    },
    open: async (app, url) => found(app, url).open(),
    async *stream(app, url) {
      const { alive, open } = found(app, url)
      const content = await open()
      try {
        for await (const bytes of content.read({ start: 0, end: content.size, signal: alive })) {
          if (alive.aborted) throw alive.reason
          yield bytes
        }
      } finally {
        content.close?.()
      }
    },
    saving,
    downloads: {
      mint(download) {
        const path = `/~save/${++n}`
        saving.set(path, download)
        return path
      },
    },
    async saved(path) {
      const download = saving.get(path)
      if (download === undefined || download.alive.aborted) throw new Error('404')
      const content = await download.open()
      const { size: end, name } = content
      const bytes = content.read({ start: 0, end, signal: download.alive })
      try {
        return { name, content: Buffer.concat(await Array.fromAsync(bytes)).toString('latin1') }
      } finally {
        content.close?.()
        download.end()
      }
    },
    isAlive: (url) => reading.get(url)?.alive.aborted === false,
  }
}
