import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  errno,
  faultyFiles,
  newBlock,
  type NewBlock,
  sameAs,
  temporaryFolder,
} from './blocks.contract.ts'
import { HEADER, segmentPath } from './car.ts'
import { diskFiles, type Files } from './files.ts'
import { openSegments } from './segments.ts'
import { takeSpare } from './spares.ts'

test('without its index the store finds every block again and calls the batches pending', async () => {
  using folder = temporaryFolder()
  const made = await fill(folder.path, 30)
  removeIndex(folder.path)
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered).toEqual({ blocks: 30, cutBytes: 0, rebuilt: true })
  expectAll(store, made)
  const batches = made.filter(({ cid }) => cid.code === 0x71)
  expect(store.pending().map(({ cid }) => String(cid))).toEqual(
    batches.map(({ cid }) => String(cid)),
  )
})

test.each([
  ['garbage', (path: string) => fs.writeFileSync(path, randomBytes(50_000))],
  ['cut in half', (path: string) => fs.truncateSync(path, 10_000)],
  ['empty', (path: string) => fs.truncateSync(path, 0)],
])('an index that is %s is rebuilt', async (_, spoil) => {
  using folder = temporaryFolder()
  const made = await fill(folder.path, 30)
  spoil(`${folder.path}/index.db`)
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered).toMatchObject({ blocks: 30, rebuilt: true })
  expectAll(store, made)
})

test('an index with damaged pages is found out after a crash and rebuilt', async () => {
  using folder = temporaryFolder()
  using crashed = temporaryFolder()
  let made: NewBlock[] = []
  {
    await using store = await openSegments({ dir: folder.path })
    made = Array.from({ length: 2000 }, () => newBlock(40))
    await store.receive(made)
    store.index.db.exec('pragma wal_checkpoint(truncate)')
    await store.receive([newBlock(50)])
    fs.cpSync(folder.path, crashed.path, { recursive: true })
  }
  const fd = fs.openSync(`${crashed.path}/index.db`, 'r+')
  fs.writeSync(fd, randomBytes(3 * 4096), 0, 3 * 4096, 10 * 4096)
  fs.closeSync(fd)
  await using store = await openSegments({ dir: crashed.path })
  expect(store.recovered).toMatchObject({ blocks: 2001, rebuilt: true })
  expect(store.index.wasDamaged).toBe(true)
  expectAll(store, made)
})

test('an older index is brought up to date from what was written since', async () => {
  using folder = temporaryFolder()
  const before = await fill(folder.path, 10)
  fs.copyFileSync(`${folder.path}/index.db`, `${folder.path}/old`)
  const after = await fill(folder.path, 10)
  fs.renameSync(`${folder.path}/old`, `${folder.path}/index.db`)
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered).toMatchObject({ blocks: 10, rebuilt: false })
  expectAll(store, [...before, ...after])
})

test('unfinished writes are cut off and what was acknowledged stays', async () => {
  using folder = temporaryFolder()
  const made = await fill(folder.path, 10)
  const path = segmentPath(folder.path, 0)
  const { size } = fs.statSync(path)
  const torn = [randomBytes(3000), new Uint8Array(5000), Uint8Array.of(0xb4, 0x05, 1)]
  for (const tail of torn) {
    fs.appendFileSync(path, tail)
    await using store = await openSegments({ dir: folder.path })
    expect(store.recovered).toMatchObject({ cutBytes: tail.length, blocks: 0 })
    expect(store.stretches()).toEqual([])
    expect(fs.statSync(path).size).toBe(size)
    expectAll(store, made)
  }
})

