import type { AppCalls, Chosen, Row, View } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import { FILE_KINDS, fileKind } from '../media.ts'
import { APPS_FOLDER } from '../names.ts'
import { comparePlain, compareNames, foldedName } from '../name-order.ts'
import type { Find, Order } from '../values.ts'
import type { Grant, Guard } from './guard.ts'
import { matcher } from './match.ts'
import type { Ways } from './steps.ts'
import { type Content, isTrashed, isWithin, type Node, type Tree } from './tree.ts'

const TRASH_DAYS = 30

type ViewCalls = Pick<
  AppCalls,
  'files.rows' | 'files.rowOf' | 'files.tally' | 'files.storage' | 'files.days'
>

/** An entry as it is or was: where, called what, with which content. */
interface Sight {
  readonly node: Node
  readonly name: string
  readonly parent: Node | undefined
  readonly content: Content | undefined
}

type Looking = Pick<Guard, 'check' | 'stat' | 'sees'>

/** What apps ask of many entries at once, over a tree in memory: everything is sorted at each call. */
export function viewCalls(tree: Tree, guard: Looking): ViewCalls {
  return {
    'files.rows': (view, { from, count }) => {
      demandWhole(from, 0, Infinity)
      demandWhole(count, 1, 500)
      const rows = rowsOf(tree, guard, view)
      const page = rows.slice(from, from + count)
      return { revision: revisionOf(rows), total: rows.length, from, rows: page }
    },
    'files.rowOf': (view, wanted) => {
      const rows = rowsOf(tree, guard, view)
      const at = 'entry' in wanted ? byEntry(rows, wanted.entry) : bySeeking(rows, wanted)
      return at === -1 ? null : at
    },
    'files.tally': (chosen) => {
      const picked = chosenNodes(tree, guard, chosen)
      for (const { node, grant } of picked) {
        if (grant.info.mode === 'add' && node.kind === 'folder') throw tooNarrow(grant)
      }
      const all = new Set(picked.flatMap(({ node }) => withBelow(tree, node)))
      const files = [...all].filter(({ kind }) => kind === 'file')
      return {
        files: files.length,
        folders: all.size - files.length,
        bytes: sum(files.map(sizeOf)),
      }
    },
    'files.storage': (given) => {
      const { node: folder, grant } = guard.check(given, 'look')
      if (grant.info.mode === 'add') throw tooNarrow(grant)
      const below = withBelow(tree, folder).slice(1)
      const files = below.filter(({ kind }) => kind === 'file')
      const kinds = Map.groupBy(files, ({ name }) => fileKind(name))
      const mayRestore = grant.info.mode === 'change'
      const trashed = mayRestore
        ? tree.trashed(folder).flatMap((gone) => withBelow(tree, gone))
        : []
      return {
        bytes: sum(files.map(sizeOf)),
        files: files.length,
        folders: below.length - files.length,
        kinds: [...kinds]
          .map(([kind, of]) => ({ kind, files: of.length, bytes: sum(of.map(sizeOf)) }))
          .toSorted((a, b) => b.bytes - a.bytes),
        trashBytes: sum(
          trashed.flatMap(({ contents }) => contents.map(({ bytes }) => bytes.length)),
        ),
        versionsBytes: sum(files.flatMap(({ contents }) => contents.slice(0, -1).map(lengthOf))),
        duplicateBytes: sum(
          [...groupsOf(files).values()].map((group) => sum(group.slice(1).map(sizeOf))),
        ),
      }
    },
    'files.days': (given, { before = Infinity, limit = 100 }) => {
      const { node: folder, grant } = guard.check(given, 'look')
      if (grant.info.mode === 'add') throw tooNarrow(grant)
      const times = [...tree.all()]
        .filter((node) => node !== folder && isWithin(node, folder))
        .flatMap(({ places, contents }) => [...places.slice(1), ...contents].map(({ at }) => at))
        .filter((at) => at < before)
      const days = Map.groupBy(times, (at) => new Date(at).toDateString())
      return [...days.values()]
        .map((all) => ({ at: Math.max(...all), changes: all.length }))
        .toSorted((a, b) => b.at - a.at)
        .slice(0, limit)
    },
  }
}

