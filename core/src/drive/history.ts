/** Versions of files, and going back to them: one file, or a folder as it was at a time. */
import { SpaceError } from '@space/sdk'
import { formatMoment, momentWord } from '@space/sdk/moment'
import { quoteForShell } from '@space/sdk/quote'
import { hexOf } from '../crypto/text.ts'
import type { Content } from './content/content.ts'
import { NONE, ROOT_ROW } from './tree/columns.ts'
import type { Kind, Problem, TransferReport, Version } from './drive.ts'
import { hasSameBytes } from './copies-shown.ts'
import type { Op } from './log/ops.ts'
import { allBasesOf, versionId } from './version-ids.ts'
import { fileRowOf, isFolder, kindOf, pathOf } from './entry-of.ts'
import { folderOps, splitLast } from './folder-ops.ts'
import type { DriveParts } from './parts.ts'
import { joinPath, splitPath } from './paths.ts'
import {
  applyOp,
  currentVersions,
  emptyRegisters,
  isVisible,
  ROOT,
  TRASH,
  type Registers,
  type VersionRegister,
} from './tree/registers.ts'
import { localOp } from './log/ops.ts'
import { DEFAULT_MODES } from './tree/row-of.ts'

export function versions(parts: DriveParts, path: string): Version[] {
  const row = fileRow(parts, path)
  const registers = parts.tree.registersOf(row)
  const current = currentVersions(registers)[0]
  return registers.versions
    .filter(({ content }) => content !== null)
    .map((version) => ({
      id: versionId(parts, version),
      at: version.at,
      mtime: version.mtime ?? version.at,
      size: version.content?.size ?? 0,
      current: version === current,
      writer: hexOf(parts.rows.batch(version.stamp.batch)?.writer ?? new Uint8Array(0)),
      ...(version.by !== undefined && { by: version.by }),
    }))
}

/** @throws {SpaceError} `not-found` */
export function versionOf(parts: DriveParts, row: number, id: string): VersionRegister {
  const kept = parts.tree.registersOf(row).versions.filter(({ content }) => content !== null)
  const named = kept.filter((version) => versionId(parts, version).startsWith(id))
  // "….1" is also how "….12" begins
  const exact = named.filter((version) => versionId(parts, version) === id)
  const found = exact.length > 0 ? exact : named
  const [only] = found
  if (id !== '' && only !== undefined && found.length === 1) return only
  const path = pathOf(parts, row)
  throw new SpaceError('not-found', `${path} has no version ${id}`, {
    ...(found.length > 1 ? { why: 'several versions begin like this' } : {}),
    try: `see them with: space versions ${quoteForShell(path)}`,
    facts: { path },
  })
}

export async function restore(
  parts: DriveParts,
  path: string,
  to: { version: string } | { at: number },
): Promise<TransferReport> {
  if ('version' in to)
    return parts.lane.change<TransferReport>(() => {
      const row = fileRow(parts, path)
      return restoreFile(parts, row, versionOf(parts, row, to.version))
    })
  return parts.lane.change<TransferReport>(() => {
    const found = parts.tree.paths.lookup(path)
    const row = found === NONE ? NONE : fileRowOf(parts, found)
    if (row !== NONE && kindOf(parts, row) === 'file') {
      const then = parts.tree
        .registersOf(row)
        .versions.find(({ at, content }) => at <= to.at && content !== null)
      if (then !== undefined) return restoreFile(parts, row, then)
    }
    return restoreFolder(parts, path, to.at)
  })
}

function restoreFile(parts: DriveParts, row: number, then: VersionRegister) {
  const { content } = then
  const id = parts.tree.columns.idOf(row)
  const at = parts.now()
  const current = currentVersions(parts.tree.registersOf(row))[0]?.stamp
  const isCurrent = current?.batch === then.stamp.batch && current.index === then.stamp.index
  const mtime = then.mtime ?? then.at
  const ops: Op[] =
    isCurrent || content === null
      ? []
      : [{ o: 'version', id, base: allBasesOf(parts, row), content, at, mtime }]
  const bytes = content?.size ?? 0
  const report = { files: ops.length, folders: 0, symlinks: 0, bytes, problems: [] }
  return { ops, result: () => ({ ...report, unchanged: 1 - ops.length }) }
}

/** An entry as it was at the time asked for. */
interface Past {
  readonly id: Uint8Array
  readonly kind: Kind
  readonly parent: Uint8Array
  readonly name: string
  readonly content: Content | null
  readonly mtime: number | undefined
  readonly fields: ReadonlyMap<string, unknown>
}

/** What one entry needs to be again what it was, and how that is told. */
interface Return {
  readonly ops: Op[]
  readonly problem?: Problem
  /** Which number of the report it belongs to. */
  readonly counts: 'files' | 'folders' | 'symlinks' | 'unchanged' | 'touched'
  /** Plaintext bytes that come back. */
  readonly bytes: number
}

/**
 * Makes the folder what it was at `time`: what was there comes back to its place with its content of
 * then, what was not there goes to the trash. Works by the log, since registers keep two moves only.
 */
