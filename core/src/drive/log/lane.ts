/**
 * The one way into a drive's log: changes go through one after the other, each durable before it
 * is shown.
 */
import { isSpaceError, SpaceError } from '@space/sdk'
import type { CID } from 'multiformats/cid'
import { cidOf as cidOfDigest } from '../../blocks/car.ts'
import type { Synced } from '../../blocks/segment-writer.ts'
import type { StoreForThreads } from '../../blocks/segments.ts'
import type { Signer } from '../../crypto/keys.ts'
import { FIRST_SEQ, packOps, sealBatch, type Batch } from './batch.ts'
import type { Head } from '../drive.ts'
import type { JoinOp, Op } from './ops.ts'
import { openReceiving, type ReceivingOptions } from './receiving.ts'
import type { WriterRow } from './batch-rows.ts'
import type { Shown, Tree } from '../tree/tree.ts'
import { openWatchers, type Watchers } from '../watching.ts'

/** Batches taken in by one index transaction. */
const RECEIVED_BATCHES = 32

/** What a change wants written, worked out from the state as it is when its turn has come. */
export interface Draft<T> {
  readonly ops: readonly Op[]
  /** Indices of ops: what lies between two of them is there after a crash as a whole, or not at all. */
  readonly starts?: ReadonlySet<number>
  /** Rows of content that only now is durable, for the same index transaction. */
  readonly record?: (synced: readonly Synced[]) => void
  /** What source files looked like, by hex id. */
  readonly fingerprints?: ReadonlyMap<string, Uint8Array>
  /** Called when all is durable and shown. */
  readonly result: () => T
}

export interface Lane {
  /**
   * @param by the app that does it; without it the person themself
   * @throws what `draft` throws: then nothing was changed. `disk-full`, `io`: then it is not
   *   acknowledged; a batch that was durable before the index had no room shows all the same, at once
   *   or at the next start, so a caller looks again before it tries again
   * @throws {SpaceError} `denied` when this device was removed
   */
  change<T>(draft: () => Draft<T>, by?: string): Promise<T>
  /**
   * Takes in batches that are in the store already. Gives back those that must wait for others: they
   * stay pending there.
   */
  receive(batches: readonly Batch[]): readonly Batch[]
  readonly watch: Watchers['watch']
  readonly pulses: Watchers['pulses']
  /** Batches that are here and do not count, or not yet; those that cannot be read are left out. */
  refused(): Batch[]
  heads(signal: AbortSignal): AsyncIterable<Head>
  /** Is told of batches when they are durable and shown, before their change resolves. */
  observe(listener: (batches: readonly Batch[]) => void): Disposable
  /** Resolves when every change that was asked for is through. */
  idle(): Promise<void>
}

export interface LaneOptions extends Pick<
  ReceivingOptions,
  'rows' | 'readBind' | 'readBatch' | 'authority'
> {
  readonly blocks: StoreForThreads
  readonly drive: Uint8Array
  readonly tree: Tree
  readonly writer: Signer
  readonly join: JoinOp
  /** Of the newest record that holds. */
  epoch(): number
  keyOf(epoch: number): Uint8Array | undefined
}

