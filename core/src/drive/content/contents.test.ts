import { hash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSpaceError } from '@space/sdk'
import type { Content } from './content.ts'
import { openContents } from './contents.ts'
import {
  MIB,
  flip,
  newFolder,
  openHome,
  readAll,
  sealedOf,
  storageKey,
  storeBytes,
} from './contents.contract.ts'
import { cut } from './cut.ts'

test('files of every size come back byte for byte, by stream and as files', async () => {
  await using home = await openHome()
  const sizes = [
    0,
    1,
    MIB / 2 - 1,
    MIB / 2,
    MIB / 2 + 1,
    MIB - 17,
    MIB - 16,
    MIB - 15,
    MIB,
    MIB + 3,
  ]
  const files = [...sizes, 9 * MIB].map((size) => randomBytes(size))
  files.push(Buffer.alloc(64 * MIB), ...Array.from({ length: 150 }, (_, i) => randomBytes(i * 91)))
  const found = await home.seal(...files)
  const out = newFolder()
  const jobs = found.map((content, i) => ({ content, path: join(out, String(i)), mode: 0o640 }))
  expect(await home.contents.openFiles(jobs)).toEqual(files.map(() => undefined))
  for (const [i, bytes] of files.entries()) {
    expect(found[i]?.size).toBe(bytes.length)
    expect((await readAll(home.contents, found[i])).equals(bytes)).toBe(true)
    expect(fs.readFileSync(join(out, String(i))).equals(bytes)).toBe(true)
    expect(fs.statSync(join(out, String(i))).mode & 0o777).toBe(0o640)
  }
  expect(found[0]?.ref).toBe(null)
  expect(found[3]?.depth).toBe(0)
  expect(found[10]?.depth).toBeGreaterThan(0)
  // 64 MiB of zeros are one or two chunks, and no room on the disk when they come out.
  expect(storeBytes(home)).toBeLessThan(40 * MIB)
  expect(fs.statSync(join(out, '11')).blocks * 512).toBeLessThan(MIB)
})

