import { SpaceError } from '@space/sdk'
import type { Keeping, Running as DriveRunning, SearchQuery } from './drive/drive.ts'
import type { Endpoint, CallOptions, Facets, Running } from '@space/sdk/wire'
import type { OpenSpace, Platform, Space, Status, Surroundings } from './space.ts'

/**
 * What the daemon offers on its socket: the space of this user to programs of this user. Parameters
 * are one list per function; they are checked here and typed from here on.
 */
export function facetsOf(
  space: Space,
  power: {
    stop: () => void
    platform?: Platform | undefined
    /** Why there is no platform. */
    refusal?: SpaceError | undefined
  },
): Facets {
  const { drive } = space
  const { platform } = power
  const daemon = {
    pid: process.pid,
    ...(platform === undefined ? {} : { address: platform.address }),
  }
  return {
    daemon: Object.freeze({
      hello: () => ({ ...daemon, drive: drive.id }),
      async window(p: unknown) {
        if (platform === undefined)
          throw power.refusal ?? new SpaceError('not-found', 'This daemon has no window to show')
        const given = at(p, 0)
        return platform.window(given === null ? undefined : surroundings(fields(given)))
      },
      stop: power.stop,
    }),
    space: Object.freeze({
      status: async () => ({ ...(await space.status()), daemon }),
      identityShow: () => space.identityShow(),
      // NOTE: every program of this user reaches this socket; the passphrase is what only a person has.
      async revealPhrase(p: unknown) {
        const { passphrase } = fields(at(p, 0))
        return space.revealPhrase(
          passphrase === undefined ? {} : { passphrase: async () => text(passphrase) },
        )
      },
      recoveryTest: (p: unknown) => space.recoveryTest(text(at(p, 0))),
      doctor: () => space.doctor(),
    }),
    drive: Object.freeze({
      list: (p: unknown) => drive.list(text(at(p, 0))),
      stat: (p: unknown) => drive.stat(text(at(p, 0))),
      read(p: unknown, { signal }: Running) {
        const { start, end, version } = fields(at(p, 1))
        return drive.read(text(at(p, 0)), {
          ...given('start', start, number),
          ...given('end', end, number),
          ...given('version', version, text),
          signal,
        })
      },
      makeFolder: (p: unknown) =>
        drive.makeFolder(text(at(p, 0)), given('parents', fields(at(p, 1))['parents'], flag)),
      import: (p: unknown, running: Running) =>
        drive.import(texts(at(p, 0)), text(at(p, 1)), {
          ...given('recursive', fields(at(p, 2))['recursive'], flag),
          ...running,
        }),
      export(p: unknown, running: Running) {
        const { replace, version } = fields(at(p, 2))
        return drive.export(texts(at(p, 0)), text(at(p, 1)), {
          ...given('replace', replace, flag),
          ...given('version', version, text),
          ...running,
        })
      },
      move: (p: unknown) => drive.move(texts(at(p, 0)), text(at(p, 1))),
      copy: (p: unknown) => drive.copy(texts(at(p, 0)), text(at(p, 1))),
      remove: (p: unknown) =>
        drive.remove(texts(at(p, 0)), given('forever', fields(at(p, 1))['forever'], flag)),
      trash: () => drive.trash(),
      restoreTrashed: (p: unknown) =>
        drive.restoreTrashed(text(at(p, 0)), given('to', fields(at(p, 1))['to'], text)),
      emptyTrash: (p: unknown) =>
        drive.emptyTrash(given('olderThanDays', fields(at(p, 0))['olderThanDays'], number)),
      versions: (p: unknown) => drive.versions(text(at(p, 0))),
      restore(p: unknown) {
        const { version, at: time } = fields(at(p, 1))
        const to = version === undefined ? { at: number(time) } : { version: text(version) }
        return drive.restore(text(at(p, 0)), to)
      },
      search: (p: unknown, { signal }: Running) => drive.search(query(at(p, 0)), signal),
      usage: (p: unknown) => drive.usage(text(at(p, 0))),
      verify: (p: unknown, running: Running) =>
        drive.verify({ ...given('path', fields(at(p, 0))['path'], text), ...running }),
      keeping: () => drive.keeping(),
      setKeeping: (p: unknown) => drive.setKeeping(keeping(at(p, 0))),
      expire: () => drive.expire(),
      sweep: (p: unknown, running: Running) =>
        drive.sweep({
          ...given('forgetDamage', fields(at(p, 0))['forgetDamage'], flag),
          ...running,
        }),
    }),
  }
}

