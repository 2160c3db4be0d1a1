/** What the columns say of an entry, from its registers. */
import { FLAGS, type Row } from './columns.ts'
import {
  compareStamps,
  currentVersions,
  isVisible,
  KINDS,
  ROOT,
  TRASH,
  type Order,
  type Registers,
} from './registers.ts'

export const FOLDER = KINDS.indexOf('folder')
/** Of a source file that is not known, or not to be trusted. */
export const NO_FINGERPRINT = new Uint8Array(8)
const NO_DIGEST = new Uint8Array(32)
/** Permissions of what says nothing of them. */
export const DEFAULT_MODES = { file: 0o644, folder: 0o755, symlink: 0o777, mount: 0o755 }
/** Field of a starred entry: true. */
export const STARRED = 'starred'
/** The field of a tag is this and the tag: true. So two devices that tag one entry lose none. */
export const TAG = 'tag/'

/** @param more what is not in the registers */
export function rowOf(
  id: Uint8Array,
  registers: Registers,
  more: { source: number; fingerprint: Uint8Array; flags: number },
  order: Order,
): Row {
  const kind = registers.kind ?? 'file'
  const [move] = registers.moves
  const current = kind === 'file' ? currentVersions(registers)[0] : undefined
  const target = registers.fields.get('target')?.value
  const mode = registers.fields.get('mode')?.value
  const touched = registers.fields.get('mtime')
  const saved = current?.mtime ?? current?.at
  const isTouched =
    touched !== undefined &&
    (current === undefined || compareStamps(touched.stamp, current.stamp, order) > 0)
  const mtime = isTouched ? touched.value : (saved ?? move?.at)
  const { starred, tags } = marksOf(registers)
  const [, former] = registers.moves
  const isRemoved = move !== undefined && Buffer.compare(move.parent, TRASH) === 0
  return {
    id,
    kind: KINDS.indexOf(kind),
    parent: move?.parent ?? TRASH,
    name: move?.name ?? '',
    visible: isVisible(registers, order),
    size:
      kind === 'symlink' && typeof target === 'string'
        ? Buffer.byteLength(target)
        : (current?.content?.size ?? 0),
    mtime: typeof mtime === 'number' ? mtime : 0,
    mode: typeof mode === 'number' ? mode & 0o7777 : DEFAULT_MODES[kind],
    versions: registers.versions.filter(({ content }) => content !== null).length,
    source: more.source,
    fingerprint: more.fingerprint,
    digest: current?.content?.ref?.[0][0]?.multihash.digest ?? NO_DIGEST,
    flags: more.flags | (starred || tags.length > 0 ? FLAGS.marked : 0),
    spot: more.source === 0 || current === undefined ? 0 : current.stamp.index + 1,
    ...(isRemoved && former !== undefined && { removed: { at: move.at, from: former.parent } }),
  }
}

/** How the person marked it; tags sorted. */
export function marksOf({ fields }: Registers): { starred: boolean; tags: string[] } {
  const tags: string[] = []
  for (const [field, { value }] of fields)
    if (value === true && field.startsWith(TAG) && field.length > TAG.length)
      tags.push(field.slice(TAG.length))
  return { starred: fields.get(STARRED)?.value === true, tags: tags.sort() }
}

/** The root folder and the trash. */
export function topRow(id: Uint8Array): Row {
  return {
    id,
    kind: FOLDER,
    parent: ROOT,
    name: '',
    visible: true,
    size: 0,
    mtime: 0,
    mode: 0o755,
    versions: 0,
    source: 0,
    fingerprint: NO_FINGERPRINT,
    digest: NO_DIGEST,
    flags: 0,
    spot: 0,
  }
}