test('damage among acknowledged blocks is skipped when the index is rebuilt', async () => {
  using folder = temporaryFolder()
  const made = await fill(folder.path, 30)
  const places = await placesOf(folder.path, made)
  const [bad, headless] = [places[4], places[20]]
  if (bad === undefined || headless === undefined) throw new Error('no block')
  flip(segmentPath(folder.path, bad.segment), bad.offset + 3)
  flip(segmentPath(folder.path, headless.segment), headless.offset - 36)
  removeIndex(folder.path)
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered.blocks).toBe(28)
  expect(store.recovered.cutBytes).toBe(0)
  // Of one the name can be read; of the other nobody knows what it was.
  expect(store.damaged().map(({ cid }) => String(cid))).toEqual([String(made[4]?.cid)])
  expect(store.stretches()).toMatchObject([{ segment: 0, offset: headless.offset - 38 }])
  expectAll(
    store,
    made.filter((_, i) => i !== 4 && i !== 20),
  )
  expect([4, 20].map((i) => store.has((made[i] as NewBlock).cid))).toEqual([false, false])
})

test('what nobody can read is remembered, until the segment is brought back or it is given up', async () => {
  using folder = temporaryFolder()
  const made = await fill(folder.path, 30)
  const place = (await placesOf(folder.path, made))[20]
  if (place === undefined) throw new Error('no block')
  const path = segmentPath(folder.path, 0)
  const good = fs.readFileSync(path)
  flip(path, place.offset - 36)
  removeIndex(folder.path)
  const stretch = { segment: 0, offset: place.offset - 38, length: place.length + 38 }
  for (const lose of [false, false, true, false]) {
    if (lose) removeIndex(folder.path)
    await using store = await openSegments({ dir: folder.path })
    expect(store.stretches()).toEqual([stretch])
    await store.compact({ isLive: () => true, everything: true })
    expect(store.find((made[0] as NewBlock).digest)?.segment).toBe(0)
  }
  fs.writeFileSync(path, good)
  {
    await using store = await openSegments({ dir: folder.path })
    expect(store.stretches()).toEqual([])
    expectAll(store, made)
  }
  flip(path, place.offset - 36)
  removeIndex(folder.path)
  {
    await using store = await openSegments({ dir: folder.path })
    expect(store.stretches()).toEqual([stretch])
    store.forgetStretches()
  }
  await using store = await openSegments({ dir: folder.path })
  expect(store.stretches()).toEqual([])
})

test('an index that was not made anew to the end is no reason to cut anything', async () => {
  using folder = temporaryFolder()
  const first = await fill(folder.path, 5)
  const second = await fill(folder.path, 30, { apart: true })
  const place = (await placesOf(folder.path, second))[20]
  if (place === undefined) throw new Error('no block')
  flip(segmentPath(folder.path, 1), place.offset + 3)
  removeIndex(folder.path)
  let syncs = 0
  const files = faultyFiles((step) => {
    if (step === 'sync' && syncs++ === 1) throw errno('EIO')
  })
  await expect(openSegments({ dir: folder.path, files })).rejects.toMatchObject({ code: 'io' })
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered).toEqual({ blocks: 29, cutBytes: 0, rebuilt: true })
  expectAll(store, [...first, ...second.filter((_, i) => i !== 20)])
})

test.each([
  ['without an index', true],
  ['behind what an older index knows', false],
])('a sector that the disk does not give costs its blocks only, %s', async (_, isLost) => {
  using folder = temporaryFolder()
  {
    await using store = await openSegments({ dir: folder.path })
    await store.receive([newBlock(10)])
  }
  const index = fs.readFileSync(`${folder.path}/index.db`)
  const made = Array.from({ length: 9 }, () => newBlock(10_000))
  {
    await using store = await openSegments({ dir: folder.path })
    await store.receive(made)
  }
  const { size } = fs.statSync(segmentPath(folder.path, 0))
  removeIndex(folder.path)
  if (!isLost) fs.writeFileSync(`${folder.path}/index.db`, index)
  const [bad, end] = [32_768, 36_864]
  const files: Files = {
    ...diskFiles,
    read(fd, into, position) {
      if (position < end && bad < position + into.length) throw errno('EIO')
      return diskFiles.read(fd, into, position)
    },
  }
  await using store = await openSegments({ dir: folder.path, files })
  expectAll(
    store,
    made.filter((_, i) => i !== 3),
  )
  expect(store.damaged().length + store.stretches().length).toBe(1)
  expect(fs.statSync(segmentPath(folder.path, 0)).size).toBe(size)
})

