import type { Content } from '../content/content.ts'
import type { Kind } from '../drive.ts'

/** The root of a drive as a parent: 16 × 0x00. */
export const ROOT: Uint8Array = new Uint8Array(16)
/** The trash as a parent: 16 × 0xff. */
export const TRASH: Uint8Array = new Uint8Array(16).fill(0xff)

/**
 * What can be at an entry, in order of rank: when two ops disagree, the earlier one holds, so that
 * no second op can turn a file with versions into something that hides them.
 */
export const KINDS: readonly Kind[] = ['file', 'folder', 'symlink', 'mount']

/** Where an op stands among all ops: (clock, batch, index); `batch` is this device's number for it. */
export interface Stamp {
  readonly clock: number
  readonly batch: number
  readonly index: number
}

/**
 * Orders two unequal batches of the same clock, by writer bytes and then batch CID. It must say the
 * same on every device; the local numbers do not.
 */
export type Order = (a: number, b: number) => number

/** A version by its local batch number and the index of its op there. */
export interface VersionName {
  readonly batch: number
  readonly index: number
}

export interface Move {
  readonly stamp: Stamp
  /** 16 bytes: an entry, {@link ROOT} or {@link TRASH}. */
  readonly parent: Uint8Array
  readonly name: string
  /** ms since 1970; for display only. */
  readonly at: number
}

export interface FieldRegister {
  readonly stamp: Stamp
  readonly value: unknown
}

export interface VersionRegister {
  /** Clock 0: only its drop has come so far. */
  readonly stamp: Stamp
  readonly base: readonly VersionName[]
  /** null when dropped: name and base stay, so that its bases do not come back as current. */
  readonly content: Content | null
  readonly at: number
  /** ms since 1970, with up to three decimals. */
  readonly mtime?: number | undefined
  /** The app that saved it. */
  readonly by?: string | undefined
}

/** All that the log says about one entry. Every part grows by a rule that ignores arrival order. */
export interface Registers {
  kind: Kind | undefined
  /** The two newest, newest first. */
  moves: Move[]
  fields: Map<string, FieldRegister>
  /** Newest first. */
  versions: VersionRegister[]
  /** The newest drop that listed no versions: hides folders and links until a newer move. */
  gone?: Stamp | undefined
}

/** The ops that registers understand; other ops have no state here. */
export type RegisterOp =
  | { o: 'move'; parent: Uint8Array; name: string; kind?: Kind | undefined; at: number }
  | { o: 'set'; field: string; value: unknown }
  | {
      o: 'version'
      base: readonly VersionName[]
      content: Content
      at: number
      mtime?: number | undefined
      by?: string | undefined
    }
  | { o: 'drop'; versions: readonly VersionName[] }

export function emptyRegisters(): Registers {
  return { kind: undefined, moves: [], fields: new Map(), versions: [] }
}

/** Below 0 when `a` is older than `b`, 0 when they are the same op. */
export function compareStamps(a: Stamp, b: Stamp, order: Order): number {
  if (a.clock !== b.clock) return a.clock - b.clock
  // Only names of dropped versions have clock 0. Their batch may never come, so that its writer is not
  // known; nobody sees their order.
  if (a.clock === 0) return a.batch - b.batch || a.index - b.index
  if (a.batch !== b.batch) return order(a.batch, b.batch)
  return a.index - b.index
}

/** Take in one op, in any order and any number of times; says whether anything changed. */
export function applyOp(registers: Registers, op: RegisterOp, stamp: Stamp, order: Order): boolean {
  switch (op.o) {
    case 'move': {
      const kindChanged = takeKind(registers, op.kind)
      const { parent, name, at } = op
      return takeMove(registers, { stamp, parent, name, at }, order) || kindChanged
    }
    case 'set':
      return takeField(registers, op.field, { stamp, value: op.value }, order)
    case 'version': {
      const { base, content, at, mtime, by } = op
      const version: VersionRegister = { stamp, base, content, at }
      const more = { ...(mtime !== undefined && { mtime }), ...(by !== undefined && { by }) }
      return takeVersion(registers, { ...version, ...more }, order)
    }
    case 'drop': {
      if (op.versions.length === 0) return takeGone(registers, stamp, order)
      let changed = false
      for (const { batch, index } of op.versions) {
        const stub = { stamp: { clock: 0, batch, index }, base: [], content: null, at: 0 }
        changed = takeVersion(registers, stub, order) || changed
      }
      return changed
    }
  }
}

