import type { EntryStat, HandleRef } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import type { SpaceDirectory, SpaceFile, SpaceHandle, ViewOptions } from '../handles.ts'
import type { Change, Mark, Mode, SearchQuery } from '../values.ts'
import { ask } from './bytes.ts'
import { lasting } from './lasting.ts'
import { refOf, remember, statOf } from './refs.ts'
import type { Tools } from './tools.ts'
import { openView } from './view.ts'
import { openWritable } from './writable.ts'

/** Entries of a folder that are fetched at once. */
const PAGE_ENTRIES = 500

export function openHandle(tools: Tools, ref: HandleRef): SpaceHandle {
  return ref.kind === 'file' ? openFile(tools, ref) : openDirectory(tools, ref)
}

export function openFile(tools: Tools, ref: HandleRef): SpaceFile {
  const { line } = tools
  const during = <T>(work: Promise<T>): Promise<T> => tools.lives.during(ref.grant, work)
  const read = async (version: string | undefined, signal: AbortSignal | undefined) => {
    const wanted = version === undefined ? {} : { version }
    const { url } = await during(line.call('files.url', [ref, wanted], signal))
    return ask(tools, url, { signal: signal ?? null })
  }
  return finished(tools, ref, {
    kind: 'file' as const,
    ...common<SpaceFile>(tools, ref),
    async getFile({ version, signal }: { version?: string; signal?: AbortSignal } = {}) {
      const stat = await during(line.call('files.stat', [ref], signal))
      const reply = await read(version ?? stat.version ?? undefined, signal)
      return new File([await reply.blob()], stat.name, {
        type: stat.type,
        lastModified: Math.floor(stat.mtime),
      })
    },
    async stream({ version, signal }: { version?: string; signal?: AbortSignal } = {}) {
      const reply = await read(version, signal)
      return reply.body ?? new Blob().stream()
    },
    url: async ({ version }: { version?: string } = {}) =>
      (await during(line.call('files.url', [ref, version === undefined ? {} : { version }]))).url,
    thumbnail: async (px: number, options: { version?: string } = {}) =>
      (await during(line.call('files.thumbnail', [ref, { px, ...options }]))).url,
    createWritable: (options = {}) => during(openWritable(tools, ref, options)),
    versions: () => during(line.call('files.versions', [ref])),
    restore: async (version: string) => {
      await during(line.call('files.restore', [ref, version]))
    },
    async copyVersion(version: string, folder: SpaceDirectory, name?: string) {
      if (name !== undefined) checkName(name)
      const into = refOf(folder)
      const copied = line.call('files.copyVersion', [ref, version, into, name ?? null])
      return openFile(tools, await during(copied))
    },
  } satisfies Omit<SpaceFile, keyof EventTarget | 'isRevoked'>)
}

export function openDirectory(tools: Tools, ref: HandleRef): SpaceDirectory {
  const { line } = tools
  const during = <T>(work: Promise<T>): Promise<T> => tools.lives.during(ref.grant, work)
  const child = async (name: string, create?: 'file' | 'folder'): Promise<EntryStat> => {
    checkName(name)
    return during(line.call('files.child', [ref, name, create === undefined ? {} : { create }]))
  }
  async function* stats(): AsyncGenerator<EntryStat> {
    let after: string | undefined
    for (;;) {
      const page = await during(
        line.call('files.list', [
          ref,
          { limit: PAGE_ENTRIES, ...(after === undefined ? {} : { after }) },
        ]),
      )
      yield* page.entries
      if (page.next === null) return
      after = page.next
    }
  }
  async function* keys(): AsyncGenerator<string> {
    for await (const { name } of stats()) yield name
  }
  async function* values(): AsyncGenerator<SpaceHandle> {
    for await (const entry of stats()) yield openHandle(tools, entry)
  }
  async function* entries(): AsyncGenerator<[string, SpaceHandle]> {
    for await (const entry of stats()) yield [entry.name, openHandle(tools, entry)]
  }
  const self: SpaceDirectory = finished(tools, ref, {
    kind: 'directory' as const,
    ...common<SpaceDirectory>(tools, ref),
    keys,
    values,
    entries,
    [Symbol.asyncIterator]: entries,
    async getFileHandle(name: string, { create = false }: { create?: boolean } = {}) {
      const found = await child(name, create ? 'file' : undefined)
      if (found.kind === 'file') return openFile(tools, found)
      throw new SpaceError('is-folder', `${name} is a folder`)
    },
    async getDirectoryHandle(name: string, { create = false }: { create?: boolean } = {}) {
      const found = await child(name, create ? 'folder' : undefined)
      if (found.kind === 'folder') return openDirectory(tools, found)
      throw new SpaceError('not-folder', `${name} is no folder`)
    },
    async removeEntry(name: string, { recursive = false }: { recursive?: boolean } = {}) {
      const found = await child(name)
      if (found.kind === 'folder' && !recursive) {
        const { entries: first } = await during(line.call('files.list', [found, { limit: 1 }]))
        if (first.length > 0) {
          throw new SpaceError('exists', `${name} is not empty`, {
            try: 'Give recursive: true to remove it with all below it',
          })
        }
      }
      await during(line.call('files.remove', [found]))
    },
    resolve: async (handle: SpaceHandle) =>
      during(line.call('files.resolve', [ref, refOf(handle)])),
    async search(query: SearchQuery | string) {
      const asked = typeof query === 'string' ? { text: query } : query
      const found = await during(line.call('files.search', [ref, asked]))
      return found.map((entry) => openHandle(tools, entry))
    },
    usage: () => during(line.call('files.usage', [ref])),
    view: (options: ViewOptions = {}) => openView(tools, self, options, openHandle),
    storage: () => during(line.call('files.storage', [ref])),
    days: (options: { before?: number; limit?: number } = {}) =>
      during(line.call('files.days', [ref, options])),
    trash: () => during(line.call('files.trash', [ref])),
    restoreTrashed: async (id: string) =>
      openHandle(tools, await during(line.call('files.restoreTrashed', [ref, id]))),
    zip: async () => (await during(line.call('files.zip', [ref]))).url,
  } satisfies Omit<SpaceDirectory, keyof EventTarget | 'isRevoked'>)
  return self
}

