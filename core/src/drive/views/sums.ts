/** Sums over all that is below: what is chosen, what takes the room, on which days something changed. */
import { FILE_KINDS } from '@space/sdk/media'
import type { Day } from '@space/sdk'
import { isFolder, kindOf, rowOfId } from '../entry-of.ts'
import type { DriveParts } from '../parts.ts'
import { NONE, TRASH_ROW } from '../tree/columns.ts'
import { currentVersions } from '../tree/registers.ts'
import type { LogIndex } from './log-index.ts'
import { openSlices, type Slices } from './slices.ts'
import type { Lore } from './views.ts'
import type { Scope, SumsByEntry } from './view.ts'

const KEPT_SIZES = 200_000

/** Plaintext bytes of one file. */
interface Sizes {
  /** Of all versions. */
  readonly all: number
  /** Of those that do not stand. */
  readonly older: number
}

export function openSums(parts: DriveParts, lore: Lore, log: LogIndex): SumsByEntry {
  const { columns } = parts.tree
  const { names, hashes, trash } = lore
  const kept = new Map<number, { changedAt: number; sizes: Sizes }>()

  /** Reads the versions of a file that has several, once until it changes. */
  const sizesOf = (row: number): Sizes => {
    const size = columns.sizeOf(row)
    if (columns.versionsOf(row) < 2) return { all: size, older: 0 }
    const changedAt = columns.changedAt(row)
    const held = kept.get(row)
    if (held?.changedAt === changedAt) return held.sizes
    const registers = parts.tree.registersOf(row)
    const standing = currentVersions(registers)
    let [all, older] = [0, 0]
    for (const version of registers.versions) {
      const bytes = version.content?.size ?? 0
      all += bytes
      if (!standing.includes(version)) older += bytes
    }
    const sizes = { all, older }
    if (kept.size >= KEPT_SIZES) kept.clear()
    kept.set(row, { changedAt, sizes })
    return sizes
  }
  const isKept = (row: number): boolean => {
    const held = kept.get(row)
    return columns.versionsOf(row) < 2 || held?.changedAt === columns.changedAt(row)
  }
  const bytesInTrash = async (folder: number, slices: Slices): Promise<number> => {
    await trash.load(slices)
    let bytes = 0
    // as it is now: rows may leave it while others have their turn
    const removed = Array.from(columns.children(TRASH_ROW))
    for (const row of removed) {
      const isOfIt =
        columns.isVisible(row) &&
        trash.removedOf(row) !== undefined &&
        trash.wayTo(row, folder) !== undefined
      if (!isOfIt) continue
      for (const one of [row, ...columns.below(row)]) {
        if (kindOf(parts, one) !== 'file') continue
        const isRead = isKept(one)
        bytes += sizesOf(one).all
        if (!isRead && slices.isOver()) await slices.rest()
      }
    }
    return bytes
  }

  return {
    tally(ids) {
      let [files, folders, bytes] = [0, 0, 0]
      const counted = new Uint8Array(columns.count)
      const count = (row: number): void => {
        if (counted[row] === 1) return
        counted[row] = 1
        const kind = kindOf(parts, row)
        if (kind === 'folder') folders++
        if (kind !== 'file') return
        files++
        bytes += columns.sizeOf(row)
      }
      for (const id of ids) {
        const row = lore.rowOf(id)
        if (row === NONE || counted[row] === 1) continue
        count(row)
        if (isFolder(parts, row)) for (const below of columns.below(row)) count(below)
      }
      return { files, folders, bytes }
    },
    async storage(id, scope, signal) {
      const slices = openSlices(signal)
      const folder = rowOfId(parts, id)
      const rows = [...columns.below(folder)]
      const files = rows.filter((row) => kindOf(parts, row) === 'file' && !columns.isCopy(row))
      const folders = rows.filter((row) => isFolder(parts, row)).length
      const ofKind = FILE_KINDS.map((kind) => ({ kind, files: 0, bytes: 0 }))
      const byKind = new Map(ofKind.map((one) => [one.kind, one]))
      let [bytes, versionsBytes] = [0, 0]
      for (const row of files) {
        const size = columns.sizeOf(row)
        bytes += size
        const kind = byKind.get(names.kindOf(row))
        if (kind !== undefined) {
          kind.files++
          kind.bytes += size
        }
      }
      for (const row of files) {
        const isRead = isKept(row)
        versionsBytes += sizesOf(row).older
        if (!isRead && slices.isOver()) await slices.rest()
      }
      let duplicateBytes = 0
      for (const group of (await hashes.groups(files, slices)).values())
        duplicateBytes += columns.sizeOf(group[0] ?? NONE) * (group.length - 1)
      return {
        bytes,
        files: files.length,
        folders,
        kinds: ofKind
          .filter((one) => one.files > 0)
          .sort((a, b) => b.bytes - a.bytes || b.files - a.files),
        trashBytes: scope.mayRestore ? await bytesInTrash(folder, slices) : 0,
        versionsBytes,
        duplicateBytes,
      }
    },
    async days(id, scope, { before, limit }, signal) {
      const batches = await log.batches(openSlices(signal))
      const folder = rowOfId(parts, id)
      const isIn = below(folder, scope)
      const days: { start: number; day: Day }[] = []
      for (const batch of [...batches].sort((a, b) => b.to - a.to)) {
        if (batch.to >= before) continue
        const last = days.at(-1)
        const isSameDay = last !== undefined && batch.to >= last.start
        if (!isSameDay && days.length >= limit) break
        let changes = 0
        for (let i = 0; i < batch.rows.length; i++)
          if (isIn(batch.before[i] ?? NONE) || isIn(batch.after[i] ?? NONE)) changes++
        if (changes === 0) continue
        if (isSameDay) last.day = { at: last.day.at, changes: last.day.changes + changes }
        else days.push({ start: startOfDay(batch.to), day: { at: batch.to, changes } })
      }
      return days.map(({ day }) => day)
    },
  }

  /** Whether a folder is `top` or below it, or was before it went to the trash. */
  function below(top: number, { mayRestore }: Scope): (row: number) => boolean {
    const known = new Map<number, boolean>([[NONE, false]])
    return (row) => {
      let is = known.get(row)
      if (is === undefined) {
        is =
          (columns.isWithin(row, top) && !columns.isWithin(row, TRASH_ROW)) ||
          (mayRestore && trash.wasWithin(row, top))
        known.set(row, is)
      }
      return is
    }
  }
}

/** Midnight before, where the daemon runs: on the person's own machine. */
function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0)
}