function restoreFolder(parts: DriveParts, path: string, time: number) {
  const past = pastEntries(parts, time)
  const top = pastAt(past, path)
  if (top === undefined)
    throw new SpaceError('not-found', `there was no ${path} at ${formatMoment(time, 'second')}`, {
      try: wayBack(parts, path),
      facts: { path },
    })
  // Of a whole drive it would be true that it held nothing, and nobody means that.
  if (top === 'root') demandNotBefore(parts, time)
  const at = parts.now()
  const report = { files: 0, folders: 0, symlinks: 0, bytes: 0, unchanged: 0, touched: 0 }
  const isTop = top !== 'root'
  // folders above it that are gone are made anew: theirs is not what was asked for
  const above = folderOps(parts, isTop ? splitLast(path).folder : '/', at)
  const wanted = isTop
    ? [{ ...top, parent: above.id }, ...pastBelow(past, top.id)]
    : pastBelow(past, ROOT)
  // by hex id; parents come first
  const places = new Map([[hexOf(isTop ? above.id : ROOT), isTop ? splitLast(path).folder : '/']])
  const returns = wanted.map((entry) => {
    const place = joinPath(places.get(hexOf(entry.parent)) ?? path, entry.name)
    places.set(hexOf(entry.id), place)
    return returnOf(parts, entry, place, at)
  })
  for (const { counts, bytes } of returns) {
    report[counts]++
    report.bytes += bytes
  }
  const kept = new Set(wanted.map(({ id }) => hexOf(id)))
  const occupant = isTop && above.row !== NONE ? parts.tree.paths.child(above.row, top.name) : NONE
  const now = isTop ? parts.tree.columns.find(top.id) : ROOT_ROW
  const trashed = [
    ...(occupant === NONE ? [] : strangers(parts, [occupant], kept)),
    ...strangersBelow(parts, now, kept),
  ]
  return {
    ops: [
      ...above.ops,
      ...returns.flatMap(({ ops }) => ops),
      ...trashed.map((row): Op => {
        const name = parts.tree.paths.nameOf(row)
        return { o: 'move', id: parts.tree.columns.idOf(row), parent: TRASH, name, at }
      }),
    ],
    result: () => ({
      ...report,
      trashed: trashed.length,
      problems: returns.flatMap(({ problem }) => problem ?? []),
    }),
  }
}

/** @param path where it will be */
function returnOf(parts: DriveParts, entry: Past, path: string, at: number): Return {
  const { id, parent, name, kind, content, mtime = at } = entry
  const row = parts.tree.columns.find(id)
  const registers = parts.tree.registersOf(row)
  const ops: Op[] = []
  const move = registers.moves[0]
  const isMoved =
    move === undefined ||
    move.name !== name ||
    Buffer.compare(move.parent, parent) !== 0 ||
    !parts.tree.columns.isVisible(row)
  if (isMoved) ops.push({ o: 'move', id, parent, name, at })
  const current = currentVersions(registers)[0]
  const isOther = kind === 'file' && !hasSameBytes(current?.content ?? null, content)
  const isDropped =
    isOther && !registers.versions.some((held) => hasSameBytes(held.content, content))
  if (isOther && content !== null && !isDropped)
    ops.push({ o: 'version', id, base: allBasesOf(parts, row), content, at, mtime })
  const changed = fieldOps(entry, registers, at)
  ops.push(...changed)
  const isThere = !isMoved && !isOther
  return {
    ops,
    counts: isThere ? (changed.length === 0 ? 'unchanged' : 'touched') : PLURALS[kind],
    bytes: isOther ? (content?.size ?? 0) : 0,
    ...(isDropped &&
      content !== null && {
        problem: {
          path,
          code: 'not-found',
          message: 'this version was let go of for good',
        },
      }),
  }
}

const PLURALS = { file: 'files', folder: 'folders', symlink: 'symlinks', mount: 'files' } as const

/** Rows of what is to be seen below `folder` and is not to be `kept`, the topmost of each. */
function strangersBelow(parts: DriveParts, folder: number, kept: ReadonlySet<string>): number[] {
  const { columns } = parts.tree
  const found: number[] = []
  const stack = columns.isVisible(folder) && isFolder(parts, folder) ? [folder] : []
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const children = [...columns.children(next)].filter((row) => columns.isVisible(row))
    found.push(...strangers(parts, children, kept))
    stack.push(...children.filter((row) => kept.has(hexOf(columns.idOf(row)))))
  }
  return found
}

/** Those of the rows that are not to be kept; a copy goes where its file goes. */
function strangers(
  { tree }: DriveParts,
  rows: readonly number[],
  kept: ReadonlySet<string>,
): number[] {
  return rows.filter((row) => !tree.columns.isCopy(row) && !kept.has(hexOf(tree.columns.idOf(row))))
}

