import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { expect, test } from 'vitest'
import { errno, faultyFiles, newBlock, sameAs, temporaryFolder } from './blocks.contract.ts'
import { HEADER, segmentPath } from './car.ts'
import { diskFiles, type Files } from './files.ts'
import { openSegmentWriter } from './segment-writer.ts'
import { openSegments, type StoreForThreads } from './segments.ts'

test('a full disk is said in words and leaves nothing half behind', async () => {
  using folder = temporaryFolder()
  let full = false
  const files = faultyFiles((step) => {
    if (full && step === 'write') throw errno('ENOSPC')
  })
  await using store = await openSegments({ dir: folder.path, files })
  const [kept, lost] = [newBlock(1000), newBlock(1000)]
  await store.receive([kept])
  const size = fs.statSync(segmentPath(folder.path, 0)).size
  full = true
  expect(() => store.writer.append([lost.bytes])).toThrow(
    expect.objectContaining({ code: 'disk-full' }),
  )
  expect(fs.statSync(segmentPath(folder.path, 0)).size).toBe(size)
  full = false
  await store.receive([lost])
  expect(sameAs(store.get(kept.cid), kept.bytes)).toBe(true)
  expect(sameAs(store.get(lost.cid), lost.bytes)).toBe(true)
})

test('a disk that fills in the middle of a write leaves the segment at its last whole block', async () => {
  using folder = temporaryFolder()
  let room = Number.POSITIVE_INFINITY
  const files: Files = {
    ...diskFiles,
    write(fd, buffers, position) {
      if (room <= 0) throw errno('ENOSPC')
      const bytes = Buffer.concat(buffers).subarray(0, Math.min(room, 4096))
      room -= bytes.length
      return diskFiles.write(fd, [bytes], position)
    },
  }
  await using store = await openSegments({ dir: folder.path, files })
  const kept = newBlock(20_000)
  await store.receive([kept]) // in five short writes
  const size = fs.statSync(segmentPath(folder.path, 0)).size
  room = 10_000
  expect(() => store.writer.append([newBlock(9000).bytes, newBlock(9000).bytes])).toThrow(
    expect.objectContaining({ code: 'disk-full' }),
  )
  expect(fs.statSync(segmentPath(folder.path, 0)).size).toBe(size)
  room = Number.POSITIVE_INFINITY
  expect(sameAs(store.get(kept.cid), kept.bytes)).toBe(true)
})

test('a real limit on file size is answered with disk-full', () => {
  using folder = temporaryFolder()
  const script = `
    import { openSegmentWriter } from ${JSON.stringify(new URL('segment-writer.ts', import.meta.url).href)}
    import fs from 'node:fs'
    const dir = process.argv[1]
    fs.mkdirSync(dir + '/segments')
    const writer = openSegmentWriter(dir, new SharedArrayBuffer(4))
    writer.append([new Uint8Array(300_000)])
    const good = fs.statSync(dir + '/segments/000000.car').size
    try { for (let i = 0; i < 20; i++) writer.append([new Uint8Array(300_000).fill(i)]) }
    catch (error) {
      const after = fs.statSync(dir + '/segments/000000.car').size
      process.stdout.write(error.code + ' ' + (after % good === 0 || (after - 26) % (good - 26) === 0))
    }`
  const out = execFileSync(
    'bash',
    [
      '-c',
      'ulimit -f 1024; exec "$0" --input-type=module -e "$1" "$2"',
      process.execPath,
      script,
      folder.path,
    ],
    { encoding: 'utf8' },
  )
  expect(out).toBe('disk-full true')
})

