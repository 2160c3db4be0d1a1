import { SpaceError } from '@space/sdk'
import type {
  ActivityLine,
  ConsentAnswer,
  ConsentRequest,
  EntryRow,
  Grant,
  Health,
  HomeState,
  Host,
  InstalledApp,
  OutsideRow,
  Privacy,
  Settings,
  TransferRow,
  Trial,
} from '@space/sdk/host'
import { fileKind } from '@space/sdk/media'
import { fakeHands } from './fake-hands.ts'
import { fakeHome } from './fake-home.ts'
import { openFeed } from './feed.ts'
import * as world from './world.ts'

/** A daemon that is not there: a {@link Host} over a small world in memory, for tests and screenshots. */
export interface FakeHost {
  readonly host: Host
  /** Let an app ask; resolves to what the person answered. */
  ask(request: DistributedOmit<ConsentRequest, 'id' | 'askedAt'>): Promise<ConsentAnswer>
  readonly grants: { now(): readonly Grant[] }
  /** What apps had opened, saved and erased, one line each. */
  readonly handed: readonly string[]
  /** Something became of what is open outside. */
  putOutside(rows: readonly OutsideRow[]): void
  /** Calls fail like this from now on, until it is called without. */
  failWith(error?: SpaceError): void
}

type DistributedOmit<Union, Key extends PropertyKey> = Union extends unknown
  ? Omit<Union, Key>
  : never

export interface FakeWorld {
  readonly apps?: readonly InstalledApp[]
  readonly grants?: readonly Grant[]
  readonly activity?: readonly ActivityLine[]
  readonly trials?: readonly Trial[]
  readonly transfers?: readonly TransferRow[]
  readonly outside?: readonly OutsideRow[]
  readonly isolation?: 'full' | 'partial'
  readonly settings?: Partial<Settings>
  readonly home?: Partial<HomeState>
  readonly health?: Partial<Health>
  readonly privacy?: Privacy
  /** Where apps are served, for their frames. */
  readonly originOf?: (label: string) => string
}

