/** What a view needs to know of a row: as it is, or as it was at a time. */
import { fileKind } from '@space/sdk/media'
import { comparePlain, compareTies, nameKey } from '@space/sdk/name-order'
import type { FileKind, Find, Mark } from '@space/sdk'
import type { Kind } from '../drive.ts'
import { kindOf } from '../entry-of.ts'
import { matchesGlob } from '../glob.ts'
import type { DriveParts } from '../parts.ts'
import { FLAGS } from '../tree/columns.ts'
import { marksOf } from '../tree/row-of.ts'
import { searchable, type Names } from './names.ts'
import type { Past } from './past.ts'

/** Of rows, by their numbers. */
export interface Facts {
  kindOf(row: number): Kind
  /** As the log has it: shown, equal names may be told apart. */
  nameOf(row: number): string
  fileKindOf(row: number): FileKind
  sizeOf(row: number): number
  mtimeOf(row: number): number
  /** The folder it is or was in. */
  parentOf(row: number): number
  /** Call before rows are compared. */
  makeKeys(rows: readonly number[]): void
  /** By name, as people sort. */
  compare(a: number, b: number): number
}

export function presentFacts(parts: DriveParts, names: Names): Facts {
  const { columns } = parts.tree
  return {
    kindOf: (row) => kindOf(parts, row),
    nameOf: columns.nameOf,
    fileKindOf: names.kindOf,
    sizeOf: columns.sizeOf,
    mtimeOf: columns.mtimeOf,
    parentOf: columns.parentOf,
    makeKeys: names.makeKeys,
    compare: names.compare,
  }
}

/** Of rows that were there then; what did not change since is as it is. */
export function pastFacts(past: Past, present: Facts): Facts {
  const { changed } = past
  const keys = new Map<number, string>()
  const keyOf = (row: number): string => keys.get(row) ?? ''
  const nameOf = (row: number): string => changed.get(row)?.name ?? present.nameOf(row)
  return {
    kindOf: (row) => changed.get(row)?.kind ?? present.kindOf(row),
    nameOf,
    fileKindOf: (row) => fileKind(nameOf(row)),
    sizeOf: (row) => changed.get(row)?.size ?? present.sizeOf(row),
    mtimeOf: (row) => changed.get(row)?.mtime ?? present.mtimeOf(row),
    parentOf: (row) => changed.get(row)?.parent ?? present.parentOf(row),
    makeKeys(rows) {
      for (const row of rows) keys.set(row, nameKey(nameOf(row)))
    },
    compare: (a, b) =>
      comparePlain(keyOf(a), keyOf(b)) || compareTies(nameOf(a), nameOf(b)) || a - b,
  }
}

export interface Marks {
  of(row: number): Mark
}

const NO_MARK: Mark = { starred: false, tags: [] }
const KEPT_MARKS = 50_000

/** Stars and tags, kept once they were read. */
export function openMarks(parts: DriveParts): Marks {
  const { columns } = parts.tree
  const kept = new Map<number, { changedAt: number; mark: Mark }>()
  return {
    of(row) {
      if ((columns.flagsOf(row) & FLAGS.marked) === 0) return NO_MARK
      const changedAt = columns.changedAt(row)
      const held = kept.get(row)
      if (held?.changedAt === changedAt) return held.mark
      const mark = marksOf(parts.tree.registersOf(row))
      if (kept.size >= KEPT_MARKS) kept.clear()
      kept.set(row, { changedAt, mark })
      return mark
    },
  }
}

/** Whether a row is what is looked for; of equal files nothing is asked here. */
export function matcher(find: Find, facts: Facts, marks: Marks): (row: number) => boolean {
  const { text = '', kind, types, minBytes, maxBytes, after, before, starred, tags = [] } = find
  const wanted = searchable(text)
  const isPattern = /[*?]/u.test(wanted)
  const isOfFiles =
    types !== undefined || minBytes !== undefined || maxBytes !== undefined || find.duplicates
  const wantedKind = isOfFiles === true ? 'file' : kind === 'directory' ? 'folder' : kind
  const isAny = Object.keys(find).length === 0
  return (row) => {
    const is = facts.kindOf(row)
    // Links and mounts lead elsewhere: to an app they are not there.
    if (is !== 'file' && is !== 'folder') return false
    if (isAny) return true
    if (wantedKind !== undefined && is !== wantedKind) return false
    if (isOfFiles === true) {
      if (kind === 'directory') return false
      const size = facts.sizeOf(row)
      if (size < (minBytes ?? 0) || size > (maxBytes ?? Infinity)) return false
      if (find.duplicates === true && size === 0) return false
      if (types !== undefined && !types.includes(facts.fileKindOf(row))) return false
    }
    if (after !== undefined && facts.mtimeOf(row) < after) return false
    if (before !== undefined && facts.mtimeOf(row) >= before) return false
    if (starred === true || tags.length > 0) {
      const mark = marks.of(row)
      if (starred === true && !mark.starred) return false
      if (!tags.every((tag) => mark.tags.includes(tag))) return false
    }
    if (wanted === '') return true
    const name = searchable(facts.nameOf(row))
    return isPattern ? matchesGlob(wanted, name) : name.includes(wanted)
  }
}
