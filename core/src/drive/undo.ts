/** What an app changed, by the tag its changes bear in the log, and making that undone. */
import { hexOf } from '../crypto/text.ts'
import { NONE, ROOT_ROW, TRASH_ROW } from './tree/columns.ts'
import type { Batch } from './log/batch.ts'
import type { AppChange, AppChanges, UndoReport } from './by-entry.ts'
import type { Problem } from './drive.ts'
import { isSame } from './copies-shown.ts'
import { localOp, type Op } from './log/ops.ts'
import { allBasesOf, versionId } from './version-ids.ts'
import { pathOf, placeOf } from './entry-of.ts'
import type { DriveParts } from './parts.ts'
import {
  applyOp,
  currentVersions,
  emptyRegisters,
  isVisible,
  TRASH,
  type Registers,
  type Stamp,
} from './tree/registers.ts'
import { DEFAULT_MODES, STARRED, TAG } from './tree/row-of.ts'

export function changes(parts: DriveParts, wanted: AppChanges): AppChange[] {
  const found: AppChange[] = []
  const { columns } = parts.tree
  for (const { batch, n } of batchesOf(parts)) {
    const added = new Set<string>()
    for (const [index, op] of batch.ops.entries()) {
      if (!isWanted(op, wanted)) continue
      const id = hexOf(op.id)
      const row = columns.find(op.id)
      if (row <= TRASH_ROW) continue
      const kind = kindOf(op)
      // what a new entry is made of is not told one by one
      if (added.has(id)) continue
      if (kind === 'added') added.add(id)
      const stamp = { clock: batch.clock, batch: n, index }
      const isInTrash = columns.isWithin(row, TRASH_ROW)
      found.push({
        id,
        kind,
        path: isInTrash ? placeOf(parts, row) : pathOf(parts, row),
        at: op.at ?? 0,
        by: wanted.by,
        ...(kind === 'saved' && { version: versionId(parts, { stamp }) }),
      })
    }
  }
  return found.toReversed()
}

/**
 * Sets each entry to what the log makes of it without the app's changes. What the person, or another
 * app, did since stays, and is told of where it stands in the way.
 */
export async function undo(parts: DriveParts, wanted: AppChanges): Promise<UndoReport> {
  return parts.lane.change(() => {
    const { without, isUndone } = foldWithout(parts, wanted)
    const at = parts.now()
    const { columns } = parts.tree
    /** Whether a folder is to be seen now, or will be when this is undone. */
    const isThere = (row: number, below = new Set<number>()): boolean => {
      if (row === TRASH_ROW || row === ROOT_ROW) return true
      if (row === NONE || below.has(row)) return false
      const [back] = without.get(hexOf(columns.idOf(row)))?.moves ?? []
      const parent = back === undefined ? columns.parentOf(row) : columns.find(back.parent)
      const isSeen = back !== undefined || columns.isVisible(row)
      return isSeen && parent !== TRASH_ROW && isThere(parent, below.add(row))
    }
    const draft: Draft = {
      ops: [],
      problems: [],
      made: new Set(),
      moved: new Set(),
      undone: new Set(),
    }
    for (const [id, registers] of without) {
      const row = parts.tree.columns.find(Buffer.from(id, 'hex'))
      if (row > TRASH_ROW) undoEntry(parts, row, registers, { isUndone, isThere, at }, draft)
    }
    throwAway(parts, at, draft)
    const { ops, problems, undone } = draft
    return { ops, result: () => ({ entries: idsOf(parts, undone), problems }) }
  })
}

function idsOf({ tree }: DriveParts, rows: Iterable<number>): string[] {
  return Array.from(rows, (row) => hexOf(tree.columns.idOf(row)))
}

interface Undoing {
  /** Whether an op is one of the app's. */
  isUndone(stamp: Stamp): boolean
  isThere(row: number): boolean
  readonly at: number
}

interface Draft {
  readonly ops: Op[]
  readonly problems: Problem[]
  /** Rows that the app made, and nobody else put anything into. */
  readonly made: Set<number>
  /** Rows that are set back to where they were. */
  readonly moved: Set<number>
  readonly undone: Set<number>
}

