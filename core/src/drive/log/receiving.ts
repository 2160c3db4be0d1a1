/**
 * Batches from elsewhere, and what a new record does to those that are here: which of them count.
 *
 * Most come from writers that are known and are taken as they are. When a cut is known of, or something
 * was refused before, all are judged anew; and when one that was taken no longer counts, the state is
 * made again from those that do.
 */
import type { CID } from 'multiformats/cid'
import type { SegmentStore } from '../../blocks/segments.ts'
import type { Batch } from './batch.ts'
import { causalOrder, type Past } from './causal.ts'
import { cidOf } from '../cid.ts'
import type { Rows } from '../tree/rows.ts'
import { judge, judgeFollowing, type Judged, type Verdict } from './verdicts.ts'
import type { Authority, ReadBind } from './authority.ts'

export interface Receiving {
  /** Gives back those that must wait for others: they stay pending in the store. */
  receive(batches: readonly Batch[]): readonly Batch[]
  /** Whether what this device writes no longer counts. */
  readonly isEnded: boolean
}

export interface ReceivingOptions {
  readonly blocks: SegmentStore
  readonly rows: Rows
  readonly readBind: ReadBind
  /** This device's writer key. */
  readonly writer: Uint8Array
  readBatch(digest: Uint8Array): Batch
  /** By the records known now, with what tells them from others: the digest of the newest. */
  authority(): { readonly authority: Authority; readonly newest: Uint8Array }
  /** Takes batches in, in causal order; their blocks are settled in the same transaction. */
  takeIn(batches: readonly Batch[], settled: readonly Batch[]): void
  /** Makes the state again from these alone. */
  rebuild(digests: readonly Uint8Array[]): void
}

/** What judging needs of a batch, without the ops that it does not look at. */
type Glance = Judged & Pick<Batch, 'seq' | 'clock' | 'seen'>

export function openReceiving(options: ReceivingOptions): Receiving {
  const { blocks, rows, readBind, readBatch } = options
  let isEnded = rows.judgement()?.isEnded ?? false

  const past = (cid: CID): Past | undefined => {
    const n = rows.batchNumber(cid.multihash.digest)
    return n === undefined ? undefined : rows.batch(n)
  }

  /** `undefined` when all have to be judged. */
  const receivePlain = (batches: readonly Batch[]): readonly Batch[] | undefined => {
    const { authority, newest } = options.authority()
    const judged = rows.judgement()
    const isNew = judged !== undefined && Buffer.compare(judged.newest, newest) !== 0
    const cutOps = batches.some(({ ops }) => ops.some(({ o }) => o === 'cut'))
    if (isNew || cutOps || authority.cuts.size > 0 || rows.refused().length > 0) return undefined
    if (judged?.hasCuts === true) return undefined
    const ordered = causalOrder(batches, past)
    const verdicts = judgeFollowing(
      ordered.ready,
      (cid) => past(cid) !== undefined,
      authority,
      readBind,
    )
    const counts = (batch: Batch): boolean => verdicts.get(batch.cid.toString()) === 'accepted'
    if (ordered.voided.length > 0 || !ordered.ready.every(counts)) return undefined
    options.takeIn(
      ordered.ready,
      batches.filter(({ cid }) => past(cid) !== undefined),
    )
    if (judged === undefined) rows.keepJudgement({ newest, isEnded: false, hasCuts: false })
    return ordered.waiting.map(({ batch }) => batch)
  }

  const receiveJudged = (batches: readonly Batch[]): readonly Batch[] => {
    const { authority, newest } = options.authority()
    const numbers = rows.batchNumbers()
    const taken = new Set<string>()
    const all = new Map<string, Glance>()
    let isWhole = true
    const look = (digest: Uint8Array): string | undefined => {
      try {
        const batch = glance(readBatch(digest))
        const key = batch.cid.toString()
        all.set(key, batch)
        return key
      } catch {
        return undefined // damaged, or of an epoch whose key is not here
      }
    }
    for (const n of numbers) {
      const key = look(rows.batch(n)?.digest ?? new Uint8Array(32))
      if (key === undefined) isWhole = false
      else taken.add(key)
    }
    for (const digest of rows.refused()) look(digest)
    const fresh = new Map(batches.map((batch) => [batch.cid.toString(), batch]))
    for (const [key, batch] of fresh) all.set(key, glance(batch))

    // a batch that cannot be read is believed: it was judged when it came
    const unread = (cid: CID): Past | undefined => (all.has(cid.toString()) ? undefined : past(cid))
    const { ready, voided, waiting: late } = causalOrder(all.values(), unread)
    const own = ready.findLast((batch) => Buffer.compare(batch.writer, options.writer) === 0)
    const probe = own === undefined ? [] : [probeAfter(own)]
    const verdicts = judge([...ready, ...probe], authority, readBind)
    const verdictOf = ({ cid }: Judged): Verdict | undefined => verdicts.get(cid.toString())
    const keeps = (batch: Glance): boolean => !isWhole && taken.has(batch.cid.toString())
    const accepted = ready.filter((batch) => verdictOf(batch) === 'accepted' || keeps(batch))
    const names = new Set(accepted.map(({ cid }) => cid.toString()))
    const settled = batches.filter(({ cid }) => !late.some(({ batch }) => batch.cid.equals(cid)))

    blocks.index.transaction(() => {
      rows.setRefused(
        [...voided, ...ready].flatMap(({ cid }) =>
          names.has(cid.toString()) ? [] : [cid.multihash.digest],
        ),
      )
      const hasCuts = accepted.some(({ ops }) => ops.some(({ o }) => o === 'cut'))
      isEnded = probe.some((batch) => verdictOf(batch) === 'cut')
      rows.keepJudgement({ newest, isEnded, hasCuts })
    })
    if ([...taken].some((key) => !names.has(key))) {
      options.rebuild(accepted.map(({ cid }) => cid.multihash.digest))
      options.takeIn([], settled)
    } else {
      const more = accepted.flatMap(({ cid }) => {
        const key = cid.toString()
        if (taken.has(key)) return []
        return [fresh.get(key) ?? readBatch(cid.multihash.digest)]
      })
      options.takeIn(more, settled)
    }
    return late.flatMap(({ batch }) => fresh.get(batch.cid.toString()) ?? [])
  }

  return {
    receive: (batches) => receivePlain(batches) ?? receiveJudged(batches),
    get isEnded() {
      return isEnded
    },
  }
}

function glance(batch: Batch): Glance {
  const { cid, drive, writer, seq, prev, clock, seen } = batch
  const ops = batch.ops.filter(({ o }, index) => o === 'cut' || (o === 'join' && index === 0))
  // the first op decides whom a chain belongs to, whatever it is
  const first = batch.ops[0]
  const kept = first === undefined || ops.includes(first) ? ops : [first, ...ops]
  return { cid, drive, writer, seq, prev, clock, seen, ops: kept }
}

/** Stands for what the writer would write next. */
function probeAfter({ cid, drive, writer, seq, clock }: Glance): Glance {
  const name = cidOf(Buffer.from('space/v1/next batch'))
  return { cid: name, drive, writer, seq: seq + 1, prev: cid, clock: clock + 1, seen: [], ops: [] }
}
