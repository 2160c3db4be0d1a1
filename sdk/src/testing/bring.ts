import type {
  AppCalls,
  AppStreams,
  Brought,
  Coming,
  EntryStat,
  HandleRef,
  Sight,
} from '../calls.ts'
import { SpaceError } from '../errors.ts'
import type { Transfer, TransferState } from '../space.ts'
import { toWireError } from '../wire-error.ts'
import { type Feed, openFeed } from './feed.ts'
import type { Guard } from './guard.ts'
import type { Node, Tree } from './tree.ts'
import type { Urls } from './urls.ts'

type Bytes = Uint8Array<ArrayBuffer>
type Wish = 'run' | 'pause' | 'cancel'

interface Bringing {
  readonly folder: HandleRef
  readonly name: string
  /** What it saved, to know it again. */
  readonly brought: Map<Node, string>
  readonly wishes: Feed<Wish>
  wish: Wish
  runners: number
  transfer: Transfer
}

/** What apps ask of bringing in and of transfers, over a tree in memory. */
export function bringCalls(
  tree: Tree,
  { check, sees, stat }: Guard,
  urls: Urls,
  checkRoom: (folder: Node, bytes: number) => void,
) {
  const all = new Map<string, Bringing>()
  const over = new Map<string, Transfer>()
  /** Beginnings of files that broke off. */
  const drafts = new Map<string, Bytes>()
  const told = openFeed<readonly Transfer[]>()
  let made = 0

  const list = (): Transfer[] => [...over.values(), ...[...all.values()].map((one) => one.transfer)]
  const tell = (one: Bringing, change: Partial<Transfer>): void => {
    one.transfer = { ...one.transfer, ...change }
    told.push(list())
  }
  const find = (id: string): Bringing => {
    const one = all.get(id)
    if (one === undefined) throw new SpaceError('not-found', 'Nothing of that name is brought in')
    return one
  }
  const count = (one: Bringing, files: number, bytes: number): void => {
    const { doneFiles = 0, doneBytes } = one.transfer
    tell(one, { doneFiles: doneFiles + files, doneBytes: doneBytes + bytes })
  }
  const need = (one: Bringing, coming: readonly Coming[]) =>
    check(one.folder, coming.some(({ how }) => how === 'replace') ? 'change' : 'add')

  /** The folder of something, made on the way when `makes`; undefined while it is not there. */
  const folderOf = (one: Bringing, path: readonly string[], makes: boolean): Node | undefined => {
    const { node, grant } = check(one.folder, 'add')
    let at: Node | undefined = node
    for (const name of path.slice(0, -1)) {
      if (at === undefined) return undefined
      const inner: Node | undefined = tree.child(at, name)
      if (inner?.kind === 'file') throw new SpaceError('not-folder', `${name} is no folder`)
      if (inner !== undefined && !sees(inner, grant)) throw exists(name)
      if (inner !== undefined) at = inner
      else if (!makes) at = undefined
      else {
        at = tree.make(at, name, 'folder')
        grant.added.add(at)
      }
    }
    return at
  }
  const sight = (one: Bringing, folder: Node, coming: Coming): Sight => {
    const name = coming.path.at(-1) ?? ''
    checkName(name)
    const there = tree.child(folder, name)
    if (there === undefined) return { is: 'free' }
    const { grant } = check(one.folder, 'add')
    const freeName = freeIn(folder, name, coming.size !== null)
    if (!sees(there, grant)) {
      const existing = { kind: 'file' as const, size: 0, lastModified: 0 }
      return { is: 'taken', existing, version: null, freeName }
    }
    const { size, mtime, version } = stat(there, grant)
    if (one.brought.get(there) === markOf(coming)) return { is: 'there' }
    const kind = there.kind === 'folder' ? 'directory' : 'file'
    return { is: 'taken', existing: { kind, size, lastModified: mtime }, version, freeName }
  }
  const freeIn = (folder: Node, name: string, isFile: boolean): string => {
    const dot = isFile ? name.lastIndexOf('.') : -1
    const cut = dot > 0 ? dot : name.length
    for (let n = 2; ; n++) {
      const free = `${name.slice(0, cut)} (${n})${name.slice(cut)}`
      if (tree.child(folder, free) === undefined) return free
    }
  }
  const place = (one: Bringing, coming: Coming, bytes: Bytes | null): Brought => {
    const { grant } = need(one, [coming])
    for (const name of coming.path) checkName(name)
    const folder = folderOf(one, coming.path, true)
    if (folder === undefined) throw new SpaceError('internal', 'A folder was not made')
    const name = coming.path.at(-1) ?? ''
    const there = sight(one, folder, coming)
    if (there.is === 'there' || there.is === 'impossible') return there
    const node = tree.child(folder, name)
    const merges = bytes === null && node?.kind === 'folder' && sees(node, grant)
    if (node !== undefined && merges) return { is: 'brought', entry: node.id, name }
    const isNew = there.is === 'free' || coming.how === 'keep-both'
    const replaces =
      there.is === 'taken' &&
      coming.how === 'replace' &&
      there.version !== null &&
      there.version === coming.ifVersion
    if (there.is === 'taken' && !isNew && !replaces) return there
    const called = there.is === 'taken' && isNew ? there.freeName : name
    checkRoom(folder, bytes?.length ?? 0)
    const kind = bytes === null ? 'folder' : 'file'
    const file = isNew || node === undefined ? tree.make(folder, called, kind) : node
    if (isNew) grant.added.add(file)
    if (bytes !== null) {
      tree.write(file, bytes, coming.mtime)
      one.brought.set(file, markOf(coming))
    }
    return { is: 'brought', entry: file.id, name: called }
  }
  const orImpossible = <T>(act: () => T): T | Extract<Sight, { is: 'impossible' }> => {
    try {
      return act()
    } catch (error) {
      const own = ['bad-input', 'not-folder', 'exists']
      if (!(error instanceof SpaceError) || !own.includes(error.code)) throw error
      return { is: 'impossible', error: toWireError(error) }
    }
  }
  const take = (id: string, pack: Bytes): Brought[] => {
    const one = find(id)
    const { coming, files } = openPack(pack)
    need(one, coming)
    return coming.map((each, i) => {
      const brought = orImpossible(() => place(one, each, files[i] ?? null))
      if (brought.is === 'brought' || brought.is === 'there')
        count(one, each.size === null ? 0 : 1, each.size ?? 0)
      return brought
    })
  }
  const wish = (id: string, wished: Wish): null => {
    const one = find(id)
    one.wish = wished
    tell(one, { state: wished === 'pause' ? 'paused' : 'running' })
    one.wishes.push(wished)
    return null
  }
  const end = (id: string, state: TransferState): void => {
    const one = find(id)
    all.delete(id)
    over.set(id, { ...one.transfer, state })
    told.push(list())
  }

  const calls = {
    'transfers.list': list,
    'transfers.pause': (id) => wish(id, 'pause'),
    'transfers.resume': (id) => wish(id, 'run'),
    'transfers.cancel': (id) => wish(id, 'cancel'),
    'transfers.forget': (id) => {
      if (all.get(id)?.runners === 0) all.delete(id)
      over.delete(id)
      told.push(list())
      return null
    },
    'bring.begin': (folder, { name, bring }) => {
      const { node } = check(folder, 'add')
      if (node.kind === 'file') throw new SpaceError('not-folder', `${node.name} is no folder`)
      const known = [...all].find(
        ([id, one]) =>
          id === bring ||
          (one.runners === 0 && one.name === name && one.folder.entry === folder.entry),
      )
      made += 1
      const [id, before] = known ?? [`bring-${made}`, undefined]
      const one: Bringing = before ?? {
        folder,
        name,
        brought: new Map(),
        wishes: openFeed<Wish>(),
        wish: 'run',
        runners: 0,
        transfer: { id, name, direction: 'in', state: 'running', doneBytes: 0, doneFiles: 0 },
      }
      all.set(id, one)
      // whoever gives it again wants it to go on
      if (id !== bring) one.wish = 'run'
      told.push(list())
      return {
        bring: id,
        goesOn: before !== undefined,
        url: urls.forPacks((pack) => take(id, pack)),
      }
    },
    'bring.url': (id) => {
      find(id)
      return { url: urls.forPacks((pack) => take(id, pack)) }
    },
    'bring.look': (id, coming) => {
      const one = find(id)
      return coming.map((each) => {
        const seen = orImpossible((): Sight => {
          const folder = folderOf(one, each.path, false)
          return folder === undefined ? { is: 'free' } : sight(one, folder, each)
        })
        if (seen.is === 'there' && each.size !== null) count(one, 1, each.size)
        return seen
      })
    },
    'bring.upload': (id, coming) => {
      const one = find(id)
      const { grant } = need(one, [coming])
      const draft = JSON.stringify([one.folder.entry, coming.path, markOf(coming)])
      const options = { size: coming.size ?? 0 }
      const ticket = urls.forWriting(
        one.folder,
        options,
        (bytes): EntryStat => {
          const brought = place(one, coming, bytes)
          if (brought.is !== 'brought') throw exists(coming.path.at(-1) ?? '')
          drafts.delete(draft)
          count(one, 1, bytes.length)
          const file = tree.node(brought.entry)
          if (file === undefined) throw new SpaceError('internal', 'It is not there')
          return stat(file, grant)
        },
        { bytes: drafts.get(draft) ?? new Uint8Array(), keep: (bytes) => drafts.set(draft, bytes) },
      )
      return { ...ticket, offset: drafts.get(draft)?.length ?? 0 }
    },
    'bring.report': (id, { cause, ...report }) => {
      const one = find(id)
      const { cause: _, ...bare } = one.transfer
      one.transfer = bare
      tell(one, { ...report, ...(cause === undefined || cause === null ? {} : { cause }) })
      return null
    },
    'bring.end': (id, how) => {
      end(id, how)
      return { undo: null }
    },
  } satisfies Partial<AppCalls>

  const streams = {
    'transfers.watch': (signal) => told.listen(signal, list()),
    async *'bring.watch'(signal, id) {
      const one = find(id)
      one.runners += 1
      tell(one, { state: one.wish === 'pause' ? 'paused' : 'running' })
      try {
        yield* one.wishes.listen(signal, one.wish)
      } finally {
        one.runners -= 1
        if (one.runners === 0 && all.has(id)) tell(one, { state: 'stopped' })
      }
    },
  } satisfies {
    readonly [N in 'transfers.watch' | 'bring.watch']: (
      signal: AbortSignal,
      ...params: Parameters<AppStreams[N]>
    ) => AsyncIterable<ReturnType<AppStreams[N]>>
  }

  return {
    calls,
    streams,
    /** Whoever listened hears no more. */
    fail(error: Error): void {
      told.fail(error)
      for (const { wishes } of all.values()) wishes.fail(error)
    },
  }
}

function markOf({ size, mtime }: Coming): string {
  return `${size} ${mtime}`
}

function openPack(pack: Bytes): { coming: Coming[]; files: (Bytes | null)[] } {
  const length = new DataView(pack.buffer, pack.byteOffset).getUint32(0)
  const coming = JSON.parse(new TextDecoder().decode(pack.subarray(4, 4 + length))) as Coming[]
  let at = 4 + length
  const files = coming.map(({ size }) => {
    if (size === null) return null
    at += size
    return pack.slice(at - size, at)
  })
  if (at !== pack.length) throw new SpaceError('bad-input', 'This is not a pack of files')
  return { coming, files }
}

function checkName(name: string): void {
  const isName =
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !/[/\0]/.test(name) &&
    name.isWellFormed() &&
    new TextEncoder().encode(name).length <= 255
  if (!isName) throw new SpaceError('bad-input', `${JSON.stringify(name)} is no name of a file`)
}

function exists(name: string): SpaceError {
  return new SpaceError('exists', `${name} is there already`)
}
