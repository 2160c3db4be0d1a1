/**
 * Versions that stand beside the one a file shows: two devices saved it without knowing of each other.
 * Each is shown as an entry of its own, `name (from <device>)`, until somebody settles it.
 */
import { SpaceError } from '@space/sdk'
import type { Op } from './log/ops.ts'
import { isSame } from './copies-shown.ts'
import { MAX_VERSIONS } from './log/ops.ts'
import { fileOfCopy } from './entry-of.ts'
import { versionRef } from './version-ids.ts'
import type { DriveParts } from './parts.ts'
import { currentVersions, type VersionRegister } from './tree/registers.ts'

/**
 * Ops that end the conflict for the copies at `rows`: what their files show is said to be made of both.
 * The copies stay among the versions.
 */
export function settleOps(parts: DriveParts, rows: readonly number[], at: number): Op[] {
  const settled = new Map<number, VersionRegister[]>()
  for (const row of rows) {
    const { file, version } = fileOfCopy(parts, row)
    settled.set(file, [...(settled.get(file) ?? []), version])
  }
  return [...settled].flatMap(([file, copies]): Op[] => {
    const heads = currentVersions(parts.tree.registersOf(file))
    const [shown] = heads
    if (shown === undefined || shown.content === null) return []
    const ended = heads.filter((head) => [shown, ...copies].some((one) => isSame(one, head)))
    const base = ended.slice(0, MAX_VERSIONS).map(({ stamp }) => versionRef(parts, stamp))
    const { content } = shown
    const mtime = shown.mtime ?? shown.at
    return [{ o: 'version', id: parts.tree.columns.idOf(file), base, content, at, mtime }]
  })
}

/** @throws {SpaceError} `conflict` for what only a file of its own can be asked */
export function demandNoCopy(parts: DriveParts, row: number, path: string): void {
  if (!parts.tree.columns.isCopy(row)) return
  throw new SpaceError('conflict', `${path} is another version of a file, not a file of its own`, {
    why: 'two devices saved the file without knowing of each other',
    try: 'move it to a name of its own first',
    facts: { path },
  })
}
