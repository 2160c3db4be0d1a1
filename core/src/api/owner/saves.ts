/** Saving a file or folder of an app outside of Space: the one way by which bytes leave in clear. */
import type { Saving } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import { eitherOf, type Access } from '../../grants/guard.ts'
import { shown } from '../handles.ts'
import { list, text } from '../params.ts'
import type { Powers } from '../powers.ts'
import type { Content } from '../urls.ts'
import { zipOf } from '../zip.ts'
import { handOf, withAllHeld } from './hand.ts'
import { entryRow } from './rows.ts'

/** What the root is called as a file of the person's computer. */
const ROOT_NAME = 'My files'

/** @param alive the window that asks */
export function ownerSaves(powers: Powers, alive: AbortSignal) {
  const { entries, grants, downloads } = powers

  return {
    async look(params: unknown, { signal }: Running): Promise<Saving> {
      const [app, handles] = list(params)
      return withAllHeld(powers, text(app, 64), handles, { need: 'read', signal }, (chosen) => {
        const sums = { files: 0, folders: 0, bytes: 0 }
        for (const { id } of chosen) {
          const { files, folders, bytes } = entries.usage(id)
          sums.files += files
          sums.folders += folders
          sums.bytes += bytes
        }
        return { entry: entryRow(chosen[0]), items: chosen.length, ...sums }
      })
    },

    async begin(params: unknown, { signal }: Running): Promise<{ path: string }> {
      const [given, handles] = list(params)
      const app = text(given, 64)
      return withAllHeld(powers, app, handles, { need: 'read', signal }, (chosen, { grant }) => {
        const { guard, budget } = handOf(powers, app)
        const [first] = chosen
        const isOne = chosen.length === 1
        const isFile = isOne && first.kind === 'file'
        const ids = chosen.map(({ id }) => id)
        // who may only add reads what it added
        const need = grant.actions === 'add' ? 'add' : 'read'
        const either = eitherOf(grants.signal(grant.id, need), alive)
        const ask = {
          grant: grant.id,
          need: 'read',
          entries: ids,
          action: 'read',
          whole: !isFile,
        } as const
        const open = (): Promise<Content> =>
          guard.run(ask, either.signal, (access) => (isFile ? fileOf(first.id) : packOf(access)))
        return { path: downloads.mint({ alive: either.signal, open, end: either.forget }) }

        async function packOf(access: Access): Promise<Content> {
          const content = await zipOf({ entries, guard, budget }, isOne ? first.id : ids, access)
          // several are called as the folder that they are in
          const named = isOne ? first.id : (entries.parentOf(first.id) ?? '')
          return { ...content, name: `${entries.nameOf(named) || ROOT_NAME}.zip` }
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
