/**
 * A ZIP archive as it is read: stored, not compressed, so that its size is known before its first byte.
 *
 * Checksums are only known behind each file, so they stand there and in the directory at the end. That
 * is why an archive can only be read from its beginning.
 *
 * @see APPNOTE.TXT 6.3.10; the extra field "UT" of Info-ZIP
 */
import { crc32 } from 'node:zlib'
import { SpaceError } from '@space/sdk'

export interface ZipEntry {
  /** From the top of the archive, `/`-separated, with no `/` at its ends. */
  readonly path: string
  readonly kind: 'file' | 'folder'
  /** Bytes; 0 for folders. */
  readonly size: number
  /** ms since 1970; kept in whole seconds. */
  readonly mtime: number
  /** Permission bits. Those that give a program its owner's rights are left out. */
  readonly mode: number
}

/** Smaller pieces are put together: headers and small files are many. */
const PIECE_BYTES = 64 * 1024
/** From here on numbers are written with 8 bytes, in fields of their own. */
const MOST_32 = 0xffff_ffff
const MOST_16 = 0xffff

const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46
const TIME_BYTES = 9
const END_BYTES = 22
const END_64_BYTES = 56 + 20

/** What can unpack it, by the version of the format: a plain one, and one with 8-byte numbers. */
const PLAIN = 20
const WITH_64 = 45
/** Made by a Unix, whose modes it holds. */
const MADE_BY = (3 << 8) | WITH_64
const UTF8 = 1 << 11
const SUM_BEHIND = 1 << 3
const S_IFREG = 0o100000
const S_IFDIR = 0o040000
const DOS_FOLDER = 0x10

/**
 * How many bytes {@link zip} gives.
 *
 * @throws {SpaceError} `too-large` for a path that the format cannot hold
 */
export function zipSize(entries: Iterable<ZipEntry>): number {
  let [count, offset, directory] = [0, 0, 0]
  for (const entry of entries) {
    const name = nameBytes(entry)
    if (name > MOST_16)
      throw new SpaceError('too-large', 'A ZIP cannot hold this folder', {
        why: `there are paths of more than ${MOST_16} bytes in it`,
        try: 'take a folder that is further down',
      })
    directory += CENTRAL_BYTES + name + timeOf(entry).length + wideOf(entry, offset).length
    offset += localSize(entry)
    count++
  }
  return offset + directory + END_BYTES + (isWideEnd(count, directory, offset) ? END_64_BYTES : 0)
}

/**
 * The archive, in pieces that are the reader's to keep.
 *
 * @param read what is in a file, exactly as many bytes as `entry.size`; asked only when its turn has come
 * @throws {SpaceError} `changed-while-read` when it was more or less, and what `read` throws
 */
export function zip<Entry extends ZipEntry>(
  entries: readonly Entry[],
  read: (entry: Entry) => AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  return inPieces(partsOf(entries, read))
}

async function* partsOf<Entry extends ZipEntry>(
  entries: readonly Entry[],
  read: (entry: Entry) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const sums = new Uint32Array(entries.length)
  for (const [at, entry] of entries.entries()) {
    yield localHeader(entry)
    if (entry.size === 0) continue
    let [sum, count] = [0, 0]
    for await (const bytes of read(entry)) {
      count += bytes.length
      sum = crc32(bytes, sum)
      yield bytes
    }
    if (count !== entry.size)
      throw new SpaceError('changed-while-read', 'A file has another size than it had')
    sums[at] = sum
    yield sumBehind(entry, sum)
  }
  let [offset, directory] = [0, 0]
  for (const [at, entry] of entries.entries()) {
    const header = centralHeader(entry, sums[at] ?? 0, offset)
    yield header
    directory += header.length
    offset += localSize(entry)
  }
  yield endOf(entries.length, directory, offset)
}

function localHeader(entry: ZipEntry): Uint8Array {
  const extra = Buffer.concat([timeOf(entry), isWide(entry) ? wideOf(entry, 0) : NOTHING])
  const size = isWide(entry) ? MOST_32 : 0
  const header = Buffer.alloc(LOCAL_BYTES)
  header.writeUInt32LE(0x04034b50, 0)
  writeCommon(header.subarray(4), entry, isWide(entry), 0)
  header.writeUInt32LE(size, 18)
  header.writeUInt32LE(size, 22)
  header.writeUInt16LE(nameBytes(entry), 26)
  header.writeUInt16LE(extra.length, 28)
  return Buffer.concat([header, nameOf(entry), extra])
}

function sumBehind(entry: ZipEntry, sum: number): Uint8Array {
  const bytes = Buffer.alloc(isWide(entry) ? 24 : 16)
  bytes.writeUInt32LE(0x08074b50, 0)
  bytes.writeUInt32LE(sum, 4)
  if (isWide(entry)) {
    bytes.writeBigUInt64LE(BigInt(entry.size), 8)
    bytes.writeBigUInt64LE(BigInt(entry.size), 16)
  } else {
    bytes.writeUInt32LE(entry.size, 8)
    bytes.writeUInt32LE(entry.size, 12)
  }
  return bytes
}

