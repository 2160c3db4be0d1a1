import type { HandleRef, PickRequest, View } from '../calls.ts'
import { openSpace } from '../client/space.ts'
import { SpaceError } from '../errors.ts'
import type { ManifestRequest } from '../manifest.ts'
import type { AppRelay } from '../relay.ts'
import type { RunningApp, GivenGrant, Launch, Space, ThemeState } from '../space.ts'
import type { Change, Mode } from '../values.ts'
import { openAddress, type TestAddress } from './address.ts'
import { bringCalls } from './bring.ts'
import { openFeed } from './feed.ts'
import { openHands } from './hands.ts'
import { contentOf, fileCalls } from './files.ts'
import { type Grant, openGuard } from './guard.ts'
import type { Answer, Person } from './person.ts'
import { openRelay } from './relay.ts'
import { isWithin, namesBetween, type Node, openTree, type TreeChange } from './tree.ts'
import { openUrls } from './urls.ts'
import { revisionOf, rowsOf } from './views.ts'

export interface TestHostOptions {
  readonly app?: Partial<RunningApp>
  /** By path: text or bytes of files; a path that ends in `/` is an empty folder. */
  readonly files?: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>
  /** What is granted from the start. */
  readonly grants?: readonly { readonly path: string; readonly mode: Mode }[]
  /** What the manifest declares; anything may be asked for when this is not given. */
  readonly requests?: readonly ManifestRequest[]
  /** Hosts that answer; others are `offline`. */
  readonly net?: Readonly<Record<string, (request: Request) => Response | Promise<Response>>>
}

/** A Space in memory for tests of apps: no daemon, no shell, no network, no disk. */
export interface TestHost {
  /** What `connect()` gives to an app. */
  connect(): Promise<Space>
  readonly relay: AppRelay
  /** Instead of the page's `fetch`, for what `url()` gives. */
  fetch(url: string, init?: RequestInit): Promise<Response>
  readonly person: Person
  /** Cut the app off: every call and stream fails with `offline` until it is `false` again. */
  offline(isOffline: boolean): void
  /** Bytes that the private folder may hold. */
  quota(bytes: number): void
  /** Everything that the app asked the shell to show: `ui.*` and `commands.set` with its parameters. */
  readonly shown: readonly { readonly method: string; readonly params: readonly unknown[] }[]
  /** The person chooses a command. */
  command(id: string): void
  theme(state: Partial<ThemeState>): void
  /** The person opens a file with the app. */
  launch(path: string, action: Launch<unknown>['action']): void
  readonly address: Pick<TestAddress, 'get' | 'back' | 'go'>
}

const GIB = 2 ** 30

