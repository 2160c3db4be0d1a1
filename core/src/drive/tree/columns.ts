/**
 * The tree of one drive in memory, as columns: typed arrays and one buffer of names, because 100,000
 * entries as objects take 330 MB and as columns 14.
 *
 * A row is known by its number, which is also its key in the index. Rows are never removed: what is
 * gone is only not visible.
 */
import { randomBytes } from '../../crypto/hash.ts'
import { latin1Of } from '../../crypto/text.ts'

/** What listing, search and the tree need of an entry. */
export interface Row {
  readonly id: Uint8Array
  /** Index into `KINDS` of registers.ts. */
  readonly kind: number
  readonly parent: Uint8Array
  readonly name: string
  readonly visible: boolean
  readonly size: number
  /** Milliseconds since 1970, up to three decimals. */
  readonly mtime: number
  readonly mode: number
  readonly versions: number
  /** The batch whose ops are all there is about the entry; 0 when the index has a detail row. */
  readonly source: number
  /** What the source file looked like when it was brought in; zeros when unknown. 8 bytes. */
  readonly fingerprint: Uint8Array
  /** SHA-256 of the first block of the newest version; zeros when there is none. 32 bytes. */
  readonly digest: Uint8Array
  /** Bits of {@link FLAGS}. */
  readonly flags: number
  /** Place of the newest version's op in the batch `source`, and one more; 0 when it is not known. */
  readonly spot: number
  /** Of what lies in the trash, where it is known: how it came there. */
  readonly removed?: Removed | undefined
}

export interface Removed {
  /** When it was put there, ms since 1970. */
  readonly at: number
  /** The folder it was in. 16 bytes. */
  readonly from: Uint8Array
}

export const FLAGS = {
  /** Not an entry of the log: a version that stands beside the one its file shows. */
  copy: 1,
  /** A file that has, or had, such copies. */
  contested: 2,
  /** Starred or tagged: the registers say how. */
  marked: 4,
} as const

const ID = 16
const FINGERPRINT = 8
const DIGEST = 32
export const NONE = -1
/** Row number of the drive's root folder; that of the trash is one more. */
export const ROOT_ROW = 0
export const TRASH_ROW = 1

/** Index of a folder among `KINDS` of registers.ts. */
const FOLDER_KIND = 1

export type Columns = ReturnType<typeof openColumns>

