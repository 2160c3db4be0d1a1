/** Rows in the order of a view. */
import { FILE_KINDS } from '@space/sdk/media'
import type { Order } from '@space/sdk'
import type { Facts } from './facts.ts'

/** @param before an order of nearly the same rows, or of more, which makes sorting ten times cheaper */
export function sorted(
  rows: readonly number[],
  order: Order,
  facts: Facts & { removedAt(row: number): number },
  before: Int32Array = new Int32Array(0),
): number[] {
  facts.makeKeys(rows)
  const nearly = arranged(rows, before)
  const turn = order.descending === true ? -1 : 1
  const { compare } = facts
  const fact = factOf(order, facts)
  const byOrder =
    fact === undefined
      ? (a: number, b: number): number => turn * compare(a, b)
      : (a: number, b: number): number => turn * (fact(a) - fact(b)) || compare(a, b)
  if (order.by === 'trashed') return nearly.sort(byOrder)
  const folders: number[] = []
  const files: number[] = []
  for (const row of nearly) (facts.kindOf(row) === 'folder' ? folders : files).push(row)
  return folders.sort(byOrder).concat(files.sort(byOrder))
}

/** What is sorted by besides the name. */
function factOf(
  { by }: Order,
  facts: Facts & { removedAt(row: number): number },
): ((row: number) => number) | undefined {
  switch (by) {
    case 'name':
      return undefined
    case 'size':
      return facts.sizeOf
    case 'modified':
      return facts.mtimeOf
    case 'kind':
      return (row) =>
        facts.kindOf(row) === 'folder' ? -1 : FILE_KINDS.indexOf(facts.fileKindOf(row))
    case 'trashed':
      return facts.removedAt
  }
}

/** The rows as they stood before, then those that are new. */
function arranged(rows: readonly number[], before: Int32Array): number[] {
  if (before.length === 0) return [...rows]
  let last = 0
  for (const row of rows) last = Math.max(last, row)
  const isNew = new Uint8Array(last + 1)
  for (const row of rows) isNew[row] = 1
  const nearly: number[] = []
  for (const row of before) {
    if (isNew[row] !== 1) continue
    isNew[row] = 0
    nearly.push(row)
  }
  for (const row of rows) if (isNew[row] === 1) nearly.push(row)
  return nearly
}

/** Rows of a group together, where its first one stands; those of none are left out. */
export function regrouped(rows: readonly number[], groupOf: ReadonlyMap<number, string>): number[] {
  const groups = new Map<string, number[]>()
  for (const row of rows) {
    const key = groupOf.get(row)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return [...groups.values()].flat()
}
