/** Files of apps that are open in programs of this computer. */
import { SpaceError } from '@space/sdk'
import type { Leaving, OutsideRow } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import type { Entry } from '../../drive/drive.ts'
import { allows, type Grant } from '../../grants/capability.ts'
import { openSignal } from '../../grants/signal.ts'
import type { CopyState, Outside, OutsideAsk } from '../../outside/outside.ts'
import { list, text } from '../params.ts'
import type { Powers } from '../powers.ts'
import type { RunningTransfer } from '../transfers.ts'
import { handOf, withHeld } from './hand.ts'
import { appRef, entryRow } from './rows.ts'

export function ownerOutside(powers: Powers) {
  const { entries, grants, transfers } = powers

  return {
    async look(params: unknown, { signal }: Running): Promise<Leaving> {
      const [given, handle] = list(params)
      const app = text(given, 64)
      return withHeld(powers, app, handle, { need: 'read', signal }, async (entry, { grant }) => {
        const ask = askOf(app, entry, grant)
        const { place, isOpen } = await outside().look(ask)
        return { file: entryRow(entry), canChange: ask.canChange, place, isOpen }
      })
    },

    async open(params: unknown, { signal }: Running): Promise<null> {
      const [given, handle] = list(params)
      const app = text(given, 64)
      await withHeld(powers, app, handle, { need: 'read', signal }, (entry, held) => {
        const ask = askOf(app, entry, held.grant)
        const what = {
          grant: held.grant.id,
          need: 'read',
          entries: [entry.id],
          action: 'read',
        } as const
        let transfer: RunningTransfer | undefined
        return handOf(powers, app).guard.run(what, signal, async (access) => {
          async function* count(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
            const { name, size: totalBytes } = entry
            transfer ??= transfers.begin({ app, name, totalBytes, direction: 'out' })
            for await (const bytes of transfer.count(source)) {
              access.signal.throwIfAborted()
              yield bytes
            }
          }
          try {
            await outside().open(ask, count)
            transfer?.end()
          } catch (error) {
            transfer?.end(error)
            throw error
          }
        })
      })
      return null
    },

    async *watch(_: unknown, { signal }: Running): AsyncGenerator<OutsideRow[]> {
      const changed = openSignal()
      const following = changed.follow(signal)
      const tell = async (source: AsyncIterable<unknown>): Promise<void> => {
        for await (const _change of source) changed.fire()
      }
      if (powers.outside !== undefined) void tell(powers.outside.watch(signal))
      // whether the app may still open it is told as well
      void tell(grants.watch(signal))
      let told = ''
      for await (const _change of following) {
        const rows = (powers.outside?.list() ?? []).map(rowOf)
        const said = JSON.stringify(rows)
        if (said !== told) yield rows
        told = said
      }
    },

    async done(params: unknown): Promise<null> {
      await outside().done(text(list(params)[0], 64))
      return null
    },
  }

  function outside(): Outside {
    if (powers.outside !== undefined) return powers.outside
    throw new SpaceError('not-found', 'Nothing can be opened outside of Space here')
  }

  function rowOf(state: CopyState): OutsideRow {
    const { app, entry, name, id, since, place, canChange, savedAt, keptAs, isInUse, problem } =
      state
    return {
      id,
      app: appRef(powers, app),
      isAppOver: isOver(app, entry),
      name: entries.nameOf(entry) || entries.lastNameOf(entry) || name,
      since,
      place,
      canChange,
      savedAt,
      keptAs,
      isInUse,
      problem,
    }
  }

  /** What is gone inside no grant reaches, and that is not the grant's doing. */
  function isOver(app: string, entry: string): boolean {
    if (powers.appOf(app) === undefined) return true
    if (entries.nameOf(entry) === '') return false
    return !grants
      .list(app)
      .some(({ resource }) => resource.kind === 'entry' && entries.isWithin(entry, resource.entry))
  }
}

/** @throws {SpaceError} `is-folder` */
function askOf(app: string, entry: Entry, { actions }: Grant): OutsideAsk {
  if (entry.kind === 'file') return { app, entry: entry.id, canChange: allows(actions, 'change') }
  throw new SpaceError('is-folder', 'Only a file can be opened in another program', {
    try: 'save the folder outside of Space',
  })
}
