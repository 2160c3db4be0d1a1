/** Where what lies in the trash was, and where it can come back to. */
import { isFolder } from '../entry-of.ts'
import { ROOT_ROW, NONE, TRASH_ROW } from '../tree/columns.ts'
import type { DriveParts } from '../parts.ts'

/** Its folder, which may be gone itself: then the root stands for one that never came. */
export function originOf(
  { tree }: DriveParts,
  row: number,
): { readonly parent: number; readonly name: string } {
  const was = tree.registersOf(row).moves[1]
  if (was === undefined) return { parent: ROOT_ROW, name: tree.columns.nameOf(row) }
  const parent = tree.columns.find(was.parent)
  // two devices may have thrown it away
  if (parent === NONE || parent === TRASH_ROW) return { parent: ROOT_ROW, name: was.name }
  return { parent, name: was.name }
}

/** The folder at `row`, or the nearest one above it that is there; `ahead` says what will be where. */
export function nearestFolder(
  parts: DriveParts,
  ahead: { isThere(row: number): boolean; parentOf(row: number): number },
  row: number,
): number {
  const seen = new Set<number>()
  let at = row
  while (at > TRASH_ROW && !seen.has(at)) {
    if (isFolder(parts, at) && ahead.isThere(at)) return at
    seen.add(at)
    const parent = ahead.parentOf(at)
    at = parent === TRASH_ROW ? originOf(parts, at).parent : parent
  }
  return ROOT_ROW
}
