import fs from 'node:fs'
import { expect, test } from 'vitest'
import { sameAs, temporaryFolder } from './blocks.contract.ts'
import { segmentPath } from './car.ts'
import { among, expectOnly, fill } from './compact.samples.ts'
import { diskFiles, type Files } from './files.ts'
import { segmentNumbers } from './recovery.ts'
import { openSegments } from './segments.ts'

test('a place found under a lease stays readable until it ends, and nobody waits for that', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  await using store = await openSegments({ dir: folder.path })
  const [block] = live
  if (block === undefined) throw new Error('no block')
  const [lease, later] = [store.lease(), store.lease()]
  const place = store.find(block.digest)
  if (place === undefined) throw new Error('no place')
  const first = await store.compact({ isLive: among(live) })
  expect(first).toMatchObject({ freedBytes: 0 })
  expect(first.laterBytes).toBeGreaterThan(dead.length * 3000)
  const bytes = Buffer.alloc(place.length)
  store.readSpan(place.segment, place.offset, place.length, bytes)
  expect(sameAs(bytes, block.bytes)).toBe(true)
  // Another one meanwhile takes nothing from those who read, nor does the end of only one of them.
  await store.compact({ isLive: among(live) })
  lease[Symbol.dispose]()
  expect(fs.existsSync(segmentPath(folder.path, place.segment))).toBe(true)
  later[Symbol.dispose]()
  expect(fs.existsSync(segmentPath(folder.path, place.segment))).toBe(false)
  expectOnly(store, live, dead)
})

test('what a lease kept is gone at the next start when the process ends first', async () => {
  using folder = temporaryFolder()
  const { live, dead } = await fill(folder.path)
  {
    await using store = await openSegments({ dir: folder.path })
    const lease = store.lease()
    await store.compact({ isLive: among(live) })
    await store[Symbol.asyncDispose]()
    lease[Symbol.dispose]()
    expect(segmentNumbers(folder.path)).toContain(0)
  }
  await using store = await openSegments({ dir: folder.path })
  expect(segmentNumbers(folder.path)).not.toContain(0)
  expectOnly(store, live, dead)
})

test('compactions that wait for those who read unlink each segment once', async () => {
  using folder = temporaryFolder()
  const { live } = await fill(folder.path)
  const unlinked: string[] = []
  const files: Files = {
    ...diskFiles,
    unlink(path) {
      unlinked.push(path)
      diskFiles.unlink(path)
    },
  }
  await using store = await openSegments({ dir: folder.path, files })
  const one = store.lease()
  await store.compact({ isLive: among(live) })
  const two = store.lease()
  await store.compact({ isLive: among(live) })
  one[Symbol.dispose]()
  two[Symbol.dispose]()
  expect(unlinked).toEqual([segmentPath(folder.path, 0)])
})
