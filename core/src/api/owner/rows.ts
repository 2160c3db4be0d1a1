/** How the shell sees entries, apps and grants. */
import { isSpaceError } from '@space/sdk'
import type { AppRef, EntryRow, Grant as GrantRow } from '@space/sdk/host'
import { hueOf } from '../../apps/label.ts'
import type { Entry } from '../../drive/drive.ts'
import type { Grant } from '../../grants/capability.ts'
import type { Powers } from '../powers.ts'

export function entryRow({ id, name, path, kind, size, mtime }: Entry): EntryRow {
  return { id, name, path, kind: kind === 'folder' ? 'folder' : 'file', size, mtime }
}

/** Undefined for what is gone or in the trash. */
export function findRow({ entries }: Powers, id: string): EntryRow | undefined {
  try {
    return entryRow(entries.entry(id))
  } catch (error) {
    if (isSpaceError(error, 'not-found')) return undefined
    throw error
  }
}

/** Its label stands for the name of an app that is not installed any more. */
export function appRef({ appOf }: Powers, label: string): AppRef {
  const { name, icon, hue, isBuiltIn } = appOf(label) ?? {
    name: label,
    icon: null,
    hue: hueOf(label),
    isBuiltIn: false,
  }
  return { label, name, icon, hue, isBuiltIn }
}

export function grantRow(powers: Powers, grant: Grant): GrantRow {
  const { id, app, actions, until, trial, label, madeAt, lastUsedAt, isPrivate } = grant
  return {
    id,
    app: appRef(powers, app),
    resource: resourceRow(powers, grant),
    mode: actions,
    until,
    trial: trial ?? null,
    label,
    madeAt,
    usedAt: lastUsedAt,
    isPrivate: isPrivate ?? false,
  }
}

function resourceRow(powers: Powers, { resource }: Grant): GrantRow['resource'] {
  if (resource.kind === 'host') return resource
  if (resource.kind === 'identity') return { kind: 'identity', did: powers.dids.own }
  const entry = findRow(powers, resource.entry)
  const name = powers.entries.lastNameOf(resource.entry)
  return entry === undefined ? { kind: 'gone', name } : { kind: 'entry', entry }
}
