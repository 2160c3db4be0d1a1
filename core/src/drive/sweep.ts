/**
 * Giving back the room of blocks that nothing refers to.
 *
 * What is live is read from the log and not from the index, which is only a cache; and where the log
 * is not whole, or nobody can say whether it is, nothing is given back.
 */
import { isSpaceError, SpaceError } from '@space/sdk'
import type { SegmentStore } from '../blocks/segments.ts'
import { isOf, type Batch } from './log/batch.ts'
import { openDigestSet, type DigestSet } from './digest-set.ts'
import type { Expired, Running, SweepReport } from './drive.ts'
import { readable } from './log/members.ts'
import type { VersionRef } from './log/ops.ts'
import type { DriveParts } from './parts.ts'
import { brokenLog } from './verify.ts'

/**
 * Sweeps the store that all of `drives` share.
 *
 * @param how.expire lets go of what is no longer kept; it is called once everything says that the
 *   sweep can be done, since what it lets go of is gone for good
 * @param how.forgetDamage gives up, for good, what may have been in stretches that nobody can read
 * @throws {SpaceError} `conflict` when the log is not whole
 */
export async function sweep(
  blocks: SegmentStore,
  drives: readonly DriveParts[],
  how: Running & { forgetDamage?: boolean; expire: () => Promise<Expired> },
): Promise<SweepReport> {
  const { signal, onProgress, forgetDamage = false } = how
  if (hasUndecided(blocks, drives)) throw notWhole()
  if (forgetDamage) forget(blocks, drives)
  if (blocks.stretches().length > 0 || brokenLog(blocks).length > 0)
    throw forgetDamage ? notWhole() : notReadable()
  let live = openDigestSet()
  await using stack = new AsyncDisposableStack()
  // what is saved from now on may use blocks that looked dead: it is added before it is let go of
  for (const parts of drives)
    stack.use(parts.lane.observe((batches) => keepContents(parts, batches, new Set(), live)))
  await gatherAll(blocks, drives, live)
  const expired = await how.expire()
  if (expired.versions + expired.entries > 0) {
    live = openDigestSet()
    await gatherAll(blocks, drives, live)
  }
  const compacted = await blocks.compact({
    isLive: (digest) =>
      live.has(digest) || drives.some(({ contents }) => contents.isPinned(digest)),
    signal,
    onProgress: (progress) =>
      onProgress?.({
        doneBytes: progress.doneBytes,
        totalBytes: progress.totalBytes,
        doneFiles: 0,
      }),
  })
  return { ...compacted, expired }
}

/** Whether batches of these drives wait for others, or cannot be opened: what they name looks dead. */
function hasUndecided(blocks: SegmentStore, drives: readonly DriveParts[]): boolean {
  return readable(blocks).some(({ bytes }) => drives.some(({ id }) => isOf(id, bytes)))
}

/** Changes that a drive knows of are not forgotten: what came after them builds on them. */
function forget(blocks: SegmentStore, drives: readonly DriveParts[]): void {
  blocks.forgetStretches()
  for (const { cid } of brokenLog(blocks)) {
    const isKnown = drives.some(({ rows }) => rows.batchNumber(cid.multihash.digest) !== undefined)
    if (!isKnown) blocks.delete(cid)
  }
}

/** Adds all that is live. @throws {SpaceError} `conflict` when nobody can say what is */
async function gatherAll(
  blocks: SegmentStore,
  drives: readonly DriveParts[],
  live: DigestSet,
): Promise<void> {
  for (const parts of drives) {
    // what is durable and not yet in the index goes in, or nothing is swept
    await parts.lane.change(() => ({ ops: [], result: () => undefined }))
    gather(parts, live)
  }
  if (blocks.logDigests().some((digest) => !live.has(digest))) throw notWhole()
}

function gather(parts: DriveParts, live: DigestSet): void {
  const { rows, tree } = parts
  const numbers = rows.batchNumbers()
  const dropped = new Set<string>()
  const refused = openDigestSet()
  for (const digest of rows.refused()) refused.add(digest)
  try {
    for (const n of numbers) {
      const batch = tree.batch(n)
      demandPast(parts, refused, batch)
      for (const op of batch.ops)
        if (op.o === 'drop') for (const ref of op.versions) dropped.add(nameOf(batch, ref))
    }
    for (const n of numbers) keepContents(parts, [tree.batch(n)], dropped, live)
    // what does not count now may count again, and is its author's in any case
    keepContents(parts, parts.lane.refused(), dropped, live)
    for (const { digest } of rows.writers())
      if (rows.batchNumber(digest) === undefined) throw notWhole()
  } catch (error) {
    if (!isSpaceError(error) || error.code === 'conflict') throw error
    throw notWhole(error)
  }
  for (const { digest } of rows.records()) live.add(digest)
  for (const digest of rows.refused()) live.add(digest)
}

function keepContents(
  parts: DriveParts,
  batches: readonly Batch[],
  dropped: ReadonlySet<string>,
  live: DigestSet,
): void {
  for (const batch of batches) {
    live.add(batch.cid.multihash.digest)
    for (const [index, op] of batch.ops.entries())
      if (op.o === 'version' && !dropped.has(nameOf(batch, [null, index])))
        for (const digest of parts.contents.digestsOf(op.content)) live.add(digest)
  }
}

function demandPast({ rows }: DriveParts, refused: DigestSet, { prev, seen }: Batch): void {
  for (const { multihash } of prev === null ? seen : [prev, ...seen])
    if (rows.batchNumber(multihash.digest) === undefined && !refused.has(multihash.digest))
      throw notWhole()
}

function nameOf(batch: Batch, [cid, index]: VersionRef): string {
  return `${(cid ?? batch.cid).toString()}/${index}`
}

function notReadable(): SpaceError {
  return new SpaceError('conflict', 'nothing was swept', {
    why: 'a part of the store cannot be read, and a change may have been there that needs what looks dead',
    try: 'bring the home back from a copy, or add again what is missing and then give up the rest: space sweep --forget-damage',
  })
}

function notWhole(cause?: unknown): SpaceError {
  return new SpaceError('conflict', 'nothing was swept', {
    why: 'a part of the log is damaged or missing, so blocks that look dead may still be needed',
    try: 'see what is damaged: space doctor and space verify',
    cause,
  })
}
