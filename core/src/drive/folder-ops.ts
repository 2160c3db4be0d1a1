/** The folders that a path runs through, as ops name them, and the making of those that are missing. */
import { SpaceError } from '@space/sdk'
import { randomBytes } from '../crypto/hash.ts'
import { NONE, ROOT_ROW, TRASH_ROW } from './tree/columns.ts'
import { isFolder } from './entry-of.ts'
import type { Op } from './log/ops.ts'
import type { DriveParts } from './parts.ts'
import { checkName, notFolder, splitPath } from './paths.ts'
import { ROOT, TRASH } from './tree/registers.ts'

/**
 * The folder at `path`, with ops that make what is missing of it.
 *
 * @throws {SpaceError} `not-folder` when a file is in the way
 */
export function folderOps(
  parts: DriveParts,
  path: string,
  at: number,
): { id: Uint8Array; row: number; ops: Op[] } {
  const ops: Op[] = []
  let row = ROOT_ROW
  let id = ROOT
  let walked = ''
  for (const name of splitPath(path)) {
    walked += `/${name}`
    const child = row === NONE ? NONE : parts.tree.paths.child(row, name)
    if (child !== NONE) {
      if (!isFolder(parts, child)) throw notFolder(walked)
      id = parts.tree.columns.idOf(child)
    } else {
      const parent = id
      id = newId()
      ops.push({ o: 'move', id, parent, name: checkName(name), kind: 'folder', at })
    }
    row = child
  }
  return { id, row, ops }
}

export function newId(): Uint8Array {
  return randomBytes(16)
}

/** The id that ops name the folder at `row` by. */
export function folderId(parts: DriveParts, row: number): Uint8Array {
  if (row === ROOT_ROW) return ROOT
  return row === TRASH_ROW ? TRASH : parts.tree.columns.idOf(row)
}

/** @throws {SpaceError} `not-found`, `not-folder` */
export function resolveFolder(parts: DriveParts, path: string): number {
  const row = parts.tree.paths.resolve(path)
  if (!isFolder(parts, row)) throw notFolder(path)
  return row
}

/** Splits into the folder and the name; the root itself has none. */
export function splitLast(path: string): { folder: string; name: string } {
  const names = splitPath(path)
  const name = names.pop()
  if (name === undefined)
    throw new SpaceError('bad-input', 'the root of the drive cannot be used for this', {
      try: 'name something inside it, such as /photos',
    })
  return { folder: `/${names.join('/')}`, name }
}

export function exists(path: string): SpaceError {
  return new SpaceError('exists', `${path} is there already`, {
    why: 'nothing is overwritten by moving, copying or restoring',
    try: 'choose another name, or move the other one away first',
    facts: { path },
  })
}
