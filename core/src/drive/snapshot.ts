/**
 * The rows of a snapshot: first the batches that rows name, then one row per entry. Each item is
 * u32 length ‖ dag-cbor, so that neither side holds more than one at a time.
 */
import { SpaceError } from '@space/sdk'
import {
  anything,
  bytes,
  check,
  decode,
  encode,
  int,
  list,
  map,
  nullable,
  oneOf,
  optional,
  refine,
  textOf,
  tuple,
} from '../crypto/codec.ts'
import { BLOCK_CID, compareBytes } from './cid.ts'
import { contentShape } from './content/content.ts'
import { MAX_NAME, isName } from './ops.ts'
import { KINDS } from './registers.ts'
import type { CID } from 'multiformats/cid'
import type { TypeOf } from '../crypto/codec.ts'
import type { Registers, Stamp, VersionName } from './registers.ts'

/** A batch that rows name. Its writer is told too: ties of clocks are ordered by it. */
export interface NamedBatch {
  readonly cid: CID
  /** null when only its name is known: an op dropped a version of a batch that never came. */
  readonly writer: Uint8Array | null
}

export interface SnapshotRow {
  readonly id: Uint8Array
  readonly registers: Registers
}

/**
 * @param batches all that the rows name; rows name them by their place here
 * @param rows sorted by (newest parent, id), see {@link compareRows}, so that equal states are equal
 *   bytes and an insertion changes few of them
 * @param placeOf place of a local batch number in `batches`
 */
export function* encodeSnapshot(
  batches: readonly NamedBatch[],
  rows: Iterable<SnapshotRow>,
  placeOf: (batch: number) => number,
): Generator<Uint8Array> {
  yield framed(encode(batches.map(({ cid, writer }) => [cid, writer])))
  for (const row of rows) yield framed(encode(wireRow(row, placeOf)))
}

/**
 * Read what {@link encodeSnapshot} made, row by row, whatever the sizes of the parts it comes in.
 * Rows are well-formed, but only `mergeRegisters` into what is there puts them in order.
 *
 * @param numberOf this device's number for a batch; called once for each, before the first row
 * @throws {SpaceError} `bad-input`, `newer-version`, `too-large`
 */
export async function* decodeSnapshot(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  numberOf: (batch: NamedBatch) => number,
): AsyncGenerator<SnapshotRow> {
  let numbers: number[] | undefined
  for await (const item of items(source)) {
    if (numbers === undefined) {
      const batches = check('snapshot', BATCHES, decode(item))
      numbers = batches.map(([cid, writer]) => numberOf({ cid, writer }))
    } else {
      yield localRow(check('snapshot', ROW, decode(item)), numbers)
    }
  }
  if (numbers === undefined) throw broken('it is empty')
}

/** The order of rows in a snapshot: by newest parent, then id. Entries without a move come first. */
export function compareRows(a: SnapshotRow, b: SnapshotRow): number {
  return compareBytes(parentOf(a), parentOf(b)) || compareBytes(a.id, b.id)
}

/** Longest item in bytes: 1,000,000 batches, or an entry with 100,000 versions. */
const MAX_ITEM_BYTES = 2 ** 26
const MAX_BATCHES = 2 ** 20

const STAMP = tuple(int, int, int)
const NAME = tuple(int, int)
const entryName = refine(textOf({ max: MAX_NAME }), 'a name', isName)
const finite = refine(anything, 'a number', Number.isFinite)

const BATCHES = list(tuple(BLOCK_CID, nullable(bytes(32))), { max: MAX_BATCHES })

const ROW = tuple(
  bytes(16),
  nullable(oneOf(...KINDS)),
  list(tuple(STAMP, bytes(16), entryName, int), { max: 2 }),
  list(tuple(textOf({ max: MAX_NAME }), STAMP, anything), { max: 2 ** 16 }),
  list(
    map({
      stamp: STAMP,
      base: list(NAME, { max: 4096 }),
      content: nullable(contentShape),
      at: int,
      mtime: optional(finite),
    }),
    { max: 2 ** 20 },
  ),
  nullable(STAMP),
)

function wireRow({ id, registers }: SnapshotRow, placeOf: (batch: number) => number): unknown[] {
  const stamp = ({ clock, batch, index }: Stamp): number[] => [clock, placeOf(batch), index]
  const name = ({ batch, index }: VersionName): number[] => [placeOf(batch), index]
  const { kind = null, moves, fields, versions, gone } = registers
  return [
    id,
    kind,
    moves.map((move) => [stamp(move.stamp), move.parent, move.name, move.at]),
    [...fields].sort(byField).map(([field, held]) => [field, stamp(held.stamp), held.value]),
    versions.map(({ stamp: of, base, content, at, mtime }) => {
      const plain = { stamp: stamp(of), base: base.map(name), content, at }
      return mtime === undefined ? plain : { ...plain, mtime }
    }),
    gone === undefined ? null : stamp(gone),
  ]
}

function localRow(row: TypeOf<typeof ROW>, numbers: readonly number[]): SnapshotRow {
  const number = (place: number): number => {
    const batch = numbers[place]
    if (batch === undefined) throw broken('a row names a batch that is not listed')
    return batch
  }
  const stamp = ([clock, place, index]: readonly [number, number, number]): Stamp => {
    return { clock, batch: number(place), index }
  }
  const [id, kind, moves, fields, versions, gone] = row
  const registers: Registers = {
    kind: kind ?? undefined,
    moves: moves.map(([of, parent, name, at]) => ({ stamp: stamp(of), parent, name, at })),
    fields: new Map(fields.map(([field, of, value]) => [field, { stamp: stamp(of), value }])),
    versions: versions.map(({ stamp: of, base, content, at, mtime }) => {
      const names = base.map(([place, index]) => ({ batch: number(place), index }))
      const plain = { stamp: stamp(of), base: names, content, at }
      return mtime === undefined ? plain : { ...plain, mtime: mtime as number }
    }),
  }
  if (gone !== null) registers.gone = stamp(gone)
  return { id, registers }
}

function parentOf({ registers }: SnapshotRow): Uint8Array {
  return registers.moves[0]?.parent ?? EMPTY
}

const EMPTY = new Uint8Array(0)

function byField([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1
}

function framed(item: Uint8Array): Uint8Array {
  const out = new Uint8Array(4 + item.length)
  new DataView(out.buffer).setUint32(0, item.length)
  out.set(item, 4)
  return out
}

async function* items(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = []
  let held = 0
  let wanted = 4
  for await (const part of source) {
    parts.push(part)
    held += part.length
    if (held < wanted) continue
    let rest = parts.length === 1 ? part : concat(parts, held)
    for (;;) {
      if (rest.length < 4) break
      wanted = 4 + new DataView(rest.buffer, rest.byteOffset).getUint32(0)
      if (wanted > MAX_ITEM_BYTES) throw new SpaceError('too-large', 'A snapshot is too long.')
      if (rest.length < wanted) break
      yield rest.subarray(4, wanted)
      rest = rest.subarray(wanted)
      wanted = 4
    }
    parts = [rest]
    held = rest.length
  }
  if (held > 0) throw broken('it ends in the middle of a row')
}

function concat(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function broken(why: string): SpaceError {
  return new SpaceError('bad-input', `A snapshot of the drive is not valid: ${why}.`)
}
