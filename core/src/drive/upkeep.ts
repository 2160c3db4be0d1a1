/** Looking after what is stored: checking every block. */
import type { Problem, Running, VerifyReport } from './drive.ts'
import { kindOf, pathOf, type DriveParts } from './parts.ts'
import { currentVersions, type Registers } from './registers.ts'
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
    const registers = tryRegisters(parts, row, problems)
    if (registers === undefined) continue
    const current = currentVersions(registers)[0]
    const where = columns.isWithin(row, TRASH_ROW) ? ' (in the trash)' : ''
    for (const version of registers.versions) {
      signal?.throwIfAborted()
      const { content } = version
      if (content === null) continue
      const check = await parts.contents.verify(content, { signal, known })
      if (version === current && check.damages.length > 0) parts.tree.distrust(row)
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

/** A damaged batch hides what is known of a file: it is named, and the others are still checked. */
function tryRegisters(parts: DriveParts, row: number, problems: Problem[]): Registers | undefined {
  try {
    return parts.tree.registersOf(row)
  } catch (error) {
    if (!isSpaceError(error)) throw error
    const message = 'what the log says of it cannot be read'
    problems.push({ path: pathOf(parts, row), code: error.code, message })
    return undefined
  }
}
