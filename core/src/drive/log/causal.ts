import { FIRST_SEQ } from './batch.ts'
import { compareBytes, compareCids } from '../cid.ts'
import type { CID } from 'multiformats/cid'

/** What causality needs of a batch. */
export interface Link {
  readonly cid: CID
  readonly writer: Uint8Array
  readonly seq: number
  readonly prev: CID | null
  readonly clock: number
  readonly seen: readonly CID[]
}

/** What is remembered of a batch that was ordered before. */
export interface Past {
  readonly writer: Uint8Array
  readonly seq: number
  readonly clock: number
  /** It breaks a rule for ever: nothing that follows it counts either. */
  readonly isVoid?: boolean
}

export interface Ordered<T extends Link> {
  /** Can be applied now, in this order. */
  readonly ready: readonly T[]
  /** Break a rule and never count; the person is told of the writer. */
  readonly voided: readonly T[]
  /** Wait for batches that have not come, or for such as wait themselves. */
  readonly waiting: readonly { readonly batch: T; readonly missing: readonly CID[] }[]
}

/**
 * Sort out which batches can be applied: each comes after its `prev` and all it has seen, with the
 * clock and seq that follow from them. Batches that come twice are given once.
 *
 * @param past of batches that are applied or void already, by CID
 */
export function causalOrder<T extends Link>(
  batches: Iterable<T>,
  past: (cid: CID) => Past | undefined,
): Ordered<T> {
  const fresh = new Map<string, Node<T>>()
  for (const batch of batches) {
    const key = batch.cid.toString()
    if (past(batch.cid) === undefined && !fresh.has(key)) {
      fresh.set(key, { batch, open: 0, missing: [], followers: [], past: undefined })
    }
  }
  const free: Node<T>[] = []
  for (const node of fresh.values()) {
    for (const cid of parentsOf(node.batch)) {
      if (past(cid) !== undefined) continue
      node.open += 1
      const parent = fresh.get(cid.toString())
      if (parent === undefined) node.missing.push(cid)
      else parent.followers.push(node)
    }
    if (node.open === 0) free.push(node)
  }

  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    const { batch } = node
    const parents = parentsOf(batch).map((cid) => past(cid) ?? fresh.get(cid.toString())!.past!)
    const { writer, seq, clock } = batch
    node.past = { writer, seq, clock, isVoid: breaksARule(batch, parents) }
    for (const follower of node.followers) {
      follower.open -= 1
      if (follower.open === 0) free.push(follower)
    }
  }

  const sorted = [...fresh.values()].sort((a, b) => compareLinks(a.batch, b.batch))
  const batchesWhere = (test: (node: Node<T>) => boolean): T[] =>
    sorted.filter(test).map(({ batch }) => batch)
  return {
    // Clocks that are right grow along every edge, so their order is a causal one.
    ready: batchesWhere(({ past }) => past?.isVoid === false),
    voided: batchesWhere(({ past }) => past?.isVoid === true),
    waiting: sorted.filter(({ past }) => past === undefined),
  }
}

/** The order of ops of different batches: (clock, writer, CID). The same on every device. */
export function compareLinks(
  a: Pick<Link, 'clock' | 'writer' | 'cid'>,
  b: Pick<Link, 'clock' | 'writer' | 'cid'>,
): number {
  return a.clock - b.clock || compareBytes(a.writer, b.writer) || compareCids(a.cid, b.cid)
}

interface Node<T> {
  readonly batch: T
  /** How many of its parents are not known yet. */
  open: number
  readonly missing: CID[]
  readonly followers: Node<T>[]
  past: Past | undefined
}

function parentsOf({ prev, seen }: Link): readonly CID[] {
  return prev === null ? seen : [prev, ...seen]
}

function breaksARule(batch: Link, parents: readonly Past[]): boolean {
  let highest = 0
  for (const parent of parents) {
    if (parent.isVoid === true) return true
    highest = Math.max(highest, parent.clock)
  }
  if (batch.clock !== highest + 1) return true
  if (batch.prev === null) return batch.seq !== FIRST_SEQ
  const [before] = parents
  if (before === undefined || before.seq + 1 !== batch.seq) return true
  return compareBytes(before.writer, batch.writer) !== 0
}
