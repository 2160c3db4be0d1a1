import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import {
  errno,
  faultyFiles,
  newBlock,
  type NewBlock,
  sameAs,
  temporaryFolder,
} from './blocks.contract.ts'
import { segmentPath } from './car.ts'
import { among, expectOnly, fill } from './compact.samples.ts'
import { segmentNumbers } from './recovery.ts'
import { openSegmentWriter } from './segment-writer.ts'
import { openSegments, type StoreForThreads } from './segments.ts'
import { takeSpare } from './spares.ts'

test('the room of dead blocks is given back and live ones move', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  await using store = await openSegments({ dir: folder.path })
  const before = diskBytes(folder.path)
  const progress: number[] = []
  const result = await store.compact({
    isLive: among(live),
    onProgress: ({ doneBytes, totalBytes }) => progress.push(doneBytes / totalBytes),
  })
  expectOnly(store, live, dead)
  expect(result.liveBytes).toBe(live.reduce((sum, { bytes }) => sum + bytes.length, 0))
  expect(before - diskBytes(folder.path)).toBe(result.freedBytes - 26)
  expect(diskBytes(folder.path)).toBeLessThan(before * 0.6)
  expect(progress.at(-1)).toBe(1)
})

test('a segment that is nearly all alive is rewritten only when everything is asked for', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  const [one, ...rest] = dead
  const kept = [...live, ...rest]
  await using store = await openSegments({ dir: folder.path })
  await store.compact({ isLive: among(kept) })
  expect(segmentNumbers(folder.path)).toEqual([0])
  await store.compact({ isLive: among(kept), everything: true })
  expect(segmentNumbers(folder.path)).toEqual([1])
  expectOnly(store, kept, one === undefined ? [] : [one])
})

test('blocks written, received or asked for again while it runs are kept', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  await using store = await openSegments({ dir: folder.path })
  const [again, ...gone] = dead
  if (again === undefined) throw new Error('no block')
  const fresh = newBlock(3000)
  const running = store.compact({ isLive: among(live) })
  await store.receive([again, fresh])
  await running
  expectOnly(store, [...live, again, fresh], gone)
  expect(segmentNumbers(folder.path)).not.toContain(0)
})

test('a block that another thread wrote once more while it runs is kept at its old place', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  await using store = await openSegments({ dir: folder.path })
  const [again, ...gone] = dead
  if (again === undefined) throw new Error('no block')
  const own = newBlock(100) // with it, the store's own writer has the segment there is
  await store.receive([own])
  const worker = openSegmentWriter(folder.path, store.counter)
  const rows = worker.append([again.bytes])
  const synced = await worker.sync()
  const running = store.compact({ isLive: among(live) })
  store.record(rows, synced)
  await running
  expectOnly(store, [...live, again], gone)
  store.record([], await worker.close())
  await store.compact({ isLive: among([...live, again]), everything: true })
  expect(sameAs(store.get(again.cid), again.bytes)).toBe(true)
})

test('a pending batch is kept although no drive knows it yet', async () => {
  using folder = temporaryFolder()
  await using store = await openSegments({ dir: folder.path })
  const batch = newBlock(500, 'dag-cbor')
  await store.receive([batch, newBlock(5000)])
  await store.compact({ isLive: () => false })
  expect(sameAs(store.get(batch.cid), batch.bytes)).toBe(true)
  expect(store.pending()).toHaveLength(1)
})

test('a segment that another thread still writes is left alone', async () => {
  using folder = temporaryFolder()
  await using store = await openSegments({ dir: folder.path })
  const worker = openSegmentWriter(folder.path, store.counter)
  const [early, late] = [newBlock(2000), newBlock(2000)]
  const rows = worker.append([early.bytes])
  store.record(rows, await worker.sync())
  const lateRows = worker.append([late.bytes])
  const lateSynced = await worker.sync()
  await store.compact({ isLive: () => false })
  expect(segmentNumbers(folder.path)).toEqual([0])
  store.record(lateRows, lateSynced)
  expectOnly(store, [early, late], [])
  store.record([], await worker.close())
  await store.compact({ isLive: among([late]) })
  expectOnly(store, [late], [early])
  expect(segmentNumbers(folder.path)).not.toContain(0)
})

test('a closed segment waits until the rows of all its blocks have come', async () => {
  using folder = temporaryFolder()
  await using store = await openSegments({ dir: folder.path })
  const worker = openSegmentWriter(folder.path, store.counter)
  const block = newBlock(2000)
  const rows = worker.append([block.bytes])
  const synced = await worker.close()
  store.record([], synced)
  await store.compact({ isLive: () => false, everything: true })
  store.record(rows, synced)
  expect(sameAs(store.get(block.cid), block.bytes)).toBe(true)
})

