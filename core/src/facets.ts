/**
 * The socket of the daemon: the space of this user for programs of this user. One table says of each
 * function how its parameters are read; the offering side and the asking side are both made from it.
 */
import { SpaceError } from '@space/sdk'
import { linkFragment, type SpaceLink, spaceLinkOf } from '@space/sdk/links'
import type { CallOptions, Endpoint, Facets, Running } from '@space/sdk/wire'
import { choice, fields, flag, list, number, text, texts, wrong } from './api/params.ts'
import type { Keeping, Running as DriveRunning, SearchQuery } from './drive/drive.ts'
import type { OpenSpace, Platform, Shown, Space, Surroundings, WindowWishes } from './space.ts'

interface Offered {
  readonly daemon: {
    hello(): Promise<{ pid: number; address?: string; drive: string }>
    /** @throws {SpaceError} `not-found` when the daemon shows nothing to browsers */
    window(surroundings: Surroundings | null, wishes: WindowWishes): Promise<Shown>
    stop(): Promise<void>
  }
  readonly space: Pick<OpenSpace, 'status' | 'identityShow' | 'recoveryTest' | 'doctor'> & {
    // NOTE: every program of this user reaches this socket; the passphrase is what only a person has.
    revealPhrase(proof: { passphrase?: string }): Promise<string>
  }
  readonly drive: Omit<OpenSpace['drive'], 'id' | typeof Symbol.asyncDispose>
}

/** Makes what a function takes out of the list of parameters that came. @throws {SpaceError} `bad-input` */
type Reader<F> = F extends (...args: infer Args) => unknown
  ? (params: readonly unknown[], running: Running) => Args
  : never
type Table = {
  readonly [F in keyof Offered]: { readonly [K in keyof Offered[F]]: Reader<Offered[F][K]> }
}
/** A reader for each option, so that one that is added to a port cannot be forgotten here. */
type Readers<T> = { readonly [K in keyof T]-?: (value: unknown) => NonNullable<T[K]> }
type OptionsOf<K extends keyof Offered['drive'], N extends number> = Omit<
  NonNullable<Parameters<Offered['drive'][K]>[N]>,
  keyof DriveRunning
>
type Streams = {
  [K in keyof Offered['drive']]: ReturnType<Offered['drive'][K]> extends AsyncIterable<unknown>
    ? `drive.${K}`
    : never
}[keyof Offered['drive']]

/** What a message has room for; a path, or all the paths of a command, may be as long. */
const MOST = 2 ** 20
const MOST_NAMES = 200
const KINDS = ['file', 'folder', 'symlink', 'mount'] as const
const long = (value: unknown): string => text(value, MOST)
const longs = (value: unknown): string[] => texts(value, MOST, MOST)

const WISHES: Readers<WindowWishes> = { link, isHosted: flag }
const READ: Readers<OptionsOf<'read', 1>> = { start: number, end: number, version: text }
const MAKE_FOLDER: Readers<OptionsOf<'makeFolder', 1>> = { parents: flag }
const IMPORT: Readers<OptionsOf<'import', 2>> = { recursive: flag }
const EXPORT: Readers<OptionsOf<'export', 2>> = { replace: flag, version: text }
const REMOVE: Readers<OptionsOf<'remove', 1>> = { forever: flag }
const RESTORE_TRASHED: Readers<OptionsOf<'restoreTrashed', 1>> = { to: long }
const EMPTY_TRASH: Readers<OptionsOf<'emptyTrash', 0>> = { olderThanDays: number }
const VERIFY: Readers<OptionsOf<'verify', 0>> = { path: long }
const SWEEP: Readers<OptionsOf<'sweep', 0>> = { forgetDamage: flag }
const SEARCH: Readers<SearchQuery> = {
  text: long,
  glob: long,
  kind: (value) => choice(value, KINDS),
  minBytes: number,
  maxBytes: number,
  after: number,
  before: number,
  starred: flag,
  tag: text,
  below: text,
  limit: number,
}