test.each([0, 8192])(
  'what the disk does not give from byte %i on is not taken for empty',
  async (from) => {
    using folder = temporaryFolder()
    {
      await using store = await openSegments({ dir: folder.path })
      await store.receive([newBlock(8000), newBlock(300)])
    }
    const path = segmentPath(folder.path, 0)
    const { size } = fs.statSync(path)
    removeIndex(folder.path)
    const files: Files = {
      ...diskFiles,
      read(fd, into, position) {
        if (position + into.length > from) throw errno('EIO')
        return diskFiles.read(fd, into, position)
      },
    }
    await using store = await openSegments({ dir: folder.path, files })
    expect(store.damaged().length + store.stretches().length).toBe(1)
    expect(fs.statSync(path).size).toBe(size)
  },
)

test('a segment of which nothing is left to read is remembered', async () => {
  using folder = temporaryFolder()
  await fill(folder.path, 5)
  const path = segmentPath(folder.path, 0)
  const { size } = fs.statSync(path)
  fs.writeFileSync(path, randomBytes(size))
  removeIndex(folder.path)
  await using store = await openSegments({ dir: folder.path })
  expect(store.stretches()).toEqual([{ segment: 0, offset: 0, length: size }])
  expect(fs.statSync(path).size).toBe(size)
})

test('without an index the end of a segment is not cut when it is whole but wrong', async () => {
  using folder = temporaryFolder()
  const made = await fill(folder.path, 5)
  const path = segmentPath(folder.path, 0)
  const { size } = fs.statSync(path)
  flip(path, size - 1)
  removeIndex(folder.path)
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered).toMatchObject({ blocks: 4, cutBytes: 0 })
  expect(store.damaged().map(({ cid }) => String(cid))).toEqual([String(made[4]?.cid)])
  expect(fs.statSync(path).size).toBe(size)
  expectAll(store, made.slice(0, 4))
})

test('what recovery found is synced before the index promises it', async () => {
  using folder = temporaryFolder()
  const made = await fill(folder.path, 5)
  removeIndex(folder.path)
  const files = faultyFiles((step) => {
    if (step === 'sync') throw errno('EIO')
  })
  await expect(openSegments({ dir: folder.path, files })).rejects.toMatchObject({ code: 'io' })
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered).toMatchObject({ blocks: 5 })
  expectAll(store, made)
})

test('a segment with a damaged header still gives its blocks, and is not cut', async () => {
  using folder = temporaryFolder()
  const made = await fill(folder.path, 5)
  const path = segmentPath(folder.path, 0)
  const { size } = fs.statSync(path)
  flip(path, 5)
  removeIndex(folder.path)
  await using store = await openSegments({ dir: folder.path })
  expectAll(store, made)
  expect(fs.statSync(path).size).toBe(size)
})

test('a segment that lost its end or is gone is reported and its blocks are not claimed', async () => {
  using folder = temporaryFolder()
  const first = await fill(folder.path, 5)
  const second = await fill(folder.path, 5, { apart: true })
  const size = fs.statSync(segmentPath(folder.path, 0)).size
  fs.truncateSync(segmentPath(folder.path, 0), size - 10)
  fs.rmSync(segmentPath(folder.path, 1))
  await using store = await openSegments({ dir: folder.path })
  expectAll(store, first.slice(0, 4))
  const lost = [...first.slice(4), ...second]
  expect(lost.map(({ cid }) => store.has(cid))).toEqual(lost.map(() => false))
  expect(store.damaged()).toHaveLength(6)
  const failed: string[] = []
  for await (const { cid, ok } of store.verify()) if (!ok) failed.push(String(cid))
  expect(failed.toSorted()).toEqual(lost.map(({ cid }) => String(cid)).toSorted())
  await store.receive(lost)
  expectAll(store, lost)
  expect(store.damaged()).toEqual([])
})