export function createTestHost({
  app,
  files = {},
  grants = [],
  requests,
  net = {},
}: TestHostOptions = {}): TestHost {
  const info: RunningApp = {
    label: 'testtesttesttesttest',
    name: 'Test',
    version: '1.0.0',
    isolation: 'full',
    features: ['watch', 'zip'],
    ...app,
  }
  let clock = 1_800_000_000_000
  const now = (): number => (clock += 1000)
  const changes = openFeed<TreeChange>()
  const tree = openTree(now, changes.push)
  const guard = openGuard(tree)
  const granted = openFeed<readonly GivenGrant[]>()
  const commands = openFeed<string>()
  const themes = openFeed<ThemeState>()
  const address = openAddress()
  const shown: { method: string; params: readonly unknown[] }[] = []
  const answers: Answer[] = []
  const used = new Map<Node, { grant: Grant; usedAt: number }>()
  let back: PromiseWithResolvers<void> | undefined
  let quotaBytes = GIB
  let theme: ThemeState = {
    scheme: 'light',
    reducedMotion: false,
    highContrast: false,
    density: 'comfortable',
  }
  let isReal = false
  let made = 0

  const check = (): void => {
    if (back !== undefined) throw new SpaceError('offline', 'Space cannot be reached')
  }
  const alive = (): GivenGrant[] =>
    [...guard.grants.values()].filter(({ end }) => end === undefined).map(({ info }) => info)
  const addGrant = (
    kind: GivenGrant['kind'],
    name: string,
    {
      root,
      mode,
      label,
      isPrivate = false,
    }: { root?: Node; mode: Mode; label: string; isPrivate?: boolean },
  ): Grant => {
    made += 1
    const grant: Grant = {
      info: {
        id: `grant-${made}`,
        kind,
        name,
        mode,
        label,
        until: null,
        trial: false,
        isPrivate,
        madeAt: now(),
      },
      root,
      added: new Set(),
      end: undefined,
    }
    guard.grants.set(grant.info.id, grant)
    granted.push(alive())
    return grant
  }
  const grantEntry = (root: Node, mode: Mode, label: string): Grant =>
    addGrant(root.kind === 'file' ? 'file' : 'directory', root.name, { root, mode, label })
  const handle = (node: Node, grant: Grant): HandleRef => {
    const { entry, kind, name } = guard.stat(node, grant)
    return { grant: grant.info.id, entry, kind, name }
  }

  const demandAsked = (type: ManifestRequest['type'], mode?: Mode, host?: string): void => {
    const isWide = (request: ManifestRequest): boolean =>
      request.type === type &&
      (!('host' in request) || request.host === host) &&
      (!('mode' in request) || request.mode === 'change' || request.mode === mode)
    if (requests === undefined || requests.some(isWide)) return
    throw new SpaceError('not-asked', `The manifest does not ask for ${type}`)
  }
  const nextAnswer = (): Exclude<Answer, 'refuse'> => {
    const answer = answers.shift() ?? 'refuse'
    if (answer === 'refuse') throw new SpaceError('grant-denied', 'Not now')
    return answer
  }
  const pick = ({ open, mode, label, suggestedName }: PickRequest): HandleRef[] => {
    demandAsked(open === 'files' ? 'file' : open, mode)
    const answer = nextAnswer()
    if (open === 'save') {
      const folder = tree.at(answer.paths?.[0] ?? '')
      const name = answer.name ?? suggestedName ?? 'untitled'
      const file = tree.child(folder, name) ?? tree.make(folder, name, 'file')
      return [handle(file, grantEntry(file, 'change', label))]
    }
    return (answer.paths ?? []).map((path) => {
      const node = tree.at(path)
      return handle(node, grantEntry(node, answer.mode ?? mode, label))
    })
  }

  const urls = openUrls(
    (file, version) => {
      const { node, grant } = guard.check(file, 'reach')
      // Last in a map is newest.
      used.delete(node)
      used.set(node, { grant, usedAt: now() })
      const stat = guard.stat(node, grant)
      return {
        bytes: contentOf(node, version),
        type: stat.type,
        version: version ?? stat.version ?? '',
      }
    },
    (target) => {
      guard.check('parent' in target ? target.parent : target, 'look')
    },
  )

  const home = ensureFolder(`Apps/${info.name}`)
  let privateGrant: Grant | undefined
  const usedBytes = (): number => {
    const sizeOf = (node: Node): number =>
      (node.contents.at(-1)?.bytes.length ?? 0) +
      tree.children(node).reduce((sum, inner) => sum + sizeOf(inner), 0)
    return sizeOf(home)
  }
  const checkRoom = (folder: Node, bytes: number): void => {
    if (isWithin(folder, home) && usedBytes() + bytes > quotaBytes) {
      throw new SpaceError('quota', 'The private folder of this app is full')
    }
  }
  const privately = fileCalls(tree, guard, urls, checkRoom)
  const bringing = bringCalls(tree, guard, urls, checkRoom)
  const hands = openHands(
    tree,
    guard,
    (method, params) => shown.push({ method, params }),
    (unanswered) => (answers.shift() ?? (unanswered === 'no' ? 'refuse' : {})) === 'refuse',
  )
  const show = (method: string) => (param: unknown) => {
    shown.push({ method, params: [param] })
    return null
  }

  function ensureFolder(path: string): Node {
    let folder = tree.root
    for (const name of path.split('/').filter((part) => part !== '')) {
      folder = tree.child(folder, name) ?? tree.make(folder, name, 'folder')
    }
    return folder
  }
  const write = (path: string, content: string | Uint8Array<ArrayBuffer>): void => {
    const cut = path.lastIndexOf('/')
    const folder = ensureFolder(path.slice(0, Math.max(cut, 0)))
    const name = path.slice(cut + 1)
    if (name === '') return
    const file = tree.child(folder, name) ?? tree.make(folder, name, 'file')
    tree.write(file, typeof content === 'string' ? new TextEncoder().encode(content) : content)
  }
  const end = (id: string, code: 'grant-revoked' | 'grant-expired'): void => {
    const grant = guard.grants.get(id)
    if (grant === undefined) throw new SpaceError('not-found', 'There is no such grant')
    grant.end = code
    granted.push(alive())
    // Whoever watches must look at its grant now.
    changes.push({ kind: 'changed', node: tree.root })
  }

  const relay = openRelay(
    {
      ...privately,
      'app.info': () => info,
      'pick.open': pick,
      'data.directory': () => {
        privateGrant ??= addGrant('directory', home.name, {
          root: home,
          mode: 'change',
          label: 'Its own folder',
          isPrivate: true,
        })
        return handle(home, privateGrant)
      },
      'data.usage': () => ({ usedBytes: usedBytes(), quotaBytes }),
      'identity.did': () => ({ did: isReal ? 'did:key:zReal' : 'did:key:zTest', real: isReal }),
      'identity.ask': () => {
        demandAsked('identity')
        nextAnswer()
        isReal = true
        return { did: 'did:key:zReal' }
      },
      'net.ask': ({ host, reason }) => {
        demandAsked('host', undefined, host)
        nextAnswer()
        return addGrant('host', host, { mode: 'read', label: reason }).info
      },
      'net.fetch': async ({ url, method, headers, body }) => {
        const { hostname } = new URL(url)
        if (!alive().some(({ kind, name }) => kind === 'host' && name === hostname)) {
          throw new SpaceError('grant-denied', `${hostname} was not granted`)
        }
        const serve = Object.hasOwn(net, hostname) ? net[hostname] : undefined
        if (serve === undefined) throw new SpaceError('offline', `${hostname} cannot be reached`)
        const asked = { method, headers, ...(body === undefined ? {} : { body }) }
        const reply = await serve(new Request(url, asked))
        const content = new Uint8Array(await reply.arrayBuffer())
        return {
          status: reply.status,
          headers: Object.fromEntries(reply.headers),
          url: urls.forBytes(content),
        }
      },
      'grants.list': alive,
      'grants.open': (id) => {
        const grant = guard.grants.get(id)
        if (grant?.root === undefined) {
          throw new SpaceError('bad-input', 'This is no grant of a file or folder')
        }
        guard.check({ grant: id, entry: grant.root.id }, 'look')
        return handle(grant.root, grant)
      },
      'grants.release': (id) => {
        end(id, 'grant-revoked')
        return null
      },
      'recent.list': ({ limit = 50 }) =>
        [...used]
          .filter(([node, { grant }]) => grant.end === undefined && guard.sees(node, grant))
          .map(([node, { grant, usedAt }]) => ({ file: handle(node, grant), usedAt }))
          .toReversed()
          .slice(0, limit),
      ...bringing.calls,
      ...hands.calls,
      'ui.openLink': show('ui.openLink'),
      'ui.title': show('ui.title'),
      'ui.toast': (toast) => {
        shown.push({ method: 'ui.toast', params: [toast] })
        return toast.undo && answers.shift() !== undefined ? 'undo' : 'gone'
      },
      'theme.get': () => theme,
      'address.get': address.get,
      'address.set': address.set,
      'commands.set': show('commands.set'),
    },
    {
      'files.watch': (signal, entry) => watchFiles(signal, entry),
      'files.watchRows': (signal, view) => watchRows(signal, view),
      'grants.watch': (signal) => granted.listen(signal, alive()),
      ...bringing.streams,
      'launches.watch': (signal) => hands.launches(signal),
      'theme.watch': (signal) => themes.listen(signal, theme),
      'address.watch': (signal) => address.watch(signal),
      'commands.watch': (signal) => commands.listen(signal),
    },
    check,
  )

  async function* watchFiles(
    signal: AbortSignal,
    entry: HandleRef,
  ): AsyncGenerator<Change<HandleRef>> {
    const { node: folder, grant } = guard.check(entry, 'look')
    const told = changes.listen(signal)
    yield { kind: 'resync' }
    for await (const { kind, node } of told) {
      guard.check(entry, 'look')
      const isSeen = kind === 'removed' ? isWithin(node, folder) : guard.sees(node, grant)
      if (!isSeen || !isWithin(node, folder)) continue
      yield { kind, handle: handle(node, grant), path: namesBetween(folder, node) }
    }
  }

  async function* watchRows(signal: AbortSignal, view: View): AsyncGenerator<{ revision: string }> {
    const told = changes.listen(signal, { kind: 'changed', node: tree.root })
    let before = ''
    for await (const _ of told) {
      const revision = revisionOf(rowsOf(tree, guard, view))
      if (revision !== before) yield { revision }
      before = revision
    }
  }

  for (const [path, content] of Object.entries(files)) write(path, content)
  for (const { path, mode } of grants) grantEntry(tree.at(path), mode, 'Granted before')

  return {
    relay,
    shown,
    connect: () =>
      openSpace(relay, {
        request: async (url, init) => {
          if (back !== undefined) throw new TypeError('Failed to fetch')
          return urls.answer(url, init)
        },
        // Nobody waits for a clock: only for the connection.
        wait: async () => back?.promise,
      }),
    fetch: (url, init = {}) => urls.answer(url, init),
    offline(isOffline) {
      back?.resolve()
      back = isOffline ? Promise.withResolvers<void>() : undefined
      if (!isOffline) return
      const lost = new SpaceError('offline', 'Space cannot be reached')
      for (const feed of [changes, granted, commands, themes, address, hands]) feed.fail(lost)
    },
    quota(bytes) {
      quotaBytes = bytes
    },
    command: commands.push,
    launch(path, action) {
      const node = tree.at(path)
      const mode = action === 'edit' ? 'change' : 'read'
      const grant = grantEntry(node, mode, 'Opened with this app')
      hands.launch({ file: handle(node, grant), action })
    },
    address,
    theme(state) {
      theme = { ...theme, ...state }
      themes.push(theme)
    },
    person: {
      write: async (path, content) => write(path, content),
      makeFolder: async (path) => void ensureFolder(path),
      read: async (path) => new TextDecoder().decode(contentOf(tree.at(path), undefined)),
      async move(from, to) {
        const cut = to.lastIndexOf('/')
        tree.move(tree.at(from), ensureFolder(to.slice(0, Math.max(cut, 0))), to.slice(cut + 1))
      },
      remove: async (path) => tree.remove(tree.at(path)),
      answer: async (answer) => void answers.push(answer),
      grants: async () => alive(),
      revoke: async (id) => end(id, 'grant-revoked'),
      expire: async (id) => end(id, 'grant-expired'),
    },
  }
}