const TABLE: Table = {
  daemon: {
    hello: () => [],
    window: ([given, wishes]) => [
      given === null || given === undefined ? null : surroundings(given),
      options(wishes, WISHES),
    ],
    stop: () => [],
  },
  space: {
    status: () => [],
    identityShow: () => [],
    revealPhrase: ([proof]) => [options(proof, { passphrase: long })],
    recoveryTest: ([phrase]) => [long(phrase)],
    doctor: () => [],
  },
  drive: {
    list: ([path]) => [long(path)],
    stat: ([path]) => [long(path)],
    read: ([path, how], { signal }) => [long(path), { ...options(how, READ), signal }],
    makeFolder: ([path, how]) => [long(path), options(how, MAKE_FOLDER)],
    import: ([sources, to, how], running) => [
      longs(sources),
      long(to),
      { ...options(how, IMPORT), ...running },
    ],
    export: ([paths, to, how], running) => [
      longs(paths),
      long(to),
      { ...options(how, EXPORT), ...running },
    ],
    move: ([paths, to]) => [longs(paths), long(to)],
    copy: ([paths, to]) => [longs(paths), long(to)],
    remove: ([paths, how]) => [longs(paths), options(how, REMOVE)],
    trash: () => [],
    restoreTrashed: ([path, how]) => [long(path), options(how, RESTORE_TRASHED)],
    emptyTrash: ([how]) => [options(how, EMPTY_TRASH)],
    versions: ([path]) => [long(path)],
    restore: ([path, to]) => [long(path), moment(to)],
    search: ([query], { signal }) => [options(query, SEARCH), signal],
    usage: ([path]) => [long(path)],
    verify: ([how], running) => [{ ...options(how, VERIFY), ...running }],
    keeping: () => [],
    setKeeping: ([wanted]) => [keeping(wanted)],
    expire: () => [],
    sweep: ([how], running) => [{ ...options(how, SWEEP), ...running }],
  },
}
const STREAMS: Readonly<Record<Streams, true>> = { 'drive.read': true }

export function facetsOf(
  space: Space,
  power: {
    stop: () => void
    platform?: Platform | undefined
    /** Why there is no platform. */
    refusal?: SpaceError | undefined
  },
): Facets {
  const { platform } = power
  const daemon = {
    pid: process.pid,
    ...(platform === undefined ? {} : { address: platform.address }),
  }
  return offer({
    daemon: {
      hello: async () => ({ ...daemon, drive: space.drive.id }),
      async window(given, wishes) {
        if (platform === undefined)
          throw power.refusal ?? new SpaceError('not-found', 'This daemon has no window to show')
        return platform.window(given ?? undefined, wishes)
      },
      stop: async () => power.stop(),
    },
    space: {
      status: async () => ({ ...(await space.status()), daemon }),
      identityShow: () => space.identityShow(),
      revealPhrase: async ({ passphrase }) =>
        space.revealPhrase(passphrase === undefined ? {} : { passphrase: async () => passphrase }),
      recoveryTest: (phrase) => space.recoveryTest(phrase),
      doctor: () => space.doctor(),
    },
    drive: space.drive,
  })
}

/** The space behind `endpoint`, as if it were open in this process; closing it closes that. */
export function remoteSpace(endpoint: Endpoint, driveId: string): OpenSpace {
  const { space, drive } = callsOf(endpoint)
  return {
    ...space,
    drive: { ...drive, id: driveId, [Symbol.asyncDispose]: async () => undefined },
    async revealPhrase({ passphrase }) {
      const { keyring } = await space.status()
      const isLocked = keyring === 'passphrase' && passphrase !== undefined
      return space.revealPhrase(isLocked ? { passphrase: await passphrase() } : {})
    },
    [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose](),
  }
}

