/** Reads a ZIP as programs do: by its directory, checking what stands in front of each file against it. */
import { crc32 } from 'node:zlib'

export interface Unzipped {
  /** As written, with a `/` at the end for a folder. */
  readonly path: string
  readonly bytes: Buffer
  /** Seconds since 1970. */
  readonly time: number
  readonly mode: number
}

/** Of archives without 8-byte numbers. Throws when anything in it disagrees. */
export function unzipped(zip: Buffer): Unzipped[] {
  const end = zip.length - 22
  must(zip.readUInt32LE(end) === 0x06054b50, 'it ends with its end')
  const count = zip.readUInt16LE(end + 10)
  const directory = zip.readUInt32LE(end + 16)
  must(directory + zip.readUInt32LE(end + 12) === end, 'its directory reaches to its end')
  const found: Unzipped[] = []
  let [at, next] = [directory, 0]
  for (let n = 0; n < count; n++) {
    must(zip.readUInt32LE(at) === 0x02014b50, 'a header of the directory')
    const [sum, size] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 24)]
    const [nameBytes, extraBytes] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)]
    const name = zip.subarray(at + 46, at + 46 + nameBytes)
    const local = zip.readUInt32LE(at + 42)
    must(local === next, 'one behind the other')
    must(zip.readUInt32LE(local) === 0x04034b50, 'a header in front of it')
    must(name.equals(zip.subarray(local + 30, local + 30 + nameBytes)), 'one name')
    const start = local + 30 + nameBytes + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(start, start + size)
    must(crc32(bytes) === sum, 'its checksum')
    const isBehind = (zip.readUInt16LE(local + 6) & 8) !== 0
    if (isBehind) must(zip.readUInt32LE(start + size + 4) === sum, 'its checksum behind it')
    next = start + size + (isBehind ? 16 : 0)
    found.push({
      path: name.toString(),
      bytes,
      time: zip.readInt32LE(at + 46 + nameBytes + 5),
      mode: zip.readUInt32LE(at + 38) >>> 16,
    })
    at += 46 + nameBytes + extraBytes
  }
  must(next === directory && at === end, 'nothing between')
  return found
}

function must(is: boolean, what: string): void {
  if (!is) throw new Error(`no good ZIP: ${what}`)
}