test('after a failed fdatasync the blocks are written again elsewhere and it is not repeated', async () => {
  using folder = temporaryFolder()
  const names = new Map<number, string>()
  const synced: (string | undefined)[] = []
  let failures = 0
  const files: Files = {
    ...diskFiles,
    create(path) {
      const fd = diskFiles.create(path)
      names.set(fd, path)
      return fd
    },
    sync(fd) {
      synced.push(names.get(fd))
      if (failures-- > 0) return Promise.reject(errno('EIO'))
      return diskFiles.sync(fd)
    },
  }
  await using store = await openSegments({ dir: folder.path, files })
  const first = newBlock(3000)
  await store.receive([first])
  failures = 1
  const [a, b] = [newBlock(5000), newBlock(6000, 'dag-cbor')]
  const rowsA = store.writer.append([a.bytes])
  const rowsB = store.writer.append([b.bytes], 'dag-cbor')
  const failed = synced.length
  const forA = await store.writer.sync()
  const forB = await store.writer.sync()
  // B records first, although A's call met the failure.
  store.record(rowsB, forB)
  store.record(rowsA, forA)
  for (const block of [first, a, b]) {
    expect(sameAs(store.get(block.cid), block.bytes)).toBe(true)
  }
  expect(store.find(first.digest)?.segment).toBe(0)
  expect(store.find(a.digest)?.segment).toBe(1)
  expect(store.find(b.digest)?.segment).toBe(1)
  const after = newBlock(10)
  await store.receive([after])
  expect(store.find(after.digest)?.segment).toBe(2)
  expect(synced.slice(failed + 1)).not.toContain(synced[failed])
})

test('a disk that refuses twice stops the writer for good', async () => {
  using folder = temporaryFolder()
  let broken = false
  const files: Files = {
    ...diskFiles,
    sync: (fd) => (broken ? Promise.reject(errno('EIO')) : diskFiles.sync(fd)),
  }
  fs.mkdirSync(`${folder.path}/segments`)
  const writer = openSegmentWriter(folder.path, new SharedArrayBuffer(4), files)
  writer.append([newBlock(10).bytes])
  broken = true
  await expect(writer.sync()).rejects.toMatchObject({ code: 'io' })
  broken = false
  await expect(writer.sync()).rejects.toMatchObject({ code: 'io' })
  expect(() => writer.append([newBlock(10).bytes])).toThrow(expect.objectContaining({ code: 'io' }))
})

test('syncs never run beside each other, and those who wait share one', async () => {
  using folder = temporaryFolder()
  fs.mkdirSync(`${folder.path}/segments`)
  const gates: (() => void)[] = []
  const files: Files = {
    ...diskFiles,
    sync: () => new Promise((resolve) => gates.push(resolve)),
  }
  const writer = openSegmentWriter(folder.path, new SharedArrayBuffer(4), files)
  writer.append([newBlock(100).bytes])
  const first = writer.sync()
  await turn()
  writer.append([newBlock(100).bytes])
  const [second, third] = [writer.sync(), writer.sync()]
  await turn()
  expect(gates).toHaveLength(1)
  gates[0]?.()
  expect((await first)[0]?.length).toBe(26 + 38 + 100)
  await turn()
  expect(gates).toHaveLength(2)
  gates[1]?.()
  expect(await second).toEqual(await third)
  expect((await second)[0]?.length).toBe(26 + 2 * (38 + 100))
  await writer.close()
})

test('two writers on one counter never share a segment', async () => {
  using folder = temporaryFolder()
  fs.mkdirSync(`${folder.path}/segments`)
  const counter = new SharedArrayBuffer(4)
  const writers = [openSegmentWriter(folder.path, counter), openSegmentWriter(folder.path, counter)]
  const rows = writers.map((writer) => writer.append([newBlock(10).bytes])[0]?.segment)
  expect(rows).toEqual([0, 1])
  const closed = await Promise.all(writers.map((writer) => writer.close()))
  expect(closed.flat().map(({ closed }) => closed)).toEqual([true, true])
})

test('a segment is followed by another before it is longer than 128 MiB', async () => {
  using folder = temporaryFolder()
  await using store = await openSegments({ dir: folder.path })
  const bytes = new Uint8Array(2 ** 21)
  const rows = appendMany(store, bytes, 65)
  expect(new Set(rows)).toEqual(new Set([0, 1]))
  expect(fs.statSync(segmentPath(folder.path, 0)).size).toBeLessThanOrEqual(128 * 2 ** 20)
  expect(
    Buffer.compare(fs.readFileSync(segmentPath(folder.path, 1)).subarray(0, HEADER.length), HEADER),
  ).toBe(0)
})

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function appendMany(store: StoreForThreads, bytes: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    bytes[0] = i
    return store.writer.append([bytes])[0]?.segment ?? -1
  })
}