test('a range is what a slice of the file would be', async () => {
  await using home = await openHome()
  const bytes = randomBytes(7 * MIB)
  const [content] = await home.seal(bytes)
  await fc.assert(
    fc.asyncProperty(fc.nat(8 * MIB), fc.nat(8 * MIB), async (a, b) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)]
      const range = await readAll(home.contents, content, { start, end })
      expect(range.equals(bytes.subarray(start, end))).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('a stream of unknown length gives the same pieces as a file', async () => {
  await using home = await openHome()
  for (const size of [MIB / 2, MIB / 2 + 1, 6 * MIB]) {
    const bytes = randomBytes(size)
    const [content] = await home.seal(bytes)
    const before = storeBytes(home)
    const chunks = (function* (): Generator<Uint8Array> {
      for (let at = 0; at < size; at += 70_001) yield bytes.subarray(at, at + 70_001)
    })()
    const sealed = await home.contents.sealStream(chunks)
    expect(sealed.content).toEqual(content)
    expect(sealed.rows).toEqual([])
    expect(storeBytes(home)).toBe(before)
  }
})

test('a stream is durable and readable once its caller has synced and recorded it', async () => {
  const dir = newFolder()
  const bytes = [0, 5, MIB / 2 + 9, 3 * MIB].map((size) => randomBytes(size))
  const found: Content[] = []
  {
    await using home = await openHome(dir)
    for (const file of bytes) {
      const sealed = await home.contents.sealStream([file])
      const synced = await home.blocks.writer.sync()
      home.blocks.index.transaction(() => sealed.record(synced))
      sealed.release()
      found.push(sealed.content)
    }
  }
  await using again = await openHome(dir)
  expect(again.blocks.recovered.blocks).toBe(0)
  for (const [i, file] of bytes.entries()) {
    expect((await readAll(again.contents, found[i])).equals(file)).toBe(true)
  }
})

test('a long stream is recorded on the way, so that memory does not grow with it', async () => {
  await using home = await openHome()
  const piece = randomBytes(MIB)
  const source = (function* (): Generator<Uint8Array> {
    for (let i = 0; i < 70; i++) {
      piece.writeUInt32BE(i, 7)
      piece.writeUInt32BE(i, MIB / 2)
      yield piece
    }
  })()
  const sealed = await home.contents.sealStream(source)
  expect(sealed.content.size).toBe(70 * MIB)
  // more than 70 blocks in all, of which a group was recorded
  expect(sealed.rows.length).toBeLessThan(70)
})

test('all blocks but the last of a stream are one MiB, and the last has a Padmé length', async () => {
  await using home = await openHome()
  await home.seal(randomBytes(5 * MIB), randomBytes(3000), randomBytes(100))
  const lengths = home.blocks.index
    .prepare('select length from blocks')
    .all()
    .map((row) => Number(row['length']))
  expect(lengths.filter((length) => length === MIB).length).toBeGreaterThanOrEqual(4)
  for (const length of lengths) {
    expect(length).toBeGreaterThanOrEqual(4096)
    // Padmé of a number below 2^20: its lowest bits are zero.
    const exponent = Math.floor(Math.log2(length))
    expect(length % 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1)).toBe(0)
  }
})

test('equal files of one drive share pieces; in another drive no block is equal', async () => {
  await using home = await openHome()
  const bytes = randomBytes(5 * MIB)
  const [first] = await home.seal(bytes)
  const size = storeBytes(home)
  const [second] = await home.seal(bytes)
  expect(second).toEqual(first)
  expect(storeBytes(home)).toBe(size)
  const other = openContents({
    blocks: home.blocks,
    storageKey,
    drive: randomBytes(16),
    threads: 1,
  })
  const [foreign] = await other.sealFiles([home.file(bytes)])
  const ours = new Set([...home.contents.digestsOf(first as Content)].map(String))
  for (const digest of other.digestsOf(sealedOf(foreign).content)) {
    expect(ours.has(String(digest))).toBe(false)
  }
  expect(sealedOf(foreign).content.ref?.[3]).not.toEqual(first?.ref?.[3])
  await other[Symbol.asyncDispose]()
})

test('a megabyte put in front of 32 costs its new chunks and little more', async () => {
  await using home = await openHome()
  const bytes = randomBytes(32 * MIB)
  await home.seal(bytes)
  const before = storeBytes(home)
  const edited = Buffer.concat([randomBytes(MIB), bytes])
  const [content] = await home.seal(edited)
  const known = new Set(chunksOf(bytes).map(String))
  const fresh = chunksOf(edited).filter((hash) => !known.has(String(hash)))
  const freshBytes = fresh.reduce((sum, { length }) => sum + length, 0)
  // Both threads' last blocks are padded, by at most an eighth; the nodes take the rest.
  expect(storeBytes(home) - before).toBeLessThanOrEqual(1.13 * freshBytes + MIB / 16)
  expect((await readAll(home.contents, content)).equals(edited)).toBe(true)
})

function chunksOf(bytes: Uint8Array): { length: number; toString(): string }[] {
  const found = []
  for (let at = 0; at < bytes.length;) {
    const length = cut(bytes, at, bytes.length - at)
    const digest = hash('sha256', bytes.subarray(at, at + length), 'hex')
    found.push({ length, toString: () => digest })
    at += length
  }
  return found
}

test('a flipped bit is an error that names the offset, and no wrong byte comes before it', async () => {
  await using home = await openHome()
  const bytes = randomBytes(4 * MIB)
  const [content] = await home.seal(bytes)
  if (content === undefined) throw new Error('no content')
  const digests = [...home.contents.digestsOf(content)]
  const row = home.blocks.find(digests[digests.length >> 1] ?? new Uint8Array())
  if (row === undefined) throw new Error('no row')
  const segment = join(home.dir, 'segments', `${String(row.segment).padStart(6, '0')}.car`)
  flip(segment, row.offset + 1000)
  const got: Uint8Array[] = []
  const error = await (async () => {
    for await (const part of home.contents.read(content)) got.push(part)
  })().catch((cause: unknown) => cause)
  if (!isSpaceError(error, 'corrupt-block')) throw error
  const good = Buffer.concat(got)
  expect(error.facts['offset']).toBe(good.length)
  expect(good.equals(bytes.subarray(0, good.length))).toBe(true)
  const path = join(newFolder(), 'out')
  const [failure] = await home.contents.openFiles([{ content, path }])
  expect(failure).toMatchObject({ code: 'corrupt-block', facts: error.facts })
  expect(fs.existsSync(path)).toBe(false)
  const { damages } = await home.contents.verify(content)
  expect(damages.length).toBeGreaterThan(0)
  expect(damages[0]?.cids.length).toBe(1)
  // Whoever brings the block back lets the reader go on.
  const offsets: number[] = []
  const repaired: Uint8Array[] = []
  const onDamage = ({ offset, cids }: { offset: number; cids: readonly unknown[] }): boolean => {
    expect(cids.length).toBe(1)
    offsets.push(offset)
    flip(segment, row.offset + 1000)
    home.blocks.index.transaction(() => home.blocks.record([row], []))
    return true
  }
  for await (const part of home.contents.read(content, { onDamage })) repaired.push(part)
  expect(offsets).toEqual([good.length])
  expect(Buffer.concat(repaired).equals(bytes)).toBe(true)
})

test('a block that is gone is missing, and its file not local', async () => {
  await using home = await openHome()
  const [content] = await home.seal(randomBytes(3 * MIB))
  if (content === undefined) throw new Error('no content')
  expect(home.contents.isLocal(content)).toBe(true)
  const digests = [...home.contents.digestsOf(content)]
  home.blocks.index
    .prepare('delete from blocks where digest = ?')
    .run(digests.at(-1) ?? new Uint8Array())
  expect(home.contents.isLocal(content)).toBe(false)
  await expect(readAll(home.contents, content)).rejects.toMatchObject({ code: 'missing-block' })
})

test('a file is written out while another one is still being brought in', async () => {
  await using home = await openHome()
  const [content] = await home.seal(randomBytes(1000))
  const folder = newFolder()
  const [large, small] = [join(folder, 'large'), join(folder, 'small')]
  fs.writeFileSync(large, randomBytes(96 * MIB))
  let [sealed, sealedThen] = [0, 0]
  let opening: Promise<unknown> | undefined
  await home.contents.sealFiles([{ path: large, size: 96 * MIB }], {
    onBytes(bytes) {
      sealed += bytes
      opening ??= home.contents
        .openFiles([{ content: content!, path: small }])
        .then(() => (sealedThen = sealed))
    },
  })
  await opening
  expect(sealed).toBe(96 * MIB)
  expect(sealedThen).toBeLessThan(48 * MIB)
  expect(fs.statSync(small).size).toBe(1000)
})