/** What the daemon at the other end offers. It is our own, so what it answers is believed. */
export function callsOf(endpoint: Endpoint): Offered {
  const functions = eachOf((facet, name) => (...args: unknown[]) => {
    const method = `${facet}.${name}`
    const { params, how } = sent(args)
    if (Object.hasOwn(STREAMS, method)) return endpoint.stream(method, params, how)
    return endpoint.call(method, params, how)
  })
  // NOTE: the table has all that is offered, and `offer` answers with what the functions return.
  return functions as unknown as Offered
}

function offer(offered: Offered): Facets {
  return eachOf((facet, name, read) => {
    // NOTE: the reader of a function gives what that takes.
    const act = Reflect.get(offered[facet], name) as (...args: readonly unknown[]) => unknown
    return (params: unknown, running: Running) => act(...read(list(params ?? []), running))
  })
}

/** What `make` makes of each line of the table. */
function eachOf<T>(
  make: (
    facet: keyof Offered,
    name: string,
    read: (params: readonly unknown[], running: Running) => readonly unknown[],
  ) => T,
): Readonly<Record<keyof Offered, Readonly<Record<string, T>>>> {
  const all = (facet: keyof Offered): Readonly<Record<string, T>> => {
    const lines = Object.entries(TABLE[facet])
    return Object.freeze(
      Object.fromEntries(lines.map(([name, read]) => [name, make(facet, name, read)])),
    )
  }
  return { daemon: all('daemon'), space: all('space'), drive: all('drive') }
}

/** Parameters as they travel; signals, and functions that are told how far it is, stay here. */
function sent(args: readonly unknown[]): { params: unknown[]; how: CallOptions } {
  let how: CallOptions = {}
  const travels = (value: unknown): boolean => {
    if (value instanceof AbortSignal) how = { ...how, signal: value }
    else if (typeof value === 'function')
      how = { ...how, onProgress: value as NonNullable<CallOptions['onProgress']> }
    else return true
    return false
  }
  const params = args.map((arg) => {
    if (!travels(arg)) return undefined
    if (typeof arg !== 'object' || arg === null || Array.isArray(arg)) return arg
    return Object.fromEntries(Object.entries(arg).filter(([, value]) => travels(value)))
  })
  return { params, how }
}

/** The options that were given, each as its reader makes it. */
function options<T>(value: unknown, readers: Readers<T>): { [K in keyof T]?: NonNullable<T[K]> } {
  const given = fields(value)
  const read = Object.entries<(value: unknown) => unknown>(readers).flatMap(([name, reader]) => {
    const one = given.get(name)
    return one === undefined ? [] : [[name, reader(one)]]
  })
  // NOTE: the cast only says that each name has what its reader gave.
  return Object.fromEntries(read) as { [K in keyof T]?: NonNullable<T[K]> }
}

function moment(value: unknown): { version: string } | { at: number } {
  const given = fields(value)
  const version = given.get('version')
  return version === undefined ? { at: number(given.get('at')) } : { version: text(version) }
}

function keeping(value: unknown): Keeping {
  const wanted = fields(value)
  const days = (name: string): number => number(wanted.get(name))
  const trashDays = days('trashDays')
  if (wanted.get('versions') === 'all') return { versions: 'all', trashDays }
  if (wanted.get('versions') !== 'thinned') throw wrong('"all" or "thinned" versions')
  return {
    versions: 'thinned',
    allDays: days('allDays'),
    dailyDays: days('dailyDays'),
    weeklyDays: wanted.get('weeklyDays') === null ? null : days('weeklyDays'),
    trashDays,
  }
}

function link(value: unknown): SpaceLink {
  const given = fields(value)
  const path = texts(given.get('path'), MOST_NAMES)
  const read = spaceLinkOf(`space://${linkFragment({ id: text(given.get('id')), path })}`)
  if (read === undefined) throw wrong('a link into Space')
  return read
}

function surroundings(value: unknown): Surroundings {
  return Object.fromEntries([...fields(value)].map(([name, one]) => [name, long(one)]))
}