function centralHeader(entry: ZipEntry, sum: number, offset: number): Uint8Array {
  const wide = wideOf(entry, offset)
  const extra = Buffer.concat([timeOf(entry), wide])
  const header = Buffer.alloc(CENTRAL_BYTES)
  const isFolder = entry.kind === 'folder'
  const mode = (isFolder ? S_IFDIR : S_IFREG) | (entry.mode & 0o777)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(MADE_BY, 4)
  writeCommon(header.subarray(6), entry, wide.length > 0, sum)
  header.writeUInt32LE(isWide(entry) ? MOST_32 : entry.size, 20)
  header.writeUInt32LE(isWide(entry) ? MOST_32 : entry.size, 24)
  header.writeUInt16LE(nameBytes(entry), 28)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt32LE(((mode << 16) | (isFolder ? DOS_FOLDER : 0)) >>> 0, 38)
  header.writeUInt32LE(Math.min(offset, MOST_32), 42)
  return Buffer.concat([header, nameOf(entry), extra])
}

/** Version, flags, method, time and checksum: alike in both headers. */
function writeCommon(header: Buffer, entry: ZipEntry, isWide: boolean, sum: number): void {
  header.writeUInt16LE(isWide ? WITH_64 : PLAIN, 0)
  header.writeUInt16LE(UTF8 | (entry.size === 0 ? 0 : SUM_BEHIND), 2)
  // the method stays 0: stored
  const { time, date } = dosTime(entry.mtime)
  header.writeUInt16LE(time, 6)
  header.writeUInt16LE(date, 8)
  header.writeUInt32LE(sum, 10)
}

function endOf(count: number, directory: number, offset: number): Uint8Array {
  const end = Buffer.alloc(END_BYTES)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Math.min(count, MOST_16), 8)
  end.writeUInt16LE(Math.min(count, MOST_16), 10)
  end.writeUInt32LE(Math.min(directory, MOST_32), 12)
  end.writeUInt32LE(Math.min(offset, MOST_32), 16)
  if (!isWideEnd(count, directory, offset)) return end
  const wide = Buffer.alloc(END_64_BYTES)
  wide.writeUInt32LE(0x06064b50, 0)
  wide.writeBigUInt64LE(44n, 4)
  wide.writeUInt16LE(MADE_BY, 12)
  wide.writeUInt16LE(WITH_64, 14)
  wide.writeBigUInt64LE(BigInt(count), 24)
  wide.writeBigUInt64LE(BigInt(count), 32)
  wide.writeBigUInt64LE(BigInt(directory), 40)
  wide.writeBigUInt64LE(BigInt(offset), 48)
  wide.writeUInt32LE(0x07064b50, 56)
  wide.writeBigUInt64LE(BigInt(offset + directory), 64)
  wide.writeUInt32LE(1, 72)
  return Buffer.concat([wide, end])
}

function isWide({ size }: ZipEntry): boolean {
  return size >= MOST_32
}

function isWideEnd(count: number, directory: number, offset: number): boolean {
  return count >= MOST_16 || directory >= MOST_32 || offset >= MOST_32
}

/** Header, bytes and what is behind them. */
function localSize(entry: ZipEntry): number {
  const wide = isWide(entry) ? wideOf(entry, 0).length : 0
  const behind = entry.size === 0 ? 0 : isWide(entry) ? 24 : 16
  return LOCAL_BYTES + nameBytes(entry) + timeOf(entry).length + wide + entry.size + behind
}

const NOTHING = Buffer.alloc(0)

/** The field with the numbers that 4 bytes cannot hold; empty when there are none. */
function wideOf(entry: ZipEntry, offset: number): Buffer {
  const numbers = [
    ...(isWide(entry) ? [entry.size, entry.size] : []),
    ...(offset >= MOST_32 ? [offset] : []),
  ]
  if (numbers.length === 0) return NOTHING
  const field = Buffer.alloc(4 + 8 * numbers.length)
  field.writeUInt16LE(0x0001, 0)
  field.writeUInt16LE(8 * numbers.length, 2)
  for (const [at, number] of numbers.entries()) field.writeBigUInt64LE(BigInt(number), 4 + 8 * at)
  return field
}

/** The time in seconds since 1970, whatever the zone; empty for years that it cannot say. */
function timeOf({ mtime }: ZipEntry): Buffer {
  const seconds = Math.floor(mtime / 1000)
  if (seconds !== (seconds | 0)) return NOTHING
  const field = Buffer.alloc(TIME_BYTES)
  field.writeUInt16LE(0x5455, 0)
  field.writeUInt16LE(TIME_BYTES - 4, 2)
  field.writeUInt8(1, 4)
  field.writeInt32LE(seconds, 5)
  return field
}

/** Years from 1980 to 2107 in the zone of this machine, as all programs for ZIPs have it. */
function dosTime(mtime: number): { time: number; date: number } {
  const at = new Date(mtime)
  const year = at.getFullYear()
  if (!(year >= 1980)) return { time: 0, date: (1 << 5) | 1 }
  if (year > 2107) return { time: 0xbf7d, date: 0xff9f }
  return {
    time: (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1),
    date: ((year - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate(),
  }
}

function nameOf({ path, kind }: ZipEntry): Buffer {
  return Buffer.from(kind === 'folder' ? `${path}/` : path)
}

function nameBytes({ path, kind }: ZipEntry): number {
  return Buffer.byteLength(path) + (kind === 'folder' ? 1 : 0)
}

async function* inPieces(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = Buffer.allocUnsafe(PIECE_BYTES)
  let used = 0
  for await (const part of parts) {
    if (used > 0 && used + part.length > PIECE_BYTES) {
      yield held.subarray(0, used)
      held = Buffer.allocUnsafe(PIECE_BYTES)
      used = 0
    }
    if (part.length >= PIECE_BYTES) yield part
    else {
      held.set(part, used)
      used += part.length
    }
  }
  if (used > 0) yield held.subarray(0, used)
}
