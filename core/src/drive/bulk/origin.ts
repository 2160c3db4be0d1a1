/** Where what lies in the trash was. */
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
