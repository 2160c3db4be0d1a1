/** Beginnings of files that broke off: each is gone on with by one upload at a time. */
import type { DriveByEntry } from '../drive/by-entry.ts'

export interface Drafts {
  isTaken(draft: string): boolean
  /** False when another one has it. */
  take(draft: string): boolean
  give(draft: string): void
  /** Nobody will go on with it; when somebody does already, it stays theirs. */
  drop(draft: string): void
}

export function openDrafts(entries: Pick<DriveByEntry, 'dropDraft'>): Drafts {
  const taken = new Set<string>()
  return {
    isTaken: (draft) => taken.has(draft),
    take(draft) {
      if (taken.has(draft)) return false
      taken.add(draft)
      return true
    },
    give: (draft) => void taken.delete(draft),
    drop(draft) {
      if (!taken.has(draft)) entries.dropDraft(draft)
    },
  }
}