export function openLane(options: LaneOptions): Lane {
  const { drive, blocks, rows, tree, writer, keyOf } = options
  let tail: Promise<unknown> = Promise.resolve()
  // Durable batches whose index rows could not be written: they go in before anything else does.
  const owed: { batches: Batch[]; commit: () => (isWatched: boolean) => Shown }[] = []
  const observers = new Set<(batches: readonly Batch[]) => void>()
  const watchers = openWatchers(tree.columns)

  const key = (): Uint8Array => {
    const found = keyOf(options.epoch())
    if (found === undefined) throw new Error('the key of the epoch is not here')
    return found
  }
  let changed = 0
  const show = (shown: ((isWatched: boolean) => Shown) | undefined): void => {
    changed++
    watchers.tell(shown?.(watchers.isWatched))
  }
  const settleDebts = (): void => {
    for (let debt = owed[0]; debt !== undefined; debt = owed[0]) {
      const shown = debt.commit()
      owed.shift()
      for (const observer of observers) observer(debt.batches)
      show(shown)
    }
  }

  const readNewest = (n: number): Batch => {
    try {
      return tree.batch(n)
    } catch (error) {
      if (!isSpaceError(error, 'corrupt-block') && !isSpaceError(error, 'missing-block'))
        throw error
      // what is built on it could not be shown any more once the index is made anew
      throw new SpaceError(error.code, 'nothing can be saved now: the newest change is damaged', {
        why: 'a part of the log cannot be read, and what is saved next would hang on it',
        try: 'see what is damaged: space verify; then bring the home back from a copy, or export what is here',
        facts: error.facts,
        cause: error,
      })
    }
  }

  let isChecked = false
  /** The newest batch of each writer; what the index says of it must be what was signed. */
  const checkedWriters = (): WriterRow[] => {
    const known = rows.writers()
    if (isChecked) return known
    for (const { digest, seq, clock } of known) {
      const n = rows.batchNumber(digest)
      const batch = n === undefined ? undefined : readNewest(n)
      if (batch?.seq !== seq || batch.clock !== clock)
        throw rows.damaged('a writer is not where its newest change is')
    }
    isChecked = true
    return known
  }

  /** Signs, seals and chains `ops`; nothing is written yet. */
  const seal = (ops: readonly Op[], starts?: ReadonlySet<number>) => {
    const known = checkedWriters()
    const own = known.find((row) => Buffer.compare(row.writer, writer.publicKey) === 0)
    const others = known.filter((row) => row !== own)
    let seq = own === undefined ? FIRST_SEQ : own.seq + 1
    let prev = own === undefined ? null : batchCid(own.digest)
    let clock = Math.max(0, ...known.map((row) => row.clock))
    let seen = others.map((row) => batchCid(row.digest))
    const isFirst = own === undefined
    const all = timed(isFirst ? [options.join, ...ops] : ops)
    const behind = isFirst && starts !== undefined ? shifted(starts) : starts
    const epoch = options.epoch()
    const sealed: { bytes: Uint8Array; batch: Batch }[] = []
    let done = 0
    for (const pack of packOps(all, behind)) {
      clock++
      const { bytes, cid } = sealBatch({ ...link(), epoch, key: key(), writer, ops: pack })
      const part = all.slice(done, done + pack.count)
      const batch = { ...link(), cid, epoch, writer: writer.publicKey, ops: part }
      sealed.push({ bytes, batch })
      done += pack.count
      seq++
      prev = cid
      seen = []
    }
    function link() {
      return { drive, seq, prev, clock, seen }
    }
    return sealed
  }

  const commit = (batches: readonly Batch[], draft?: Draft<unknown>) => {
    const shown = tree.take(batches, draft?.fingerprints)
    for (const { writer: by, seq, clock, cid } of batches) {
      const held = rows.writers().find((row) => Buffer.compare(row.writer, by) === 0)
      if (held !== undefined && held.clock >= clock) continue
      rows.writeWriter({ writer: by, seq, clock, digest: cid.multihash.digest })
    }
    return shown
  }

  const run = async <T>(make: () => Draft<T>, by: string | undefined): Promise<T> => {
    settleDebts()
    const draft = make()
    if (draft.ops.length === 0) return draft.result()
    if (receiving.isEnded) throw endedError()
    const ops = by === undefined ? draft.ops : draft.ops.map((op) => ({ ...op, by }))
    const sealed = seal(ops, draft.starts)
    const appended = blocks.writer.append(
      sealed.map(({ bytes }) => bytes),
      'dag-cbor',
    )
    const synced = await blocks.writer.sync()
    const batches = sealed.map(({ batch }) => batch)
    const debt = {
      batches,
      commit: () =>
        blocks.index.transaction(() => {
          draft.record?.(synced)
          blocks.record(appended, synced)
          return commit(batches, draft)
        }),
    }
    owed.push(debt)
    settleDebts()
    return draft.result()
  }

  const takeIn = (batches: readonly Batch[], settled: readonly Batch[]): void => {
    for (let done = 0; done < batches.length; done += RECEIVED_BATCHES) {
      const part = batches.slice(done, done + RECEIVED_BATCHES)
      const shown = blocks.index.transaction(() => {
        for (const { cid } of part) blocks.settle(cid.multihash.digest)
        return commit(part)
      })
      show(shown)
    }
    blocks.index.transaction(() => {
      for (const { cid } of settled) blocks.settle(cid.multihash.digest)
    })
  }

  const rebuild = (digests: readonly Uint8Array[]): void => {
    try {
      blocks.index.transaction(() => {
        tree.reset()
        for (let done = 0; done < digests.length; done += RECEIVED_BATCHES)
          commit(digests.slice(done, done + RECEIVED_BATCHES).map(options.readBatch))(false)
      })
    } catch (cause) {
      // memory holds half of it: only opening anew makes it right
      throw rows.damaged('the changes that count could not be taken in anew', cause)
    }
    isChecked = false
    show(undefined)
  }

  const receiving = openReceiving({ ...options, writer: writer.publicKey, takeIn, rebuild })

  const head = (): Head => ({
    drive: Buffer.from(drive).toString('hex'),
    heads: rows.writers().map((row) => batchCid(row.digest).toString()),
  })

  return {
    change(make, by) {
      const turn = tail.then(() => run(make, by))
      tail = turn.catch(() => undefined)
      return turn
    },
    receive: (batches) => receiving.receive(batches),
    refused: () =>
      rows.refused().flatMap((digest) => {
        try {
          return [options.readBatch(digest)]
        } catch {
          return []
        }
      }),
    watch: (id, signal) => watchers.watch(id, signal),
    pulses: (signal) => watchers.pulses(signal),
    observe(listener) {
      observers.add(listener)
      return { [Symbol.dispose]: () => void observers.delete(listener) }
    },
    async *heads(signal) {
      // again when something changed while a head was being looked at: nobody was listening then
      for (let seen = -1; seen !== changed && !signal.aborted;) {
        seen = changed
        yield head()
      }
      for await (const _ of watchers.pulses(signal)) yield head()
    },
    idle: async () => void (await tail),
  }
}

function batchCid(digest: Uint8Array): CID {
  return cidOfDigest(digest, 'dag-cbor')
}

/** The same places behind one more op at the start, which stands for itself. */
function shifted(starts: ReadonlySet<number>): Set<number> {
  return new Set([0, ...Array.from(starts, (index) => index + 1)])
}

/** The ops as every reader of the batch will see them: each with its own time. */
function timed(ops: readonly Op[]): Op[] {
  let at = 0
  return ops.map((op) => {
    at = op.at ?? at
    return op.at === undefined ? { ...op, at } : op
  })
}

function endedError(): SpaceError {
  return new SpaceError('denied', 'this device may no longer change the drive', {
    why: 'it was removed by another device of its owner',
    try: 'what is here can still be read and exported',
  })
}
