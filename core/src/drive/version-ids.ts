/** How versions are named: to people, and to the ops that follow on them. */
import { hexOf } from '../crypto/text.ts'
import { NONE } from './tree/columns.ts'
import { shownVersions } from './copies-shown.ts'
import { MAX_VERSIONS, type VersionRef } from './log/ops.ts'
import type { DriveParts } from './parts.ts'
import { currentVersions, type VersionName, type VersionRegister } from './tree/registers.ts'

/** Where its op stands: the start of the batch's hash, and its place there. */
export function versionId(parts: DriveParts, { stamp }: Pick<VersionRegister, 'stamp'>): string {
  const digest = parts.rows.batch(stamp.batch)?.digest ?? new Uint8Array(0)
  return `${hexOf(digest).slice(0, 10)}.${stamp.index}`
}

/** What a new version follows on, as its `base`: what is shown. Other versions that stand stand on. */
export function basesOf(parts: DriveParts, row: number): VersionRef[] {
  if (row === NONE) return []
  const shown = shownVersions(parts.tree.registersOf(row))
  return shown.map(({ stamp }) => versionRef(parts, stamp))
}

/** All versions that stand, as the `base` of one that a person chose for all of them. */
export function allBasesOf(parts: DriveParts, row: number): VersionRef[] {
  if (row === NONE) return []
  const standing = currentVersions(parts.tree.registersOf(row)).slice(0, MAX_VERSIONS)
  return standing.map(({ stamp }) => versionRef(parts, stamp))
}

export function versionRef(parts: DriveParts, { batch, index }: VersionName): VersionRef {
  return [parts.tree.batchCid(batch), index]
}
