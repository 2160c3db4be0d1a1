/** How much an app may keep in its own folder. */
import { SpaceError } from '@space/sdk'
import type { Grant } from '../grants/capability.ts'
import type { DriveByEntry } from '../drive/by-entry.ts'
import type { Session } from './session.ts'

/** What each app may keep without asking. */
export const PRIVATE_BYTES = 2 ** 30
/** What a file or folder counts beside its bytes: many small ones take room as well. */
const ENTRY_BYTES = 1024

/**
 * Bytes of the folder with all versions, and with what was put into the trash out of it: else an app
 * could fill the disk by writing and removing.
 */
export function usedBytes(entries: DriveByEntry, folder: string): number {
  const { files, folders, bytes, versionBytes } = entries.usage(folder)
  return entries
    .trashed(folder)
    .reduce(
      (all, { bytesBelow, entriesBelow }) => all + bytesBelow + ENTRY_BYTES * entriesBelow,
      bytes + versionBytes + ENTRY_BYTES * (files + folders),
    )
}

/**
 * Gives how many bytes may still come; undefined where the person set no limit.
 *
 * @throws {SpaceError} `quota` when the grant is of the app's own folder, and that would be too full
 */
export function demandRoom(
  { entries, powers }: Session,
  grant: Grant,
  bytes: number,
): number | undefined {
  if (grant.isPrivate !== true || grant.resource.kind !== 'entry') return undefined
  const used = usedBytes(entries, grant.resource.entry)
  const { privateBytes } = powers
  const left = privateBytes - used - ENTRY_BYTES
  if (bytes <= left) return left
  throw new SpaceError('quota', 'The app has no room left', {
    why: `its own folder holds ${used} bytes of ${privateBytes}`,
    try: 'remove something from it, or ask the person for a folder',
    facts: { usedBytes: used, quotaBytes: privateBytes },
  })
}