/** How to restore `path` to the oldest that is kept of it. */
function wayBack(parts: DriveParts, path: string): string {
  const row = parts.tree.paths.lookup(path)
  if (row === NONE) return 'see what was thrown away: space trash ls'
  if (kindOf(parts, row) === 'file') {
    const kept = parts.tree.registersOf(row).versions.filter(({ content }) => content !== null)
    const [oldest] = kept.toSorted((a, b) => a.at - b.at)
    if (oldest === undefined) return 'see what was thrown away: space trash ls'
    return `its oldest version: space restore ${quoteForShell(path)} --version ${versionId(parts, oldest)}`
  }
  const first = firstChange(parts, parts.tree.columns.idOf(row)) ?? parts.now()
  return `as it first was: space restore ${quoteForShell(path)} --at ${momentWord(first)}`
}

/** @throws {SpaceError} `not-found` when nothing was in the drive yet */
function demandNotBefore(parts: DriveParts, time: number): void {
  const first = firstChange(parts)
  if (first !== undefined && first <= time) return
  throw new SpaceError(
    'not-found',
    `there was nothing in the drive yet at ${formatMoment(time, 'second')}`,
    first === undefined
      ? {}
      : {
          why: `the first change was at ${formatMoment(first, 'second')}`,
          try: `as it first was: space restore / --at ${momentWord(first)}`,
          facts: { oldest: first },
        },
  )
}

/** When the entry `id`, or any, was first changed; undefined when none was. */
function firstChange(parts: DriveParts, id?: Uint8Array): number | undefined {
  let first: number | undefined
  for (const n of parts.rows.batchNumbers())
    for (const op of parts.tree.batch(n).ops) {
      if (op.at === undefined || !('id' in op)) continue
      if (id !== undefined && Buffer.compare(op.id, id) !== 0) continue
      first = Math.min(first ?? op.at, op.at)
    }
  return first
}

/** Ops that give an entry the fields it had: permissions, the target of a link, a time set by hand. */
function fieldOps({ id, kind, fields }: Past, registers: Registers, at: number): Op[] {
  const then = new Map(fields)
  if (registers.fields.has('mode') && !then.has('mode')) then.set('mode', DEFAULT_MODES[kind])
  const ops: Op[] = []
  for (const [field, value] of then)
    if (registers.fields.get(field)?.value !== value) ops.push({ o: 'set', id, field, value, at })
  return ops
}

/** Folds the log up to `time` into what each entry was. */
function pastEntries(parts: DriveParts, time: number): Map<string, Past> {
  const all = new Map<string, Registers>()
  const numberOf = (cid: { multihash: { digest: Uint8Array } }): number =>
    parts.rows.batchNumber(cid.multihash.digest) ?? -1
  for (const n of parts.rows.batchNumbers()) {
    const batch = parts.tree.batch(n)
    for (const [index, op] of batch.ops.entries()) {
      if ((op.at ?? 0) > time) continue
      const local = localOp(op, n, numberOf)
      if (local === undefined) continue
      const id = hexOf(local.id)
      let registers = all.get(id)
      if (registers === undefined) all.set(id, (registers = emptyRegisters()))
      applyOp(registers, local.op, { clock: batch.clock, batch: n, index }, parts.tree.order)
    }
  }
  const past = new Map<string, Past>()
  for (const [id, registers] of all) {
    const [move] = registers.moves
    if (move === undefined || !isVisible(registers, parts.tree.order)) continue
    const current = currentVersions(registers)[0]
    past.set(id, {
      id: Buffer.from(id, 'hex'),
      kind: registers.kind ?? 'file',
      parent: move.parent,
      name: move.name,
      content: current?.content ?? null,
      mtime: current?.mtime ?? current?.at,
      fields: new Map([...registers.fields].map(([field, { value }]) => [field, value])),
    })
  }
  return past
}

function pastAt(past: Map<string, Past>, path: string): Past | 'root' | undefined {
  const names = splitPath(path)
  let parent: Uint8Array = ROOT
  let found: Past | undefined
  for (const name of names) {
    found = [...past.values()].find(
      (entry) => entry.name === name && Buffer.compare(entry.parent, parent) === 0,
    )
    if (found === undefined) return undefined
    parent = found.id
  }
  return names.length === 0 ? 'root' : found
}

/** All that was below the folder `id`, parents first. */
function pastBelow(past: Map<string, Past>, id: Uint8Array): Past[] {
  const children = new Map<string, Past[]>()
  for (const entry of past.values()) {
    const parent = hexOf(entry.parent)
    const siblings = children.get(parent)
    if (siblings === undefined) children.set(parent, [entry])
    else siblings.push(entry)
  }
  const below: Past[] = []
  const seen = new Set<string>([hexOf(id)])
  const queue = [...(children.get(hexOf(id)) ?? [])]
  for (const entry of queue) {
    if (seen.has(hexOf(entry.id))) continue
    seen.add(hexOf(entry.id))
    below.push(entry)
    queue.push(...(children.get(hexOf(entry.id)) ?? []))
  }
  return below
}

function fileRow(parts: DriveParts, path: string): number {
  const row = fileRowOf(parts, parts.tree.paths.resolve(path))
  if (isFolder(parts, row))
    throw new SpaceError('is-folder', `${path} is a folder`, {
      why: 'only files have versions; a folder can be set to a time',
      try: `space restore ${quoteForShell(path)} --at 2h`,
      facts: { path },
    })
  return row
}
