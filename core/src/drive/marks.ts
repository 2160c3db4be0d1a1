/** Stars and tags: registers of an entry, so that two devices that mark it lose nothing. */
import { SpaceError } from '@space/sdk'
import { ROOT_ROW } from './tree/columns.ts'
import { demandNoCopy } from './copies.ts'
import type { Entry } from './drive.ts'
import type { Op } from './log/ops.ts'
import { fullEntryOf } from './entry-of.ts'
import type { DriveParts } from './parts.ts'
import { marksOf, STARRED, TAG } from './tree/row-of.ts'

const MOST_TAGS = 100
/** In UTF-16 units. */
const MAX_TAG = 100

export async function mark(
  parts: DriveParts,
  path: string,
  { starred, tags }: { starred?: boolean; tags?: readonly string[] },
): Promise<Entry> {
  checkMarks({ ...(tags !== undefined && { tags }) })
  return parts.lane.change(() => {
    const row = parts.tree.paths.resolve(path)
    if (row === ROOT_ROW)
      throw new SpaceError('bad-input', 'the root of the drive cannot be marked')
    demandNoCopy(parts, row, path)
    const id = parts.tree.columns.idOf(row)
    const at = parts.now()
    const now = marksOf(parts.tree.registersOf(row))
    const ops: Op[] = []
    const set = (field: string, value: boolean): void =>
      void ops.push({ o: 'set', id, field, value, at })
    if (starred !== undefined && starred !== now.starred) set(STARRED, starred)
    if (tags !== undefined) {
      for (const tag of new Set(tags)) if (!now.tags.includes(tag)) set(TAG + tag, true)
      for (const tag of now.tags) if (!tags.includes(tag)) set(TAG + tag, false)
    }
    return { ops, result: () => fullEntryOf(parts, row) }
  })
}

/** @throws {SpaceError} `bad-input` for tags that cannot be, and for too many */
export function checkMarks({ tags = [] }: { tags?: readonly string[] }): void {
  for (const tag of tags) checkTag(tag)
  if (tags.length <= MOST_TAGS) return
  throw new SpaceError('bad-input', `${tags.length} tags are too many`, {
    why: `an entry can have ${MOST_TAGS}`,
  })
}

function checkTag(tag: string): void {
  if (tag.trim() === tag && tag !== '' && tag.length <= MAX_TAG && tag.isWellFormed()) return
  throw new SpaceError('bad-input', `this cannot be a tag: ${JSON.stringify(tag.slice(0, 80))}`, {
    why: `a tag has 1 to ${MAX_TAG} characters, and no space at its ends`,
  })
}
