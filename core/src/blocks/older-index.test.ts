import fs from 'node:fs'
import { expect, test } from 'vitest'
import { newBlock, type NewBlock, sameAs, temporaryFolder } from './blocks.contract.ts'
import { segmentPath } from './car.ts'
import { among, expectOnly, fill } from './compact.samples.ts'
import { segmentNumbers } from './recovery.ts'
import { openSegments, type SegmentStore } from './segments.ts'

test('an index from before the last compaction is not believed, and nothing alive is lost', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  fs.copyFileSync(`${folder.path}/index.db`, `${folder.path}/old`)
  {
    await using store = await openSegments({ dir: folder.path })
    await store.compact({ isLive: among(live) })
    expect(segmentNumbers(folder.path)).toEqual([1])
  }
  fs.renameSync(`${folder.path}/old`, `${folder.path}/index.db`)
  await expectKept(folder.path, live, dead)
})

test('a damaged byte in the log of the index after a crash loses nothing alive', async () => {
  using folder = temporaryFolder()
  using crashed = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  {
    await using store = await openSegments({ dir: folder.path })
    await store.compact({ isLive: among(live) })
    fs.cpSync(folder.path, crashed.path, { recursive: true })
  }
  const log = fs.readFileSync(`${crashed.path}/index.db-wal`)
  log[200] = (log[200] ?? 0) ^ 1
  fs.writeFileSync(`${crashed.path}/index.db-wal`, log)
  await expectKept(crashed.path, live, dead)
})

test('an index that knows of the copies and not yet where each is does not hide them', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  {
    await using store = await openSegments({ dir: folder.path })
    await store.compact({ isLive: among(live) })
    // as between two commits of the compaction, with the older segment gone all the same
    store.index.db.exec(
      'update blocks set segment = 0; insert into segments(id, synced) values (0, 100)',
    )
  }
  await expectKept(folder.path, live, dead)
})

test('no other segment is given the number of one that is gone', async () => {
  using folder = temporaryFolder()
  {
    await using store = await openSegments({ dir: folder.path })
    await store.receive([newBlock(3000)])
    await store.compact({ isLive: () => false })
    expect(segmentNumbers(folder.path)).toEqual([])
  }
  await using store = await openSegments({ dir: folder.path })
  const block = newBlock(10)
  await store.receive([block])
  expect(store.find(block.digest)?.segment).toBe(1)
})

test('nor when the index was made anew', async () => {
  using folder = temporaryFolder()
  const { live } = await fill(folder.path)
  fs.rmSync(segmentPath(folder.path, 0))
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered.rebuilt).toBe(true)
  expect(store.damaged()).toHaveLength(live.length * 2)
  const block = newBlock(10)
  await store.receive([block])
  expect(store.find(block.digest)?.segment).toBe(1)
})

test('a number that no file can have is not counted on from', async () => {
  using folder = temporaryFolder()
  const { live } = await fill(folder.path)
  {
    await using store = await openSegments({ dir: folder.path })
    store.index.db.exec('insert into numbers(one, last) values (1, 1000000000)')
  }
  await expect(openSegments({ dir: folder.path })).rejects.toMatchObject({ code: 'corrupt-index' })
  await using store = await openSegments({ dir: folder.path })
  const block = newBlock(10)
  await store.receive([block])
  expect(segmentNumbers(folder.path)).toEqual([0])
  expectOnly(store, [...live, block], [])
})

test.each([
  ['knows nothing of', 'delete from blocks'],
  [
    'holds as damaged',
    'insert into damaged select digest, 7, 26, length, codec from blocks; delete from blocks',
  ],
])('a live block that the index %s is kept before its segment goes', async (_, sql) => {
  using folder = temporaryFolder()
  const { live } = await fill(folder.path)
  await using store = await openSegments({ dir: folder.path })
  store.index.db.exec(sql)
  await store.compact({ isLive: among(live), everything: true })
  expect(segmentNumbers(folder.path)).toEqual([1])
  expectOnly(store, live, [])
  expect(store.damaged().filter(({ cid }) => among(live)(cid.multihash.digest))).toEqual([])
})

test('it is kept also behind a record with a damaged head', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  await using store = await openSegments({ dir: folder.path })
  const place = dead[0] && store.find(dead[0].digest)
  if (place === undefined) throw new Error('no block')
  const bytes = fs.readFileSync(segmentPath(folder.path, 0))
  bytes[place.offset - 36] = 9
  fs.writeFileSync(segmentPath(folder.path, 0), bytes)
  store.index.db.exec('delete from blocks')
  await store.compact({ isLive: among(live) })
  expectOnly(store, live, dead)
})

test('a segment with a change of a log that the index does not know stays', async () => {
  using folder = temporaryFolder()
  const change = newBlock(500, 'dag-cbor')
  {
    await using store = await openSegments({ dir: folder.path })
    await store.receive([change, newBlock(5000)])
    store.index.db.exec('delete from blocks; delete from pending')
    await store.compact({ isLive: () => false })
    expect(segmentNumbers(folder.path)).toEqual([0])
  }
  removeIndex(folder.path)
  await using store = await openSegments({ dir: folder.path })
  expect(sameAs(store.get(change.cid), change.bytes)).toBe(true)
})

test.each([
  ['whose length is damaged', (bytes: Buffer, at: number) => bytes.fill(0x7f, at - 37, at - 36)],
  ['that is cut off', (bytes: Buffer, at: number) => bytes.subarray(0, at + 1000)],
])('without an index a last record %s is not thrown away', async (_, spoil) => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  const last = dead.at(-1)
  const path = segmentPath(folder.path, 0)
  let place: { offset: number } | undefined
  {
    await using store = await openSegments({ dir: folder.path })
    place = last && store.find(last.digest)
  }
  if (place === undefined) throw new Error('no block')
  const bytes = fs.readFileSync(path)
  fs.writeFileSync(path, spoil(bytes, place.offset))
  const { size } = fs.statSync(path)
  removeIndex(folder.path)
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered.cutBytes).toBe(0)
  expect(fs.statSync(path).size).toBe(size)
  expect(store.stretches()).toMatchObject([{ segment: 0, offset: place.offset - 38 }])
  expectOnly(store, [...live, ...dead.slice(0, -1)], [])
})

test('without an index zeros that a power cut left at the end are cut off', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  fs.appendFileSync(segmentPath(folder.path, 0), new Uint8Array(5000))
  removeIndex(folder.path)
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered.cutBytes).toBe(5000)
  expect(store.stretches()).toEqual([])
  expectOnly(store, [...live, ...dead], [])
})

/** That all that is alive can be read, stays so after a compaction, and also without the index. */
async function expectKept(dir: string, live: NewBlock[], dead: NewBlock[]): Promise<void> {
  {
    await using store = await openSegments({ dir })
    expect(store.recovered.rebuilt).toBe(true)
    expect(isDamaged(store, live)).toBe(false)
    expectOnly(store, live, [])
    await store.compact({ isLive: among(live), everything: true })
    expectOnly(store, live, dead)
  }
  removeIndex(dir)
  await using store = await openSegments({ dir })
  expectOnly(store, live, dead)
}

function isDamaged(store: SegmentStore, blocks: readonly NewBlock[]): boolean {
  return store.damaged().some(({ cid }) => among(blocks)(cid.multihash.digest))
}

function removeIndex(dir: string): void {
  for (const end of ['', '-wal', '-shm']) fs.rmSync(`${dir}/index.db${end}`, { force: true })
}
