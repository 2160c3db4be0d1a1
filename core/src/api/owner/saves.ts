/** Saving a file or folder of an app outside of Space: the one way by which bytes leave in clear. */
import type { Saving } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import { eitherOf, type Access } from '../../grants/guard.ts'
import { shown } from '../handles.ts'
import { list, text } from '../params.ts'
import type { Powers } from '../powers.ts'
import type { Content } from '../urls.ts'
import { zipOf } from '../zip.ts'
import { handOf, withHeld } from './hand.ts'
import { entryRow } from './rows.ts'

/** What the root is called as a file of the person's computer. */
const ROOT_NAME = 'My files'

/** @param alive the window that asks */
export function ownerSaves(powers: Powers, alive: AbortSignal) {
  const { entries, grants, downloads } = powers

  return {
    async look(params: unknown, { signal }: Running): Promise<Saving> {
      const [app, handle] = list(params)
      return withHeld(powers, text(app, 64), handle, { need: 'read', signal }, (entry) => {
        const { files, folders, bytes } = entries.usage(entry.id)
        return { entry: entryRow(entry), files, folders, bytes }
      })
    },

    async begin(params: unknown, { signal }: Running): Promise<{ path: string }> {
      const [given, handle] = list(params)
      const app = text(given, 64)
      return withHeld(powers, app, handle, { need: 'read', signal }, (entry, { grant }) => {
        const { guard, budget } = handOf(powers, app)
        const isFolder = entry.kind === 'folder'
        // who may only add reads what it added
        const need = grant.actions === 'add' ? 'add' : 'read'
        const either = eitherOf(grants.signal(grant.id, need), alive)
        const ask = {
          grant: grant.id,
          need: 'read',
          entries: [entry.id],
          action: 'read',
          whole: isFolder,
        } as const
        const open = (): Promise<Content> =>
          guard.run(ask, either.signal, (access) =>
            isFolder ? folderOf(access, entry.id) : fileOf(entry.id),
          )
        return { path: downloads.mint({ alive: either.signal, open, end: either.forget }) }

        async function folderOf(access: Access, id: string): Promise<Content> {
          const content = await zipOf({ entries, guard, budget }, id, access)
          return { ...content, name: `${entries.nameOf(id) || ROOT_NAME}.zip` }
        }
      })
    },
  }

  async function fileOf(id: string): Promise<Content> {
    const { name, size, version = '' } = shown(entries.entry(id))
    return {
      name,
      size,
      version: undefined,
      // this version to its end, whatever is saved meanwhile
      read: ({ start, end, signal }) => entries.read(id, { start, end, version, signal }),
    }
  }
}
