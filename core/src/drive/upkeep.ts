/** Looking after what is stored: checking every block, and giving back the room of dead ones. */
import type { SegmentStore } from '../blocks/segments.ts'
import type { Problem, Running, VerifyReport } from './drive.ts'
import { kindOf, pathOf, type DriveParts } from './parts.ts'
import { currentVersions } from './registers.ts'
import { openDigestSet, type DigestSet } from './digest-set.ts'
import { ROOT_ROW, TRASH_ROW } from './columns.ts'
import { isSpaceError } from '@space/sdk'

/** Opens and hashes every piece of every version below `path`, and every batch. */
export async function verify(
  parts: DriveParts,
  { signal, onProgress, path = '/' }: Running & { path?: string } = {},
): Promise<VerifyReport> {
  const { columns, paths } = parts.tree
  const top = paths.resolve(path)
  const rows = [top, ...columns.below(top)]
  // versions of files in the trash count as well when everything is asked for
  if (top === ROOT_ROW) rows.push(...columns.below(TRASH_ROW))
  const problems: Problem[] = []
  const known = new Set<string>()
  const done = { files: 0, bytes: 0 }
  for (const row of rows) {
    if (kindOf(parts, row) !== 'file') continue
    const registers = parts.tree.registersOf(row)
    const current = currentVersions(registers)[0]
    const where = columns.isWithin(row, TRASH_ROW) ? ' (in the trash)' : ''
    for (const version of registers.versions) {
      signal?.throwIfAborted()
      const { content } = version
      if (content === null) continue
      const check = await parts.contents.verify(content, { signal, known })
      const which = (version === current ? '' : ' (an older version)') + where
      for (const { error, offset } of check.damages)
        problems.push({
          path: pathOf(parts, row) + which,
          code: error.code,
          message: `${error.code === 'missing-block' ? 'a block is missing' : 'damaged'} at byte ${offset}`,
        })
      done.bytes += content.size
    }
    done.files++
    onProgress?.({ doneBytes: done.bytes, doneFiles: done.files, path: pathOf(parts, row) })
  }
  if (top === ROOT_ROW)
    for (const n of parts.rows.batchNumbers()) {
      signal?.throwIfAborted()
      try {
        parts.blocks.get(parts.tree.batchCid(n))
      } catch (error) {
        if (!isSpaceError(error)) throw error
        problems.push({ path: `change ${n} of the log`, code: error.code, message: error.message })
      }
    }
  return { files: done.files, blocks: known.size, bytes: done.bytes, problems }
}

/** All blocks that a drive refers to. */
function gather(parts: DriveParts, live: DigestSet): void {
  for (const n of parts.rows.batchNumbers()) {
    const row = parts.rows.batch(n)
    if (row !== undefined) live.add(row.digest)
  }
  for (const { digest } of parts.rows.records()) live.add(digest)
  for (let row = ROOT_ROW; row < parts.tree.columns.count; row++) {
    if (kindOf(parts, row) !== 'file' || parts.tree.columns.versionsOf(row) === 0) continue
    for (const { content } of parts.tree.registersOf(row).versions)
      if (content !== null) for (const digest of parts.contents.digestsOf(content)) live.add(digest)
  }
}

/** Sweeps the store that all of `drives` share. */
export async function sweep(
  blocks: SegmentStore,
  drives: readonly DriveParts[],
  { signal, onProgress }: Running = {},
): Promise<{ freedBytes: number; liveBytes: number }> {
  const live = openDigestSet()
  for (const parts of drives) {
    await parts.lane.idle()
    gather(parts, live)
  }
  return blocks.compact({
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
}
