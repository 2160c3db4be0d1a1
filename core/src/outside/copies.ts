/** Unlocked copies on this computer: made for this user alone, and taken back with care for what lies there. */
import { constants, existsSync, lstatSync, mkdirSync, statfsSync, watch } from 'node:fs'
import { lstat, open, readdir, rename, rm, rmdir, type FileHandle } from 'node:fs/promises'
import { freemem } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { SpaceError } from '@space/sdk'
import type { Copies, CopyPlace, Lying } from './ports.ts'

/** File systems that lie in memory, by what `statfs` calls them. */
const IN_MEMORY: ReadonlySet<number> = new Set([0x01021994, 0x858458f6])
/** What stays free on the disk. */
const SPARE_BYTES = 256 * 2 ** 20
const READ_BYTES = 2 ** 20
const DRAFT = '.space-copy.part'
/** Windows has neither; there a link is seen by `lstat` alone. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>

export interface CopiesOptions {
  /** Absolute path of a folder of this home on the disk; it is made when it is needed. */
  readonly disk: string
  /** Folders that may lie in memory, the best first. */
  readonly memory: readonly string[]
  /** What folders in memory are called, so that each home has its own. */
  readonly name: string
  /** Of this user; undefined where there are none. */
  readonly uid: number | undefined
}

export function openCopies({ disk, memory, name: own, uid }: CopiesOptions): Copies {
  const inMemory = memory
    .filter((place) => isAbsolute(place) && isMemory(place))
    .map((place) => join(place, own))[0]

  const placeFor = (bytes: number): CopyPlace => {
    // half of what is free: the program that has it open needs room there as well
    if (inMemory !== undefined && bytes <= Math.min(freeAt(inMemory), freemem()) / 2)
      return 'memory'
    if (bytes + SPARE_BYTES <= freeAt(disk)) return 'disk'
    throw full(disk)
  }

  const isOurs = (dir: string): boolean =>
    isOwnFolder(join(dir, '..'), uid) && isOwnFolder(dir, uid)

  return {
    placeFor,
    folderFor(id, place) {
      const isThere = place === 'memory' && inMemory !== undefined
      return { dir: join(isThere ? inMemory : disk, id), place: isThere ? 'memory' : 'disk' }
    },
    async put({ dir }, name, source, { canChange }) {
      try {
        demandOwn(join(dir, '..'), uid)
        mkdirSync(dir, { mode: 0o700 })
        await fill(join(dir, name), source, canChange ? 0o600 : 0o400)
      } catch (error) {
        await rm(dir, { recursive: true, force: true })
        throw asSpaceError(error, dir)
      }
    },
    async replace({ dir }, name, source, { canChange }) {
      const draft = join(dir, DRAFT)
      try {
        demandOwn(join(dir, '..'), uid)
        demandOwn(dir, uid)
        await rm(draft, { force: true })
        await fill(draft, source, canChange ? 0o600 : 0o400)
        await rename(draft, join(dir, name))
      } catch (error) {
        await rm(draft, { force: true })
        throw asSpaceError(error, dir)
      }
    },
    async look(dir, name) {
      if (!isOurs(dir)) return { kind: existsSync(dir) ? 'strange' : 'gone' }
      try {
        return lyingAs(await lstat(join(dir, name), { bigint: true }), uid)
      } catch {
        return { kind: 'gone' }
      }
    },
    async *read(dir, name, { isTorn = false } = {}) {
      if (!isOurs(dir)) throw gone()
      await using file = await opened(join(dir, name))
      const before = lyingAs(await file.stat({ bigint: true }), uid)
      if (before.kind !== 'file') throw gone()
      for (let at = 0; ;) {
        const buffer = new Uint8Array(READ_BYTES)
        const { bytesRead } = await file.read(buffer, 0, READ_BYTES, at)
        if (bytesRead === 0) break
        at += bytesRead
        yield buffer.subarray(0, bytesRead)
        // one that grows faster than it is read would never end
        if (at > before.bytes) break
      }
      const after = lyingAs(await file.stat({ bigint: true }), uid)
      if (!isTorn && (after.kind !== 'file' || after.mark !== before.mark)) {
        throw new SpaceError('busy', 'It is being written to')
      }
    },
    beside: (dir) => readdir(dir).catch(() => []),
    async remove(dir) {
      // whoever else has it there now could lead us anywhere
      if (!isOurs(dir)) return
      await rm(dir, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 })
      // nothing of a home that is gone stays in memory
      if (dirname(dir) === inMemory) await rmdir(inMemory).catch(() => undefined)
    },
    async found() {
      const bases = [
        ...memory.filter(isAbsolute).map((place) => [join(place, own), 'memory'] as const),
        [disk, 'disk'] as const,
      ]
      const all = bases
        .filter(([base]) => isOwnFolder(base, uid))
        .map(async ([base, place]) =>
          (await readdir(base)).map((id) => ({ dir: join(base, id), place })),
        )
      return (await Promise.all(all)).flat()
    },
    watch(dir, tell) {
      try {
        const watcher = watch(dir, { persistent: false }, tell)
        // it may end by itself, as when the folder goes; looks go on
        watcher.on('error', () => watcher.close())
        return { [Symbol.dispose]: () => watcher.close() }
      } catch {
        return { [Symbol.dispose]: () => undefined }
      }
    },
  }
}

