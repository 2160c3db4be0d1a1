/** Changing what was given: making, moving, copying, the trash, versions, marks. */
import type { EntryStat } from '@space/sdk/calls'
import type { ActivityAction } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import { SpaceError } from '@space/sdk'
import type { Entry } from '../drive/drive.ts'
import type { Actions, Grant } from '../grants/capability.ts'
import type { Access, Ask } from '../grants/guard.ts'
import { notFound } from '../grants/words.ts'
import { ref, shown, statOf, type Ref } from './handles.ts'
import { choice, entryId, fields, flag, list, maybe, text, texts } from './params.ts'
import { demandChange, demandRoom } from './quota.ts'
import type { Session } from './session.ts'

const NAME_CHARS = 1024

export function changesFacet(session: Session) {
  const { guard, entries, app, powers } = session

  const changing = (handle: Ref, action: ActivityAction, need: Actions = 'change'): Ask => ({
    grant: handle.grant,
    need,
    entries: [handle.entry],
    action,
    changes: true,
  })
  const edits = (...accesses: readonly Access[]) =>
    entries.edit({
      by: app.label,
      check(): void {
        for (const { check } of accesses) check()
      },
    })

  return {
    child(params: unknown, { signal }: Running): Promise<EntryStat> {
      const [given, called, options] = list(params)
      const folder = ref(given)
      const name = text(called, NAME_CHARS)
      const create = maybe(fields(options).get('create'), (value) =>
        choice(value, ['file', 'folder']),
      )
      const looking: Ask = {
        grant: folder.grant,
        need: 'read',
        entries: [folder.entry],
        action: 'list',
        isGlance: true,
      }
      return guard.run(looking, signal, async ({ grant }) => {
        const there = entries.child(folder.entry, name)
        if (there !== undefined && guard.sees(grant, there.id)) return statOf(there, grant)
        if (create === undefined) throw notFound()
        return guard.run(changing(folder, 'add', 'add'), signal, async (access) => {
          demandRoom(session, grant, 0)
          const making = edits(access)
          const made =
            create === 'folder'
              ? await making.makeFolder(folder.entry, name)
              : await making.write({ parent: folder.entry, name }, [], { ifVersion: null })
          return added(made, grant)
        })
      })
    },

    move(params: unknown, { signal }: Running): Promise<EntryStat> {
      const { from, to, name } = fromTo(params, true)
      return guard.run(changing(from, 'move'), signal, (leaving) =>
        guard.run(changing(to, 'add', 'add'), signal, async (entering) => {
          demandNotRoot(from, leaving.grant)
          demandChange(session, leaving.grant)
          if (leaving.grant.id !== entering.grant.id)
            demandRoom(session, entering.grant, bytesOf(from.entry))
          const moved = await edits(leaving, entering).move(from.entry, to.entry, name)
          return added(moved, entering.grant)
        }),
      )
    },

    copy(params: unknown, { signal }: Running): Promise<EntryStat> {
      const { from, to, name } = fromTo(params)
      // what is copied is read, and with a folder all that is in it
      const isWhole = entries.kindOf(from.entry) === 'folder'
      const reading: Ask = {
        grant: from.grant,
        need: 'read',
        entries: [from.entry],
        action: 'read',
        whole: isWhole,
      }
      return guard.run(reading, signal, (leaving) =>
        guard.run(changing(to, 'add', 'add'), signal, async (entering) => {
          shown(entries.entry(from.entry))
          demandRoom(session, entering.grant, bytesOf(from.entry))
          const made = await edits(leaving, entering).copy(from.entry, to.entry, name)
          return added(made, entering.grant)
        }),
      )
    },

    remove(params: unknown, { signal }: Running): Promise<null> {
      const handle = ref(list(params)[0])
      return guard.run(changing(handle, 'remove'), signal, async (access) => {
        if (entries.kindOf(handle.entry) === 'folder') demandNotRoot(handle, access.grant)
        await edits(access).remove(handle.entry)
        return null
      })
    },

    restoreTrashed(params: unknown, { signal }: Running): Promise<EntryStat> {
      const [given, which] = list(params)
      const folder = ref(given)
      const id = entryId(which)
      return guard.run(changing(folder, 'restore'), signal, async (access) => {
        const trashed = entries.trashed(folder.entry).find((one) => one.id === id)
        if (trashed === undefined) throw notFound()
        demandChange(session, access.grant)
        const { parent, wasNamed } = trashed
        const back = await edits(access).restoreTrashed(id, parent, wasNamed)
        return statOf(back, access.grant)
      })
    },

    restore(params: unknown, { signal }: Running): Promise<EntryStat> {
      const [given, which] = list(params)
      const file = ref(given)
      const version = text(which, 64)
      return guard.run(changing(file, 'restore'), signal, async (access) => {
        demandRoom(session, access.grant, bytesOf(file.entry))
        return statOf(await edits(access).restore(file.entry, version), access.grant)
      })
    },

    copyVersion(params: unknown, { signal }: Running): Promise<EntryStat> {
      const [given, which, folder, called] = list(params)
      const file = ref(given)
      const version = text(which, 64)
      const to = ref(folder)
      const name = maybe(called, (value) => text(value, NAME_CHARS)) ?? null
      const reading: Ask = {
        grant: file.grant,
        need: 'read',
        entries: [file.entry],
        action: 'read',
      }
      return guard.run(reading, signal, (leaving) =>
        guard.run(changing(to, 'add', 'add'), signal, async (entering) => {
          shown(entries.entry(file.entry))
          const found = entries.versions(file.entry).find(({ id }) => id === version)
          if (found === undefined) throw notFound()
          demandRoom(session, entering.grant, found.size)
          const copying = edits(leaving, entering)
          const made = await copying.copyVersion(file.entry, version, to.entry, name)
          return added(made, entering.grant)
        }),
      )
    },

    mark(params: unknown, { signal }: Running): Promise<EntryStat> {
      const [given, wanted] = list(params)
      const handle = ref(given)
      const marks = fields(wanted)
      const starred = maybe(marks.get('starred'), flag)
      const tags = maybe(marks.get('tags'), (value) => texts(value, 20, 40))
      return guard.run(changing(handle, 'mark'), signal, async (access) => {
        // those that were there are taken away, which is recorded as well
        demandChange(session, access.grant, 2 * (tags?.length ?? 0))
        const marked = await edits(access).mark(handle.entry, {
          ...(starred === undefined ? {} : { starred }),
          ...(tags === undefined ? {} : { tags }),
        })
        return statOf(marked, access.grant)
      })
    },
  }

  function added(entry: Entry, grant: Grant): EntryStat {
    if (grant.actions === 'add') powers.grants.added(grant.id, entry.id)
    return statOf(entry, grant)
  }

  /** @param staying no folder means the one where it is */
  function fromTo(params: unknown, staying = false): { from: Ref; to: Ref; name: string } {
    const [entry, folder, called] = list(params)
    const from = ref(entry)
    const given = maybe(called, (value) => text(value, NAME_CHARS))
    const to =
      staying && folder === null
        ? { grant: from.grant, entry: entries.parentOf(from.entry) ?? '' }
        : ref(folder)
    return { from, to, name: given ?? entries.nameOf(from.entry) }
  }

  function bytesOf(entry: string): number {
    const { bytes } = entries.usage(entry)
    return bytes
  }
}

/** What was given is the person's to move and to remove; the app may change what is in it. */
export function demandNotRoot({ entry }: Ref, { resource }: Grant): void {
  if (resource.kind !== 'entry' || resource.entry !== entry) return
  throw new SpaceError('grant-denied', 'The folder itself belongs to the person', {
    why: 'an app may change what is in it, not where it is',
  })
}