/**
 * The versions that stand now, newest first: kept ones that are nobody's base; more than one is a
 * conflict. When only bases are kept (their successors were dropped), the newest of them stands.
 */
export function currentVersions(registers: Registers): VersionRegister[] {
  const { versions } = registers
  const kept = versions.filter((version) => version.content !== null)
  if (kept.length < 2) return kept
  const bases = new Set<string>()
  for (const version of versions) for (const name of version.base) bases.add(nameKey(name))
  const heads = kept.filter((version) => !bases.has(nameKey(version.stamp)))
  return heads.length > 0 ? heads : kept.slice(0, 1)
}

/** Whether the entry is to be seen at all: a file by its versions, the rest by its newest move. */
export function isVisible(registers: Registers, order: Order): boolean {
  const newest = registers.moves[0]
  if (newest === undefined) return false
  if ((registers.kind ?? 'file') === 'file')
    return registers.versions.some(({ content }) => content !== null)
  return registers.gone === undefined || compareStamps(registers.gone, newest.stamp, order) < 0
}

function takeKind(registers: Registers, kind: Kind | undefined): boolean {
  if (kind === undefined || kind === registers.kind) return false
  const { kind: held } = registers
  if (held !== undefined && KINDS.indexOf(held) < KINDS.indexOf(kind)) return false
  registers.kind = kind
  return true
}

function takeMove(registers: Registers, move: Move, order: Order): boolean {
  const [first, second] = registers.moves
  if (first === undefined) {
    registers.moves = [move]
    return true
  }
  const toFirst = compareStamps(move.stamp, first.stamp, order)
  if (toFirst === 0) return false
  if (toFirst > 0) {
    registers.moves = [move, first]
    return true
  }
  if (second !== undefined && compareStamps(move.stamp, second.stamp, order) <= 0) return false
  registers.moves = [first, move]
  return true
}

function takeField(
  registers: Registers,
  field: string,
  next: FieldRegister,
  order: Order,
): boolean {
  const held = registers.fields.get(field)
  if (held !== undefined && compareStamps(next.stamp, held.stamp, order) <= 0) return false
  registers.fields.set(field, next)
  return true
}

function takeVersion(registers: Registers, next: VersionRegister, order: Order): boolean {
  const { versions } = registers
  const { batch, index } = next.stamp
  const place = versions.findIndex(({ stamp }) => stamp.batch === batch && stamp.index === index)
  const held = versions[place]
  const joined = held === undefined ? next : joinVersions(held, next)
  if (joined === held) return false
  if (held !== undefined) versions.splice(place, 1)
  let at = 0
  while (at < versions.length && compareStamps(versions[at]!.stamp, joined.stamp, order) > 0)
    at += 1
  versions.splice(at, 0, joined)
  return true
}

/** Two sights of one version: the op itself tells more than its drop, and a drop is for ever. */
function joinVersions(held: VersionRegister, next: VersionRegister): VersionRegister {
  const fuller = next.stamp.clock > held.stamp.clock ? next : held
  const dropped = held.content === null || next.content === null
  return dropped && fuller.content !== null ? { ...fuller, content: null } : fuller
}

function takeGone(registers: Registers, stamp: Stamp, order: Order): boolean {
  if (registers.gone !== undefined && compareStamps(stamp, registers.gone, order) <= 0) return false
  registers.gone = stamp
  return true
}

function nameKey({ batch, index }: VersionName): string {
  return `${batch}/${index}`
}