async function opened(path: string): Promise<FileHandle> {
  try {
    // NOTE: without waiting, since a pipe in its place would never answer
    return await open(path, constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch {
    throw gone()
  }
}

/** Never over, or through, what is there. */
async function fill(path: string, source: AsyncIterable<Uint8Array>, mode: number): Promise<void> {
  await using file = await open(path, 'wx', mode)
  for await (const bytes of source) await file.writeFile(bytes)
}

function lyingAs(
  stat: {
    isFile(): boolean
    dev: bigint
    ino: bigint
    nlink: bigint
    uid: bigint
    size: bigint
    mtimeNs: bigint
    ctimeNs: bigint
  },
  uid: number | undefined,
): Lying {
  const { dev, ino, nlink, size, mtimeNs, ctimeNs } = stat
  const isOwn = uid === undefined || Number(stat.uid) === uid
  // a second name may be that of a file which was never meant for Space
  if (!stat.isFile() || nlink !== 1n || !isOwn) return { kind: 'strange' }
  return { kind: 'file', bytes: Number(size), mark: [dev, ino, size, mtimeNs, ctimeNs].join(' ') }
}

/** @throws {SpaceError} `io` */
function demandOwn(dir: string, uid: number | undefined): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  if (isOwnFolder(dir, uid)) return
  throw new SpaceError('io', 'There is no private place for a copy on this computer', {
    why: `${dir} is not a folder of this user alone`,
    try: 'remove it',
  })
}

function isOwnFolder(dir: string, uid: number | undefined): boolean {
  try {
    const stat = lstatSync(dir)
    return (
      stat.isDirectory() && (uid === undefined || (stat.uid === uid && (stat.mode & 0o077) === 0))
    )
  } catch {
    return false
  }
}

function isMemory(path: string): boolean {
  try {
    return IN_MEMORY.has(statfsSync(path).type)
  } catch {
    return false
  }
}

/** Of the nearest folder that is there. */
function freeAt(path: string): number {
  let at = path
  while (!existsSync(at) && at !== join(at, '..')) at = join(at, '..')
  const { bavail, bsize } = statfsSync(at)
  return bavail * bsize
}

function asSpaceError(error: unknown, dir: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)) return full(dir)
  if (error instanceof SpaceError || !code.startsWith('E')) return error
  return new SpaceError('io', 'The copy could not be written', { cause: error })
}

function full(dir: string): SpaceError {
  return new SpaceError('disk-full', 'There is no room for a copy on this computer', {
    why: `a copy outside of Space lies in ${dir}, unlocked, beside what is locked`,
    try: 'make room on the disk, or open a smaller file',
  })
}

function gone(): SpaceError {
  return new SpaceError('not-found', 'There is no copy any more')
}
