/** The app's own folder: there without asking, in the person's drive under `Apps`. */
import type { HandleRef } from '@space/sdk/calls'
import { isSpaceError } from '@space/sdk'
import { APPS_FOLDER } from '@space/sdk/names'
import type { Entry } from '../drive/drive.ts'
import type { Grant } from '../grants/capability.ts'
import { handleOf } from './handles.ts'
import { usedBytes } from './quota.ts'
import type { Session } from './session.ts'
import { plainName } from './names.ts'

export function dataFacet(session: Session) {
  const { entries, app, powers, budget } = session
  let making: Promise<{ grant: Grant; entry: Entry }> | undefined

  return {
    async directory(): Promise<HandleRef> {
      budget.spend()
      const { grant, entry } = await own()
      return handleOf(entry, grant)
    },
    async usage(): Promise<{ usedBytes: number; quotaBytes: number }> {
      budget.spend()
      const found = find()
      const used = found === undefined ? 0 : budget.work(() => usedBytes(entries, found.entry.id))
      const usedInAll = used + powers.room.logBytes(app.label)
      return { usedBytes: usedInAll, quotaBytes: powers.privateBytes }
    },
  }

  /** Once for calls that come together: else there would be two folders. */
  async function own(): Promise<{ grant: Grant; entry: Entry }> {
    const found = find()
    if (found !== undefined) return found
    making ??= make().finally(() => {
      making = undefined
    })
    return making
  }

  function find(): { grant: Grant; entry: Entry } | undefined {
    for (const grant of powers.grants.list(app.label)) {
      if (grant.isPrivate !== true || grant.resource.kind !== 'entry') continue
      try {
        return { grant, entry: entries.entry(grant.resource.entry) }
      } catch (error) {
        if (!isSpaceError(error, 'not-found')) throw error
        // the person removed it: a new one is made, and what was in the old one stays in the trash
        powers.grants.revoke(grant.id)
      }
    }
    return undefined
  }

  async function make(): Promise<{ grant: Grant; entry: Entry }> {
    const edits = entries.edit({ check: () => undefined })
    const apps =
      entries.child(entries.root, APPS_FOLDER) ??
      (await edits.makeFolder(entries.root, APPS_FOLDER))
    // what bears the name already is somebody else's, even when it looks the same
    const name = plainName(app.name)
    const isTaken = entries.child(apps.id, name) !== undefined
    const entry = await edits.makeFolder(
      apps.id,
      isTaken ? `${name} (${app.label.slice(0, 8)} ${powers.newId().slice(0, 4)})` : name,
    )
    const resource = { kind: 'entry', drive: entries.id, entry: entry.id } as const
    const grant = powers.grants.make({
      app: app.label,
      resource,
      actions: 'change',
      until: null,
      isPrivate: true,
      label: 'Its own folder',
    })
    return { grant, entry }
  }
}
