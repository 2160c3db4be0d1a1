/** Small ZIPs in memory: what the test host makes, and what checks look into. */

export interface Zipped {
  /** `/`-separated; with a `/` at the end for a folder. */
  readonly path: string
  readonly bytes: Uint8Array
}

const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46
const END_BYTES = 22
const UTF8 = 1 << 11
/** The first of January 1980: a double has no times. */
const DATE = (1 << 5) | 1

/** Stored, not compressed; for less than 4 GiB and 65,535 entries. */
export function zipOf(entries: readonly Zipped[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const { path, bytes } of entries) {
    const name = new TextEncoder().encode(path)
    const [local, central] = [header(LOCAL_BYTES), header(CENTRAL_BYTES)]
    local.setUint32(0, 0x04034b50, true)
    central.setUint32(0, 0x02014b50, true)
    central.setUint16(4, 20, true)
    central.setUint32(42, offset, true)
    for (const [view, at] of [
      [local, 4],
      [central, 6],
    ] as const) {
      view.setUint16(at, 20, true)
      view.setUint16(at + 2, UTF8, true)
      view.setUint16(at + 8, DATE, true)
      view.setUint32(at + 10, sumOf(bytes), true)
      view.setUint32(at + 14, bytes.length, true)
      view.setUint32(at + 18, bytes.length, true)
      view.setUint16(at + 22, name.length, true)
    }
    parts.push(bytesOf(local), name, bytes)
    directory.push(bytesOf(central), name)
    offset += LOCAL_BYTES + name.length + bytes.length
  }
  const end = header(END_BYTES)
  end.setUint32(0, 0x06054b50, true)
  end.setUint16(8, entries.length, true)
  end.setUint16(10, entries.length, true)
  end.setUint32(12, lengthOf(directory), true)
  end.setUint32(16, offset, true)
  return joined([...parts, ...directory, bytesOf(end)])
}

/**
 * What is in a ZIP of stored files, by its directory.
 *
 * Throws when it is none, or a checksum is wrong.
 */
export function unzip(zip: Uint8Array): Zipped[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  const end = zip.length - END_BYTES
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw new Error('This is no ZIP')
  const found: Zipped[] = []
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error('Its directory is damaged')
    const nameBytes = view.getUint16(at + 28, true)
    const path = new TextDecoder().decode(zip.subarray(at + 46, at + 46 + nameBytes))
    const local = view.getUint32(at + 42, true)
    const start =
      local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    const bytes = zip.subarray(start, start + view.getUint32(at + 24, true))
    if (sumOf(bytes) !== view.getUint32(at + 16, true)) throw new Error(`${path} is damaged`)
    found.push({ path, bytes })
    at += CENTRAL_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return found
}

/** CRC-32 of ISO 3309, bit by bit. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0xffff_ffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 0 ? sum >>> 1 : (sum >>> 1) ^ 0xedb8_8320
  }
  return ~sum >>> 0
}

function header(bytes: number): DataView<ArrayBuffer> {
  return new DataView(new ArrayBuffer(bytes))
}

function bytesOf({ buffer }: DataView<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer)
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0)
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(lengthOf(parts))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