test('files that are not segments stay untouched, a segment with only a header is fine', async () => {
  using folder = temporaryFolder()
  fs.mkdirSync(`${folder.path}/segments`)
  const strange = ['notes.txt', '12.car', '000003.car.bak', '.000004.car', '0000000000001.car']
  for (const name of strange) fs.writeFileSync(`${folder.path}/segments/${name}`, 'mine')
  fs.mkdirSync(`${folder.path}/segments/000009.car`)
  fs.writeFileSync(segmentPath(folder.path, 7), HEADER)
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered).toMatchObject({ blocks: 0, cutBytes: 0 })
  expect(store.stretches()).toEqual([])
  const block = newBlock(10)
  await store.receive([block])
  expect(store.find(block.digest)?.segment).toBe(7)
  for (const name of strange) {
    expect(fs.readFileSync(`${folder.path}/segments/${name}`, 'utf8')).toBe('mine')
  }
})

test('no garbage and no flipped bits behind the synced length make it throw or lie', async () => {
  using folder = temporaryFolder()
  const made = await fill(folder.path, 6)
  const index = fs.readFileSync(`${folder.path}/index.db`)
  const path = segmentPath(folder.path, 0)
  const good = fs.readFileSync(path)
  await fill(folder.path, 3)
  const tail = fs.readFileSync(path).subarray(good.length)
  const damage = fc.record({
    keep: fc.integer({ min: 0, max: tail.length }),
    flips: fc.array(fc.integer({ min: 0, max: tail.length * 8 - 1 }), { maxLength: 4 }),
    garbage: fc.uint8Array({ maxLength: 300 }),
    withIndex: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(damage, async ({ keep, flips, garbage, withIndex }) => {
      const bent = Buffer.from(tail)
      for (const bit of flips) bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      fs.writeFileSync(path, Buffer.concat([good, bent.subarray(0, keep), garbage]))
      removeIndex(folder.path)
      if (withIndex) fs.writeFileSync(`${folder.path}/index.db`, index)
      await using store = await openSegments({ dir: folder.path })
      expectAll(store, made)
      // What is told as damaged is what was bent, and only without an index anything is kept of it.
      const ours = withIndex ? [] : made.map(({ cid }) => String(cid))
      for await (const { cid, ok } of store.verify()) {
        if (!ok) expect(withIndex || ours.includes(String(cid))).toBe(false)
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('random bytes in the place of a whole segment are survived', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), fc.boolean(), async (bytes, header) => {
      using folder = temporaryFolder()
      fs.mkdirSync(`${folder.path}/segments`)
      fs.writeFileSync(segmentPath(folder.path, 0), header ? Buffer.concat([HEADER, bytes]) : bytes)
      await using store = await openSegments({ dir: folder.path })
      const block = newBlock(100)
      await store.receive([block])
      expect(sameAs(store.get(block.cid), block.bytes)).toBe(true)
    }),
    { numRuns: 40 },
  )
}, 60_000)

type Store = Awaited<ReturnType<typeof openSegments>>

async function fill(dir: string, count: number, { apart = false } = {}): Promise<NewBlock[]> {
  await using store = await openSegments({ dir })
  // Whoever takes the spare leaves nothing for the store's own writer to go on with.
  if (apart) takeSpare(new Int32Array(store.counter))
  const made = Array.from({ length: count }, (_, i) =>
    newBlock(50 + i * 37, i % 3 === 2 ? 'dag-cbor' : 'raw'),
  )
  await store.receive(made)
  return made
}

async function placesOf(
  dir: string,
  made: readonly NewBlock[],
): Promise<ReturnType<Store['find']>[]> {
  await using store = await openSegments({ dir })
  return made.map(({ digest }) => store.find(digest))
}

function expectAll(store: Store, made: readonly NewBlock[]): void {
  expect(made.filter(({ cid, bytes }) => !sameAs(store.get(cid), bytes))).toEqual([])
}

function removeIndex(dir: string): void {
  for (const end of ['', '-wal', '-shm']) fs.rmSync(`${dir}/index.db${end}`, { force: true })
}

function flip(path: string, at: number): void {
  const fd = fs.openSync(path, 'r+')
  const byte = Buffer.alloc(1)
  fs.readSync(fd, byte, 0, 1, at)
  fs.writeSync(fd, Uint8Array.of((byte[0] ?? 0) ^ 4), 0, 1, at)
  fs.closeSync(fd)
}
