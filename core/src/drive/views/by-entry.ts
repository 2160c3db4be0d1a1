/** Views of one drive: what all of its readers share. */
import { findId, rowOfId } from '../entry-of.ts'
import type { DriveParts } from '../parts.ts'
import { NONE } from '../tree/columns.ts'
import { openMarks } from './facts.ts'
import { openHashes } from './hashes.ts'
import { openLogIndex } from './log-index.ts'
import { openNames, type Names } from './names.ts'
import { openPasts, type Pasts } from './past.ts'
import { openTrash, type Trash } from './removed.ts'
import { openSums } from './sums.ts'
import { openViews, type Lore } from './views.ts'
import type { ViewsByEntry } from './view.ts'

export function viewsByEntry(
  parts: DriveParts,
  { names, trash, pasts, log }: DriveMemory,
): ViewsByEntry {
  const lore: Lore = {
    names,
    marks: openMarks(parts),
    hashes: openHashes(parts),
    trash,
    pasts,
    rowOf: (id) => findId(parts, id),
  }
  return {
    ...openSums(parts, lore, log),
    views: () => openViews(parts, lore),
    wasWithin(id, top) {
      const row = findId(parts, id)
      return row !== NONE && trash.wasWithin(row, rowOfId(parts, top))
    },
    pulses: (signal) => parts.lane.pulses(signal),
  }
}

/** What is known of the rows of a drive beside its columns; all of it can be made anew. */
export interface DriveMemory {
  readonly names: Names
  readonly trash: Trash
  readonly log: ReturnType<typeof openLogIndex>
  readonly pasts: Pasts
}

export function openMemory(parts: DriveParts): DriveMemory {
  const log = openLogIndex(parts)
  return {
    names: openNames(parts.tree.columns),
    trash: openTrash(parts),
    log,
    pasts: openPasts(parts, log),
  }
}