test('a segment with a damaged block that is wanted stays', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  await using store = await openSegments({ dir: folder.path })
  const [bad, ...rest] = live
  const place = bad && store.find(bad.digest)
  if (place === undefined) throw new Error('no block')
  const fd = fs.openSync(segmentPath(folder.path, 0), 'r+')
  fs.writeSync(fd, Buffer.from('damage'), 0, 6, place.offset + 10)
  fs.closeSync(fd)
  await store.compact({ isLive: among(live) })
  await store.compact({ isLive: among(live) })
  expect(segmentNumbers(folder.path)).toContain(0)
  expect(store.damaged()).toHaveLength(1)
  expectOnly(store, rest, [])
  await store.receive(live)
  await store.compact({ isLive: among(live) })
  expect(segmentNumbers(folder.path)).not.toContain(0)
  expectOnly(store, live, dead)
})

test('a disk that fails at any step loses nothing, and the next time ends the work', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  let steps = 1
  for (let failing = 0; failing < steps; failing += 1) {
    using copy = temporaryFolder()
    using crashed = temporaryFolder()
    fs.cpSync(folder.path, copy.path, { recursive: true })
    let count = 0
    const files = faultyFiles(() => {
      if (count++ >= failing) throw errno('EIO')
    })
    const store = await openSegments({ dir: copy.path, files })
    await expect(store.compact({ isLive: among(live) })).rejects.toMatchObject({
      code: expect.any(String),
    })
    fs.cpSync(copy.path, crashed.path, { recursive: true })
    await Promise.allSettled([store[Symbol.asyncDispose]()])
    {
      await using again = await openSegments({ dir: crashed.path })
      expectOnly(again, live, [])
      await again.compact({ isLive: among(live) })
      expectOnly(again, live, dead)
      expect(segmentNumbers(crashed.path)).toHaveLength(1)
    }
    if (failing === 0) steps = await countSteps(folder.path, live)
  }
  expect(steps).toBeGreaterThan(5)
}, 60_000)

test('stopped by its signal it loses nothing', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  await using store = await openSegments({ dir: folder.path })
  const stop = new AbortController()
  const isKept = among(live)
  let looks = 0
  const isLive = (digest: Uint8Array): boolean => {
    // The second look at each block is when its segment is about to be copied.
    if (++looks > live.length + dead.length) stop.abort()
    return isKept(digest)
  }
  await expect(store.compact({ isLive, signal: stop.signal })).rejects.toMatchObject({
    name: 'AbortError',
  })
  expectOnly(store, live, [])
  await store.compact({ isLive: isKept })
  expectOnly(store, live, dead)
  expect(segmentNumbers(folder.path)).not.toContain(0)
})

test('many small segments are merged although all of them is alive', async () => {
  using folder = temporaryFolder()
  const made = Array.from({ length: 18 }, () => newBlock(900))
  for (const [i, block] of made.entries()) {
    await using store = await openSegments({ dir: folder.path })
    takeSpares(store) // as after a crash of each session's threads
    await store.receive([block])
    if (i === 7) await store.compact({ isLive: among(made) })
    if (i === 7) expect(segmentNumbers(folder.path)).toHaveLength(8)
  }
  await using store = await openSegments({ dir: folder.path })
  expect(segmentNumbers(folder.path)).toHaveLength(18)
  await store.compact({ isLive: among(made) })
  expectOnly(store, made, [])
  expect(segmentNumbers(folder.path)).toHaveLength(1)
  await store.compact({ isLive: among(made) })
  expect(segmentNumbers(folder.path)).toEqual([18])
})

test('no writer goes on in a segment while it is compacted, and one may afterwards', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  await using store = await openSegments({ dir: folder.path })
  const [one, two] = [newBlock(10), newBlock(10)]
  const running = store.compact({ isLive: among(live) })
  const worker = openSegmentWriter(folder.path, store.counter)
  const rows = worker.append([one.bytes])
  store.record(rows, await worker.close())
  await running
  expect(rows[0]?.segment).toBe(1)
  await store.receive([two])
  expect(store.find(two.digest)?.segment).toBe(2)
  expectOnly(store, [...live, one, two], dead)
  expect(segmentNumbers(folder.path)).toEqual([1, 2])
})

