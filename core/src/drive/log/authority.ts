import { SpaceError } from '@space/sdk'
import { equal } from '../../crypto/codec.ts'
import { hexOf } from '../../crypto/text.ts'
import { compareCids } from '../cid.ts'
import type { CID } from 'multiformats/cid'
import type { Cut, Member, OpenRecord, Role } from './record.ts'

/** Whom a writer key belongs to, once its bind is believed. */
export interface BoundWriter {
  readonly did: string
  /** Generation of the card that the bind cites. */
  readonly gen: number
}

/**
 * The identity room's power to check a bind as it was when it was made.
 *
 * @throws {SpaceError} when it is forged or meant for another drive or writer
 */
export type ReadBind = (
  bind: unknown,
  expected: { drive: Uint8Array; writer: Uint8Array },
) => BoundWriter

/** Who may do what in a drive, by its winning records. */
export interface Authority {
  readonly owner: string
  /** Highest card generation that the owner's records cite. */
  readonly ownerGen: number
  /** Of the newest record. */
  readonly epoch: number
  readonly members: readonly Member[]
  /** Cuts of all records, the one that holds by writer (hex). */
  readonly cuts: ReadonlyMap<string, Cut>
  /** What a person is now; `undefined` for strangers and those who were removed. */
  roleOf(did: string): Role | undefined
  /** Whether a person is, or ever was, somebody whose changes count. */
  mayWrite(did: string): boolean
}

/**
 * The records that hold, oldest first. Two with one `prev`: the branch that cites the owner's higher
 * card generation wins, then the longer, then the lower CID of its first record.
 *
 * @param records any opened records, in any order; those that do not fit are left aside
 * @param genesis CID of record 0, pinned when the drive was made or joined
 * @throws {SpaceError} `not-found` when record 0 is not there or leads to nobody
 */
export function winningChain(
  records: Iterable<OpenRecord>,
  genesis: CID,
  readBind: ReadBind,
): OpenRecord[] {
  const children = new Map<string, OpenRecord[]>()
  let first: OpenRecord | undefined
  for (const record of records) {
    if (record.cid.equals(genesis)) first = record
    else if (record.prev !== null) pushTo(children, record.prev.toString(), record)
  }
  const owner = first === undefined ? undefined : boundOf(first, readBind)
  if (first === undefined || first.n !== 0 || owner === undefined) {
    throw new SpaceError('not-found', 'The first record of the drive is not here.')
  }

  const known: Place[] = [{ record: first, gen: owner.gen, branches: [] }]
  // Places come before what follows them: `known` grows while it is walked.
  for (const place of known) {
    for (const record of children.get(place.record.cid.toString()) ?? []) {
      if (place.branches.some(({ record: { cid } }) => cid.equals(record.cid))) continue
      const gen = generationAfter(place, record, owner.did, readBind)
      if (gen === undefined) continue
      const next: Place = { record, gen, branches: [] }
      place.branches.push(next)
      known.push(next)
    }
  }
  return bestFrom(known)
}

/** @param chain as {@link winningChain} gives it, at least record 0 */
export function authorityOf(chain: readonly OpenRecord[], readBind: ReadBind): Authority {
  const first = chain[0]
  const last = chain.at(-1)
  const owner = first && boundOf(first, readBind)
  if (last === undefined || owner === undefined) {
    throw new SpaceError('not-found', 'The first record of the drive is not here.')
  }
  const { did } = owner
  const writers = new Set<string>([did])
  const cuts = new Map<string, Cut>()
  let ownerGen = owner.gen
  for (const record of chain) {
    ownerGen = Math.max(ownerGen, boundOf(record, readBind)?.gen ?? 0)
    for (const { did, role } of record.members) if (role === 'editor') writers.add(did)
    for (const cut of record.cuts) holdCut(cuts, cut)
  }
  const { epoch, members } = last
  return {
    owner: did,
    ownerGen,
    epoch,
    members,
    cuts,
    roleOf(person) {
      if (person === did) return 'owner'
      const role = members.find((member) => member.did === person)?.role
      // There is one owner for ever: whoever else is called so has no more than reading.
      return role === 'owner' ? 'viewer' : role
    },
    mayWrite: (person) => writers.has(person),
  }
}

/** Of several cuts of one writer the lowest seq holds, then the lower CID. */
export function holdCut(cuts: Map<string, Cut>, cut: Cut): void {
  const writer = hexOf(cut.writer)
  const held = cuts.get(writer)
  if (held !== undefined) {
    const order = held.seq - cut.seq || compareCids(held.cid, cut.cid)
    if (order <= 0) return
  }
  cuts.set(writer, cut)
}

interface Place {
  readonly record: OpenRecord
  /** Card generation that the record cites. */
  readonly gen: number
  readonly branches: Place[]
}

function boundOf(record: OpenRecord, readBind: ReadBind): BoundWriter | undefined {
  try {
    return readBind(record.bind, { drive: record.drive, writer: record.by })
  } catch {
    return undefined // a bind that does not hold is no bind
  }
}

/** The generation that `record` cites, when it may follow `place` at all. */
function generationAfter(
  place: Place,
  record: OpenRecord,
  owner: string,
  readBind: ReadBind,
): number | undefined {
  const before = place.record
  if (!equal(record.drive, before.drive) || record.n !== before.n + 1) return undefined
  const isNext = record.epoch === before.epoch + 1
  const isSame =
    record.epoch === before.epoch &&
    equal(record.read, before.read) &&
    equal(record.write, before.write)
  if (!isNext && !isSame) return undefined
  const bound = boundOf(record, readBind)
  // A device of an older generation has no say once a newer one has spoken, however long its branch.
  if (bound === undefined || bound.did !== owner || bound.gen < place.gen) return undefined
  return bound.gen
}

interface Branch {
  gen: number
  length: number
  next: Place | undefined
}

function bestFrom(places: readonly Place[]): OpenRecord[] {
  const best = new Map<Place, Branch>()
  for (const place of places.toReversed()) {
    let chosen: Branch = { gen: place.gen, length: 1, next: undefined }
    let rival: Place | undefined
    for (const next of place.branches) {
      const { gen, length } = best.get(next)!
      const held = rival && best.get(rival)!
      const wins =
        held === undefined ||
        (gen - held.gen ||
          length - held.length ||
          compareCids(rival!.record.cid, next.record.cid)) > 0
      if (!wins) continue
      rival = next
      chosen = { gen, length: length + 1, next }
    }
    best.set(place, chosen)
  }
  const chain: OpenRecord[] = []
  for (let place = places[0]; place !== undefined; place = best.get(place)!.next) {
    chain.push(place.record)
  }
  return chain
}

export function pushTo<K, T>(lists: Map<K, T[]>, key: K, value: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
