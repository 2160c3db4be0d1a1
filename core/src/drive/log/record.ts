import { SpaceError } from '@space/sdk'
import { openBox, sealBox } from '../../crypto/box.ts'
import {
  anything,
  blob,
  bytes,
  check,
  decode,
  encode,
  equal,
  int,
  list,
  map,
  nullable,
  oneOf,
  parse,
  structure,
  textOf,
} from '../../crypto/codec.ts'
import { randomBytes } from '../../crypto/hash.ts'
import { kdf, signerFrom, verify } from '../../crypto/keys.ts'
import { open, seal } from '../../crypto/seal.ts'
import { BLOCK_CID, cidOf } from '../cid.ts'
import type { CID } from 'multiformats/cid'
import type { BoxKeys } from '../../crypto/box.ts'
import type { Signer } from '../../crypto/keys.ts'

export const ROLES = ['owner', 'editor', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** Longest record in bytes: some thousands of members. */
export const MAX_RECORD_BYTES = 2 ** 20

export interface Member {
  readonly did: string
  readonly role: Role
  /** The person's card; judged by the identity room. */
  readonly card: unknown
}

/** The last batch of a writer that counts, with all on its `prev` chain. */
export interface Cut {
  readonly writer: Uint8Array
  readonly seq: number
  readonly cid: CID
}

/** Keys of one epoch; `write` (W_e, a seed) is null for viewers. 32 bytes each. */
export interface EpochKeys {
  readonly key: Uint8Array
  readonly write: Uint8Array | null
}

/** What everybody sees of a record, nodes as well. Its signature is right. */
export interface SealedRecord {
  readonly cid: CID
  readonly drive: Uint8Array
  readonly n: number
  readonly prev: CID | null
  readonly epoch: number
  /** The writer key, for this drive, of the owner's device that made it. */
  readonly by: Uint8Array
  readonly read: Uint8Array
  readonly write: Uint8Array
  readonly boxes: readonly Uint8Array[]
  readonly older: Uint8Array | null
}

/** A record with what only members see. Whether it counts is for {@link winningChain} to say. */
export interface OpenRecord extends SealedRecord {
  readonly bind: unknown
  readonly members: readonly Member[]
  readonly cuts: readonly Cut[]
  readonly nodes: readonly string[]
}

export interface RecordParts {
  drive: Uint8Array
  n: number
  prev: CID | null
  epoch: number
  by: Signer
  keys: { key: Uint8Array; write: Uint8Array }
  /** K_{epoch−1}; null at epoch 0. */
  olderKey: Uint8Array | null
  /** Box keys of the members' persons (root drive: of the card's devices). */
  readers: readonly { box: Uint8Array; writes: boolean }[]
  bind: unknown
  members: readonly Member[]
  cuts: readonly Cut[]
  nodes: readonly string[]
}

/** Make one signed authority record; its readers cannot be told from outside. */
export function makeRecord(parts: RecordParts): { bytes: Uint8Array; cid: CID } {
  const { drive, n, prev, epoch, by, keys, olderKey, bind, members, cuts, nodes } = parts
  const { read, write } = publicKeysOf(keys)
  const boxes = shuffled(parts.readers).map(({ box, writes }) =>
    sealBox(box, { v: 1, drive, epoch, key: keys.key, write: writes ? keys.write : null }),
  )
  const older = olderKey === null ? null : sealOlder(drive, epoch, keys.key, olderKey)
  const outer = { v: 1, drive, n, prev, epoch, by: by.publicKey, read, write, boxes, older }
  const inner = encode({ v: 1, bind, members, cuts, nodes })
  const ct = seal(kdf(keys.key, 'members'), 'members', encode(outer), inner)
  const unsigned = { ...outer, ct }
  const bytes = encode({ ...unsigned, sig: by.sign('authority', unsigned) })
  return { bytes, cid: cidOf(bytes) }
}

/**
 * Read what can be read without a key; the signature is checked.
 *
 * @throws {SpaceError} `bad-input`, `too-large`, `newer-version`
 */
export function readRecord(bytes: Uint8Array): SealedRecord {
  const { v: _, ct: __, sig: ___, ...outer } = parseOuter(bytes)
  return { cid: cidOf(bytes), ...outer }
}

/**
 * Read a record with all its checks but those that need other records.
 *
 * @throws {SpaceError} `bad-input`, `too-large`, `newer-version`; `wrong-key` without the right key
 */
export function openRecord(bytes: Uint8Array, key: Uint8Array): OpenRecord {
  const { ct, sig: _, ...outer } = parseOuter(bytes)
  const plain = open(kdf(key, 'members'), 'members', encode(outer), ct)
  const { v: __, ...inner } = check('record', INNER, decode(plain))
  const { v: ___, ...seen } = outer
  if (!isKeyOf(seen, key)) throw new SpaceError('bad-input', 'A record names a wrong read key.')
  return { cid: cidOf(bytes), ...seen, ...inner }
}

/** The keys that a record has for the holder of `box`; `undefined` when it is none of its readers. */
export function keysFor(record: SealedRecord, box: BoxKeys): EpochKeys | undefined {
  for (const sealed of record.boxes) {
    const keys = tryBox(record, box, sealed)
    if (keys !== undefined) return keys
  }
  return undefined
}

/**
 * K_e of every epoch of a chain, from the newest one down.
 *
 * @param chain records as {@link winningChain} gives them, oldest first, or sealed ones in that order
 * @param newest K_e of the last record
 * @throws {SpaceError} `wrong-key` when `newest` is another key; `bad-input` when an older one is a lie
 */
export function epochKeysOf(
  chain: readonly SealedRecord[],
  newest: Uint8Array,
): Map<number, Uint8Array> {
  const keys = new Map<number, Uint8Array>()
  let key = newest
  for (const record of chain.toReversed()) {
    const known = keys.get(record.epoch)
    if (known !== undefined) continue
    if (!isKeyOf(record, key)) {
      const code = keys.size === 0 ? 'wrong-key' : 'bad-input'
      throw new SpaceError(code, 'A record and its key do not belong together.')
    }
    keys.set(record.epoch, key)
    const { older, epoch, drive } = record
    if (older !== null) key = open(kdf(key, 'older'), 'older', olderPlace(drive, epoch), older)
  }
  return keys
}

const OUTER = structure({
  drive: bytes(16),
  n: int,
  prev: nullable(BLOCK_CID),
  epoch: int,
  by: bytes(32),
  read: bytes(32),
  write: bytes(32),
  boxes: list(blob({ max: 4096 }), { max: 4096 }),
  older: nullable(blob({ max: 4096 })),
  ct: blob({ max: MAX_RECORD_BYTES }),
  sig: bytes(64),
})

const INNER = structure({
  bind: anything,
  members: list(map({ did: textOf({ max: 256 }), role: oneOf(...ROLES), card: anything }), {
    max: 4096,
  }),
  cuts: list(map({ writer: bytes(32), seq: int, cid: BLOCK_CID }), { max: 4096 }),
  nodes: list(textOf({ max: 2048 }), { max: 64 }),
})

const BOX = structure({
  drive: bytes(16),
  epoch: int,
  key: bytes(32),
  write: nullable(bytes(32)),
})

function parseOuter(bytes: Uint8Array) {
  if (bytes.length > MAX_RECORD_BYTES) throw new SpaceError('too-large', 'A record is too long.')
  const outer = parse('record', OUTER, bytes)
  if ((outer.n === 0) !== (outer.prev === null) || outer.epoch > outer.n) {
    throw new SpaceError('bad-input', 'A record does not follow its predecessor.')
  }
  if ((outer.epoch === 0) !== (outer.older === null)) {
    throw new SpaceError('bad-input', 'A record leaves out the key of the epoch before it.')
  }
  if (!verify(outer.by, 'authority', outer, outer.sig)) {
    throw new SpaceError('bad-input', 'A record has a wrong signature.')
  }
  return outer
}

function publicKeysOf(keys: { key: Uint8Array; write: Uint8Array }) {
  return { read: readKeyOf(keys.key), write: signerFrom(keys.write).publicKey }
}

function readKeyOf(key: Uint8Array): Uint8Array {
  return signerFrom(kdf(key, 'node-read')).publicKey
}

function isKeyOf(record: { read: Uint8Array }, key: Uint8Array): boolean {
  return equal(readKeyOf(key), record.read)
}

function tryBox(record: SealedRecord, box: BoxKeys, sealed: Uint8Array): EpochKeys | undefined {
  let content: unknown
  try {
    content = openBox(box, sealed)
  } catch {
    return undefined // somebody else's
  }
  if (BOX.fault(content) !== undefined) return undefined
  const { drive, epoch, key, write } = check('box', BOX, content)
  // A box proves nothing of its sender: it is believed when it fits the signed record around it.
  if (!equal(drive, record.drive) || epoch !== record.epoch) return undefined
  if (!isKeyOf(record, key)) return undefined
  if (write !== null && !equal(signerFrom(write).publicKey, record.write)) return undefined
  return { key, write }
}

function sealOlder(drive: Uint8Array, epoch: number, key: Uint8Array, older: Uint8Array) {
  return seal(kdf(key, 'older'), 'older', olderPlace(drive, epoch), older)
}

function olderPlace(drive: Uint8Array, epoch: number): Uint8Array {
  const place = new Uint8Array(20)
  place.set(drive)
  new DataView(place.buffer).setUint32(16, epoch)
  return place
}

function shuffled<T>(values: readonly T[]): T[] {
  const keyed = values.map((value) => ({ value, key: randomBytes(8) }))
  return keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ value }) => value)
}
