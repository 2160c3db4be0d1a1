/** The real host of apps without a shell: a drive, grants, the gateway's server and URLs. */
import { setTimeout } from 'node:timers/promises'
import type { Space } from '@space/sdk'
import type { EntryStat } from '@space/sdk/calls'
import type { ConsentAnswer, ConsentRequest, EntryRow, Grant } from '@space/sdk/host'
import type { AppRelay } from '@space/sdk/relay'
import type { Answer, Person, Stage } from '@space/sdk/testing'
import { type Endpoint, type Facets, toWireError } from '@space/sdk/wire'
import { appFacts, testSettings } from '../../core/src/api/api.samples.ts'
import { openFetching } from '../../core/src/api/fetching.ts'
import { openApi } from '../../core/src/api/open.ts'
import { type Opened, newPlace, save, text } from '../../core/src/drive/drive.samples.ts'
import {
  asked,
  connected,
  LABEL,
  openSample,
  type Sample,
} from '../../core/src/gateway/gateway.samples.ts'
import type { Clock } from '../../core/src/grants/ports.ts'
import { openSpace } from '../../sdk/src/client/space.ts'

/** One app, open and connected as through a shell, over a new drive. */
export async function openHostStage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack()
  const sample = stack.use(await openSample<EntryStat>())
  const drive = stack.use(await newPlace().open())
  const clock = runningClock()
  const facts = appFacts(LABEL, { name: 'Test' })
  const api = stack.use(
    openApi({
      entries: drive.byEntry,
      settings: testSettings(),
      clock,
      urls: sample.urls,
      downloads: sample.downloads,
      fetching: openFetching({ isAllowed: () => false }),
      cpuMs: () => 0,
      dids: { own: 'did:key:zPerson', ofApp: (label) => `did:key:z${label}` },
      isolation: () => 'full',
      appOf: (label) => (label === LABEL ? facts : undefined),
    }),
  )
  const session = api.openApp(LABEL)
  if (session === undefined) throw new Error('the app is not there')
  sample.opened.set(LABEL, session)
  const endpoint = stack.use(await connected(sample, LABEL))
  const person = personOf(
    stack,
    api.ownerFacets({} as never, new AbortController().signal),
    drive,
    (ms) => clock.pass(ms),
  )
  const request = (url: string, init: RequestInit = {}): Promise<Response> =>
    fetchOf(sample, url, init)
  const over = new AbortController()
  stack.defer(() => over.abort())
  const space: Space = await openSpace(relayOf(endpoint), {
    request,
    // Streams of the app go on for ever; here they end with the stage.
    wait: (ms, signal) =>
      setTimeout(ms, undefined, {
        signal: AbortSignal.any([over.signal, ...(signal === undefined ? [] : [signal])]),
        ref: false,
      }),
  })
  const open = stack.move()
  return { space, person, fetch: request, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

/** The clock of the machine, which `pass` sets forward. */
function runningClock(): Clock & { pass(ms: number): void } {
  let ahead = 0
  const due = new Set<{ at: number; act: () => void }>()
  const now = (): number => Date.now() + ahead
  return {
    now,
    after(ms, act) {
      const one = { at: now() + ms, act }
      due.add(one)
      const timer = globalThis.setTimeout(() => due.delete(one) && act(), ms)
      timer.unref()
      return {
        [Symbol.dispose]() {
          clearTimeout(timer)
          due.delete(one)
        },
      }
    },
    pass(ms) {
      ahead += ms
      for (const one of due) if (one.at <= now() && due.delete(one)) one.act()
    },
  }
}

/** As the shell relays, without its rules: those are the shell's to test. */
function relayOf(endpoint: Endpoint): AppRelay {
  const stops = new Map<number, AbortController>()
  const streams = new Map<number, AsyncIterator<unknown>>()
  const signalFor = (id: number): AbortSignal => {
    const stop = new AbortController()
    stops.set(id, stop)
    return stop.signal
  }
  const answer = async (work: () => Promise<unknown>) => {
    try {
      return { ok: true as const, value: await work() }
    } catch (error) {
      return { ok: false as const, error: toWireError(error) }
    }
  }
  return {
    call: (id, method, params) =>
      answer(() => endpoint.call(method, params, { signal: signalFor(id) })),
    open: (id, method, params) =>
      answer(async () => {
        const items = endpoint.stream(method, params, { signal: signalFor(id) })
        streams.set(id, items[Symbol.asyncIterator]())
      }),
    next: (id) =>
      answer(async () => {
        const { done = false, value } = (await streams.get(id)?.next()) ?? { done: true }
        return { done, items: done ? [] : [value] }
      }),
    cancel: async (id) => stops.get(id)?.abort(),
  }
}

/** As the app's page asks its own origin. */
async function fetchOf(sample: Sample, url: string, init: RequestInit): Promise<Response> {
  init.signal?.throwIfAborted()
  const body =
    init.body === undefined || init.body === null
      ? undefined
      : new Uint8Array(await new Response(init.body).arrayBuffer())
  const {
    status,
    headers,
    body: said,
  } = await asked(sample.port, {
    host: sample.app,
    path: url,
    method: init.method ?? 'GET',
    headers: {
      ...Object.fromEntries(new Headers(init.headers)),
      ...(body === undefined ? {} : { 'Content-Length': String(body.length) }),
    },
    ...(body === undefined ? {} : { body }),
  })
  const isBare = status === 204 || status === 304
  return new Response(isBare ? null : new Uint8Array(said), {
    status,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
  })
}

function personOf(
  stack: AsyncDisposableStack,
  facets: Facets,
  { drive }: Opened,
  pass: (ms: number) => void,
): Person {
  const over = new AbortController()
  stack.defer(() => over.abort())
  const running = { signal: over.signal, onProgress: () => undefined }
  const owner = (method: string, ...params: unknown[]): unknown => {
    const [facet = '', name = ''] = method.split('.')
    return facets[facet]?.[name]?.(params, running)
  }
  const answers: Answer[] = []
  const idOf = async (path: string): Promise<string> => (await drive.stat(`/${path}`)).id
  const answerTo = async (request: ConsentRequest): Promise<ConsentAnswer> => {
    const answer = answers.shift() ?? 'refuse'
    if (answer === 'refuse') return { kind: 'refused' }
    if (request.kind !== 'pick') return { kind: 'allowed', lasting: 'until-off' }
    const name = answer.name ?? request.suggestedName
    return {
      kind: 'picked',
      entries: await Promise.all((answer.paths ?? []).map(idOf)),
      mode: answer.mode ?? request.mode,
      lasting: 'until-off',
      ...(request.open === 'save' && name !== null ? { name } : {}),
    }
  }
  const listen = async (): Promise<void> => {
    const requests = owner('consent.requests') as AsyncIterable<ConsentRequest | null>
    for await (const request of requests) {
      if (request !== null) await owner('consent.answer', request.id, await answerTo(request))
    }
  }
  listen().catch((error: unknown) => {
    if (!over.signal.aborted) throw error
  })
  const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0))
  const makeFolder = async (path: string): Promise<void> => {
    if (path !== '') await drive.makeFolder(`/${path}`, { parents: true })
  }

  return {
    makeFolder,
    async write(path, content) {
      await save(drive, `/${path}`, content)
    },
    read: (path) => text(drive, `/${path}`),
    async move(from, to) {
      await makeFolder(parentOf(to))
      await drive.move([`/${from}`], `/${to}`)
    },
    remove: (path) => drive.remove([`/${path}`]),
    answer: async (answer) => void answers.push(answer),
    async grants() {
      const grants = (await owner('grants.list')) as readonly Grant[]
      return grants.map(({ id, mode, label, until, madeAt, isPrivate, resource }) => ({
        id,
        kind: kindOf(resource.kind === 'entry' ? resource.entry : undefined),
        name: resource.kind === 'entry' ? resource.entry.name : '',
        mode,
        label,
        until,
        trial: false,
        isPrivate,
        madeAt,
      }))
    },
    async revoke(id) {
      await owner('grants.revoke', id)
    },
    async expire(id) {
      await owner('grants.narrow', id, { lasting: 'day' })
      pass(25 * 3_600_000)
    },
  }
}

function kindOf(entry: EntryRow | undefined): 'directory' | 'file' | 'host' {
  if (entry === undefined) return 'host'
  return entry.kind === 'folder' ? 'directory' : 'file'
}