/** The rows of a view, all of them, as they are now. */
export function rowsOf(tree: Tree, guard: Looking, view: View): Row[] {
  const { folder: given, find, trash, at, inside, order } = view
  if (find?.types?.some((one) => !FILE_KINDS.includes(one))) {
    throw new SpaceError('bad-input', 'That is no kind of file')
  }
  if (trash === true && at !== undefined) {
    throw new SpaceError('bad-input', 'The trash has no past')
  }
  const { node: folder, grant } = guard.check(given, trash === true ? 'change' : 'look')
  if (at !== undefined && grant.info.mode === 'add') throw tooNarrow(grant)
  if (folder.kind === 'file') throw new SpaceError('not-folder', `${folder.name} is no folder`)
  const top = inside === undefined ? folder : insideOf(tree, inside)
  const sights = trash === true ? tree.trashed(folder).map(now) : seen(tree, guard, grant, at)
  const byNode = new Map(sights.map((sight) => [sight.node, sight]))
  const apps = tree.children(tree.root).find(({ name }) => name === APPS_FOLDER)
  const isApart = (node: Node): boolean =>
    find?.withoutApps === true &&
    apps !== undefined &&
    !isWithin(top, apps) &&
    node !== apps &&
    isWithin(node, apps)
  const isIn = ({ node }: Sight): boolean => {
    const way = wayTo(byNode, node, top)
    if (way === undefined || isApart(node)) return false
    return find !== undefined || way.length === 1
  }
  const wanted = trash === true ? sights : sights.filter(isIn)
  const found = wanted.filter((sight) => find === undefined || passes(find, sight))
  const groups = find?.duplicates === true ? groupsOf(found.map(({ node }) => node)) : undefined
  return found
    .filter(({ node }) => groups === undefined || [...groups.values()].flat().includes(node))
    .map((sight): Row => {
      const { node, name, content } = sight
      const group = groups === undefined ? undefined : textOf(content)
      const path = (wayTo(trash === true ? new Map() : byNode, node, folder) ?? []).slice(0, -1)
      return {
        ...guard.stat(node, grant),
        name,
        size: content?.bytes.length ?? 0,
        mtime: content?.at ?? node.madeAt,
        ...(node.kind === 'file' ? { version: content?.id ?? 'v0' } : {}),
        ...(find === undefined && trash !== true ? {} : { path }),
        ...(trash === true ? { trashedAt: node.trashedAt ?? 0, daysLeft: TRASH_DAYS } : {}),
        ...(group === undefined ? {} : { group: idOf(group) }),
      }
    })
    .toSorted((a, b) => compareRows(order, a, b))
}

/** What an app chose, with the grant by which it did. */
export function chosenNodes(
  tree: Tree,
  guard: Looking,
  chosen: Chosen,
): { node: Node; grant: Grant }[] {
  if ('entries' in chosen) return chosen.entries.map((given) => guard.check(given, 'reach'))
  const { view, ranges, revision } = chosen
  const rows = rowsOf(tree, guard, view)
  const { grant } = guard.check(view.folder, 'look')
  if (revisionOf(rows) !== revision) {
    throw new SpaceError('conflict', 'The list has changed since', { try: 'Choose again' })
  }
  const picked = new Set(
    ranges.flatMap(([from, to]) => {
      demandWhole(from, 0, rows.length)
      demandWhole(to, from, rows.length)
      return rows.slice(from, to).map(({ entry }) => entry)
    }),
  )
  return [...picked].flatMap((id) => {
    const node = tree.node(id)
    return node === undefined ? [] : [{ node, grant }]
  })
}

export function revisionOf(rows: readonly Row[]): string {
  return idOf(JSON.stringify(rows))
}

/** What the grant lets an app see, now or at a time. */
function seen(tree: Tree, guard: Looking, grant: Grant, at: number | undefined): Sight[] {
  const { root, info } = grant
  const nodes = [...tree.all()].filter((node) => {
    if (guard.sees(node, grant)) return true
    const isGone = root !== undefined && isWithin(node, root) && isTrashed(node)
    return at !== undefined && info.mode === 'change' && isGone
  })
  return nodes.flatMap((node) => (at === undefined ? now(node) : (then(node, at) ?? [])))
}

function now(node: Node): Sight {
  return { node, name: node.name, parent: node.parent, content: node.contents.at(-1) }
}

function then(node: Node, at: number): Sight | undefined {
  const place = node.places.findLast((one) => one.at <= at)
  if (place === undefined || place.isTrashed) return undefined
  const content = node.contents.findLast((one) => one.at <= at)
  return { node, name: place.name, parent: place.parent, content }
}

/** Names from `top` down to `node` by what is known of them; undefined when it is elsewhere. */
function wayTo(sights: ReadonlyMap<Node, Sight>, node: Node, top: Node): string[] | undefined {
  const names: string[] = []
  for (let at: Node | undefined = node; at !== undefined;) {
    if (at === top) return names.length === 0 ? undefined : names
    const sight: Sight = sights.get(at) ?? now(at)
    names.unshift(sight.name)
    at = sight.parent
  }
  return undefined
}

function insideOf(tree: Tree, id: string): Node {
  const node = tree.node(id)
  if (node?.kind === 'folder') return node
  throw new SpaceError('not-found', 'There is no such folder')
}

