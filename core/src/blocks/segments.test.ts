import fs from 'node:fs'
import { CarBlockIterator } from '@ipld/car'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newBlock, type NewBlock, sameAs, temporaryFolder, testBlocks } from './blocks.contract.ts'
import { cidOf, segmentPath, sha256 } from './car.ts'
import { segmentNumbers } from './recovery.ts'
import { openSegments, type SegmentStore } from './segments.ts'

testBlocks('segments', async () => {
  const folder = temporaryFolder()
  const store = await openSegments({ dir: folder.path })
  return {
    blocks: store.blockstore(),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
})

test('any order of put, get, delete, compact and reopen agrees with a map', async () => {
  const blocks = Array.from({ length: 12 }, (_, i) => newBlock(i * 700, i % 3 ? 'raw' : 'dag-cbor'))
  const which = fc.integer({ min: 0, max: blocks.length - 1 })
  const step = fc.oneof(
    fc.record({ do: fc.constant('put' as const), which }),
    fc.record({ do: fc.constant('delete' as const), which }),
    fc.record({ do: fc.constantFrom('compact' as const, 'reopen' as const), which }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      using folder = temporaryFolder()
      const model = new Map<number, NewBlock>()
      let repaired = 0
      let store = await openSegments({ dir: folder.path })
      try {
        for (const { do: verb, which } of steps) {
          const block = blocks[which]
          if (block === undefined) continue
          if (verb === 'put') {
            await store.receive([block])
            model.set(which, block)
          } else if (verb === 'delete') {
            store.delete(block.cid)
            model.delete(which)
          } else if (verb === 'compact') {
            const live = new Set([...model.values()].map(({ cid }) => String(cid)))
            const isLive = (digest: Uint8Array): boolean =>
              live.has(String(cidOf(digest, 'raw'))) || live.has(String(cidOf(digest, 'dag-cbor')))
            await store.compact({ isLive, everything: which % 2 === 0 })
          } else {
            await store[Symbol.asyncDispose]()
            store = await openSegments({ dir: folder.path })
            repaired += store.recovered.blocks + store.recovered.cutBytes
          }
          const held = blocks.map(({ cid }) => store.has(cid))
          expect(held).toEqual(blocks.map((_, i) => model.has(i)))
          for (const { cid, bytes } of model.values()) {
            expect(sameAs(store.get(cid), bytes)).toBe(true)
          }
        }
        expect(repaired).toBe(0)
      } finally {
        await store[Symbol.asyncDispose]()
      }
    }),
    { numRuns: 25 },
  )
}, 60_000)

test('a segment is a CAR file that other software reads', async () => {
  using folder = temporaryFolder()
  const made = [newBlock(0), newBlock(300), newBlock(2 ** 20), newBlock(77, 'dag-cbor')]
  {
    await using store = await openSegments({ dir: folder.path })
    await store.receive(made)
  }
  const file = fs.createReadStream(segmentPath(folder.path, 0))
  const car = await CarBlockIterator.fromIterable(file)
  expect((await car.getRoots()).map(String)).toEqual(['bafkqaaa'])
  const read: string[] = []
  for await (const { cid, bytes } of car) {
    expect(sameAs(sha256(bytes), cid.multihash.digest)).toBe(true)
    read.push(String(cid))
  }
  expect(read).toEqual(made.map(({ cid }) => String(cid)))
})

test('a block that changed on disk is refused, reported, and healed by a new copy', async () => {
  using folder = temporaryFolder()
  await using store = await openSegments({ dir: folder.path })
  const block = newBlock(5000)
  await store.receive([block])
  spoil(folder.path, store, block)
  expect(() => store.get(block.cid)).toThrow(expect.objectContaining({ code: 'corrupt-block' }))
  expect(() => store.get(block.cid)).toThrow(expect.objectContaining({ code: 'corrupt-block' }))
  expect(store.has(block.cid)).toBe(false)
  expect(store.damaged().map(({ cid }) => String(cid))).toEqual([String(block.cid)])
  await store.receive([block])
  expect(sameAs(store.get(block.cid), block.bytes)).toBe(true)
  expect(store.damaged()).toEqual([])
})

test('verify names each damaged block and its place', async () => {
  using folder = temporaryFolder()
  await using store = await openSegments({ dir: folder.path })
  const made = Array.from({ length: 20 }, () => newBlock(900))
  await store.receive(made)
  const bad = made[7]
  if (bad === undefined) throw new Error('no block')
  const place = store.find(bad.digest)
  spoil(folder.path, store, bad)
  const seen = { ok: 0, bad: [] as unknown[] }
  for await (const { cid, ok, segment, offset } of store.verify()) {
    if (ok) seen.ok += 1
    else seen.bad.push({ cid: String(cid), segment, offset })
  }
  expect(seen).toEqual({
    ok: 19,
    bad: [{ cid: String(bad.cid), segment: place?.segment, offset: place?.offset }],
  })
})