/** The space behind `endpoint`, as if it were open in this process. Our own daemon is believed. */
export function remoteSpace(endpoint: Endpoint, driveId: string): OpenSpace {
  const ask = async <T>(
    method: string,
    params: unknown[] = [],
    options: CallOptions = {},
  ): Promise<T> => (await endpoint.call(method, params, options)) as T
  const follow = (running: DriveRunning = {}): CallOptions => ({
    signal: running.signal,
    onProgress: running.onProgress as ((progress: unknown) => void) | undefined,
  })
  const drive: OpenSpace['drive'] = {
    id: driveId,
    list: (path) => ask('drive.list', [path]),
    stat: (path) => ask('drive.stat', [path]),
    read: (path, { signal, ...options } = {}) =>
      endpoint.stream('drive.read', [path, options], { signal }) as AsyncIterable<Uint8Array>,
    makeFolder: (path, options = {}) => ask('drive.makeFolder', [path, options]),
    import: (sources, to, { signal, onProgress, ...options } = {}) =>
      ask('drive.import', [sources, to, options], follow({ signal, onProgress })),
    export: (paths, to, { signal, onProgress, ...options } = {}) =>
      ask('drive.export', [paths, to, options], follow({ signal, onProgress })),
    move: (paths, to) => ask('drive.move', [paths, to]),
    copy: (paths, to) => ask('drive.copy', [paths, to]),
    remove: async (paths, options = {}) => void (await ask('drive.remove', [paths, options])),
    trash: () => ask('drive.trash'),
    restoreTrashed: (path, options = {}) => ask('drive.restoreTrashed', [path, options]),
    emptyTrash: (options = {}) => ask('drive.emptyTrash', [options]),
    versions: (path) => ask('drive.versions', [path]),
    restore: (path, to) => ask('drive.restore', [path, to]),
    search: (wanted, signal) => ask('drive.search', [wanted], { signal }),
    usage: (path) => ask('drive.usage', [path]),
    verify: ({ signal, onProgress, ...options } = {}) =>
      ask('drive.verify', [options], follow({ signal, onProgress })),
    keeping: () => ask('drive.keeping'),
    setKeeping: (wanted) => ask('drive.setKeeping', [wanted]),
    expire: () => ask('drive.expire'),
    sweep: ({ signal, onProgress, ...options } = {}) =>
      ask('drive.sweep', [options], follow({ signal, onProgress })),
    [Symbol.asyncDispose]: async () => undefined,
  }
  return {
    drive,
    status: () => ask('space.status'),
    identityShow: () => ask('space.identityShow'),
    async revealPhrase({ passphrase }) {
      const { keyring } = await ask<Status>('space.status')
      const isLocked = keyring === 'passphrase' && passphrase !== undefined
      return ask('space.revealPhrase', [isLocked ? { passphrase: await passphrase() } : {}])
    },
    recoveryTest: (phrase) => ask('space.recoveryTest', [phrase]),
    doctor: () => ask('space.doctor'),
    [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose](),
  }
}

function query(value: unknown): SearchQuery {
  const wanted = fields(value)
  const kind = wanted['kind']
  if (
    kind !== undefined &&
    kind !== 'file' &&
    kind !== 'folder' &&
    kind !== 'symlink' &&
    kind !== 'mount'
  ) {
    throw wrong('a kind of entry')
  }
  return {
    ...given('text', wanted['text'], text),
    ...given('glob', wanted['glob'], text),
    ...(kind === undefined ? {} : { kind }),
    ...given('minBytes', wanted['minBytes'], number),
    ...given('maxBytes', wanted['maxBytes'], number),
    ...given('after', wanted['after'], number),
    ...given('before', wanted['before'], number),
    ...given('limit', wanted['limit'], number),
  }
}

function keeping(value: unknown): Keeping {
  const wanted = fields(value)
  const trashDays = number(wanted['trashDays'])
  if (wanted['versions'] === 'all') return { versions: 'all', trashDays }
  if (wanted['versions'] !== 'thinned') throw wrong('"all" or "thinned" versions')
  const { allDays, dailyDays, weeklyDays } = wanted
  return {
    versions: 'thinned',
    allDays: number(allDays),
    dailyDays: number(dailyDays),
    weeklyDays: weeklyDays === null ? null : number(weeklyDays),
    trashDays,
  }
}

function at(params: unknown, index: number): unknown {
  if (!Array.isArray(params)) throw wrong('a list of parameters')
  return params[index]
}

function given<K extends string, T>(
  key: K,
  value: unknown,
  parse: (value: unknown) => T,
): { [key in K]?: T } {
  // NOTE: the cast only says that the computed key is K.
  return value === undefined ? {} : ({ [key]: parse(value) } as { [key in K]?: T })
}

function fields(value: unknown): Record<string, unknown> {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong('a map of options')
  return value as Record<string, unknown>
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw wrong('a text')
  return value
}

function surroundings(value: Record<string, unknown>): Surroundings {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, text(one)]))
}

function texts(value: unknown): string[] {
  if (!Array.isArray(value)) throw wrong('a list of texts')
  return value.map(text)
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw wrong('a number')
  return value
}

function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrong('yes or no')
  return value
}

function wrong(expected: string): SpaceError {
  return new SpaceError('bad-input', `A call needs ${expected} where something else came`)
}