function passes(find: Find, { node, name, content }: Sight): boolean {
  const isFile = node.kind === 'file'
  const size = content?.bytes.length ?? 0
  const changedAt = content?.at ?? node.madeAt
  const hasSize = find.minBytes !== undefined || find.maxBytes !== undefined
  return (
    matcher(find.text ?? '')(name) &&
    (find.kind === undefined || (find.kind === 'file') === isFile) &&
    (find.types === undefined || (isFile && find.types.includes(fileKind(name)))) &&
    (!hasSize || isFile) &&
    size >= (find.minBytes ?? 0) &&
    size <= (find.maxBytes ?? Infinity) &&
    changedAt >= (find.after ?? 0) &&
    changedAt < (find.before ?? Infinity) &&
    (find.starred !== true || node.mark.starred) &&
    (find.tags ?? []).every((tag) => node.mark.tags.includes(tag)) &&
    (find.duplicates !== true || (isFile && size > 0))
  )
}

function compareRows(order: Order, a: Row, b: Row): number {
  const turn = order.descending === true ? -1 : 1
  const isMixed = order.by === 'trashed'
  if (!isMixed && a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1
  const byFact = turn * (factOf(order, a) - factOf(order, b))
  const byName = compareNames(a.name, b.name) || comparePlain(a.entry, b.entry)
  return byFact || (order.by === 'name' ? turn * byName : byName)
}

function factOf({ by }: Order, row: Row): number {
  switch (by) {
    case 'name':
      return 0
    case 'size':
      return row.size
    case 'modified':
      return row.mtime
    case 'kind':
      return row.kind === 'folder' ? 0 : FILE_KINDS.indexOf(fileKind(row.name))
    case 'trashed':
      return row.trashedAt ?? 0
  }
}

function byEntry(rows: readonly Row[], id: string): number {
  return rows.findIndex(({ entry }) => entry === id)
}

function bySeeking(
  rows: readonly Row[],
  { startsWith, after = -1 }: { startsWith: string; after?: number },
): number {
  const wanted = foldedName(startsWith)
  const isIt = ({ name }: Row): boolean => foldedName(name).startsWith(wanted)
  const next = rows.findIndex((row, at) => at > after && isIt(row))
  return next === -1 ? rows.findIndex(isIt) : next
}

/**
 * What was given becomes what it was at a time, by `ways`, so that it can be undone. Gives the grant.
 *
 * @throws {SpaceError} `not-found` when it was not there then
 */
export function goBack(
  tree: Tree,
  guard: Looking,
  ways: Ways,
  { given, at }: { given: View['folder']; at: number },
): Grant {
  const { node: top, grant } = guard.check(given, 'reach')
  if (grant.info.mode !== 'change') throw tooNarrow(grant)
  const was = seen(tree, guard, grant, at).filter(({ node }) => isWithin(node, top))
  if (then(top, at) === undefined) {
    throw new SpaceError('not-found', `${top.name} was not there at that time`)
  }
  for (const { node, name, parent, content } of was) {
    const isElsewhere = node.parent !== parent || node.name !== name
    // what was asked for stays where it is, unless it is gone
    const isMoved = node.trashedAt !== undefined || (node !== top && isElsewhere)
    const isOther = content !== undefined && node.contents.at(-1) !== content
    if (isMoved && parent !== undefined) ways.place(node, node, parent, name)
    if (isOther) ways.save(node, node, content.bytes)
  }
  const kept = new Set(was.map(({ node }) => node))
  const strangers = withBelow(tree, top).filter((node) => !kept.has(node))
  for (const node of strangers.filter(({ parent }) => parent !== undefined && kept.has(parent))) {
    ways.remove(node, node)
  }
  return grant
}

/** Itself and all below it that is there. */
function withBelow(tree: Tree, node: Node): Node[] {
  return [node, ...tree.children(node).flatMap((inner) => withBelow(tree, inner))]
}

/** Files of equal bytes, two at least; by what tells them. */
function groupsOf(files: readonly Node[]): Map<string, Node[]> {
  const groups = Map.groupBy(
    files.filter((file) => sizeOf(file) > 0),
    (file) => textOf(file.contents.at(-1)),
  )
  for (const [key, group] of groups) if (group.length < 2) groups.delete(key)
  return groups
}

function sizeOf({ contents }: Node): number {
  return contents.at(-1)?.bytes.length ?? 0
}

function lengthOf({ bytes }: Content): number {
  return bytes.length
}

function textOf(content: Content | undefined): string {
  // Each byte one character; all at once would be too many arguments.
  return new TextDecoder('latin1').decode(content?.bytes ?? new Uint8Array())
}

/** Short, and for other texts another one nearly always. */
function idOf(text: string): string {
  let hash = 0
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return `${text.length.toString(36)}.${(hash >>> 0).toString(36)}`
}

function tooNarrow({ info }: Grant): SpaceError {
  return new SpaceError('grant-denied', `The grant of ${info.name} is for less`)
}

function demandWhole(value: unknown, least: number, most: number): void {
  const isWhole = typeof value === 'number' && Number.isSafeInteger(value)
  if (isWhole && value >= least && value <= most) return
  throw new SpaceError('bad-input', `A call needs a number from ${least} to ${most}`)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
