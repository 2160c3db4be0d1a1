/** Reading the tree as a whole: listing, search, usage. */
import { FLAGS, ROOT_ROW, TRASH_ROW } from './tree/columns.ts'
import type { Entry, SearchQuery, Usage } from './drive.ts'
import { literalOf, matchesGlob } from './glob.ts'
import { entryOf, isFolder, kindOf, pathOf, rowOfId, type Glances } from './entry-of.ts'
import { resolveFolder } from './folder-ops.ts'
import type { DriveParts } from './parts.ts'
import { joinPath, splitPath } from './paths.ts'
import { currentVersions } from './tree/registers.ts'
import { FOLDER, marksOf } from './tree/row-of.ts'
import { searchable, type Names } from './views/names.ts'

const SEARCH_LIMIT = 1000

/** What is in the folder, sorted by name as people sort: numbers by value, case aside. */
export function list(parts: DriveParts, path: string): Entry[] {
  const folder = resolveFolder(parts, path)
  const at = `/${splitPath(path).join('/')}`
  const names = [...parts.tree.paths.children(folder)]
  sortByName(names)
  const glances: Glances = new Map()
  return names.map(([name, row]) => entryOf(parts, row, joinPath(at, name), glances))
}

/**
 * Plain comparison agrees with the collator for names of the same case and shape, which most folders
 * of 100,000 have; keys are made once, because comparing with a collator is 20 times slower.
 */
function sortByName(names: [string, number][]): void {
  const keys = new Map(names.map(([name]) => [name, sortKey(name)]))
  names.sort(([a], [b]) => {
    const [left, right] = [keys.get(a) ?? a, keys.get(b) ?? b]
    if (left !== right) return left < right ? -1 : 1
    return a < b ? -1 : 1
  })
}

function sortKey(name: string): string {
  const plain = /^[\x20-\x7e]*$/u.test(name)
    ? name
    : name.normalize('NFKD').replaceAll(/\p{M}/gu, '')
  return plain.toLowerCase().replaceAll(/\d+/gu, (digits) => digits.padStart(12, '0'))
}

export function openSearch(parts: DriveParts, names: Names) {
  const { columns } = parts.tree

  /** Rows whose name contains `wanted`, each once. */
  function* named(wanted: string): Generator<number> {
    if (wanted !== '') yield* names.containing(wanted)
    else for (let row = TRASH_ROW + 1; row < columns.count; row++) yield row
  }

  return (query: SearchQuery): Entry[] => {
    const wanted = searchable(query.text ?? '')
    const glob = query.glob === undefined ? undefined : searchable(query.glob)
    const literal = literalOf(glob ?? '')
    const top = query.below === undefined ? ROOT_ROW : rowOfId(parts, query.below)
    const found: { row: number; rank: number }[] = []
    for (const row of named(literal.length > wanted.length ? literal : wanted)) {
      if (row <= TRASH_ROW || !columns.isVisible(row) || !passes(parts, row, query)) continue
      if (row === top || !columns.isWithin(row, top)) continue
      const name = searchable(columns.nameOf(row))
      if (!name.includes(wanted) || (glob !== undefined && !matchesGlob(glob, name))) continue
      const rank = name === wanted ? 0 : name.startsWith(wanted) ? 1 : 2
      found.push({ row, rank })
    }
    found.sort((a, b) => a.rank - b.rank || columns.mtimeOf(b.row) - columns.mtimeOf(a.row))
    return found.slice(0, query.limit ?? SEARCH_LIMIT).flatMap(({ row }) => {
      // something above it may be gone
      const path = visiblePath(parts, row)
      return path === undefined ? [] : [entryOf(parts, row, path)]
    })
  }
}

function passes(parts: DriveParts, row: number, query: SearchQuery): boolean {
  const { columns } = parts.tree
  if (query.kind !== undefined && kindOf(parts, row) !== query.kind) return false
  const size = columns.sizeOf(row)
  if (query.minBytes !== undefined && (size < query.minBytes || isFolder(parts, row))) return false
  if (query.maxBytes !== undefined && (size > query.maxBytes || isFolder(parts, row))) return false
  if (!hasMarks(parts, row, query)) return false
  const mtime = columns.mtimeOf(row)
  if (query.after !== undefined && mtime < query.after) return false
  return query.before === undefined || mtime < query.before
}

function hasMarks(parts: DriveParts, row: number, { starred, tag }: SearchQuery): boolean {
  if (starred === undefined && tag === undefined) return true
  const isMarked = (parts.tree.columns.flagsOf(row) & FLAGS.marked) !== 0
  const marks = isMarked ? marksOf(parts.tree.registersOf(row)) : { starred: false, tags: [] }
  if (starred !== undefined && marks.starred !== starred) return false
  return tag === undefined || marks.tags.includes(tag)
}

function visiblePath(parts: DriveParts, row: number): string | undefined {
  for (let at = row; at > ROOT_ROW; at = parts.tree.columns.parentOf(at))
    if (!parts.tree.columns.isVisible(at)) return undefined
  return pathOf(parts, row)
}

export function usage(parts: DriveParts, path: string): Usage {
  const { columns, paths } = parts.tree
  const top = paths.resolve(path)
  let [files, folders, bytes, versionBytes] = [0, 0, 0, 0]
  const rows = columns.kindOf(top) === FOLDER ? columns.below(top) : [top]
  for (const row of rows) {
    if (isFolder(parts, row)) folders++
    if (kindOf(parts, row) !== 'file') continue
    files++
    bytes += columns.sizeOf(row)
    if (columns.versionsOf(row) < 2) continue
    const registers = parts.tree.registersOf(row)
    // each of the others that stand is counted as a file
    const standing = currentVersions(registers)
    for (const version of registers.versions)
      if (!standing.includes(version)) versionBytes += version.content?.size ?? 0
  }
  return { path, files, folders, bytes, versionBytes }
}
