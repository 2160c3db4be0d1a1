import { hexOf } from '../../crypto/text.ts'
import { holdCut, pushTo } from './authority.ts'
import type { CID } from 'multiformats/cid'
import type { Authority, BoundWriter, ReadBind } from './authority.ts'
import type { Batch } from './batch.ts'
import type { Cut } from './record.ts'

/** What judging needs of a batch. */
export type Judged = Pick<Batch, 'cid' | 'drive' | 'writer' | 'prev' | 'ops'>

/**
 * - `accepted`: its ops count.
 * - `cut`: its writer was cut before it; its author keeps it as "not accepted".
 * - `stranger`: its writer is not bound to anybody whose changes count, by the records known now.
 * - `waiting`: the batch its writer was cut at has not come, or one on its `prev` chain.
 */
export type Verdict = 'accepted' | 'cut' | 'stranger' | 'waiting'

/**
 * Say of each batch whether its ops count. Depends on nothing but the set: not on its order, nor on
 * any clock. After a new record or cut, judge again and rebuild the state if a verdict changed.
 *
 * @param batches all that are known and not void
 * @returns verdicts by CID (as text)
 */
export function judge(
  batches: Iterable<Judged>,
  authority: Authority,
  readBind: ReadBind,
): Map<string, Verdict> {
  const known = new Map<string, Judged>()
  for (const batch of batches) known.set(batch.cid.toString(), batch)
  const bound = bindAll(known, readBind)
  const verdicts = new Map<string, Verdict>()
  const byGeneration = new Map<number, Judged[]>()
  for (const [key, batch] of known) {
    const person = bound.get(key)
    if (person === undefined) verdicts.set(key, 'waiting')
    else if (person === null || !authority.mayWrite(person.did)) verdicts.set(key, 'stranger')
    else pushTo(byGeneration, person.gen, batch)
  }

  // Only a higher generation cuts a lower one of the same person: from the top down, every cut that
  // can concern a batch is known before it is judged.
  const cutsOf = new Map<string, Map<string, Cut>>()
  for (const gen of [...byGeneration.keys()].sort((a, b) => b - a)) {
    const newCuts: { did: string; cut: Cut }[] = []
    const spared = new Map<Cut, Set<string> | undefined>()
    for (const batch of byGeneration.get(gen)!) {
      const key = batch.cid.toString()
      const { did } = bound.get(key)!
      const cut = cutFor(hexOf(batch.writer), authority, cutsOf.get(did))
      if (cut !== undefined && !spared.has(cut)) spared.set(cut, chainOf(cut.cid, known))
      const verdict = verdictOf(key, cut, spared)
      verdicts.set(key, verdict)
      if (verdict !== 'accepted') continue
      for (const op of batch.ops) if (op.o === 'cut') newCuts.push({ did, cut: op })
    }
    for (const { did, cut } of newCuts) {
      const cuts = cutsOf.get(did) ?? new Map<string, Cut>()
      holdCut(cuts, cut)
      cutsOf.set(did, cuts)
    }
  }
  return verdicts
}

/**
 * The verdicts where nobody was cut: each batch follows its `prev`, or its own `join`.
 *
 * @param batches in causal order
 * @param isKnown of batches that are accepted already
 */
export function judgeFollowing(
  batches: readonly Judged[],
  isKnown: (cid: CID) => boolean,
  authority: Authority,
  readBind: ReadBind,
): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>()
  for (const batch of batches) {
    const { prev } = batch
    const isFollower = prev !== null && isKnown(prev)
    const join = prev === null ? joinOf(batch, readBind) : null
    const counts = isFollower || (join !== null && authority.mayWrite(join.did))
    const before = prev === null ? undefined : verdicts.get(prev.toString())
    verdicts.set(batch.cid.toString(), counts ? 'accepted' : (before ?? 'stranger'))
  }
  return verdicts
}

/**
 * Whom each batch belongs to: what the `join` in the first batch of its chain says. null when there
 * is none that holds, `undefined` when the first batch has not come.
 */
function bindAll(
  known: ReadonlyMap<string, Judged>,
  readBind: ReadBind,
): Map<string, BoundWriter | null | undefined> {
  const bound = new Map<string, BoundWriter | null | undefined>()
  for (const start of known.values()) {
    const chain: string[] = []
    let batch: Judged | undefined = start
    let person: BoundWriter | null | undefined
    while (batch !== undefined) {
      const key = batch.cid.toString()
      if (bound.has(key)) {
        person = bound.get(key)
        break
      }
      chain.push(key)
      if (batch.prev === null) {
        person = joinOf(batch, readBind)
        break
      }
      batch = known.get(batch.prev.toString())
    }
    for (const key of chain) bound.set(key, person)
  }
  return bound
}

function joinOf({ drive, writer, ops }: Judged, readBind: ReadBind): BoundWriter | null {
  const [first] = ops
  if (first?.o !== 'join') return null
  try {
    return readBind(first.bind, { drive, writer })
  } catch {
    return null // a bind that does not hold is no bind
  }
}

function cutFor(
  writer: string,
  authority: Authority,
  own: ReadonlyMap<string, Cut> | undefined,
): Cut | undefined {
  const cuts = new Map<string, Cut>()
  for (const cut of [authority.cuts.get(writer), own?.get(writer)]) {
    if (cut !== undefined) holdCut(cuts, cut)
  }
  return cuts.get(writer)
}

function verdictOf(
  key: string,
  cut: Cut | undefined,
  spared: ReadonlyMap<Cut, Set<string> | undefined>,
): Verdict {
  if (cut === undefined) return 'accepted'
  const chain = spared.get(cut)
  if (chain === undefined) return 'waiting'
  return chain.has(key) ? 'accepted' : 'cut'
}

/** A batch and all on its `prev` chain; `undefined` when it has not come. */
function chainOf(cid: CID, known: ReadonlyMap<string, Judged>): Set<string> | undefined {
  const chain = new Set<string>()
  let batch = known.get(cid.toString())
  if (batch === undefined) return undefined
  while (batch !== undefined) {
    chain.add(batch.cid.toString())
    batch = batch.prev === null ? undefined : known.get(batch.prev.toString())
  }
  return chain
}