/** Empty columns with room for `capacity` rows; they grow by themselves. */
export function openColumns(capacity = 1024) {
  let room = Math.max(16, capacity)
  let count = 0
  let ids = new Uint8Array(room * ID)
  let kinds = new Uint8Array(room)
  let visible = new Uint8Array(room)
  let modes = new Uint16Array(room)
  let flags = new Uint8Array(room)
  let versions = new Uint16Array(room)
  let sizes = new Float64Array(room)
  let mtimes = new Float64Array(room)
  let sources = new Uint32Array(room)
  let spots = new Uint32Array(room)
  // the version of the columns in which the row, a row in it, and any row below it changed last
  let changes = new Uint32Array(room)
  let changesIn = new Uint32Array(room)
  let changesBelow = new Uint32Array(room)
  let fingerprints = new Uint8Array(room * FINGERPRINT)
  let digests = new Uint8Array(room * DIGEST)
  let nameStart = new Uint32Array(room)
  let nameLength = new Uint16Array(room)
  // `moved` is the newest move's parent, `parents` the one that the view gives (cycles are set back)
  let moved = new Int32Array(room)
  let parents = new Int32Array(room)
  let firstChild = new Int32Array(room).fill(NONE)
  let next = new Int32Array(room).fill(NONE)
  let previous = new Int32Array(room).fill(NONE)
  let names = Buffer.allocUnsafeSlow(room * 24)
  let namesEnd = 0
  // a parent that has not arrived yet: child rows wait under its id
  const orphans = new Map<string, Set<number>>()
  const awaited = new Map<number, string>()
  // ids of other devices are hostile: a random seed keeps them from piling up in one slot
  const seed = Buffer.from(randomBytes(4)).readUInt32LE(0)
  let slots = new Int32Array(tableSize(room)).fill(NONE)
  const removals = new Map<number, Removed>()
  let version = 0
  let foldersVersion = 0

  const hash = (bytes: Uint8Array, at: number): number => {
    let h = seed
    for (let i = at; i < at + ID; i++) h = Math.imul(h ^ (bytes[i] ?? 0), 0x01000193)
    h ^= h >>> 15
    return Math.imul(h, 0x2c1b3c6d) >>> 0
  }
  const sameId = (row: number, id: Uint8Array): boolean => {
    for (let i = 0, at = row * ID; i < ID; i++) if (ids[at + i] !== id[i]) return false
    return true
  }
  const find = (id: Uint8Array): number => {
    const mask = slots.length - 1
    for (let slot = hash(id, 0) & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot] ?? NONE
      if (row === NONE || sameId(row, id)) return row
    }
  }
  const claim = (row: number): void => {
    const mask = slots.length - 1
    let slot = hash(ids, row * ID) & mask
    while (slots[slot] !== NONE) slot = (slot + 1) & mask
    slots[slot] = row
  }
  const grow = (): void => {
    room *= 2
    ids = grown(ids, room * ID)
    kinds = grown(kinds, room)
    visible = grown(visible, room)
    modes = grown(modes, room)
    flags = grown(flags, room)
    versions = grown(versions, room)
    sizes = grown(sizes, room)
    mtimes = grown(mtimes, room)
    sources = grown(sources, room)
    spots = grown(spots, room)
    changes = grown(changes, room)
    changesIn = grown(changesIn, room)
    changesBelow = grown(changesBelow, room)
    fingerprints = grown(fingerprints, room * FINGERPRINT)
    digests = grown(digests, room * DIGEST)
    nameStart = grown(nameStart, room)
    nameLength = grown(nameLength, room)
    moved = grown(moved, room)
    parents = grown(parents, room)
    firstChild = grown(firstChild, room).fill(NONE, count)
    next = grown(next, room).fill(NONE, count)
    previous = grown(previous, room).fill(NONE, count)
    slots = new Int32Array(tableSize(room)).fill(NONE)
    for (let row = 0; row < count; row++) claim(row)
  }
  /** Tells `parent`, and all that it is in, of a change of one of its rows. */
  const noteIn = (parent: number): void => {
    if (parent === NONE) return
    changesIn[parent] = version
    for (let at = parent; at !== NONE && changesBelow[at] !== version; at = parents[at] ?? NONE)
      changesBelow[at] = version
  }
  const link = (row: number, parent: number): void => {
    parents[row] = parent
    if (parent === NONE) return
    const first = firstChild[parent] ?? NONE
    next[row] = first
    previous[row] = NONE
    if (first !== NONE) previous[first] = row
    firstChild[parent] = row
  }
  const unlink = (row: number): void => {
    const parent = parents[row] ?? NONE
    if (parent === NONE) return
    const before = previous[row] ?? NONE
    const after = next[row] ?? NONE
    if (before === NONE) firstChild[parent] = after
    else next[before] = after
    if (after !== NONE) previous[after] = before
    next[row] = NONE
    previous[row] = NONE
    parents[row] = NONE
  }
  const rename = (row: number, name: string): void => {
    const length = Buffer.byteLength(name)
    if (row < count && nameLength[row] === length && nameOf(row) === name) return
    if (namesEnd + length > names.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(names.length * 2, namesEnd + length))
      names.copy(larger, 0, 0, namesEnd)
      names = larger
    }
    names.write(name, namesEnd)
    nameStart[row] = namesEnd
    nameLength[row] = length
    namesEnd += length
  }
  /** Lets `row` wait under an id and no longer under the one before. */
  const wait = (row: number, parent: string | undefined): void => {
    const before = awaited.get(row)
    if (before !== undefined) orphans.get(before)?.delete(row)
    awaited.delete(row)
    if (parent === undefined) return
    awaited.set(row, parent)
    const waiting = orphans.get(parent)
    if (waiting === undefined) orphans.set(parent, new Set([row]))
    else waiting.add(row)
  }
  const nameOf = (row: number): string => {
    const start = nameStart[row] ?? 0
    return names.toString('utf8', start, start + (nameLength[row] ?? 0))
  }
  const idOf = (row: number): Uint8Array => ids.slice(row * ID, row * ID + ID)

  const columns = {
    get count(): number {
      return count
    },
    /** Grows with every change; tells caches of a folder that they are old. */
    get version(): number {
      return version
    },
    find,
    idOf,
    nameOf,
    /** UTF-8 of all names, each at {@link nameAt}; another one after a change. */
    get names(): Uint8Array {
      return names
    },
    /** Where its name begins: another place for another name. */
    nameAt: (row: number): number => nameStart[row] ?? 0,
    nameEnd: (row: number): number => (nameStart[row] ?? 0) + (nameLength[row] ?? 0),
    kindOf: (row: number): number => kinds[row] ?? 0,
    isVisible: (row: number): boolean => visible[row] === 1,
    modeOf: (row: number): number => modes[row] ?? 0,
    flagsOf: (row: number): number => flags[row] ?? 0,
    isCopy: (row: number): boolean => ((flags[row] ?? 0) & FLAGS.copy) !== 0,
    versionsOf: (row: number): number => versions[row] ?? 0,
    sizeOf: (row: number): number => sizes[row] ?? 0,
    mtimeOf: (row: number): number => mtimes[row] ?? 0,
    sourceOf: (row: number): number => sources[row] ?? 0,
    /** As {@link Row.spot}. */
    spotOf: (row: number): number => spots[row] ?? 0,
    /** The version in which the row changed last. */
    changedAt: (row: number): number => changes[row] ?? 0,
    /** The version in which a row in this folder came, went or changed last. */
    changedIn: (row: number): number => changesIn[row] ?? 0,
    /** The same of all rows below it. */
    changedBelow: (row: number): number => changesBelow[row] ?? 0,
    /** Grows when a folder comes, goes, or has another name. */
    get foldersVersion(): number {
      return foldersVersion
    },
    /** As {@link Row.removed}; undefined when it was not told of. */
    removedOf: (row: number): Removed | undefined => removals.get(row),
    fingerprintOf: (row: number): Uint8Array =>
      fingerprints.subarray(row * FINGERPRINT, row * FINGERPRINT + FINGERPRINT),
    digestOf: (row: number): Uint8Array => digests.subarray(row * DIGEST, row * DIGEST + DIGEST),
    /** The parent in the view; {@link NONE} for roots and for rows whose parent has not arrived. */
    parentOf: (row: number): number => parents[row] ?? NONE,
    /** The parent by the newest move, which a cycle may have set back in the view. */
    movedTo: (row: number): number => moved[row] ?? NONE,
    *children(row: number): Generator<number> {
      for (let child = firstChild[row] ?? NONE; child !== NONE; child = next[child] ?? NONE)
        yield child
    },
    /** Rows below `row` that are visible, depth first, parents before children. */
    *below(row: number): Generator<number> {
      const stack = [row]
      for (let at = stack.pop(); at !== undefined; at = stack.pop())
        for (let child = firstChild[at] ?? NONE; child !== NONE; child = next[child] ?? NONE) {
          if (visible[child] !== 1) continue
          yield child
          if (firstChild[child] !== NONE) stack.push(child)
        }
    },
    /** Whether `row` is `ancestor` or below it. */
    isWithin(row: number, ancestor: number): boolean {
      for (
        let at = row, steps = 0;
        at !== NONE && steps <= count;
        at = parents[at] ?? NONE, steps++
      )
        if (at === ancestor) return true
      return false
    },
    /** Inserts or replaces the row of `entry.id`; returns its number. */
    put(entry: Row): number {
      version++
      let row = find(entry.id)
      const isNew = row === NONE
      const before = isNew ? NONE : (parents[row] ?? NONE)
      const namedAt = isNew ? NONE : nameStart[row]
      if (isNew) {
        if (count === room) grow()
        row = count
        ids.set(entry.id, row * ID)
        rename(row, entry.name)
        count++
        claim(row)
        parents[row] = NONE
      } else rename(row, entry.name)
      const isFolder = entry.kind === FOLDER_KIND
      const isTurned = nameStart[row] !== namedAt || (visible[row] === 1) !== entry.visible
      kinds[row] = entry.kind
      visible[row] = entry.visible ? 1 : 0
      modes[row] = entry.mode
      flags[row] = entry.flags
      versions[row] = Math.min(entry.versions, 0xffff)
      sizes[row] = entry.size
      mtimes[row] = entry.mtime
      sources[row] = entry.source
      spots[row] = entry.spot
      fingerprints.set(entry.fingerprint, row * FINGERPRINT)
      digests.set(entry.digest, row * DIGEST)
      if (row > TRASH_ROW) columns.setParent(row, entry.parent)
      if (isNew) {
        for (const child of orphans.get(latin1Of(entry.id)) ?? []) {
          awaited.delete(child)
          moved[child] = row
          link(child, row)
        }
        orphans.delete(latin1Of(entry.id))
      }
      if (entry.removed === undefined) removals.delete(row)
      else removals.set(row, entry.removed)
      changes[row] = version
      noteIn(before)
      const after = parents[row] ?? NONE
      if (after !== before) noteIn(after)
      if (isFolder && (isTurned || after !== before)) foldersVersion = version
      return row
    },
    /** Puts `row` under the folder that its newest move names. */
    setParent(row: number, parent: Uint8Array): void {
      const to = find(parent)
      moved[row] = to
      if (parents[row] !== to || to === NONE) {
        unlink(row)
        link(row, to)
      }
      if (to === NONE || awaited.size > 0) wait(row, to === NONE ? latin1Of(parent) : undefined)
    },
    /** Shows `row` under another parent than its newest move names, because of a cycle. */
    setBack(row: number, parent: number): void {
      version++
      const before = parents[row] ?? NONE
      unlink(row)
      link(row, parent)
      foldersVersion = version
      changes[row] = version
      noteIn(before)
      noteIn(parent)
    },
    /** Bytes held, for the bench. */
    get heldBytes(): number {
      return room * (ID + FINGERPRINT + DIGEST + 63) + names.length + slots.byteLength
    },
  }
  return columns
}

function tableSize(rows: number): number {
  return 2 ** Math.ceil(Math.log2(rows * 2))
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array>(
  column: T,
  length: number,
): T {
  const larger = new (column.constructor as new (length: number) => T)(length)
  larger.set(column)
  return larger
}
