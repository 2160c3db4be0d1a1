/** How much an app may keep in its own folder. */
import { SpaceError } from '@space/sdk'
import type { Grant } from '../grants/capability.ts'
import type { DriveByEntry } from '../drive/by-entry.ts'
import type { Session } from './session.ts'

/** What each app may keep without asking. */
export const PRIVATE_BYTES = 2 ** 30
/** What a file or folder counts beside its bytes: many small ones take room as well. */
export const ENTRY_BYTES = 1024
/** What one change leaves in the log, and in the registers of its entry; each tag is one more. */
const CHANGE_BYTES = 1024
const TAG_BYTES = 512

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
 * @param own what is counted for `bytes` already, since they are being sent
 * @throws {SpaceError} `quota` when the grant is of the app's own folder, and that would be too full;
 *   also elsewhere when as much as that was sent in vain
 */
export function demandRoom(
  { entries, powers, app }: Session,
  grant: Grant,
  bytes: number,
  own = 0,
): number | undefined {
  const { privateBytes, room } = powers
  if (grant.isPrivate !== true || grant.resource.kind !== 'entry') {
    const vain = room.vainBytes(app.label)
    if (vain < privateBytes) return undefined
    throw noRoom(`it sent ${vain} bytes that it did not keep`, vain, privateBytes)
  }
  const sent = room.sentBytes(app.label) - own
  const used = usedBytes(entries, grant.resource.entry) + room.logBytes(app.label) + sent
  const left = privateBytes - used - ENTRY_BYTES
  if (bytes <= left) return left
  throw noRoom(`its own folder holds ${used} bytes of ${privateBytes}`, used, privateBytes)
}

function noRoom(why: string, used: number, quota: number): SpaceError {
  return new SpaceError('quota', 'The app has no room left', {
    why,
    try: 'remove something from it, or ask the person for a folder',
    facts: { usedBytes: used, quotaBytes: quota },
  })
}

/**
 * What entries count with all below them, where that matters: elsewhere than in its own folder an app
 * has all the room there is.
 */
export function sizeOf({ entries }: Session, grant: Grant, ids: readonly string[]): number {
  if (grant.isPrivate !== true) return 0
  return ids.reduce((all, id) => {
    const { files, folders, bytes } = entries.usage(id)
    return all + bytes + ENTRY_BYTES * (files + folders + 1)
  }, 0)
}

/**
 * Changes in the app's own folder that add no entry: their record stays, and takes room as well.
 *
 * @param tags that are set by each of them
 * @throws {SpaceError} `quota`
 */
export function demandChange(session: Session, grant: Grant, tags = 0, count = 1): void {
  if (grant.isPrivate !== true) return
  const bytes = count * (CHANGE_BYTES + TAG_BYTES * tags)
  demandRoom(session, grant, bytes)
  session.powers.room.logged(session.app.label, bytes)
}
