/** What an app wants to be gone for ever: shown first, and done only when the person said yes. */
import { SpaceError } from '@space/sdk'
import type { Erasing } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import { entryId, list, text, wrong } from '../params.ts'
import type { Powers } from '../powers.ts'
import { withHeld } from './hand.ts'

/** How long the person may look at the question. */
const ASKED_MS = 10 * 60_000
/** Questions that are open at once; there is one window that asks, and one that was closed. */
const MOST_ASKED = 16
const MOST_NAMED = 20_000
const NAMES = 3

interface Asked {
  readonly app: string
  readonly handle: unknown
  readonly ids: readonly string[]
  readonly until: number
}

export function ownerErasing(powers: Powers) {
  const { entries, clock } = powers
  const asked = new Map<string, Asked>()

  return {
    async look(params: unknown, { signal }: Running): Promise<Erasing> {
      const [given, handle, trashed] = list(params)
      const app = text(given, 64)
      const wanted = trashed === 'all' ? undefined : idsOf(trashed)
      return withHeld(powers, app, handle, { need: 'change', signal }, (folder) => {
        const there = entries.trashed(folder.id)
        const gone = wanted === undefined ? there : there.filter(({ id }) => wanted.has(id))
        if (gone.length === 0) throw nothing()
        const id = powers.newId()
        const ids = gone.map((one) => one.id)
        asked.set(id, { app, handle, ids, until: clock.now() + ASKED_MS })
        for (const oldest of asked.keys()) {
          if (asked.size <= MOST_ASKED) break
          asked.delete(oldest)
        }
        return {
          id,
          items: gone.length,
          bytes: gone.reduce((sum, { bytesBelow }) => sum + bytesBelow, 0),
          names: gone.slice(0, NAMES).map(({ wasNamed }) => wasNamed),
        }
      })
    },

    async erase(params: unknown, { signal }: Running): Promise<{ erased: number }> {
      const id = text(list(params)[0], 64)
      const question = asked.get(id)
      asked.delete(id)
      if (question === undefined || question.until <= clock.now()) throw nothing()
      const { app, handle, ids } = question
      return withHeld(
        powers,
        app,
        handle,
        { need: 'change', signal },
        async (folder, { check }) => {
          // restored meanwhile, or moved out of the folder: it is not what the person saw any more
          const there = new Set(entries.trashed(folder.id).map((one) => one.id))
          const left = ids.filter((one) => there.has(one))
          const name = entries.nameOf(folder.id)
          const done = await entries.edit({ check }).eraseTrashed(left)
          powers.audit.note({ app, action: 'remove', target: folder.id, name, changed: true })
          return { erased: done.entries }
        },
      )
    },
  }
}

function idsOf(value: unknown): ReadonlySet<string> {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_NAMED)
    throw wrong(`some ids of what is in the trash, at most ${MOST_NAMED}`)
  return new Set((value as unknown[]).map(entryId))
}

function nothing(): SpaceError {
  return new SpaceError('not-found', 'Nothing of this is in the trash any more', {
    why: 'it was deleted or brought back meanwhile, or the question was left open for long',
    try: 'look into the trash again',
  })
}