export function createFakeHost(given: FakeWorld = {}): FakeHost {
  const apps = openFeed<readonly InstalledApp[]>(
    given.apps ?? [world.LEDGER, world.ATLAS, world.READER],
  )
  const grants = openFeed<readonly Grant[]>(given.grants ?? world.GRANTS)
  const transfers = openFeed<readonly TransferRow[]>(given.transfers ?? [])
  const putTransfer = (id: string, change: Partial<TransferRow>): void =>
    transfers.put(transfers.now().map((one) => (one.id === id ? { ...one, ...change } : one)))
  const requests = openFeed<ConsentRequest | null>(null)
  const revoked = new Map<string, Grant>()
  const entries = [...world.ENTRIES]
  let settings: Settings = {
    theme: 'system',
    density: 'comfortable',
    pinned: [],
    ...given.settings,
  }
  let trials = given.trials ?? world.TRIALS
  const activity = given.activity ?? world.ACTIVITY
  let blocked = [{ app: world.ref(world.READER), at: world.NOW }]
  let answered = Promise.withResolvers<ConsentAnswer>()
  let failure: SpaceError | undefined
  let nextId = 1

  const ok = async <Value>(make: () => Value): Promise<Value> => {
    if (failure !== undefined) throw failure
    return make()
  }
  const found = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new SpaceError('not-found', 'It is not there')
    return value
  }
  const rowOf = (id: string | null): EntryRow =>
    id === null || id === world.ROOT.id ? world.ROOT : found(entries.find((row) => row.id === id))
  const childrenOf = (id: string | null): readonly EntryRow[] => {
    const parent = id === null ? '' : `${found(entries.find((row) => row.id === id)).path}/`
    return entries
      .filter(({ path }) => path.startsWith(parent) && !path.slice(parent.length).includes('/'))
      .toSorted(
        (a, b) =>
          Number(a.kind === 'file') - Number(b.kind === 'file') || a.name.localeCompare(b.name),
      )
  }
  const below = (row: EntryRow): readonly EntryRow[] =>
    row.kind === 'file'
      ? [row]
      : entries.filter(
          ({ path, kind }) =>
            kind === 'file' && (row === world.ROOT || path.startsWith(`${row.path}/`)),
        )

  const hands = fakeHands(() => apps.now(), rowOf, given.outside)
  const host: Host = {
    daemon: {
      hello: () =>
        ok(() => ({
          version: '0.1.0',
          drive: 'bafyreib2rxk3rybk3aobmv5cjuql3bm2twh4jo5uwgf5kpqcsgt3tlkjem',
          did: 'did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH',
          isolation: given.isolation ?? 'full',
          command: 'npx space',
        })),
    },
    apps: {
      list: () => ok(() => apps.now()),
      inspect: (folder) =>
        ok(() => {
          if (!folder.startsWith('/'))
            throw new SpaceError('not-found', `There is no folder ${folder}`)
          return { ...world.PAPERSCAN, source: folder }
        }),
      install: () =>
        ok(() => {
          const { replaces: _replaces, warnings: _warnings, ...app } = world.PAPERSCAN
          const installed = { ...app, installedAt: world.NOW, openedAt: null }
          apps.put([...apps.now(), installed])
          return installed
        }),
      uninstall: (label) =>
        ok(() => {
          apps.put(apps.now().filter((app) => app.label !== label))
          grants.put(grants.now().filter(({ app }) => app.label !== label))
        }),
      open: (label) =>
        ok(() => {
          const app = found(apps.now().find((one) => one.label === label))
          const origin = given.originOf?.(label) ?? app.origin
          return { label, origin, url: `${origin}${app.entry}` }
        }),
      close: () => ok(() => undefined),
      watch: (signal) => apps.follow(signal),
    },
    grants: {
      list: () => ok(() => grants.now()),
      narrow: (id, { mode, lasting }) =>
        ok(() => {
          const grant = found(grants.now().find((one) => one.id === id))
          const until = {
            session: 'session',
            day: world.NOW + 86_400_000,
            'until-off': null,
          } as const
          const narrowed: Grant = {
            ...grant,
            mode: mode ?? grant.mode,
            until: lasting === undefined ? grant.until : until[lasting],
          }
          grants.put(grants.now().map((one) => (one.id === id ? narrowed : one)))
          return narrowed
        }),
      revoke: (id) =>
        ok(() => {
          revoked.set(id, found(grants.now().find((one) => one.id === id)))
          grants.put(grants.now().filter((one) => one.id !== id))
        }),
      reinstate: (id) =>
        ok(() => {
          const grant = found(revoked.get(id))
          grants.put([...grants.now(), grant])
          return grant
        }),
      watch: (signal) => grants.follow(signal),
      give: ({ app, entry, mode, lasting }) =>
        ok(() => {
          const by = found(apps.now().find(({ label }) => label === app))
          if (!by.isBuiltIn) throw new SpaceError('denied', `${by.name} has to ask`)
          const given: Grant = {
            id: `given-${grants.now().length}`,
            app: world.ref(by),
            resource: { kind: 'entry', entry: rowOf(entry) },
            mode,
            until: lasting === 'session' ? 'session' : null,
            trial: null,
            label: '',
            madeAt: world.NOW,
            usedAt: null,
            isPrivate: false,
          }
          grants.put([...grants.now(), given])
          return given
        }),
      preview: (id) =>
        ok(() => {
          const row = rowOf(id)
          const files = below(row)
          const kinds = Map.groupBy(files, ({ name }) => fileKind(name))
          return {
            entry: row,
            files: files.length,
            folders: 0,
            bytes: files.reduce((sum, { size }) => sum + size, 0),
            kinds: [...kinds]
              .map(([kind, of]) => ({ kind, files: of.length }))
              .toSorted((a, b) => b.files - a.files),
            sample: [...files.slice(0, 2), ...files.slice(-3)],
            sharedWith: [],
          }
        }),
    },
    consent: {
      requests: (signal) => requests.follow(signal),
      answer: (id, answer) =>
        ok(() => {
          if (requests.now()?.id !== id) throw new SpaceError('not-found', 'Nobody waits for it')
          requests.put(null)
          answered.resolve(answer)
        }),
      blocked: () => ok(() => (given.apps === undefined ? blocked : [])),
      unblock: (label) =>
        ok(() => {
          blocked = blocked.filter(({ app }) => app.label !== label)
        }),
    },
    activity: {
      list: ({ app, entry }) =>
        ok(() =>
          activity.filter(
            (line) =>
              (app === undefined || line.app.label === app) &&
              (entry === undefined || line.entry?.id === entry),
          ),
        ),
      watch: (_filter, signal) => openFeed<ActivityLine>().follow(signal),
      contacts: (app) =>
        ok(() =>
          activity.length === 0
            ? []
            : world.CONTACTS.filter((row) => app === null || row.app.label === app),
        ),
      undoPreview: ({ app }) => ok(() => (app === world.LEDGER.label ? world.UNDO : [])),
      undo: () => ok(() => ({ undone: 2, kept: 1 })),
    },
    trials: {
      list: () => ok(() => trials),
      review: (id) =>
        ok(() =>
          trials.find((trial) => trial.id === id)?.changes === 0 ? [] : world.TRIAL_CHANGES,
        ),
      apply: (_id, { changes }) =>
        ok(() => ({ applied: changes?.length ?? world.TRIAL_CHANGES.length })),
      discard: (id) =>
        ok(() => {
          trials = trials.filter((trial) => trial.id !== id)
        }),
    },
    files: {
      list: (folder) => ok(() => ({ entries: childrenOf(folder), next: null })),
      stat: (id) => ok(() => rowOf(id)),
      makeFolder: (parent, name) =>
        ok(() => {
          const over = parent === null ? undefined : found(entries.find((row) => row.id === parent))
          if (childrenOf(parent).some((child) => child.name === name)) {
            throw new SpaceError('exists', `${name} is already here`)
          }
          nextId += 1
          const made: EntryRow = {
            id: nextId.toString(16).padStart(32, 'f'),
            name,
            path: over === undefined ? name : `${over.path}/${name}`,
            kind: 'folder',
            size: 0,
            mtime: world.NOW,
          }
          entries.push(made)
          return made
        }),
      usage: () => ok(() => ({ files: 0, folders: 0, bytes: 0 })),
      search: ({ text, kind }) =>
        ok(() =>
          entries
            .filter((row) => kind === undefined || row.kind === kind)
            .filter((row) => row.name.toLowerCase().includes(text.toLowerCase()))
            .slice(0, 50),
        ),
    },
    transfers: {
      watch: (signal) => transfers.follow(signal),
      pause: (id) => ok(() => putTransfer(id, { state: 'paused' })),
      resume: (id) => ok(() => putTransfer(id, { state: 'running' })),
      cancel: (id) => ok(() => transfers.put(transfers.now().filter((one) => one.id !== id))),
      forget: (id) => ok(() => transfers.put(transfers.now().filter((one) => one.id !== id))),
    },
    ...fakeHome(given, ok),
    openings: hands.openings,
    saves: hands.saves,
    erasing: hands.erasing,
    outside: hands.outside,
    settings: {
      get: () => ok(() => settings),
      set: (change) =>
        ok(() => {
          settings = { ...settings, ...change }
          return settings
        }),
    },
  }
  return {
    host,
    grants,
    handed: hands.done,
    putOutside: hands.putOutside,
    failWith: (error) => {
      failure = error
    },
    ask(request) {
      nextId += 1
      answered = Promise.withResolvers()
      requests.put({ ...request, id: `r${nextId}`, askedAt: world.NOW })
      return answered.promise
    },
  }
}
