/** An app as it lies in a folder, read whole and checked. */
import { constants } from 'node:fs'
import { lstat, open, readdir, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { SpaceError } from '@space/sdk'
import { type Manifest, MANIFEST_FILE, parseManifest } from '@space/sdk/manifest'
import { cidOf } from '../blocks/car.ts'
import { encode } from '../crypto/codec.ts'
import { sha256 } from '../crypto/hash.ts'
import {
  APP_BYTES,
  APP_FILES,
  APP_FOLDERS,
  checkContent,
  checkDistinct,
  checkPath,
  tooLarge,
} from './files.ts'
import { labelOf, ownLabelOf } from './label.ts'
import { checkAppName, isMixed } from './names.ts'

const ICON_BYTES = 48 * 2 ** 10
const ICON_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
}

export interface Bundle {
  readonly manifest: Manifest
  /** Of the map from paths to the SHA-256 of their bytes: other bytes, another CID. */
  readonly cid: string
  readonly label: string
  readonly files: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly sha256: Uint8Array }>
  readonly bytes: number
  /** A `data:` URL; null when it has none that is small enough. */
  readonly icon: string | null
  /** Sentences for the person. */
  readonly warnings: readonly string[]
  /** The folder, with all links on the way to it followed. */
  readonly source: string
}

/**
 * Read an app from a folder. Names that begin with a dot, and `node_modules`, are left out.
 *
 * @param folder absolute, or from `~` on
 * @param isOwn whether the folder is one of Space itself: it may be called as Space's own, and keeps its
 *   label whatever is in it
 * @throws {SpaceError} `not-found`, `not-folder`, `bad-input` with the place, `too-large`
 */
export async function readBundle(folder: string, { isOwn = false } = {}): Promise<Bundle> {
  const source = await placeOf(wholePath(folder))
  // a wrong folder may be large, and what is odd in it is not what is wrong
  if (!(await isThere(join(source, MANIFEST_FILE)))) throw noManifest()
  const files = new Map<string, { bytes: Uint8Array; sha256: Uint8Array }>()
  let size = 0
  for await (const [path, full] of walk(source, '', { folders: 0 })) {
    checkPath(path)
    if (files.size >= APP_FILES) throw tooLarge(`${APP_FILES} files`)
    const bytes = await readLimited(full, path, APP_BYTES - size)
    size += bytes.length
    checkContent(path, bytes)
    files.set(path, { bytes, sha256: sha256(bytes) })
  }
  checkDistinct([...files.keys()])
  const manifest = manifestOf(files)
  if (!isOwn) checkAppName(manifest.name)
  if (!files.has(manifest.entry))
    throw new SpaceError('bad-input', `${MANIFEST_FILE}: entry names ${manifest.entry}`, {
      why: 'there is no such file in the folder',
      facts: { at: 'entry' },
    })
  checkIntegrity(manifest, files)
  const sums = Object.fromEntries([...files].map(([path, file]) => [path, file.sha256]))
  const cid = cidOf(sha256(encode({ v: 1, files: sums })), 'dag-cbor').toString()
  return {
    manifest,
    cid,
    // NOTE: until signatures are checked nobody is believed to be the publisher.
    label: isOwn ? ownLabelOf(manifest.id) : labelOf({ cid }),
    files,
    bytes: size,
    icon: iconOf(manifest, files),
    warnings: warningsOf(manifest),
    source,
  }
}

type Files = ReadonlyMap<string, { readonly bytes: Uint8Array; readonly sha256: Uint8Array }>

function wholePath(folder: string): string {
  if (folder === '~' || folder.startsWith('~/')) return join(homedir(), folder.slice(1))
  if (isAbsolute(folder)) return folder
  throw new SpaceError('bad-input', 'This is not the whole path of a folder', {
    why: 'Space runs in a place of its own, where a shorter one means something else',
    try: `give the whole path, such as ${join(homedir(), 'my-app')}`,
  })
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch {
    return false
  }
}

async function placeOf(folder: string): Promise<string> {
  try {
    const place = await realpath(folder)
    if ((await lstat(place)).isDirectory()) return place
  } catch (cause) {
    throw new SpaceError('not-found', `There is no folder ${folder}`, { cause })
  }
  throw new SpaceError('not-folder', `${folder} is not a folder`, {
    try: `give the folder that ${MANIFEST_FILE} lies in`,
  })
}