test('a received dag-cbor block stays pending over restarts until it is settled', async () => {
  using folder = temporaryFolder()
  const [batch, piece] = [newBlock(400, 'dag-cbor'), newBlock(400)]
  {
    await using store = await openSegments({ dir: folder.path })
    await store.receive([piece, batch])
  }
  {
    await using store = await openSegments({ dir: folder.path })
    expect(store.pending().map(({ cid }) => String(cid))).toEqual([String(batch.cid)])
    expect(store.pending().every(({ bytes }) => sameAs(bytes, batch.bytes))).toBe(true)
    store.settle(batch.digest)
  }
  await using store = await openSegments({ dir: folder.path })
  expect(store.pending()).toEqual([])
})

test('a batch is not hidden by sending its bytes as raw ones first', async () => {
  using folder = temporaryFolder()
  const batch = newBlock(400, 'dag-cbor')
  {
    await using store = await openSegments({ dir: folder.path })
    await store.receive([{ cid: cidOf(batch.digest, 'raw'), bytes: batch.bytes }])
    await store.receive([batch])
    expect(store.pending().map(({ cid }) => String(cid))).toEqual([String(batch.cid)])
  }
  fs.rmSync(`${folder.path}/index.db`)
  await using store = await openSegments({ dir: folder.path })
  expect(store.pending().map(({ cid }) => String(cid))).toEqual([String(batch.cid)])
})

test('a store that is open cannot be opened a second time', async () => {
  using folder = temporaryFolder()
  await using _store = await openSegments({ dir: folder.path })
  await expect(openSegments({ dir: folder.path })).rejects.toMatchObject({ code: 'in-use' })
})

test('opened for every block anew it still fills one segment', async () => {
  using folder = temporaryFolder()
  const made = Array.from({ length: 12 }, () => newBlock(300))
  for (const block of made) {
    await using store = await openSegments({ dir: folder.path })
    await store.receive([block])
  }
  expect(segmentNumbers(folder.path)).toEqual([0])
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered).toEqual({ blocks: 0, cutBytes: 0, rebuilt: false })
  expect(made.every(({ cid, bytes }) => sameAs(store.get(cid), bytes))).toBe(true)
})

test.each<[string, (path: string) => void]>([
  ['longer than its synced length', (path) => fs.appendFileSync(path, 'more')],
  ['shorter than its synced length', (path) => fs.truncateSync(path, 100)],
  ['without its header', (path) => writeAt(path, 3)],
  ['gone', (path) => fs.rmSync(path)],
  ['a link to another file', (path) => relink(path)],
])('nothing is appended to a segment that is %s', async (_, spoil) => {
  using folder = temporaryFolder()
  {
    await using store = await openSegments({ dir: folder.path })
    await store.receive([newBlock(300)])
  }
  await using store = await openSegments({ dir: folder.path })
  const path = segmentPath(folder.path, 0)
  spoil(path)
  const before = fs.existsSync(path) ? fs.readFileSync(path) : undefined
  const block = newBlock(200)
  await store.receive([block])
  expect(store.find(block.digest)?.segment).toBe(1)
  expect(fs.existsSync(path) ? fs.readFileSync(path) : undefined).toEqual(before)
})

test('nothing is appended to a segment that has lost bytes before', async () => {
  using folder = temporaryFolder()
  const block = newBlock(300)
  {
    await using store = await openSegments({ dir: folder.path })
    await store.receive([block])
    spoil(folder.path, store, block)
    expect(() => store.get(block.cid)).toThrow(expect.objectContaining({ code: 'corrupt-block' }))
  }
  await using store = await openSegments({ dir: folder.path })
  await store.receive([block])
  expect(store.find(block.digest)?.segment).toBe(1)
})

test('many blocks received at once share their syncs', async () => {
  using folder = temporaryFolder()
  await using store = await openSegments({ dir: folder.path })
  const made = Array.from({ length: 200 }, () => newBlock(100))
  await Promise.all(made.map((block) => store.receive([block])))
  expect(made.every(({ cid, bytes }) => sameAs(store.get(cid), bytes))).toBe(true)
  expect(segmentNumbers(folder.path)).toEqual([0])
})

function writeAt(path: string, at: number): void {
  const fd = fs.openSync(path, 'r+')
  fs.writeSync(fd, Uint8Array.of(0xff), 0, 1, at)
  fs.closeSync(fd)
}

function relink(path: string): void {
  fs.renameSync(path, `${path}.moved`)
  fs.symlinkSync(`${path}.moved`, path)
}

function spoil(dir: string, store: SegmentStore, block: NewBlock): void {
  const place = store.find(block.digest)
  if (place === undefined) throw new Error('no such block')
  const fd = fs.openSync(segmentPath(dir, place.segment), 'r+')
  const at = place.offset + Math.floor(place.length / 2)
  fs.writeSync(fd, Uint8Array.of((block.bytes[Math.floor(place.length / 2)] ?? 0) ^ 0x10), 0, 1, at)
  fs.closeSync(fd)
}
