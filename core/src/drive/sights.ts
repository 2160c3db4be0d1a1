/** What a change did, as whoever watches the drive is told of it. */
import { NONE, ROOT_ROW, TRASH_ROW, type Columns, type Row } from './tree/columns.ts'
import { hexOf } from '../crypto/text.ts'
import type { Paths } from './paths.ts'
import { KINDS } from './tree/registers.ts'

const FILE = KINDS.indexOf('file')

/** Where an entry is: its path, and the rows of the folders above it and of itself. */
export interface Place {
  readonly path: string
  readonly above: readonly number[]
}

/** One entry before and after a change; a place is `undefined` where the entry was not to be seen. */
export interface Sight {
  readonly row: number
  readonly id: string
  readonly before: Place | undefined
  readonly after: Place | undefined
  /** Whether something besides its place changed. */
  readonly isChanged: boolean
  /** The app that did it. */
  readonly by: string | undefined
}

/** Call before the rows change; what it gives is to be called after. */
export function sightsOf(
  columns: Columns,
  paths: Paths,
  changed: readonly { row: number; value: Row; by: string | undefined }[],
): () => Sight[] {
  const before = changed.map(({ row, value }) => ({
    place: row < columns.count ? placeOf(columns, paths, row) : undefined,
    isChanged: row >= columns.count || isOther(columns, row, value),
  }))
  return () =>
    changed.map(({ row, value, by }, i) => ({
      row,
      id: hexOf(value.id),
      before: before[i]?.place,
      after: placeOf(columns, paths, row),
      isChanged: before[i]?.isChanged ?? true,
      by,
    }))
}

/** `undefined` for what is gone, in the trash, or below something that is. */
function placeOf(columns: Columns, paths: Paths, row: number): Place | undefined {
  const above: number[] = []
  for (let at = row; at > TRASH_ROW; at = columns.parentOf(at)) {
    if (!columns.isVisible(at)) return undefined
    above.push(at)
  }
  const top = above.length === 0 ? row : columns.parentOf(above.at(-1) ?? NONE)
  if (top !== ROOT_ROW) return undefined
  return { path: paths.pathOf(row), above: [...above, ROOT_ROW] }
}

/** Whether `value` says something new of the entry at `row`, its place aside. */
function isOther(columns: Columns, row: number, value: Row): boolean {
  return (
    columns.sizeOf(row) !== value.size ||
    // that of a folder is the time it was moved at
    (value.kind === FILE && columns.mtimeOf(row) !== value.mtime) ||
    columns.modeOf(row) !== value.mode ||
    columns.flagsOf(row) !== value.flags ||
    columns.versionsOf(row) !== value.versions ||
    Buffer.compare(columns.digestOf(row), value.digest) !== 0
  )
}
