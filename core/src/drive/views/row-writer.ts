/** What is told of the rows in a window. */
import { hexOf } from '../../crypto/text.ts'
import { findId, fullEntryOf } from '../entry-of.ts'
import { DAY_MS, keepingOf } from '../keeping.ts'
import type { DriveParts } from '../parts.ts'
import { currentVersions } from '../tree/registers.ts'
import { versionId } from '../version-ids.ts'
import type { Facts, Marks } from './facts.ts'
import type { Past } from './past.ts'
import type { Trash } from './removed.ts'
import type { SeenRow, ViewOf } from './view.ts'

/** What a view was sorted out of. */
export interface Shape {
  readonly view: ViewOf
  readonly folder: number
  readonly facts: Facts
  readonly past: Past | undefined
  /** Of equal files, by row. */
  readonly groups: ReadonlyMap<number, string> | undefined
}

export interface RowWriter {
  rows(shape: Shape, page: readonly number[]): SeenRow[]
  idOf(row: number): string
  /** As {@link idOf} gave it; NONE for what never was. */
  rowOf(id: string): number
}

export function openRowWriter(
  parts: DriveParts,
  { marks, trash }: { marks: Marks; trash: Trash },
): RowWriter {
  const { columns, paths } = parts.tree

  const idOf = (row: number): string =>
    columns.isCopy(row) ? fullEntryOf(parts, row).id : hexOf(columns.idOf(row))
  const versionOf = (row: number, past: Past | undefined): string => {
    const then = past?.changed.get(row)?.version
    if (then !== undefined) return versionId(parts, { stamp: then })
    const [source, spot] = [columns.sourceOf(row), columns.spotOf(row)]
    // without opening the batch that a row came with: a window may be of a hundred batches
    if (source !== 0 && spot !== 0)
      return versionId(parts, { stamp: { clock: 0, batch: source, index: spot - 1 } })
    const [current] = currentVersions(parts.tree.registersOf(row))
    return current === undefined ? '' : versionId(parts, current)
  }
  const foldersTo = ({ view, folder, facts }: Shape, row: number): number[] => {
    if (view.trash === true) return trash.wayTo(row, folder) ?? []
    const way: number[] = []
    for (let at = facts.parentOf(row); at !== folder && way.length <= columns.count;) {
      way.unshift(at)
      at = facts.parentOf(at)
    }
    return way
  }

  return {
    idOf,
    rowOf: (id) => findId(parts, id),
    rows(shape, page) {
      const { view, facts, past, groups } = shape
      const isNow = past === undefined && view.trash !== true
      const nameOf = (row: number): string => (isNow ? paths.nameOf(row) : facts.nameOf(row))
      const { trashDays } = keepingOf(parts)
      const ways = new Map<number, readonly string[]>()
      const wayTo = (row: number): readonly string[] => {
        const parent = view.trash === true ? row : facts.parentOf(row)
        const known = ways.get(parent)
        if (known !== undefined) return known
        const way = foldersTo(shape, row).map(nameOf)
        ways.set(parent, way)
        return way
      }
      const leaving = (row: number) => {
        const trashedAt = trash.removedOf(row)?.at ?? 0
        const age = Math.floor((parts.now() - trashedAt) / DAY_MS)
        return { trashedAt, daysLeft: Math.min(trashDays, Math.max(0, trashDays - age)) }
      }
      return page.map((row): SeenRow => {
        const kind = facts.kindOf(row) === 'folder' ? 'folder' : 'file'
        const group = groups?.get(row)
        return {
          id: idOf(row),
          name: nameOf(row),
          kind,
          size: facts.sizeOf(row),
          mtime: facts.mtimeOf(row),
          version: kind === 'folder' ? null : versionOf(row, past),
          mark: marks.of(row),
          ...((view.find !== undefined || view.trash === true) && { path: wayTo(row) }),
          ...(view.trash === true && leaving(row)),
          ...(group !== undefined && { group }),
        }
      })
    },
  }
}