/** What files and folders do alike. */
function common<Self extends SpaceHandle>(tools: Tools, ref: HandleRef) {
  const { line, lives } = tools
  const during = <T>(work: Promise<T>): Promise<T> => lives.during(ref.grant, work)
  const permission = async ({ mode = 'read' }: { mode?: Mode | 'readwrite' } = {}) => {
    const granted = (await line.call('grants.list', [])).find(({ id }) => id === ref.grant)?.mode
    const wanted = mode === 'readwrite' ? 'change' : mode
    return granted === wanted || granted === 'change' ? 'granted' : 'denied'
  }
  return {
    name: ref.name,
    grant: ref.grant,
    stat: async () => statOf(await during(line.call('files.stat', [ref]))),
    isSameEntry: async (other: SpaceHandle) => refOf(other).entry === ref.entry,
    queryPermission: permission,
    requestPermission: permission,
    async move(to: string | SpaceDirectory, name?: string) {
      if (typeof to === 'string') checkName(to)
      if (name !== undefined) checkName(name)
      const [folder, newName] = typeof to === 'string' ? [null, to] : [refOf(to), name ?? null]
      await during(line.call('files.move', [ref, folder, newName]))
    },
    async copy(folder: SpaceDirectory, name?: string) {
      if (name !== undefined) checkName(name)
      const made = await during(line.call('files.copy', [ref, refOf(folder), name ?? null]))
      return openHandle(tools, made) as Self
    },
    async remove() {
      await during(line.call('files.remove', [ref]))
    },
    restoreAt: (at: number) => during(line.call('files.restoreAt', [ref, at])),
    async mark(mark: Partial<Mark>) {
      await during(line.call('files.mark', [ref, mark]))
    },
    async *watch({ signal }: { signal?: AbortSignal } = {}) {
      const changes = lasting(tools.wait, () => line.stream('files.watch', [ref], signal), signal)
      try {
        for await (const change of changes) {
          yield change.kind === 'resync'
            ? change
            : { ...change, handle: openHandle(tools, change.handle) }
        }
      } catch (error) {
        // The same memory as for calls: handles of a dead grant know it.
        await during(Promise.reject(error))
      }
    },
  }
}

type Listening = Omit<EventTarget, 'addEventListener'> &
  Pick<SpaceFile, 'addEventListener' | 'isRevoked'>

/** Make an EventTarget of what a handle can do, and tell it of the end of its grant. */
function finished<Powers extends { watch(): AsyncIterable<Change<SpaceHandle>> }>(
  { lives }: Tools,
  ref: HandleRef,
  powers: Powers,
): Powers & Listening {
  const target = new EventTarget()
  const over = lives.of(ref.grant)
  const listen = target.addEventListener.bind(target)
  let isWatching = false
  let isMourning = false

  const watch = async (): Promise<void> => {
    let isFirst = true
    for await (const detail of powers.watch()) {
      // It only says that watching began, which whoever listens takes for granted.
      if (!isFirst) target.dispatchEvent(new CustomEvent('change', { detail }))
      isFirst = false
    }
  }
  const begin = (type: string): void => {
    if (type === 'change' && !isWatching) {
      isWatching = true
      // It ends with the grant, which `revoked` tells of.
      watch().catch(() => undefined)
    }
    if (type === 'revoked' && !isMourning) {
      isMourning = true
      over.addEventListener('abort', () => target.dispatchEvent(new Event('revoked')), {
        once: true,
      })
    }
  }

  const handle = Object.assign(target, powers, {
    addEventListener(
      type: string,
      listener: EventListenerOrEventListenerObject | null,
      options?: AddEventListenerOptions | boolean,
    ) {
      listen(type, listener, options)
      begin(type)
    },
  })
  Object.defineProperty(handle, 'isRevoked', { get: () => over.aborted })
  remember(handle, ref)
  return handle as Powers & Listening
}

/** Names are checked by the daemon too; here the answer is quicker. */
function checkName(name: string): void {
  const isName = name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name)
  if (!isName) throw new SpaceError('bad-input', `${JSON.stringify(name)} is no name of a file`)
}