test('a segment that is gone on with is left alone until its writer has left it again', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  await using store = await openSegments({ dir: folder.path })
  const worker = openSegmentWriter(folder.path, store.counter)
  const late = newBlock(50)
  const rows = worker.append([late.bytes])
  expect(rows[0]?.segment).toBe(0)
  await store.compact({ isLive: among(live), everything: true })
  expect(segmentNumbers(folder.path)).toEqual([0])
  const synced = await worker.close()
  store.record([], synced)
  await store.compact({ isLive: among(live), everything: true })
  expect(segmentNumbers(folder.path)).toEqual([0])
  store.record(rows, synced)
  await store.compact({ isLive: among([...live, late]), everything: true })
  expect(segmentNumbers(folder.path)).not.toContain(0)
  expectOnly(store, [...live, late], dead)
})

test('a report that comes twice does not end the next use of a segment', async () => {
  using folder = temporaryFolder()
  await using store = await openSegments({ dir: folder.path })
  const first = openSegmentWriter(folder.path, store.counter)
  const [early, late] = [newBlock(700), newBlock(800)]
  const earlyRows = first.append([early.bytes])
  const closed = await first.close()
  store.record(earlyRows, closed)
  const second = openSegmentWriter(folder.path, store.counter)
  const lateRows = second.append([late.bytes])
  expect(lateRows[0]?.segment).toBe(0)
  store.record(earlyRows, closed)
  await store.compact({ isLive: among([early]), everything: true })
  const rest = openSegmentWriter(folder.path, store.counter).append([newBlock(5).bytes])
  expect(rest[0]?.segment).not.toBe(0)
  store.record(lateRows, await second.close())
  expectOnly(store, [early, late], [])
})

test('killed with SIGKILL again and again it keeps every acknowledged block', async () => {
  using folder = temporaryFolder()
  const acknowledged = new Map<string, string>()
  for (let round = 0; round < 4; round += 1) {
    await killAfter(folder.path, 7 + round * 10, acknowledged)
    await using store = await openSegments({ dir: folder.path })
    const lost = [...acknowledged.keys()].filter(
      (digest) => store.find(Buffer.from(digest, 'hex')) === undefined,
    )
    expect(lost).toEqual([])
    for await (const { ok } of store.verify()) expect(ok).toBe(true)
  }
  expect(acknowledged.size).toBeGreaterThan(80)
  // Each start goes on where the last one was killed.
  expect(segmentNumbers(folder.path).length).toBeLessThan(4)
}, 60_000)

/** A process that writes, forgets and compacts until it is killed; it says what is acknowledged. */
async function killAfter(dir: string, lines: number, said: Map<string, string>): Promise<void> {
  const script = `
    import { openSegments } from ${JSON.stringify(new URL('segments.ts', import.meta.url).href)}
    import { cidOf, sha256 } from ${JSON.stringify(new URL('car.ts', import.meta.url).href)}
    import fs from 'node:fs'
    import { randomBytes } from 'node:crypto'
    const store = await openSegments({ dir: process.argv[1] })
    const kept = new Set(process.argv[2].split(',')), hex = (x) => Buffer.from(x).toString('hex')
    for (let i = 0; ; i++) {
      const blocks = Array.from({ length: 8 }, () => randomBytes(9000)).map((bytes) => ({ bytes, cid: cidOf(sha256(bytes), 'raw') }))
      await store.receive(blocks)
      const live = blocks.slice(4).map((x) => hex(x.cid.multihash.digest))
      live.forEach((x) => kept.add(x))
      fs.writeSync(1, live.join(' ') + '\\n')
      if (i % 3 === 2) await store.compact({ isLive: (x) => kept.has(hex(x)), everything: true })
    }`
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', script, dir, [...said.keys()].join(',')],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise((resolve) => child.once('close', resolve))
  try {
    let seen = 0
    for await (const line of createInterface({ input: child.stdout })) {
      for (const digest of line.split(' ')) said.set(digest, digest)
      seen += 1
      if (seen === lines) child.kill('SIGKILL')
    }
  } finally {
    child.kill('SIGKILL')
  }
  await ended
}

async function countSteps(from: string, live: readonly NewBlock[]): Promise<number> {
  using copy = temporaryFolder()
  fs.cpSync(from, copy.path, { recursive: true })
  let steps = 0
  const files = faultyFiles(() => {
    steps += 1
  })
  await using store = await openSegments({ dir: copy.path, files })
  await store.compact({ isLive: among(live) })
  return steps
}

function takeSpares(store: StoreForThreads): void {
  while (takeSpare(new Int32Array(store.counter)) !== undefined);
}

function diskBytes(dir: string): number {
  return segmentNumbers(dir).reduce(
    (sum, segment) => sum + fs.statSync(segmentPath(dir, segment)).size,
    0,
  )
}
