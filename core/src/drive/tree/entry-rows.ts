/** Of each entry a sealed head row, and a sealed detail row with its registers where the log would be slow. */
import { decode, encode } from '../../crypto/codec.ts'
import type { Index } from '../../blocks/index.ts'
import type { Row } from './columns.ts'
import type { Content } from '../content/content.ts'
import { KINDS, type Registers, type Stamp } from './registers.ts'
import type { RowVault } from './row-vault.ts'

/** Rows are named by their numbers in the columns. */
export interface EntryRows {
  /** Calls `put` for every head row in the order of row numbers. @throws {SpaceError} `corrupt-index` */
  load(put: (row: Row, n: number) => void): void
  countHeads(): number
  writeHead(n: number, row: Row): void
  writeDetail(n: number, registers: Registers): void
  /** The caller's own. @throws {SpaceError} `corrupt-index` */
  readDetail(n: number): Registers | undefined
}

const HEAD_BYTES = 104
const DRIVE_ROWS = 2 ** 32
const KEPT_DETAILS = 16

/** @param drive the number of the drive, whose rows lie behind those of the drives before it */
export function openEntryRows(index: Index, drive: number, vault: RowVault): EntryRows {
  const base = drive * DRIVE_ROWS
  const insertHead = index.prepare('insert or replace into heads values(?, ?)')
  const insertDetail = index.prepare('insert or replace into details values(?, ?)')
  const selectDetail = index.prepare('select v from details where n = ?')
  // a save looks at the versions before it several times
  const details = new Map<number, Registers>()

  return {
    load(put: (row: Row, n: number) => void): void {
      const all = 'select n, v from heads where n >= ? and n < ? order by n'
      for (const row of index.iterate(all, base, base + DRIVE_ROWS)) {
        const n = Number(row['n'])
        const sealed = row['v'] as Uint8Array
        put(decodeHead(vault.open('h', n, sealed)), n - base)
      }
    },
    countHeads(): number {
      const row = index
        .prepare('select count(*) as c from heads where n >= ? and n < ?')
        .get(base, base + DRIVE_ROWS)
      return Number(row?.['c'] ?? 0)
    },
    writeHead(n: number, row: Row): void {
      insertHead.run(base + n, vault.seal('h', base + n, encodeHead(row)))
    },
    writeDetail(n: number, registers: Registers): void {
      const bytes = encode(packRegisters(registers))
      details.delete(n)
      insertDetail.run(base + n, vault.seal('d', base + n, bytes))
    },
    readDetail(n: number): Registers | undefined {
      const held = details.get(n)
      if (held !== undefined) return copyOf(held)
      const row = selectDetail.get(base + n)
      if (row === undefined) return undefined
      const read = unpackRegisters(decode(vault.open('d', base + n, row['v'] as Uint8Array)))
      // what a transaction has written may be rolled back
      if (!index.db.isTransaction) {
        if (details.size >= KEPT_DETAILS) details.clear()
        details.set(n, copyOf(read))
      }
      return read
    },
  }
}

/*
 * Head row: kind u8 · visible u8 · mode u16 · versions u16 · flags u16 · parent 16 · size f64 · mtime f64 ·
 * source u32 · spot u32 · fingerprint 8 · digest 32 · id 16 · name.  Little-endian.
 */
function encodeHead(row: Row): Uint8Array {
  const bytes = Buffer.alloc(HEAD_BYTES + Buffer.byteLength(row.name))
  bytes[0] = row.kind
  bytes[1] = row.visible ? 1 : 0
  bytes.writeUInt16LE(row.mode, 2)
  bytes.writeUInt16LE(Math.min(row.versions, 0xffff), 4)
  bytes.writeUInt16LE(row.flags, 6)
  bytes.set(row.parent, 8)
  bytes.writeDoubleLE(row.size, 24)
  bytes.writeDoubleLE(row.mtime, 32)
  bytes.writeUInt32LE(row.source, 40)
  bytes.writeUInt32LE(row.spot, 44)
  bytes.set(row.fingerprint, 48)
  bytes.set(row.digest, 56)
  bytes.set(row.id, 88)
  bytes.write(row.name, HEAD_BYTES)
  return bytes
}

/** The result points into `bytes`. */
function decodeHead(bytes: Uint8Array): Row {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return {
    id: view.subarray(88, 104),
    kind: view[0] ?? 0,
    visible: view[1] === 1,
    mode: view.readUInt16LE(2),
    versions: view.readUInt16LE(4),
    flags: view.readUInt16LE(6),
    parent: view.subarray(8, 24),
    size: view.readDoubleLE(24),
    mtime: view.readDoubleLE(32),
    source: view.readUInt32LE(40),
    // rows of an older Space have 0 here
    spot: view.readUInt32LE(44),
    fingerprint: view.subarray(48, 56),
    digest: view.subarray(56, 88),
    name: view.toString('utf8', HEAD_BYTES),
  }
}

type PackedStamp = [clock: number, batch: number, index: number]
interface Packed {
  k: number
  m: [PackedStamp, Uint8Array, string, number][]
  f: [string, PackedStamp, unknown][]
  v: [
    stamp: PackedStamp,
    base: [number, number][],
    content: Content | null,
    at: number,
    mtime: number | null,
    // rows of an older Space end before it
    by?: string | null,
  ][]
  g: PackedStamp | null
}

/** Folding an op changes registers in place, but never what stands in them. */
function copyOf(registers: Registers): Registers {
  const { fields, versions } = registers
  return { ...registers, fields: new Map(fields), versions: [...versions] }
}

const packStamp = ({ clock, batch, index }: Stamp): PackedStamp => [clock, batch, index]
const unpackStamp = ([clock, batch, index]: PackedStamp): Stamp => ({ clock, batch, index })

function packRegisters(registers: Registers): Packed {
  return {
    k: registers.kind === undefined ? -1 : KINDS.indexOf(registers.kind),
    m: registers.moves.map(({ stamp, parent, name, at }) => [packStamp(stamp), parent, name, at]),
    f: [...registers.fields].map(([field, { stamp, value }]) => [field, packStamp(stamp), value]),
    v: registers.versions.map(({ stamp, base, content, at, mtime, by }) => [
      packStamp(stamp),
      base.map(({ batch, index }) => [batch, index]),
      content,
      at,
      mtime ?? null,
      by ?? null,
    ]),
    g: registers.gone === undefined ? null : packStamp(registers.gone),
  }
}

// The row was sealed by this device under its own key, so its shape is not checked again.
function unpackRegisters(value: unknown): Registers {
  const { k, m, f, v, g } = value as Packed
  const registers: Registers = {
    kind: KINDS[k],
    moves: m.map(([stamp, parent, name, at]) => ({ stamp: unpackStamp(stamp), parent, name, at })),
    fields: new Map(
      f.map(([field, stamp, held]) => [field, { stamp: unpackStamp(stamp), value: held }]),
    ),
    versions: v.map(([stamp, base, content, at, mtime, by]) => ({
      stamp: unpackStamp(stamp),
      base: base.map(([batch, index]) => ({ batch, index })),
      content,
      at,
      ...(mtime !== null && { mtime }),
      ...(typeof by === 'string' && { by }),
    })),
  }
  if (g !== null) registers.gone = unpackStamp(g)
  return registers
}
