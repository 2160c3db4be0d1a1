/** Bringing bytes in: begun and finished by calls, carried by a URL of its own. */
import type { EntryStat, UploadTicket } from '@space/sdk/calls'
import type { Running } from '@space/sdk/wire'
import type { Grant } from '../grants/capability.ts'
import type { Ask } from '../grants/guard.ts'
import { ref, statOf } from './handles.ts'
import { fields, list, maybe, text, whole, wrong } from './params.ts'
import { demandRoom } from './quota.ts'
import type { Sending } from './room.ts'
import type { Session } from './session.ts'

/** How much may come before it is asked again whether there is room. */
const CHECK_BYTES = 2 ** 20

export function uploadsFacet(session: Session) {
  const { guard, entries, app, powers } = session

  return {
    upload(params: unknown, { signal }: Running): Promise<UploadTicket> {
      const [target, given] = list(params)
      const options = fields(given)
      const size = maybe(options.get('size'), (n) => whole(n, 0, Number.MAX_SAFE_INTEGER))
      const ifVersion = maybe(options.get('ifVersion'), (value) => text(value, 64))
      const { ask, place, name, free } = targetOf(target)
      // what is only announced is no change yet: that is noted when it comes
      const asking: Ask = { ...ask, action: 'list', isGlance: true, changes: false }
      return guard.run(asking, signal, ({ grant }) => {
        if ('entry' in place && entries.kindOf(place.entry) !== 'file') throw wrong('a file')
        const maxBytes = demandRoom(session, grant, size ?? 0)
        const alive = session.alive(grant.id, grant.actions === 'add' ? 'add' : ask.need)
        const isAdding = grant.actions === 'add'
        const write = async (source: AsyncIterable<Uint8Array>, stop: AbortSignal) => {
          demandRoom(session, grant, size ?? 0)
          using sending = powers.room.send(app.label, size ?? 0)
          const transfer = powers.transfers.begin({ app: app.label, name, totalBytes: size })
          try {
            const saved = await guard.run(ask, stop, ({ check, signal: over }) => {
              const author = {
                by: app.label,
                check(): void {
                  check()
                  demandRoom(session, grant, transfer.doneBytes(), sending.bytes())
                },
              }
              return entries
                .edit(author)
                .write(place, transfer.count(metered(source, sending, grant)), {
                  signal: over,
                  // who may only add never writes over what is there
                  ...(isAdding
                    ? { ifVersion: free }
                    : ifVersion === undefined
                      ? {}
                      : { ifVersion }),
                })
            })
            if (isAdding) powers.grants.added(grant.id, saved.id)
            sending.saved()
            transfer.end()
            return statOf(saved, grant)
          } catch (error) {
            transfer.end(error)
            throw error
          }
        }
        return powers.urls.forWriting(app.label, alive, { size, maxBytes, write })
      })
    },

    commit(params: unknown): Promise<EntryStat> {
      session.budget.spend()
      return powers.urls.commit(app.label, text(list(params)[0], 128))
    },

    async abort(params: unknown): Promise<null> {
      session.budget.spend()
      await powers.urls.abort(app.label, text(list(params)[0], 128))
      return null
    },
  }

  /** Where no size was announced there must be room for all that comes, while it does. */
  async function* metered(source: AsyncIterable<Uint8Array>, sending: Sending, grant: Grant) {
    let bytesCome = 0
    let checkedAt = 0
    for await (const bytes of source) {
      bytesCome += bytes.length
      sending.came(bytes.length)
      if (bytesCome - checkedAt >= CHECK_BYTES) {
        demandRoom(session, grant, bytesCome, sending.bytes())
        checkedAt = bytesCome
      }
      yield bytes
    }
  }

  function targetOf(value: unknown): {
    ask: Ask
    place: { entry: string } | { parent: string; name: string }
    name: string
    /** The version over which also who may only add may write; null: there must be none. */
    free: string | null
  } {
    const target = fields(value)
    if (!target.has('parent')) {
      const file = ref(value)
      const empty = emptyVersion(file.entry)
      return {
        // who may only add may fill what it made: nothing is written over
        ask: ask(file.grant, empty === undefined ? 'change' : 'add', file.entry, 'write'),
        place: { entry: file.entry },
        name: entries.nameOf(file.entry),
        free: empty ?? null,
      }
    }
    const parent = ref(target.get('parent'))
    const name = text(target.get('name'), 1024)
    return {
      ask: ask(parent.grant, 'add', parent.entry, 'add'),
      place: { parent: parent.entry, name },
      name,
      free: null,
    }
  }

  /** The version of a file that was never filled; undefined for all others. */
  function emptyVersion(id: string): string | undefined {
    // NOTE: nothing was checked yet, so whether it is there at all must make no difference
    if (!entries.isWithin(id, entries.root)) return undefined
    const { size, versions, version } = entries.entry(id)
    return size === 0 && versions <= 1 ? version : undefined
  }
}

function ask(grant: string, need: 'add' | 'change', entry: string, action: 'add' | 'write'): Ask {
  return { grant, need, entries: [entry], action, changes: true }
}
