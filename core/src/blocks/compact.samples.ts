/** Stores to compact, for tests. */
import { expect } from 'vitest'
import { newBlock, type NewBlock, sameAs } from './blocks.contract.ts'
import { type BlockRow, openSegments, type SegmentStore } from './segments.ts'

/** A store with one segment, every other block of which is dead. */
export async function fill(dir: string): Promise<{ live: NewBlock[]; dead: NewBlock[] }> {
  await using store = await openSegments({ dir })
  const made = Array.from({ length: 24 }, (_, i) => newBlock(3000 + i))
  await store.receive(made)
  return {
    live: made.filter((_, i) => i % 2 === 0),
    dead: made.filter((_, i) => i % 2 === 1),
  }
}

export function among(blocks: readonly NewBlock[]): (digest: Uint8Array) => boolean {
  const set = new Set(blocks.map(({ digest }) => Buffer.from(digest).toString('hex')))
  return (digest) => set.has(Buffer.from(digest).toString('hex'))
}

export function expectOnly(
  store: SegmentStore,
  live: readonly NewBlock[],
  dead: readonly NewBlock[],
): void {
  expect(live.filter(({ cid, bytes }) => !sameAs(store.get(cid), bytes))).toEqual([])
  const rows: (BlockRow | undefined)[] = dead.map(({ digest }) => store.find(digest))
  expect(rows).toEqual(dead.map(() => undefined))
}