/** Every file below, in the order of names: path in the app and on the disk. */
async function* walk(
  folder: string,
  prefix: string,
  seen: { folders: number },
): AsyncGenerator<[string, string]> {
  seen.folders += 1
  if (seen.folders > APP_FOLDERS) throw tooLarge(`${APP_FOLDERS} folders`)
  await checkPlace(folder, prefix)
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    const [path, full] = [`${prefix}${entry.name}`, join(folder, entry.name)]
    if (entry.isDirectory()) {
      checkPath(path)
      yield* walk(full, `${path}/`, seen)
    } else if (entry.isFile()) yield [path, full]
    else
      throw new SpaceError('bad-input', `${path} is neither a file nor a folder`, {
        why: 'a link could lead out of the app',
        facts: { path },
      })
  }
}

/** @throws {SpaceError} `changed-while-read` when a link was put into the way since it was listed */
async function checkPlace(full: string, path: string): Promise<void> {
  if ((await realpath(full).catch(() => undefined)) === full) return
  throw new SpaceError('changed-while-read', `${path} was moved while the app was read`, {
    try: 'look at the app again when nothing changes its folder',
    facts: { path },
  })
}

async function readLimited(full: string, path: string, limit: number): Promise<Uint8Array> {
  // NOTE: a link that was put there since the folder was listed is not followed, a pipe not waited for.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(full, flags)
  try {
    await checkPlace(full, path)
    const stat = await file.stat()
    if (!stat.isFile()) throw new SpaceError('changed-while-read', `${path} is no longer a file`)
    if (stat.size > limit) throw tooLarge(`${APP_BYTES / 2 ** 20} MiB`)
    const bytes = new Uint8Array(stat.size + 1)
    let at = 0
    for (;;) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at)
      at += bytesRead
      if (bytesRead === 0) break
      if (at > stat.size) throw new SpaceError('changed-while-read', `${path} grew meanwhile`)
    }
    return bytes.subarray(0, at)
  } finally {
    await file.close()
  }
}

function manifestOf(files: Files): Manifest {
  const file = files.get(MANIFEST_FILE)
  if (file === undefined) throw noManifest()
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(file.bytes).toString()) as unknown
  } catch (cause) {
    throw new SpaceError('bad-input', `${MANIFEST_FILE} is not JSON`, {
      why: cause instanceof Error ? cause.message : '',
      cause,
    })
  }
  return parseManifest(value)
}

function noManifest(): SpaceError {
  return new SpaceError('bad-input', `There is no ${MANIFEST_FILE} in the folder`, {
    why: 'it says what the app is called and where it begins',
    try: 'give the folder that has it, such as the one your build writes to',
  })
}

/** @throws {SpaceError} `bad-input` when a file is not what the manifest says, or is not named there */
function checkIntegrity({ integrity }: Manifest, files: Files): void {
  if (integrity === undefined) return
  const sums = new Map(Object.entries(integrity.files))
  for (const [path, file] of files) {
    if (path === MANIFEST_FILE) continue
    if (sums.get(path) !== `sha256-${Buffer.from(file.sha256).toString('hex')}`)
      throw new SpaceError('bad-input', `${path} is not what ${MANIFEST_FILE} says it is`, {
        why: sums.has(path) ? 'its bytes were changed' : 'it is not listed under integrity',
        facts: { path },
      })
    sums.delete(path)
  }
  const [missing] = sums.keys()
  if (missing !== undefined)
    throw new SpaceError('bad-input', `${missing} is listed in ${MANIFEST_FILE}, and missing`, {
      facts: { path: missing },
    })
}

function iconOf({ icons }: Manifest, files: Files): string | null {
  for (const { src } of icons ?? []) {
    const type = ICON_TYPES[src.slice(src.lastIndexOf('.') + 1).toLowerCase()]
    const bytes = files.get(src)?.bytes
    if (type !== undefined && bytes !== undefined && bytes.length <= ICON_BYTES)
      return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
  }
  return null
}

function warningsOf({ publisher, name }: Manifest): string[] {
  const maker =
    publisher === undefined
      ? 'Not signed by anyone: whoever made the folder made the app.'
      : `Says that ${publisher} made it; that was not checked.`
  if (!isMixed(name)) return [maker]
  return [maker, 'Its name mixes alphabets, so it may only look like one that you know.']
}
