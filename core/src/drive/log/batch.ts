import { isSpaceError, SpaceError } from '@space/sdk'
import {
  blob,
  bytes,
  check,
  decode,
  encode,
  int,
  list,
  nullable,
  anything,
  intIn,
  parse,
  structure,
} from '../../crypto/codec.ts'
import { kdf, verify } from '../../crypto/keys.ts'
import { open, seal } from '../../crypto/seal.ts'
import { BLOCK_CID, cidOf } from '../cid.ts'
import { opBytes } from './op-bytes.ts'
import { checkOp } from './ops.ts'
import type { CID } from 'multiformats/cid'
import type { Signer } from '../../crypto/keys.ts'
import type { Op } from './ops.ts'

/** Most ops in a batch. */
export const MAX_OPS = 500
/** Longest batch, sealed, in bytes. */
export const MAX_BATCH_BYTES = 2 ** 20
/** Most heads of other writers that one batch may list. */
export const MAX_SEEN = 1_024
/** `seq` of a writer's first batch. */
export const FIRST_SEQ = 1

/** What everybody sees of a batch, nodes as well. */
export interface Envelope {
  readonly cid: CID
  readonly drive: Uint8Array
  readonly writer: Uint8Array
  readonly seq: number
  readonly prev: CID | null
  readonly epoch: number
}

/** A batch whose signature and shape are right. Whether it counts is for others to say. */
export interface Batch extends Envelope {
  readonly clock: number
  readonly seen: readonly CID[]
  /** Every op that this Space knows has its own `at`. */
  readonly ops: readonly Op[]
}

/** Up to {@link MAX_OPS} ops as bytes, from {@link packOps}: they fit into one batch. */
export interface OpPack {
  readonly count: number
  readonly bytes: Uint8Array
}

export interface BatchParts {
  drive: Uint8Array
  writer: Signer
  seq: number
  prev: CID | null
  epoch: number
  /** K_epoch of the drive, 32 bytes. */
  key: Uint8Array
  /** 1 + the highest clock of `prev` and `seen`. */
  clock: number
  seen: readonly CID[]
  ops: readonly Op[] | OpPack
}

/**
 * Split ops into what fits into batches, in order: by count and by bytes.
 *
 * @param starts the indices at which a batch may begin, the first among them; any when not given.
 *   What lies between two of them is only parted when it is longer than a batch.
 * @throws {SpaceError} `too-large` when one op alone is longer than a batch
 */
export function packOps(ops: readonly Op[], starts?: ReadonlySet<number>): OpPack[] {
  const packs: OpPack[] = []
  const out = opBytes()
  let count = 0
  let at: number | undefined
  let written: number | undefined
  /** The last place where a batch may end, with what was there. */
  let mark = { index: 0, count: 0, length: 0, at }
  const cut = (end: number): void => {
    if (count > 0) packs.push({ count, bytes: out.view(0, end).slice() })
    count = 0
    written = undefined
    out.clear()
  }
  for (let index = 0; index < ops.length; index++) {
    const op = ops[index]
    if (op === undefined) continue
    if (starts?.has(index) !== false) mark = { index, count, length: out.length, at }
    at = op.at ?? at
    // The same time as that of the op before is left out; a batch's first op must tell it.
    const length = count < MAX_OPS ? out.add(op, at === written ? undefined : at) : 0
    if (length === 0 || out.length > MAX_OPS_BYTES) {
      const isParted = mark.count === 0
      const end = isParted ? out.length - length : mark.length
      if (isParted && count === 0)
        throw new SpaceError('too-large', 'One change is too long to be saved.')
      if (!isParted) {
        // what began behind the mark goes into the next one as a whole
        count = mark.count
        index = mark.index
        at = mark.at
      }
      cut(end)
      mark = { index, count, length: 0, at }
      index -= 1
      continue
    }
    count += 1
    written = at
  }
  cut(out.length)
  return packs
}

/**
 * Make one signed, sealed batch.
 *
 * @throws {SpaceError} `too-large` when the ops do not fit: see {@link packOps}
 */
export function sealBatch(parts: BatchParts): { bytes: Uint8Array; cid: CID } {
  const { drive, writer, seq, prev, epoch, key, clock, seen } = parts
  const pack = isPack(parts.ops) ? parts.ops : onlyPack(packOps(parts.ops))
  if (pack.count > MAX_OPS || pack.bytes.length > MAX_OPS_BYTES || seen.length > MAX_SEEN) {
    throw new SpaceError('too-large', 'A batch of changes is too long.')
  }
  const outer = { v: 1, drive, writer: writer.publicKey, seq, prev, epoch }
  const inner = innerBytes(pack, seen, clock)
  const ct = seal(kdf(key, 'batch'), 'batch', encode(outer), inner)
  const unsigned = { ...outer, ct }
  const bytes = encode({ ...unsigned, sig: writer.sign('batch', unsigned) })
  return { bytes, cid: cidOf(bytes) }
}