function undoEntry(
  parts: DriveParts,
  row: number,
  then: Registers,
  { isUndone, isThere, at }: Undoing,
  draft: Draft,
): void {
  const { columns, order } = parts.tree
  const now = parts.tree.registersOf(row)
  const id = columns.idOf(row)
  const problem = (message: string): void =>
    void draft.problems.push(problemAt(parts, row, message))
  const [move] = then.moves
  if (move === undefined) {
    if (!columns.isVisible(row) || !columns.isWithin(row, ROOT_ROW)) return
    if (
      then.versions.some(({ content }) => content !== null) ||
      now.moves.some(({ stamp }) => !isUndone(stamp))
    )
      problem('the app made it, and it was changed since')
    else draft.made.add(row)
    return
  }
  const ops: Op[] = []
  const [moved] = now.moves
  const isGone = !isVisible(now, order) && isVisible(then, order)
  const isMoved =
    moved === undefined ||
    moved.name !== move.name ||
    Buffer.compare(moved.parent, move.parent) !== 0
  if (isMoved || (isGone && now.kind !== 'file')) {
    const parent = columns.find(move.parent)
    if (isThere(parent) && !columns.isWithin(parent, row)) {
      ops.push({ o: 'move', id, parent: move.parent, name: move.name, at })
      draft.moved.add(row)
    } else problem('the folder it was in is gone')
  }
  const [was] = currentVersions(then)
  const [is] = currentVersions(now)
  if (was !== undefined && was.content !== null && (is === undefined || !isSame(is, was))) {
    const { content } = was
    if (now.versions.some((held) => isSame(held, was))) {
      const mtime = was.mtime ?? was.at
      ops.push({ o: 'version', id, base: allBasesOf(parts, row), content, at, mtime })
    } else problem('what it was before was removed for good')
  }
  for (const [field, { stamp }] of now.fields) {
    if (!isUndone(stamp)) continue
    const value = then.fields.get(field)?.value ?? defaultOf(field, then)
    if (value !== undefined) ops.push({ o: 'set', id, field, value, at })
  }
  draft.ops.push(...ops)
  if (ops.length > 0) draft.undone.add(row)
}

/** To the trash with what the app made; a folder only when nothing else stays in it. */
function throwAway(parts: DriveParts, at: number, draft: Draft): void {
  const { columns, paths } = parts.tree
  const { ops, problems, made, moved, undone } = draft
  const holdsOthers = (row: number): boolean => {
    for (const child of columns.children(row)) {
      if (!columns.isVisible(child) || columns.isCopy(child) || moved.has(child)) continue
      if (!made.has(child) || holdsOthers(child)) return true
    }
    return false
  }
  const gone = new Set<number>()
  for (const row of made) {
    if (!holdsOthers(row)) gone.add(row)
    else problems.push(problemAt(parts, row, 'the app made it, and something else is in it'))
  }
  for (const row of gone) {
    undone.add(row)
    if (gone.has(columns.parentOf(row))) continue
    ops.push({ o: 'move', id: columns.idOf(row), parent: TRASH, name: paths.nameOf(row), at })
  }
}

function problemAt(parts: DriveParts, row: number, message: string): Problem {
  const isInTrash = parts.tree.columns.isWithin(row, TRASH_ROW)
  const path = isInTrash ? placeOf(parts, row) : pathOf(parts, row)
  return { path, code: 'conflict', message }
}

/** The registers of all entries that the app changed, as they are without what it changed. */
function foldWithout(parts: DriveParts, wanted: AppChanges) {
  const without = new Map<string, Registers>()
  const undone = new Set<string>()
  for (const { batch, n } of batchesOf(parts))
    for (const [index, op] of batch.ops.entries()) {
      if (!isWanted(op, wanted)) continue
      without.set(hexOf(op.id), emptyRegisters())
      undone.add(`${n}/${index}`)
    }
  const numberOf = (cid: { multihash: { digest: Uint8Array } }): number =>
    parts.rows.batchNumber(cid.multihash.digest) ?? -1
  for (const { batch, n } of undone.size === 0 ? [] : batchesOf(parts))
    for (const [index, op] of batch.ops.entries()) {
      if (undone.has(`${n}/${index}`)) continue
      const local = localOp(op, n, numberOf)
      const registers = local === undefined ? undefined : without.get(hexOf(local.id))
      if (local === undefined || registers === undefined) continue
      const stamp = { clock: batch.clock, batch: n, index }
      applyOp(registers, local.op, stamp, parts.tree.order)
    }
  return {
    without,
    isUndone: ({ batch, index }: Stamp): boolean => undone.has(`${batch}/${index}`),
  }
}

function* batchesOf(parts: DriveParts): Generator<{ batch: Batch; n: number }> {
  for (const n of parts.rows.batchNumbers()) yield { batch: parts.tree.batch(n), n }
}

type EntryOp = Extract<Op, { readonly id: Uint8Array }>

function isWanted(op: Op, { by, since, entries }: AppChanges): op is EntryOp {
  if (op.by !== by || (op.at ?? 0) < since || !('id' in op)) return false
  return entries === undefined || entries.includes(hexOf(op.id))
}

function kindOf(op: EntryOp): AppChange['kind'] {
  switch (op.o) {
    case 'move':
      if (op.kind !== undefined) return 'added'
      return Buffer.compare(op.parent, TRASH) === 0 ? 'removed' : 'moved'
    case 'version':
      return 'saved'
    case 'drop':
      return 'erased'
    default:
      return 'set'
  }
}

/** What a field is that was never set; `undefined` when nothing can say so. */
function defaultOf(field: string, { kind = 'file' }: Registers): unknown {
  if (field === 'mode') return DEFAULT_MODES[kind]
  return field === STARRED || field.startsWith(TAG) ? false : undefined
}
