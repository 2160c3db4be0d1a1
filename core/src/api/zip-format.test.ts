import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { zip, zipSize, type ZipEntry } from './zip-format.ts'

const AT = Date.UTC(2026, 10, 25, 12, 0, 1)
const GIB = 2 ** 30

function file(path: string, size: number, more: Partial<ZipEntry> = {}): ZipEntry {
  return { path, kind: 'file', size, mtime: AT, mode: 0o640, ...more }
}

function folder(path: string): ZipEntry {
  return { path, kind: 'folder', size: 0, mtime: AT, mode: 0o750 }
}

/** Bytes that are all alike; the same buffer again and again. */
function filled(pieceBytes: number) {
  const piece = Buffer.alloc(pieceBytes, 7)
  return async function* ({ size }: ZipEntry): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < size; at += pieceBytes) yield piece.subarray(0, size - at)
  }
}

async function made(entries: readonly ZipEntry[]): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(zip(entries, filled(1000))))
}

test('an archive has exactly the size that was foretold', async () => {
  const entries = [
    folder('a'),
    file('a/ü.txt', 5),
    file('empty', 0),
    file('long', 200_001),
    file('old', 1, { mtime: Date.UTC(1890, 0) }),
    file('far', 1, { mtime: Date.UTC(2300, 0) }),
  ]
  for (let count = 0; count <= entries.length; count++)
    expect((await made(entries.slice(0, count))).length).toBe(zipSize(entries.slice(0, count)))
})

test('its directory tells names in UTF-8, sizes, checksums, times and modes', async () => {
  const bytes = await made([folder('ä'), file('ä/b', 3, { mode: 0o104755 })])
  const [first = NaN, second = NaN] = directoryOf(bytes)
  expect(bytes.subarray(first + 46, first + 49).toString()).toBe('ä/')
  expect(bytes.readUInt16LE(first + 8) & (1 << 11)).toBeTruthy()
  // not what runs a program as its owner
  expect(bytes.readUInt32LE(first + 38)).toBe(((0o040750 << 16) | 0x10) >>> 0)
  expect(bytes.readUInt32LE(second + 38)).toBe((0o100755 << 16) >>> 0)
  expect(bytes.readUInt32LE(second + 16)).toBe(crc32(Buffer.alloc(3, 7)))
  expect([bytes.readUInt32LE(second + 20), bytes.readUInt32LE(second + 24)]).toEqual([3, 3])
  const time = second + 46 + Buffer.byteLength('ä/b')
  expect(bytes.readUInt16LE(time)).toBe(0x5455)
  expect(bytes.readInt32LE(time + 5)).toBe(AT / 1000)
})

test('more files than 16 bits can count are counted with 64', async () => {
  const entries = Array.from({ length: 65_535 }, (_, n) => file(`f${n}`, 0))
  const bytes = await made(entries)
  expect(bytes.length).toBe(zipSize(entries))
  const wide = bytes.length - 22 - 20 - 56
  expect(bytes.readUInt32LE(wide)).toBe(0x06064b50)
  expect(bytes.readBigUInt64LE(wide + 32)).toBe(65_535n)
  expect(bytes.readUInt16LE(bytes.length - 22 + 10)).toBe(0xffff)
  const fewer = entries.slice(1)
  const plain = await made(fewer)
  expect(plain.length).toBe(zipSize(fewer))
  expect(plain.indexOf('PK\u0006\u0006', 'latin1')).toBe(-1)
})

test('what is at or beyond 4 GiB is foretold with its longer fields', () => {
  const headers = 30 + 46 + 2 * ('a'.length + 9)
  expect(zipSize([file('a', 4 * GIB - 2)])).toBe(4 * GIB - 2 + headers + 16 + 22 + 76)
  expect(zipSize([file('a', 4 * GIB - 1)])).toBe(4 * GIB - 1 + headers + 24 + 2 * 20 + 22 + 76)
  const both = zipSize([file('a', 4 * GIB - 1), file('b', 1)])
  expect(both).toBe(4 * GIB + 2 * headers + 24 + 16 + 2 * 20 + 12 + 22 + 76)
})

test.each([2, 4])('a file that has not %i bytes any more is no archive', async (size) => {
  const read = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(3)
  }
  const reading = Array.fromAsync(zip([file('a', size)], read))
  await expect(reading).rejects.toMatchObject({ code: 'changed-while-read' })
})

test('a path that the format cannot hold is refused', () => {
  expect(() => zipSize([file('ü'.repeat(40_000), 1)])).toThrowError(
    expect.objectContaining({ code: 'too-large' }),
  )
})

test('a file is not opened before its turn has come', async () => {
  const opened: string[] = []
  const read = async function* ({ path, size }: ZipEntry): AsyncGenerator<Uint8Array> {
    opened.push(path)
    yield Buffer.alloc(size)
  }
  const pieces = zip([file('a', 200_000), file('b', 200_000)], read)[Symbol.asyncIterator]()
  await pieces.next()
  await pieces.next()
  expect(opened).toEqual(['a'])
})

/** Where each header of the directory begins. */
function directoryOf(bytes: Buffer): number[] {
  const starts: number[] = []
  let at = bytes.readUInt32LE(bytes.length - 22 + 16)
  for (; at < bytes.length - 22; starts.push(at), at = next(at)) continue
  return starts

  function next(at: number): number {
    return at + 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30)
  }
}