/**
 * Read what can be read without a key; the signature is checked.
 *
 * @throws {SpaceError} `bad-input`, `too-large`, `newer-version`
 */
export function readEnvelope(bytes: Uint8Array): Envelope {
  const { drive, writer, seq, prev, epoch } = parseOuter(bytes)
  return { cid: cidOf(bytes), drive, writer, seq, prev, epoch }
}

/** Whether bytes are a batch of the drive `id`, or may be one in a form of a later Space. */
export function isOf(id: Uint8Array, bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(readEnvelope(bytes).drive, id) === 0
  } catch (error) {
    // whose it is cannot be read, and it may be ours
    return isSpaceError(error, 'newer-version')
  }
}

/**
 * Read a batch with all its checks.
 *
 * @param keyOf K_epoch by epoch; `undefined` when this device has not got it
 * @throws {SpaceError} `bad-input`, `too-large`, `newer-version`; `wrong-key` without the right key
 */
export function openBatch(
  bytes: Uint8Array,
  keyOf: (epoch: number) => Uint8Array | undefined,
): Batch {
  const { ct, sig: _, ...outer } = parseOuter(bytes)
  const { drive, writer, seq, prev, epoch } = outer
  const key = keyOf(epoch)
  if (key === undefined) {
    throw new SpaceError('wrong-key', 'These changes are sealed with a key this device lacks.')
  }
  const plain = open(kdf(key, 'batch'), 'batch', encode(outer), ct)
  const { clock, seen, ops } = check('batch', INNER, decode(plain))
  return { cid: cidOf(bytes), drive, writer, seq, prev, epoch, clock, seen, ops: readOps(ops) }
}

/** Padmé cuts lengths near 1 MiB to steps of 16 KiB; one step less leaves the envelope its room. */
const MAX_INNER_BYTES = 2 ** 20 - 2 ** 14 - 1
/** The rest of the inner map: its keys and at most {@link MAX_SEEN} CIDs of 41 bytes. */
const MAX_OPS_BYTES = MAX_INNER_BYTES - 64 - 41 * MAX_SEEN

const OUTER = structure({
  drive: bytes(16),
  writer: bytes(32),
  seq: intIn({ min: FIRST_SEQ, max: 2 ** 48 }),
  prev: nullable(BLOCK_CID),
  epoch: int,
  ct: blob({ max: MAX_BATCH_BYTES }),
  sig: bytes(64),
})

const INNER = structure({
  clock: intIn({ min: 1, max: 2 ** 48 }),
  seen: list(BLOCK_CID, { max: MAX_SEEN }),
  ops: list(anything, { max: MAX_OPS }),
})

function parseOuter(bytes: Uint8Array) {
  if (bytes.length > MAX_BATCH_BYTES) {
    throw new SpaceError('too-large', 'A batch of changes is longer than 1 MiB.')
  }
  const outer = parse('batch', OUTER, bytes)
  if ((outer.seq === FIRST_SEQ) !== (outer.prev === null)) {
    throw new SpaceError('bad-input', 'A batch of changes does not follow its predecessor.')
  }
  if (!verify(outer.writer, 'batch', outer, outer.sig)) {
    throw new SpaceError('bad-input', 'A batch of changes has a wrong signature.')
  }
  return outer
}

function readOps(values: readonly unknown[]): Op[] {
  let at = 0
  return values.map((value, index) => {
    const op = checkOp(value, index)
    at = op.at ?? at
    if (op.o !== 'unknown') op.at = at
    return op
  })
}

/** dag-cbor of { v: 1, ops, seen, clock } around ops that are bytes already. */
function innerBytes(pack: OpPack, seen: readonly CID[], clock: number): Uint8Array {
  const shell = encode({ v: 1, ops: [], seen, clock })
  // The empty list is the one byte behind map head, "v", 1 and "ops".
  const opsAt = 1 + 2 + 1 + 4
  const { count } = pack
  const head =
    count < 24 ? [0x80 | count] : count < 256 ? [0x98, count] : [0x99, count >>> 8, count & 0xff]
  const inner = new Uint8Array(shell.length - 1 + head.length + pack.bytes.length)
  inner.set(shell.subarray(0, opsAt))
  inner.set(head, opsAt)
  inner.set(pack.bytes, opsAt + head.length)
  inner.set(shell.subarray(opsAt + 1), opsAt + head.length + pack.bytes.length)
  return inner
}

function isPack(ops: readonly Op[] | OpPack): ops is OpPack {
  return 'count' in ops
}

function onlyPack(packs: readonly OpPack[]): OpPack {
  const [first, second] = packs
  if (second !== undefined) throw new SpaceError('too-large', 'A batch of changes is too long.')
  return first ?? { count: 0, bytes: new Uint8Array(0) }
}
