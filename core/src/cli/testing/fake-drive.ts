import { lstatSync, mkdirSync, readdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { SpaceError } from '@space/sdk'
import type {
  Drive,
  Entry,
  Expired,
  Keeping,
  Problem,
  TransferReport,
  TrashedEntry,
} from '../../drive/drive.ts'

const TIME = 1_700_000_000_000

interface Node {
  kind: 'file' | 'folder'
  bytes: Uint8Array
}

export interface FakeDrive extends Drive {
  /** What `import` and `verify` report beside their work. */
  problems: Problem[]
  /** Of each sweep, whether it was to give up what cannot be read. */
  swept: boolean[]
  laterBytes: number
  /** What `restore` reports beside one file. */
  restored: Partial<TransferReport>
  /** When each version of every file was saved, newest first. */
  savedAt: number[]
  /** What a sweep says that it let go of. */
  expired: Expired
  /** Called at the start of an import; may wait for its signal. */
  onImport: ((signal: AbortSignal | undefined) => Promise<void>) | undefined
}

/** A drive in memory with the semantics that the command line leans on, and nothing else. */
export function openFakeDrive(): FakeDrive {
  const nodes = new Map<string, Node>([['/', { kind: 'folder', bytes: new Uint8Array() }]])
  let trashed: TrashedEntry[] = []
  let keeping: Keeping = { versions: 'all', trashDays: 30 }
  const inTrash = new Map<string, Map<string, Node>>()

  const need = (path: string): Node => {
    const node = nodes.get(path)
    if (node === undefined) {
      throw new SpaceError('not-found', `${path} is not there`, {
        try: 'space ls',
        facts: { path },
      })
    }
    return node
  }
  const entryOf = (path: string): Entry => {
    const { kind, bytes } = need(path)
    return {
      id: '0'.repeat(32),
      path,
      name: basename(path),
      kind,
      size: bytes.length,
      mtime: TIME + 0.123,
      mode: kind === 'folder' ? 0o755 : 0o644,
      cid: bytes.length > 0 ? 'bafkreifake' : null,
      versions: kind === 'file' ? 1 : 0,
      local: true,
    }
  }
  const below = (path: string): string[] =>
    [...nodes.keys()].filter(
      (key) => key === path || key.startsWith(path === '/' ? '/' : `${path}/`),
    )
  const children = (path: string): string[] =>
    [...nodes.keys()].filter((key) => key !== '/' && parent(key) === path).toSorted()
  const makeParents = (path: string): void => {
    if (path === '/' || nodes.has(path)) return
    makeParents(parent(path))
    nodes.set(path, { kind: 'folder', bytes: new Uint8Array() })
  }
  const target = (path: string, to: string): string =>
    nodes.get(to)?.kind === 'folder' ? join(to, basename(path)) : to
  const transfer = (paths: readonly string[], to: string, keep: boolean): Entry[] =>
    paths.map((path) => {
      need(path)
      const at = target(path, to)
      if (nodes.has(at)) throw new SpaceError('exists', `${at} is there already`)
      for (const old of below(path)) {
        nodes.set(at + old.slice(path.length), need(old))
        if (!keep) nodes.delete(old)
      }
      return entryOf(at)
    })
  const report = (): { -readonly [K in keyof TransferReport]: TransferReport[K] } => ({
    files: 0,
    folders: 0,
    symlinks: 0,
    bytes: 0,
    unchanged: 0,
    problems: fake.problems,
  })

  const fake: FakeDrive = {
    problems: [],
    expired: { versions: 0, entries: 0 },
    swept: [],
    laterBytes: 0,
    restored: {},
    savedAt: [TIME],
    onImport: undefined,
    id: 'd'.repeat(32),
    async list(path) {
      if (need(path).kind !== 'folder') throw new SpaceError('not-folder', 'not a folder')
      return children(path).map(entryOf)
    },
    stat: async (path) => entryOf(path),
    async *read(path, { version } = {}) {
      if (version !== undefined && version !== 'v1') throw new SpaceError('not-found', 'no version')
      const { kind, bytes } = need(path)
      if (kind === 'folder') throw new SpaceError('is-folder', `${path} is a folder`)
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
    },
    async write(path, source) {
      const parts: Uint8Array[] = []
      for await (const part of source) parts.push(part)
      makeParents(parent(path))
      nodes.set(path, { kind: 'file', bytes: Buffer.concat(parts) })
      return entryOf(path)
    },
    heads: absent,
    async makeFolder(path, { parents = false } = {}) {
      if (nodes.has(path)) throw new SpaceError('exists', `${path} is there already`)
      if (!parents) need(parent(path))
      makeParents(path)
      return entryOf(path)
    },
    async import(sources, to, { signal, onProgress } = {}) {
      await fake.onImport?.(signal)
      const done = report()
      const bring = (source: string, at: string): void => {
        if (lstatSync(source).isDirectory()) {
          makeParents(at)
          done.folders += 1
          for (const name of readdirSync(source)) bring(join(source, name), join(at, name))
        } else {
          const bytes = readFileSync(source)
          nodes.set(at, { kind: 'file', bytes })
          done.files += 1
          done.bytes += bytes.length
          onProgress?.({ doneBytes: done.bytes, doneFiles: done.files, path: at })
        }
      }
      makeParents(to)
      for (const source of sources) bring(source, join(to, basename(source)))
      return done
    },
    async export(paths, to, { replace = false } = {}) {
      const done = report()
      mkdirSync(to, { recursive: true })
      for (const path of paths) {
        const root = join(to, basename(path))
        if (existsSync(root) && !replace) throw new SpaceError('exists', `${root} is there`)
        for (const node of below(path)) {
          const { kind, bytes } = need(node)
          const at = root + node.slice(path.length)
          if (kind === 'folder') mkdirSync(at, { recursive: true })
          else writeFileSync(at, bytes)
          if (kind === 'file') done.files += 1
        }
      }
      return done
    },
    move: async (paths, to) => transfer(paths, to, false),
    copy: async (paths, to) => transfer(paths, to, true),
    async remove(paths, { forever = false } = {}) {
      for (const path of paths) {
        const entry = entryOf(path)
        if (!forever) {
          trashed.push({ ...entry, from: path, trashedAt: TIME, daysLeft: 30 })
          inTrash.set(path, new Map(below(path).map((key) => [key, need(key)])))
        }
        for (const key of below(path)) nodes.delete(key)
      }
    },
    trash: async () => trashed,
    async restoreTrashed(path, { to } = {}) {
      const found = trashed.find(({ from, name }) => from === path || name === path)
      if (found === undefined) throw new SpaceError('not-found', `${path} is not in the trash`)
      const at = to ?? found.from
      for (const [key, node] of inTrash.get(found.from) ?? []) {
        nodes.set(at + key.slice(found.from.length), node)
      }
      trashed = trashed.filter((entry) => entry !== found)
      return entryOf(at)
    },
    async emptyTrash() {
      const entries = trashed.length
      trashed = []
      return { entries }
    },
    async versions(path) {
      const { bytes } = need(path)
      const writer = 'ab'.repeat(32)
      return fake.savedAt.map((at, i) => {
        const id = `v${fake.savedAt.length - i}`
        return { id, at, mtime: at, size: bytes.length, current: i === 0, writer }
      })
    },
    async restore(path) {
      need(path)
      return { ...report(), files: 1, ...fake.restored }
    },
    async search({ text = '', glob = '*', kind, limit = 1000 }) {
      const source = glob.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
      const whole = new RegExp(`^${source}$`)
      return [...nodes.keys()]
        .filter(
          (path) => path !== '/' && basename(path).includes(text) && whole.test(basename(path)),
        )
        .map(entryOf)
        .filter((entry) => kind === undefined || entry.kind === kind)
        .slice(0, limit)
    },
    async usage(path) {
      const all = below(path).map(need)
      const files = all.filter(({ kind }) => kind === 'file')
      const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
      return {
        path,
        files: files.length,
        folders: all.length - files.length,
        bytes,
        versionBytes: 0,
      }
    },
    async verify() {
      return { files: nodes.size, blocks: 1, bytes: 10, problems: fake.problems }
    },
    keeping: async () => keeping,
    setKeeping: async (wanted) => (keeping = wanted),
    expire: async () => fake.expired,
    async sweep(options = {}) {
      fake.swept.push(options.forgetDamage === true)
      return { freedBytes: 5, laterBytes: fake.laterBytes, liveBytes: 10, expired: fake.expired }
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
  return fake
}

function absent(): never {
  throw new Error('commands do not ask for this')
}

function parent(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')))
}
